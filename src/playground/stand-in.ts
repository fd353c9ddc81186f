import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { assemble } from "./assemble.ts";
import { loadSchemas } from "./schemas.ts";
import type {
  Faults,
  Garden,
  GatewayControl,
  LoggedRequest,
  People,
  RegisteredCommand,
  StandInEvent,
  Violation,
  VisibleChannel,
  VisibleGuild,
  VisibleInteraction,
  VisibleMessage,
  VisiblePerson,
  WorldBuilder,
} from "./contracts.ts";

export interface StandInOptions {
  /** TCP port on 127.0.0.1. Default 0: any free one. */
  readonly port?: number;
  /** SQLite file that keeps the world over a restart, also over kill -9. Default: memory alone. */
  readonly persistTo?: string;
  /** Builds the world instead of the default one; not called when `persistTo` already holds a world. */
  readonly build?: (world: WorldBuilder) => void;
  /** Answers a violation with 400 instead of only recording it. Default true. */
  readonly strict?: boolean;
  /** Holds bodies against Discord's schemas; costs about 0.2 s once. Default true. */
  readonly schemas?: boolean;
  /** Keeps each request with its body in `requests`. Default true; off for long benchmarks. */
  readonly keepRequests?: boolean;
  /** Privileged intents that are switched on for the application. Default none. */
  readonly privilegedIntents?: readonly ("members" | "presences" | "message-content")[];
  /** Unix ms; snowflakes, nonces, tokens and signatures use it. Default `Date.now`. */
  readonly clock?: () => number;
  /** 0 ≤ x < 1. Default `Math.random`. */
  readonly random?: () => number;
  /** How long a nonce is remembered. Default 120 000 ms; Discord says "the past few minutes". */
  readonly nonceWindowMs?: number;
  /** `fast` still sends headers and almost never refuses; `real` is near Discord's. Default `fast`. */
  readonly rateLimits?: "fast" | "real" | RateLimitOptions;
  /** Default 41 250 ms, Discord's own. */
  readonly heartbeatIntervalMs?: number;
  /** Time for the first answer to an interaction. Default 3 000 ms. */
  readonly interactionDeadlineMs?: number;
  /** Life of an interaction's token. Default 900 000 ms. */
  readonly interactionTokenMs?: number;
  /** How long a dropped session can be resumed. Default 120 000 ms (undocumented by Discord). */
  readonly resumeWindowMs?: number;
  /** Identifies allowed at once per 5 s. Default 16. */
  readonly maxConcurrency?: number;
}

export interface RateLimitOptions {
  /** All requests but interaction answers, per second. Discord: 50. */
  readonly globalPerSecond: number;
  /** Requests per route and channel, guild or webhook in one window. */
  readonly perBucket: number;
  readonly windowMs: number;
}

/** A running stand-in for Discord on loopback. */
export interface StandIn {
  /** For `DISCORD_API_URL`, such as `http://127.0.0.1:1234/api`. */
  readonly apiUrl: string;
  /** For `DISCORD_CDN_URL`, such as `http://127.0.0.1:1234/cdn`. */
  readonly cdnUrl: string;
  readonly botToken: string;
  readonly applicationId: string;
  readonly botUserId: string;
  /** Ids of the default world. @throws when the world was built by `build`. */
  readonly garden: Garden;
  readonly world: WorldBuilder;
  readonly people: People;
  readonly faults: Faults;
  readonly gateway: GatewayControl;
  /** Oldest first, also ephemeral ones (`visibleOnlyTo`). */
  messages(channelId: string): readonly VisibleMessage[];
  message(channelId: string, messageId: string): VisibleMessage | undefined;
  guilds(): readonly VisibleGuild[];
  users(): readonly VisiblePerson[];
  /** All channels, threads and direct channels. */
  channels(): readonly VisibleChannel[];
  /** Threads of a channel, oldest first. */
  threads(channelId: string): readonly VisibleChannel[];
  commands(): readonly RegisteredCommand[];
  interaction(id: string): VisibleInteraction | undefined;
  /** Calls the listener for each event from now on. @returns a function that ends it. */
  subscribe(listener: (event: StandInEvent) => void): () => void;
  readonly requests: readonly LoggedRequest[];
  readonly violations: readonly Violation[];
  /** Requests answered with 401, 403 or a 429 that is not shared: 10 000 in 10 minutes ban an address. */
  invalidRequestCount(): number;
  close(): Promise<void>;
}

/**
 * Starts a stand-in for Discord: REST v10, gateway v10 and the file host on one loopback port.
 *
 * @throws {Error} When the port is taken or `persistTo` cannot be opened.
 */
export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const checkSchema = options.schemas === false ? undefined : await loadSchemas();
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return assemble(options, server, address, checkSchema);
}
