import type { DatabaseSync } from "node:sqlite";

import type { Clock } from "./clock.ts";
import { StorageError } from "./errors.ts";
import { isBusy, toStorageError } from "./sqlite.ts";

/** How long to wait before trying again while another program holds the file. */
const BUSY_RETRY_MS = 50;
/** How long a change that can wait waits for company. */
const MAX_WAIT_MS = 20;
/** The most changes of one transaction, so that one commit does not hold the process up for long. */
const MAX_BATCH = 256;

/** Writes to a database. */
export interface Writer {
  /**
   * Runs a change inside a transaction, after all that were asked for before.
   *
   * @param options `canWait`: it shares the commit of the next change, or has its own a few milliseconds later.
   * @param change Synchronous; what it does is undone as a whole when it, or the commit, fails.
   * @returns what `change` returned, once it is committed: it outlives the process.
   * @throws {StorageError} When it could not be written: nothing of it happened.
   */
  write<T>(change: () => T, options?: { readonly canWait: boolean }): Promise<T>;
  /** Writes what waits and takes nothing more. */
  close(): void;
}

export interface GroupCommitOptions {
  readonly path: string;
  readonly clock: Clock;
  /** Collects the changes of one turn of the event loop: `setImmediate`. */
  readonly defer: (flush: () => void) => void;
  /** How long changes wait while another program holds the file. */
  readonly busyTimeoutMs: number;
}

interface Waiting {
  readonly change: () => unknown;
  readonly since: number;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: StorageError) => void;
}

/**
 * Changes that are asked for in the same turn of the event loop share one transaction. Their promises resolve
 * after the commit.
 */
export function createGroupCommit(database: DatabaseSync, options: GroupCommitOptions): Writer {
  const queue: Waiting[] = [];
  let isScheduled = false;
  let isWaiting = false;
  let isClosed = false;

  function schedule(): void {
    if (isScheduled || queue.length === 0) return;
    isScheduled = true;
    options.defer(flush);
  }

  function scheduleLater(): void {
    if (isScheduled || isWaiting) return;
    isWaiting = true;
    options.clock.after(MAX_WAIT_MS, () => {
      isWaiting = false;
      schedule();
    });
  }

  function flush(): void {
    isScheduled = false;
    if (isClosed) return;
    const isHeld = settle(queue.splice(0, MAX_BATCH));
    if (!isHeld) return schedule();
    isScheduled = true;
    options.clock.after(BUSY_RETRY_MS, flush);
  }

  /** @returns true when the file is held by somebody else and the changes wait on. */
  function settle(batch: readonly Waiting[]): boolean {
    const [first] = batch;
    if (first === undefined) return false;
    try {
      commit(batch);
      return false;
    } catch (error) {
      if (isBusy(error) && options.clock.now() - first.since < options.busyTimeoutMs) {
        queue.unshift(...batch);
        return true;
      }
      if (batch.length === 1) {
        first.reject(toStorageError(error, options.path));
        return false;
      }
    }
    // One change that cannot be written (a full disk refuses a long row, not a short one) must not
    // take the others down.
    for (const [index, one] of batch.entries()) {
      if (!settle([one])) continue;
      queue.splice(1, 0, ...batch.slice(index + 1));
      return true;
    }
    return false;
  }

  function commit(batch: readonly Waiting[]): void {
    database.exec("BEGIN IMMEDIATE");
    let results: readonly unknown[];
    try {
      results = batch.map((one) => one.change());
      database.exec("COMMIT");
    } catch (error) {
      // SQLite ends the transaction by itself on some errors, such as a full disk.
      if (database.isTransaction) database.exec("ROLLBACK");
      throw error;
    }
    for (const [index, one] of batch.entries()) one.resolve(results[index]);
  }

  return {
    write: <T>(change: () => T, { canWait } = { canWait: false }) =>
      new Promise<T>((resolve, reject) => {
        if (isClosed) {
          reject(
            new StorageError(`${options.path} is closed`, {
              hint: "Orchid is ending; it goes on after a start.",
            }),
          );
          return;
        }
        // The results come back in the order of the changes, so the type is the change's own.
        queue.push({
          change,
          since: options.clock.now(),
          resolve: resolve as (value: unknown) => void,
          reject,
        });
        if (canWait) scheduleLater();
        else schedule();
      }),
    close() {
      while (queue.length > 0 && !settle(queue.splice(0, MAX_BATCH)));
      isClosed = true;
      for (const one of queue.splice(0)) {
        one.reject(
          new StorageError(`${options.path} is held by another program`, { hint: "Close that program." }),
        );
      }
    },
  };
}
