import Keyv from "keyv";

import type { OpenStorage } from "../contracts/storage.ts";
import { StorageError } from "../errors.ts";
import { fromKeyvText, toKeyvText } from "./keyv-text.ts";

/** How long one read or write may take. A storage that hangs must not hang the answer. */
export const DEFAULT_OPERATION_TIMEOUT_MS = 5_000;

/** How long looking through a whole namespace may take: 100,000 entries on a slow disk. */
const LOOK_THROUGH_TIMEOUT_MS = 60_000;

const HINT = "Look at the storage named in SESSION_STORE_URL or DATABASE_URL.";

export interface CellOptions {
  /** Entries vanish this long after their last write; absent keeps them for ever. */
  readonly ttlMs?: number;
  /** Default {@link DEFAULT_OPERATION_TIMEOUT_MS}. */
  readonly timeoutMs?: number;
  /** True: `inTurn` holds for every process that uses the storage, which costs a lock. Default: for this one. */
  readonly acrossProcesses?: boolean;
}

/** The values of one namespace, each under a channel's id. Failures are errors, never empty values. */
export interface Cells {
  /** @throws {StorageError} */
  get(channelId: string): Promise<unknown>;
  /** @throws {StorageError} */
  set(channelId: string, value: unknown): Promise<void>;
  /** @throws {StorageError} */
  delete(channelId: string): Promise<void>;
  /**
   * Runs the changes of one channel one after the other, so that read-change-write loses nothing.
   *
   * @throws {StorageError} When another process does not let go of it. And whatever `change` throws.
   */
  inTurn<T>(channelId: string, change: () => Promise<T>): Promise<T>;
  /**
   * Looks through the whole namespace, without reading what the values mean: one that nobody can read
   * hides no other.
   *
   * @returns the keys of entries that contain `text`, in the key or in the value as it is stored.
   * @throws {StorageError} Also when the storage cannot be looked through.
   */
  keysWith(text: string): Promise<readonly string[]>;
}

/** What is asked of a storage besides Keyv's own calls. A `Map` can be looked through as it is. */
interface Iterable {
  iterator(namespace: string): AsyncIterable<readonly [key: unknown, stored: unknown]>;
}

/**
 * Opens a namespace of a storage through Keyv.
 *
 * Keyv's own key prefix is off: namespace and key reach the adapter apart, so no two pairs of them
 * can meet in one key.
 */
export function openCells(storage: OpenStorage, namespace: string, options: CellOptions = {}): Cells {
  const timeoutMs = options.timeoutMs ?? DEFAULT_OPERATION_TIMEOUT_MS;
  const store = storage.adapter(namespace);
  const keyv = new Keyv({
    store,
    namespace,
    useKeyPrefix: false,
    serialize: toKeyvText,
    deserialize: fromKeyvText,
    // Without it Keyv 5 answers `undefined` and `false` when the storage fails.
    throwOnErrors: true,
    ...(options.ttlMs === undefined ? {} : { ttl: options.ttlMs }),
  });
  const tails = new Map<string, Promise<unknown>>();

  const guarded = async <T>(
    act: string,
    run: () => Promise<T>,
    longestMs: number = timeoutMs,
  ): Promise<T> => {
    try {
      return await within(longestMs, run());
    } catch (error) {
      throw new StorageError(`The session storage cannot ${act}: ${messageOf(error)}`, {
        hint: HINT,
        cause: error,
      });
    }
  };

  const exclusively = async <T>(key: string, change: () => Promise<T>): Promise<T> => {
    if (options.acrossProcesses !== true || storage.exclusively === undefined) return await change();
    let hasBegun = false;
    const begun = (): Promise<T> => {
      hasBegun = true;
      return change();
    };
    try {
      return await storage.exclusively(`${namespace} ${key}`, begun);
    } catch (error) {
      // What the change itself throws is its own business.
      if (hasBegun) throw error;
      throw new StorageError(`The session storage cannot lock ${key}: ${messageOf(error)}`, {
        hint: HINT,
        cause: error,
      });
    }
  };

  return {
    get: (channelId) => guarded(`read channel ${channelId}`, () => keyv.get(channelId)),
    set: (channelId, value) =>
      guarded(`write channel ${channelId}`, async () => {
        if (!(await keyv.set(channelId, value))) throw new Error("the write was refused");
      }),
    delete: (channelId) =>
      guarded(`clear channel ${channelId}`, async () => {
        await keyv.delete(channelId);
      }),
    async inTurn(channelId, change) {
      const alone = (): ReturnType<typeof change> => exclusively(channelId, change);
      const mine = (tails.get(channelId) ?? Promise.resolve()).then(alone, alone);
      tails.set(channelId, mine);
      try {
        return await mine;
      } finally {
        if (tails.get(channelId) === mine) tails.delete(channelId);
      }
    },
    keysWith: (text) =>
      guarded(`look through ${namespace}`, () => keysWith(store, namespace, text), LOOK_THROUGH_TIMEOUT_MS),
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

async function keysWith(store: unknown, namespace: string, text: string): Promise<readonly string[]> {
  const keys = new Set<string>();
  for await (const [key, stored] of entriesOf(store, namespace)) {
    if (String(key).includes(text) || String(stored).includes(text)) keys.add(String(key));
  }
  return [...keys];
}

function entriesOf(
  store: unknown,
  namespace: string,
): ReturnType<Iterable["iterator"]> | Map<unknown, unknown> {
  if (store instanceof Map) return store;
  if (typeof store === "object" && store !== null && "iterator" in store) {
    return (store as Iterable).iterator(namespace);
  }
  throw new Error("its adapter has no `iterator`");
}
