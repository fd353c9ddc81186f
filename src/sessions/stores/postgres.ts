import type { Pool } from "pg";

import type { Storage } from "../../contracts/storage.ts";
import { StorageError } from "../../errors.ts";
import { shownAddress } from "../storage.ts";

const CONNECT_TIMEOUT_MS = 5_000;
/** Sessions are small reads and writes, so a few connections serve many channels. */
const MAX_CONNECTIONS = 5;

/** Namespace and key are columns of their own, so no pair of them can be mistaken for another. */
const SCHEMA = `CREATE TABLE IF NOT EXISTS orchid_keyv (
  namespace text NOT NULL,
  key text NOT NULL,
  value text NOT NULL,
  expires_at bigint,
  PRIMARY KEY (namespace, key)
)`;

/** Entries that are read at once when a namespace is looked through. */
const PAGE_SIZE = 500;

/** Connections that hold locks; their own, or those who hold one could wait for each other's for ever. */
const MAX_LOCKS = 2;
/** How long another process may hold what is wanted. Its work is a read and a write. */
const LOCK_WAIT_MS = 5_000;

/** Two processes that create the same table at once: one of them meets this. */
const UNIQUE_VIOLATION = "23505";

/**
 * PostgreSQL, through `pg`. Not `@keyv/postgres`: its pool has no error listener, so a server that
 * restarts ends the process, and a table that could not be made once is never tried again.
 */
export default {
  schemes: ["postgres", "postgresql"],
  open: async (address) => {
    // Loaded only where PostgreSQL is used.
    const { default: pg } = await import("pg");
    const pool = new pg.Pool({
      connectionString: address,
      max: MAX_CONNECTIONS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    });
    // A lost idle connection is replaced at the next query; without a listener it ends the process.
    pool.on("error", () => {});
    try {
      await pool.query(SCHEMA).catch((error: unknown) => {
        if (!isUniqueViolation(error)) throw error;
      });
      await pool.query("DELETE FROM orchid_keyv WHERE expires_at < $1", [Date.now()]);
    } catch (error) {
      await pool.end();
      throw new StorageError(
        `${shownAddress(address)}: ${error instanceof Error ? error.message : String(error)}`,
        {
          hint: "Is the server running, does the database exist, and may this user create tables?",
          cause: error,
        },
      );
    }
    const locks = new pg.Pool({
      connectionString: address,
      max: MAX_LOCKS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    });
    locks.on("error", () => {});
    let isOpen = true;
    return {
      adapter: (namespace) => createAdapter(pool, namespace),
      exclusively: (name, work) => withLock(locks, name, work),
      close: async () => {
        if (isOpen) await Promise.all([pool.end(), locks.end()]);
        isOpen = false;
      },
    };
  },
} satisfies Storage;

/** An advisory lock of a transaction: the server lets go of it with the connection, whatever dies. */
async function withLock<T>(locks: Pool, name: string, work: () => Promise<T>): Promise<T> {
  const client = await locks.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    await client.query(`SET LOCAL lock_timeout = ${LOCK_WAIT_MS}`);
    await client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [`orchid ${name}`]);
    return await work();
  } finally {
    await client.query("COMMIT").catch((error: Error) => (broken = error));
    client.release(broken);
  }
}

/** What Keyv expects of a store. Keyv judges expiry by the value itself; the column is for tidying up. */
function createAdapter(pool: Pool, boundNamespace: string) {
  return {
    opts: { dialect: "postgres", url: "" },
    /** Keyv sets it to its own namespace. */
    namespace: boundNamespace,
    on() {
      return this;
    },
    async get(key: string): Promise<unknown> {
      const found = await pool.query<{ value: string }>({
        name: "orchid-keyv-get",
        text: "SELECT value FROM orchid_keyv WHERE namespace = $1 AND key = $2",
        values: [this.namespace, key],
      });
      return found.rows[0]?.value;
    },
    async set(key: string, value: string, ttlMs?: number): Promise<boolean> {
      await pool.query({
        name: "orchid-keyv-set",
        text: `INSERT INTO orchid_keyv (namespace, key, value, expires_at) VALUES ($1, $2, $3, $4)
          ON CONFLICT (namespace, key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at`,
        values: [this.namespace, key, value, ttlMs === undefined ? null : Date.now() + ttlMs],
      });
      return true;
    },
    async delete(key: string): Promise<boolean> {
      const gone = await pool.query("DELETE FROM orchid_keyv WHERE namespace = $1 AND key = $2", [
        this.namespace,
        key,
      ]);
      return gone.rowCount === 1;
    },
    async clear(): Promise<void> {
      await pool.query("DELETE FROM orchid_keyv WHERE namespace = $1", [this.namespace]);
    },
    /** Page by page: a namespace may hold every channel there is. */
    async *iterator(namespace?: string): AsyncGenerator<readonly [key: string, value: string]> {
      let after: string | undefined;
      for (;;) {
        const { rows } = await pool.query<{ key: string; value: string }>(
          `SELECT key, value FROM orchid_keyv WHERE namespace = $1 AND ($2::text IS NULL OR key > $2)
           ORDER BY key LIMIT $3`,
          [namespace ?? this.namespace, after ?? null, PAGE_SIZE],
        );
        for (const { key, value } of rows) yield [key, value];
        after = rows.at(-1)?.key;
        if (rows.length < PAGE_SIZE) return;
      }
    },
  };
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === UNIQUE_VIOLATION;
}
