import { DatabaseSync } from "node:sqlite";

/** What is kept: one row per thing, replaced when it changes. */
export type Kind = "user" | "guild" | "channel" | "message" | "command" | "interaction";

/** Keeps the world; each call is on disk, or at least in the write-ahead log, when it returns. */
export interface Store {
  put(kind: Kind, id: string, value: object): void;
  remove(kind: Kind, id: string): void;
  putFile(id: string, bytes: Uint8Array): void;
  /** In the order in which they were first put. */
  read(kind: Kind): readonly unknown[];
  readFiles(): readonly { readonly id: string; readonly bytes: Uint8Array }[];
  close(): void;
}

/** Keeps nothing. */
export const NO_STORE: Store = {
  put() {},
  remove() {},
  putFile() {},
  read: () => [],
  readFiles: () => [],
  close() {},
};

/** @throws {Error} When the file cannot be opened as a database. */
export function openStore(path: string): Store {
  const db = new DatabaseSync(path);
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS things (
      position INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, json TEXT NOT NULL,
      UNIQUE (kind, id)
    );
    CREATE TABLE IF NOT EXISTS files (id TEXT PRIMARY KEY, bytes BLOB NOT NULL);
  `);
  const put = db.prepare(
    "INSERT INTO things (kind, id, json) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET json = excluded.json",
  );
  const remove = db.prepare("DELETE FROM things WHERE kind = ? AND id = ?");
  const read = db.prepare("SELECT json FROM things WHERE kind = ? ORDER BY position");
  const putFile = db.prepare("INSERT OR REPLACE INTO files (id, bytes) VALUES (?, ?)");
  const readFiles = db.prepare("SELECT id, bytes FROM files");
  return {
    put: (kind, id, value) => void put.run(kind, id, JSON.stringify(value, pack)),
    remove: (kind, id) => void remove.run(kind, id),
    putFile: (id, bytes) => void putFile.run(id, bytes),
    read: (kind) => read.all(kind).map((row) => JSON.parse(String(row["json"]), unpack) as unknown),
    readFiles: () =>
      readFiles.all().map((row) => ({ id: String(row["id"]), bytes: row["bytes"] as Uint8Array })),
    close: () => db.close(),
  };
}

/** JSON has no maps, sets and big integers; a one-key object stands for each. */
function pack(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return { $bigint: value.toString() };
  if (value instanceof Map) return { $map: [...value] };
  if (value instanceof Set) return { $set: [...value] };
  return value;
}

function unpack(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if ("$bigint" in value) return BigInt(String(value.$bigint));
  if ("$map" in value) return new Map(value.$map as [unknown, unknown][]);
  if ("$set" in value) return new Set(value.$set as unknown[]);
  return value;
}
