import type { DatabaseSync, SQLInputValue } from "node:sqlite";

import { systemClock } from "../../clock.ts";
import type { Storage } from "../../contracts/storage.ts";
import { createGroupCommit } from "../../group-commit.ts";
import type { Writer } from "../../group-commit.ts";
import { openSqlite, sqlitePath, toStorageError } from "../../sqlite.ts";

/** Waiting inside of SQLite blocks the process, so it is short: outside writers hold the file for moments only. */
const BUSY_TIMEOUT_MS = 100;
/** How long a write waits for an outside writer, while the process goes on. */
const MAX_WAIT_MS = 2_000;

/** Namespace and key are columns of their own, so no pair of them can be mistaken for another. */
const SCHEMA = `CREATE TABLE IF NOT EXISTS keyv (
  namespace TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  expires_at INTEGER,
  PRIMARY KEY (namespace, key)
) STRICT, WITHOUT ROWID`;

/**
 * One file on this machine, through the SQLite that comes with Node. A killed process loses nothing;
 * a power cut may take the very last turns, never the file (WAL, synchronous NORMAL).
 */
export default {
  schemes: ["sqlite"],
  open: async (address) => {
    const path = sqlitePath(address);
    const database = openSqlite(path, { busyTimeoutMs: BUSY_TIMEOUT_MS });
    try {
      database.exec(SCHEMA);
      database.prepare("DELETE FROM keyv WHERE expires_at < ?").run(Date.now());
    } catch (error) {
      database.close();
      throw toStorageError(error, path);
    }
    // What is written in one turn of the event loop, in all namespaces, shares a transaction.
    const writer = createGroupCommit(database, {
      path,
      clock: systemClock,
      defer: setImmediate,
      busyTimeoutMs: MAX_WAIT_MS,
    });
    return {
      adapter: (namespace) => createAdapter(database, writer, namespace),
      close: async () => {
        if (!database.isOpen) return;
        writer.close();
        database.close();
      },
    };
  },
} satisfies Storage;

/** What Keyv expects of a store. Keyv judges expiry by the value itself; the column is for tidying up. */
function createAdapter(database: DatabaseSync, writer: Writer, boundNamespace: string) {
  const get = database.prepare("SELECT value FROM keyv WHERE namespace = ? AND key = ?");
  const set = database.prepare(
    `INSERT INTO keyv (namespace, key, value, expires_at) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at`,
  );
  const remove = database.prepare("DELETE FROM keyv WHERE namespace = ? AND key = ?");
  const clear = database.prepare("DELETE FROM keyv WHERE namespace = ?");
  const all = database.prepare("SELECT key, value FROM keyv WHERE namespace = ? ORDER BY key");

  return {
    opts: { dialect: "sqlite", url: "" },
    /** Keyv sets it to its own namespace. */
    namespace: boundNamespace,
    on() {
      return this;
    },
    async get(key: string): Promise<unknown> {
      return get.get(this.namespace, key)?.["value"];
    },
    async set(key: string, value: SQLInputValue, ttlMs?: number): Promise<boolean> {
      const { namespace } = this;
      const expiresAt = ttlMs === undefined ? null : Date.now() + ttlMs;
      await writer.write(() => set.run(namespace, key, value, expiresAt));
      return true;
    },
    async delete(key: string): Promise<boolean> {
      const { namespace } = this;
      const { changes } = await writer.write(() => remove.run(namespace, key));
      return Number(changes) > 0;
    },
    async clear(): Promise<void> {
      const { namespace } = this;
      await writer.write(() => clear.run(namespace));
    },
    async *iterator(namespace?: string) {
      for (const row of all.all(namespace ?? this.namespace)) yield [row["key"], row["value"]];
    },
  };
}
