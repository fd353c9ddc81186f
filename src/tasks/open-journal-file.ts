import { closeSync, existsSync, mkdirSync, openSync, readSync, renameSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { StorageError } from "../errors.ts";
import { IN_MEMORY, isDamaged, openSqlite, toStorageError } from "../sqlite.ts";
import type { Clock } from "../clock.ts";
import { lockProcess } from "./process-lock.ts";
import { migrate } from "./schema.ts";

/** Above this size the start does not wait for a check of the whole file. */
const MAX_CHECKED_BYTES = 256 * 1024 * 1024;

export interface JournalFile {
  readonly database: DatabaseSync;
  close(): void;
}

/**
 * Opens the journal's file for this process alone, checks it and brings its tables up to date.
 *
 * A damaged file is renamed, with its `-wal` and `-shm`, to `….damaged-<time>`; the start fails with
 * a message that names both, and the next start begins an empty one.
 *
 * @throws {StorageError} When it is in use, damaged, not ours or cannot be written.
 */
export async function openJournalFile(
  path: string,
  options: { readonly lockWaitMs: number; readonly clock: Clock },
): Promise<JournalFile> {
  if (path === IN_MEMORY) {
    const database = openSqlite(path, { busyTimeoutMs: 0 });
    migrate(database, path);
    return { database, close: () => database.close() };
  }
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    throw toStorageError(error, path);
  }
  const { clock } = options;
  const lock = await lockProcess(path, {
    waitMs: options.lockWaitMs,
    clock,
    describeOwner: () => readOwner(path),
  });
  try {
    const database = openChecked(path, clock);
    return {
      database,
      close() {
        if (database.isOpen) database.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function openChecked(path: string, clock: Clock): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = openSqlite(path, { busyTimeoutMs: 0 });
    check(database, path);
    migrate(database, path);
    return database;
  } catch (error) {
    if (database?.isOpen === true) database.close();
    const cause: unknown = error instanceof StorageError ? error.cause : error;
    if (!isDamaged(cause) || !looksLikeSqlite(path)) throw toStorageError(error, path);
    throw setAside(path, clock, cause);
  }
}

function check(database: DatabaseSync, path: string): void {
  if (statSync(path).size > MAX_CHECKED_BYTES) return;
  const verdict = database.prepare("PRAGMA quick_check(1)").get()?.["quick_check"];
  if (verdict === "ok") return;
  // The code of SQLITE_CORRUPT, so that it is treated as the ones SQLite throws.
  throw Object.assign(new Error(String(verdict)), { errcode: 11 });
}

/** A file that is none of SQLite's belongs to somebody else: it is not renamed. */
function looksLikeSqlite(path: string): boolean {
  const head = Buffer.alloc(16);
  const file = openSync(path, "r");
  try {
    readSync(file, head, 0, head.length, 0);
  } finally {
    closeSync(file);
  }
  // Source: https://sqlite.org/fileformat.html. All zeroes is what a lost first page looks like.
  return head.toString("latin1") === "SQLite format 3\0" || head.every((byte) => byte === 0);
}

function setAside(path: string, clock: Clock, cause: unknown): StorageError {
  const aside = `${path}.damaged-${clock.now()}`;
  for (const suffix of ["", "-wal", "-shm"]) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  }
  const what = cause instanceof Error ? cause.message : String(cause);
  return new StorageError(`${path} is damaged (${what}); it was renamed to ${aside}`, {
    hint: "Put a backup in its place, or start again to begin with an empty one.",
    cause,
  });
}

/** Who holds the file, as far as it can be read. */
function readOwner(path: string): string {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { readOnly: true, timeout: 0 });
    const row = database.prepare("SELECT pid, host FROM journal_owner").get();
    return row === undefined ? "" : ` (process ${String(row["pid"])} on ${String(row["host"])})`;
  } catch {
    // Only the message gets shorter.
    return "";
  } finally {
    if (database?.isOpen === true) database.close();
  }
}
