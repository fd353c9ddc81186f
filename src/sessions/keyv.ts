import Keyv from "keyv";

import type { OpenStorage } from "../contracts.ts";
import { StorageError } from "../errors.ts";

/** How long one read or write may take. A storage that hangs must not hang the answer. */
export const DEFAULT_OPERATION_TIMEOUT_MS = 5_000;

export interface CellOptions {
  /** Entries vanish this long after their last write; absent keeps them for ever. */
  readonly ttlMs?: number;
  /** Default {@link DEFAULT_OPERATION_TIMEOUT_MS}. */
  readonly timeoutMs?: number;
}

/** The values of one namespace, each under a channel's id. Failures are errors, never empty values. */
export interface Cells {
  /** @throws {StorageError} */
  get(channelId: string): Promise<unknown>;
  /** @throws {StorageError} */
  set(channelId: string, value: unknown): Promise<void>;
  /** @throws {StorageError} */
  delete(channelId: string): Promise<void>;
  /** Runs the changes of one channel one after the other, so that read-change-write loses nothing. */
  inTurn<T>(channelId: string, change: () => Promise<T>): Promise<T>;
}

/**
 * Opens a namespace of a storage through Keyv.
 *
 * Keyv's own key prefix is off: namespace and key reach the adapter apart, so no two pairs of them
 * can meet in one key.
 */
export function openCells(storage: OpenStorage, namespace: string, options: CellOptions = {}): Cells {
  const timeoutMs = options.timeoutMs ?? DEFAULT_OPERATION_TIMEOUT_MS;
  const keyv = new Keyv({
    store: storage.adapter(namespace),
    namespace,
    useKeyPrefix: false,
    // Without it Keyv 5 answers `undefined` and `false` when the storage fails.
    throwOnErrors: true,
    ...(options.ttlMs === undefined ? {} : { ttl: options.ttlMs }),
  });
  const tails = new Map<string, Promise<unknown>>();

  const guarded = async <T>(verb: string, channelId: string, run: () => Promise<T>): Promise<T> => {
    try {
      return await within(timeoutMs, run());
    } catch (error) {
      throw new StorageError(`The session storage cannot ${verb} channel ${channelId}: ${messageOf(error)}`, {
        hint: "Look at the storage named in SESSION_STORE_URL or DATABASE_URL.",
        cause: error,
      });
    }
  };

  return {
    get: (channelId) => guarded("read", channelId, () => keyv.get(channelId)),
    set: (channelId, value) =>
      guarded("write", channelId, async () => {
        if (!(await keyv.set(channelId, value))) throw new Error("the write was refused");
      }),
    delete: (channelId) =>
      guarded("clear", channelId, async () => {
        await keyv.delete(channelId);
      }),
    async inTurn(channelId, change) {
      const mine = (tails.get(channelId) ?? Promise.resolve()).then(change, change);
      tails.set(channelId, mine);
      try {
        return await mine;
      } finally {
        if (tails.get(channelId) === mine) tails.delete(channelId);
      }
    },
  };
}

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function messageOf(error: unknown): string {
  // The parser quotes what it read, and that is what people wrote.
  if (error instanceof SyntaxError) return "what is stored there is no JSON";
  return error instanceof Error ? error.message : String(error);
}
