import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";

import type { RedisClientType } from "@keyv/redis";

import type { Storage } from "../../contracts/storage.ts";
import { StorageError } from "../../errors.ts";
import { shownAddress } from "../storage.ts";

const CONNECT_TIMEOUT_MS = 5_000;
/** The longest wait between two tries to get a lost connection back. */
const MAX_RECONNECT_WAIT_MS = 2_000;

/** Longer than any work under a lock, a read and a write of at most 5 s each; what dies with one blocks no longer. */
const LOCK_MS = 15_000;
/** How long another process may hold what is wanted. */
const LOCK_WAIT_MS = 5_000;
const LOCK_LOOK_MS = 20;
/** Lets go of a lock, unless it has run out and is somebody else's now. */
const RELEASE =
  'if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("del", KEYS[1]) else return 0 end';

/**
 * Redis or Valkey. While the server is away every read and write fails at once; the connection comes
 * back by itself.
 */
export default {
  schemes: ["redis", "rediss"],
  open: async (address) => {
    // Loaded only where Redis is used.
    const { default: KeyvRedis, createClient } = await import("@keyv/redis");
    let hasConnected = false;
    const client = createClient({
      url: address,
      // Fails while the server is away instead of answering long after the task has gone on.
      disableOfflineQueue: true,
      socket: {
        connectTimeout: CONNECT_TIMEOUT_MS,
        reconnectStrategy: (tries, cause) =>
          hasConnected ? Math.min(100 * 2 ** tries, MAX_RECONNECT_WAIT_MS) : cause,
      },
    });
    // Without a listener a lost connection ends the process; each command fails by itself.
    client.on("error", () => {});
    try {
      await client.connect();
      hasConnected = true;
    } catch (error) {
      throw new StorageError(
        `${shownAddress(address)}: ${error instanceof Error ? error.message : String(error)}`,
        {
          hint: "Is the server running, and are the address and its password right?",
          cause: error,
        },
      );
    }
    return {
      adapter(namespace) {
        // Without `throwOnErrors` the adapter answers "no such key" when the server is away.
        const adapter = new KeyvRedis(client, { namespace, throwOnErrors: true });
        // The adapter's own opens a closed connection again, also after the end.
        adapter.getClient = async () => client;
        return adapter;
      },
      exclusively: (name, work) => withLock(client as RedisClientType, name, work),
      close: async () => {
        if (client.isOpen) client.destroy();
      },
    };
  },
} satisfies Storage;

async function withLock<T>(client: RedisClientType, name: string, work: () => Promise<T>): Promise<T> {
  const key = `orchid-lock ${name}`;
  const holder = randomUUID();
  const until = Date.now() + LOCK_WAIT_MS;
  while ((await client.set(key, holder, { NX: true, PX: LOCK_MS })) === null) {
    if (Date.now() > until) throw new Error(`somebody else has held it for ${LOCK_WAIT_MS} ms`);
    await pause(LOCK_LOOK_MS);
  }
  try {
    return await work();
  } finally {
    // One that cannot be let go of runs out.
    await client.eval(RELEASE, { keys: [key], arguments: [holder] }).catch(() => undefined);
  }
}
