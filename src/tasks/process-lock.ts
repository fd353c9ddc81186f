import { DatabaseSync } from "node:sqlite";

import { StorageError } from "../errors.ts";
import { isBusy, toStorageError } from "../sqlite.ts";
import type { Clock } from "../clock.ts";

/** How often a waiting process looks whether the file is free. */
const POLL_MS = 100;

export interface ProcessLock {
  release(): void;
}

/**
 * Keeps other processes from the journal in `path` for as long as this one lives.
 *
 * The lock is an exclusive SQLite transaction held open on an empty file beside the journal. The
 * operating system drops it when the process ends, however it ends: nobody has to remove anything
 * after a crash. A process that is only stopped (SIGSTOP) keeps it, so no second one can work beside
 * it. It needs a file system with working locks, so a local disk; where locks lie (some network
 * mounts) the epochs in the journal still fence off the older process.
 *
 * @param waitMs How long to wait for the other process to end, as in a deploy. 0 refuses at once.
 * @param describeOwner Says who holds it, for the message.
 * @throws {StorageError} When another process holds it; the message names the file.
 */
export async function lockProcess(
  path: string,
  options: { readonly waitMs: number; readonly clock: Clock; readonly describeOwner: () => string },
): Promise<ProcessLock> {
  const lockPath = `${path}-lock`;
  const giveUpAt = options.clock.now() + options.waitMs;
  for (;;) {
    const lock = tryLock(lockPath);
    if (lock !== undefined) return lock;
    if (options.clock.now() >= giveUpAt) {
      throw new StorageError(`${path} is in use by another Orchid${options.describeOwner()}`, {
        hint: "Stop that one first, or give this one a file of its own in DATABASE_URL.",
      });
    }
    await new Promise<void>((resolve) => void options.clock.after(POLL_MS, resolve));
  }
}

function tryLock(lockPath: string): ProcessLock | undefined {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(lockPath, { timeout: 0 });
    database.exec("BEGIN EXCLUSIVE");
    const held = database;
    return {
      release: () => {
        if (held.isOpen) held.close();
      },
    };
  } catch (error) {
    database?.close();
    if (isBusy(error)) return undefined;
    throw toStorageError(error, lockPath);
  }
}
