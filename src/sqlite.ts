import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { StorageError } from "./errors.ts";

/** In memory instead of a file: gone with the process. */
export const IN_MEMORY = ":memory:";

/**
 * The path in an address such as `sqlite:data/orchid.sqlite`, `sqlite:///srv/orchid.sqlite` or
 * `sqlite::memory:`.
 *
 * @throws {StorageError} When the address names no file.
 */
export function sqlitePath(address: string): string {
  const path = address.replace(/^sqlite:(\/\/(?=\/))?/, "");
  if (path === "") {
    throw new StorageError(`The address ${address} names no file`, { hint: "Write sqlite:PATH." });
  }
  return path === IN_MEMORY ? path : resolve(path);
}

/**
 * The file that commits are written to first. As long as a connection is open it stays the same file.
 * Source: https://sqlite.org/wal.html
 */
export function walOf(path: string): string {
  return `${path}-wal`;
}

export interface SqliteOptions {
  /** How long a statement blocks the process while another one holds the file. */
  readonly busyTimeoutMs: number;
}

/**
 * Opens a file in WAL mode and makes its folder. A commit never leaves a damaged file, and nothing is lost when
 * the process is killed; a power cut may take the last commits along, unless {@link walOf} was brought to the
 * disk since (what `synchronous=FULL` does after each commit, while the whole process waits).
 *
 * @throws {StorageError} When it cannot be opened or written; the message names the path.
 */
export function openSqlite(path: string, options: SqliteOptions): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    if (path !== IN_MEMORY) mkdirSync(dirname(path), { recursive: true });
    database = new DatabaseSync(path, { timeout: options.busyTimeoutMs });
    database.exec("PRAGMA journal_mode = WAL");
    database.exec("PRAGMA synchronous = NORMAL");
    database.exec("PRAGMA foreign_keys = ON");
    // What was deleted, as by /forget, is overwritten and not only passed over.
    database.exec("PRAGMA secure_delete = ON");
    return database;
  } catch (error) {
    database?.close();
    throw toStorageError(error, path);
  }
}

/**
 * SQLite's primary result codes that decide about what to do next.
 * Source: https://sqlite.org/rescode.html
 */
const CODES = {
  busy: 5,
  locked: 6,
  readOnly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
};

const HINTS: ReadonlyMap<number, string> = new Map([
  [CODES.busy, "Another program holds the file; close it (a SQLite shell or a backup)."],
  [CODES.locked, "Another program holds the file; close it (a SQLite shell or a backup)."],
  [CODES.readOnly, "Let the user that Orchid runs as write the file and its folder."],
  [CODES.io, "Look at the disk and at the file's permissions."],
  [CODES.corrupt, "Restore the file from a backup."],
  [CODES.full, "Free some space on the disk; Orchid goes on by itself."],
  [CODES.cannotOpen, "Look at the path; its folder must exist or be allowed to be made."],
  [CODES.notADatabase, "Name another file: this one is no SQLite database."],
]);

/** True when somebody else holds the file and trying again may help. */
export function isBusy(error: unknown): boolean {
  const code = primaryCode(error);
  return code === CODES.busy || code === CODES.locked;
}

/** True when the file's content cannot be trusted. */
export function isDamaged(error: unknown): boolean {
  const code = primaryCode(error);
  return code === CODES.corrupt || code === CODES.notADatabase;
}

/** Says what failed at which path, and what to do. An error that is one already stays as it is. */
export function toStorageError(error: unknown, path: string): StorageError {
  if (error instanceof StorageError) return error;
  const hint = HINTS.get(primaryCode(error) ?? -1) ?? "Look at the path, its folder and the disk.";
  return new StorageError(`${path}: ${error instanceof Error ? error.message : String(error)}`, {
    hint,
    cause: error,
  });
}

function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number")
    return undefined;
  // The low byte is the primary code, the rest an extension of it.
  return error.errcode & 0xff;
}
