import { existsSync, renameSync, rmSync } from "node:fs";
import { backup, DatabaseSync } from "node:sqlite";

import { StorageError } from "../errors.ts";
import { toStorageError } from "../sqlite.ts";

/**
 * Copies a SQLite database as it is at one moment, also while a bot works on it. The copy is checked
 * before it gets its name, so a file of that name is always whole.
 *
 * @throws {StorageError} When there is nothing to copy, the target exists, or the copy cannot be made.
 */
export async function backUp(path: string, target: string): Promise<void> {
  if (!existsSync(path)) throw new StorageError(`${path} does not exist`, { hint: "Correct DATABASE_URL." });
  if (existsSync(target)) throw new StorageError(`${target} exists already`, { hint: "Name another file." });
  const partial = `${target}.partial`;
  rmSync(partial, { force: true });
  try {
    const source = new DatabaseSync(path, { readOnly: true, timeout: 10_000 });
    try {
      await backup(source, partial);
    } finally {
      source.close();
    }
    check(partial);
    renameSync(partial, target);
  } catch (error) {
    throw toStorageError(error, target);
  } finally {
    for (const suffix of ["", "-wal", "-shm"]) rmSync(partial + suffix, { force: true });
  }
}

function check(path: string): void {
  const copy = new DatabaseSync(path);
  try {
    // One file alone is easier to carry away than one with a log beside it.
    copy.exec("PRAGMA journal_mode = DELETE");
    const verdict = copy.prepare("PRAGMA integrity_check(1)").get()?.["integrity_check"];
    if (verdict !== "ok") throw new Error(`the copy is damaged: ${String(verdict)}`);
  } finally {
    copy.close();
  }
}
