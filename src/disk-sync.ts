import { close, fdatasync, open } from "node:fs";
import { promisify } from "node:util";

import { StorageError } from "./errors.ts";

/** Brings what was written to a file onto the disk, beside the program. */
export interface DiskSync {
  /**
   * Resolves when everything that was written before the call survives a power cut.
   *
   * @throws {StorageError} When the disk refuses, and from then on always: what it has lost is not known, and
   *   a later success would not bring it back.
   */
  synced(): Promise<void>;
  close(): Promise<void>;
}

/** The calls of `node:fs` that are used; a test gives its own. */
export interface SyncCalls {
  open(path: string, flags: string): Promise<number>;
  fdatasync(file: number): Promise<void>;
  close(file: number): Promise<void>;
}

const CALLS: SyncCalls = { open: promisify(open), fdatasync: promisify(fdatasync), close: promisify(close) };

/** For what is kept in memory. */
export const NOTHING_TO_SYNC: DiskSync = { synced: async () => {}, close: async () => {} };

/**
 * Calls of one turn of the event loop share one wait for the disk, and so do those that come while it waits.
 *
 * @param path A file that stays the same file while it is written to. Opened with the first call.
 */
export function createDiskSync(path: string, calls: SyncCalls = CALLS): DiskSync {
  let file: Promise<number> | undefined;
  let running: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;

  const sync = async (): Promise<void> => {
    try {
      await calls.fdatasync(await (file ??= calls.open(path, "r+")));
    } catch (error) {
      throw new StorageError(`${path}: ${error instanceof Error ? error.message : String(error)}`, {
        hint: "Look at the disk, then start Orchid again: it goes on where it was.",
        cause: error,
      });
    }
  };

  return {
    synced() {
      // Not at once: what else is waiting for the same commit is covered too.
      next ??= new Promise<void>((resolve) => process.nextTick(resolve)).then(async () => {
        // Where this throws, `next` stays as it is: nobody hears of a success any more.
        await running;
        next = undefined;
        await (running = sync());
      });
      return next;
    },
    async close() {
      await next?.catch(() => undefined);
      const opened = await file?.catch(() => undefined);
      if (opened !== undefined) await calls.close(opened);
    },
  };
}
