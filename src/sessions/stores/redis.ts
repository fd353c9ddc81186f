import type { Storage } from "../../contracts/storage.ts";
import { StorageError } from "../../errors.ts";
import { shownAddress } from "../storage.ts";

const CONNECT_TIMEOUT_MS = 5_000;
/** The longest wait between two tries to get a lost connection back. */
const MAX_RECONNECT_WAIT_MS = 2_000;

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
      close: async () => {
        if (client.isOpen) client.destroy();
      },
    };
  },
} satisfies Storage;
