import {
  type Client,
  Events,
  GatewayCloseCodes,
  GatewayDispatchEvents,
  type Interaction,
  type Message,
  type PartialMessage,
  Status,
} from "discord.js";

import type { Log } from "../contracts.ts";
import { OrchidError } from "../errors.ts";
import type { CatchUp } from "./catch-up.ts";
import type { Changes } from "./changes.ts";
import { toFacts } from "./facts.ts";
import type { Intake } from "./intake.ts";
import { waitForLogins } from "./logins.ts";

/** Discord refuses the bot for good; starting again changes nothing until a person acts. */
export class DiscordRefusedError extends OrchidError {
  readonly code = "discord-refused";
}

/** Discord did not answer when the bot wanted to log in. */
export class DiscordUnreachableError extends OrchidError {
  readonly code = "discord-unreachable";

  constructor(detail: string, options: { readonly hint: string; readonly cause: unknown }) {
    super(`Discord cannot be reached: ${detail}`, options);
  }
}

/** The connection to Discord: events come in, nothing is decided here. */
export interface Bot {
  /**
   * Logs in; resolves when the bot is ready and what it missed was looked for.
   *
   * @throws {DiscordRefusedError} When Discord will not let it in.
   * @throws {DiscordUnreachableError} When it does not answer.
   */
  start(token: string): Promise<void>;
  /** Takes no more events; answers can still be sent. */
  stopListening(): Promise<void>;
  close(): Promise<void>;
}

export interface BotParts {
  readonly client: Client;
  readonly intake: Intake;
  readonly catchUp: CatchUp;
  readonly changes: Changes;
  readonly log: Log;
  readonly now: () => number;
  /** How often channels in use are looked through for messages that no event brought. */
  readonly scanIntervalMs: number;
  readonly onInteraction: (interaction: Interaction) => Promise<void>;
  readonly onFatal: (error: DiscordRefusedError) => void;
}

/** An event as Discord sent it, with the fields of a new message. */
interface GatewayPacket {
  readonly t: string;
  readonly d: {
    readonly id: string;
    readonly channel_id: string;
    readonly guild_id?: string;
    readonly channel_type?: number;
  };
}

/** How often it is written down how far everything was seen. */
const SAVE_INTERVAL_MS = 15_000;

const INTENT_HINT =
  "Switch the message-content intent on in the developer portal (Bot, Privileged Gateway Intents), or remove DISCORD_MESSAGE_CONTENT.";

/** Why Discord closes the gateway for good, and what to do. Source: https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway */
const REFUSALS: Readonly<Record<number, readonly [problem: string, hint: string]>> = {
  [GatewayCloseCodes.AuthenticationFailed]: [
    "Discord does not accept the bot's token.",
    "Copy it anew from the developer portal (Bot, Reset Token) into DISCORD_TOKEN.",
  ],
  [GatewayCloseCodes.InvalidShard]: ["Discord refuses the shard numbers.", "Correct the shard settings."],
  [GatewayCloseCodes.ShardingRequired]: [
    "The bot is in too many servers for one connection.",
    "Run it with several shards; docs/scaling.md shows how.",
  ],
  [GatewayCloseCodes.InvalidAPIVersion]: ["Discord no longer speaks this API version.", "Update Orchid."],
  [GatewayCloseCodes.InvalidIntents]: [
    "Discord does not know an intent that was asked for.",
    "Update Orchid.",
  ],
  [GatewayCloseCodes.DisallowedIntents]: [
    "An intent that was asked for is not switched on for this bot.",
    INTENT_HINT,
  ],
};

export function createBot(parts: BotParts): Bot {
  const { client, intake, catchUp, log, now } = parts;
  const timers: NodeJS.Timeout[] = [];
  const underWay = new Set<Promise<unknown>>();
  /** When a shard lost its connection; a resume replays what was missed, a new session does not. */
  const lostAt = new Map<number, number>();
  const closing = new AbortController();
  let isStarted = false;

  const track = (work: Promise<unknown>): void => {
    const tracked = work
      .catch((error: unknown) => log.error("event-failed", { error }))
      .finally(() => underWay.delete(tracked));
    underWay.add(tracked);
  };

  const onMessage = async (message: Message): Promise<void> => {
    const facts = toFacts(message, client.user?.id ?? "");
    await catchUp.settled(message.channelId);
    const outcome = await intake.admit(facts);
    if (outcome === "accepted" || outcome === "duplicate") catchUp.saw(message);
    if (outcome === "failed") catchUp.missed(message);
  };

  const onEdit = async (message: Message | PartialMessage): Promise<void> => {
    // Discord also sends an update when it adds a link preview: nobody edited anything then.
    if (message.editedTimestamp === null || message.author?.bot === true) return;
    const whole = message.partial ? await message.fetch() : message;
    await parts.changes.edited(toFacts(whole, client.user?.id ?? "", "history"));
  };

  /**
   * discord.js drops the first message of a direct channel that it does not know unless the event tells
   * the channel's type, which Discord documents as optional. Such a message is read again by REST.
   */
  const onPacket = async (packet: GatewayPacket): Promise<void> => {
    if (packet.t !== GatewayDispatchEvents.MessageCreate) return;
    const { id, channel_id: channelId, guild_id: guildId, channel_type: type } = packet.d;
    if (guildId !== undefined || type !== undefined || client.channels.cache.has(channelId)) return;
    const channel = await client.channels.fetch(channelId);
    if (channel?.isTextBased() === true) await onMessage(await channel.messages.fetch(id));
  };

  const onShardReady = async (shardId: number): Promise<void> => {
    const since = lostAt.get(shardId);
    lostAt.delete(shardId);
    if (isStarted && since !== undefined) await catchUp.afterGap(since);
  };

  client.on(Events.MessageCreate, (message) => track(onMessage(message)));
  client.on(Events.Raw, (packet: GatewayPacket) => track(onPacket(packet)));
  client.on(Events.MessageUpdate, (_before, message) => track(onEdit(message)));
  client.on(Events.MessageDelete, (message) => track(parts.changes.deleted(message.id)));
  client.on(Events.InteractionCreate, (interaction) => track(parts.onInteraction(interaction)));
  client.on(Events.ShardReady, (shardId) => track(onShardReady(shardId)));
  client.on(Events.ShardResume, (shardId, replayed) => {
    lostAt.delete(shardId);
    log.info("gateway-resumed", { shardId, replayed });
  });
  client.on(Events.ShardReconnecting, (shardId) => {
    if (!lostAt.has(shardId)) lostAt.set(shardId, now());
    log.info("gateway-reconnecting", { shardId });
  });
  client.on(Events.ShardDisconnect, ({ code }) => parts.onFatal(refusal(code)));
  client.on(Events.Invalidated, () => parts.onFatal(tokenRefused()));
  client.on(Events.Error, (error) => log.error("discord-client-error", { error }));
  client.on(Events.Warn, (warning) => log.warn("discord-client-warning", { warning }));
  client.rest.on("invalidRequestWarning", ({ count, remainingTime }) =>
    log.error("too-many-invalid-requests", { count, remainingMs: remainingTime }),
  );

  const save = async (): Promise<void> => {
    if (client.ws.status === Status.Ready && lostAt.size === 0) await catchUp.save();
  };

  return {
    async start(token) {
      const ready = new Promise<void>((resolve) => client.once(Events.ClientReady, () => resolve()));
      const { shards } = client.options;
      try {
        await waitForLogins({
          rest: client.rest.setToken(token),
          shards: Array.isArray(shards) ? shards.length : undefined,
          log,
          signal: closing.signal,
        });
        await client.login(token);
      } catch (cause) {
        throw loginError(cause);
      }
      await ready;
      isStarted = true;
      log.info("discord-ready", { user: client.user?.tag, guilds: client.guilds.cache.size });
      track(catchUp.afterStart().then(save));
      timers.push(setInterval(() => track(catchUp.scan()), parts.scanIntervalMs));
      timers.push(setInterval(() => track(save()), SAVE_INTERVAL_MS));
    },
    async stopListening() {
      for (const timer of timers) clearInterval(timer);
      client.removeAllListeners(Events.MessageCreate);
      client.removeAllListeners(Events.MessageUpdate);
      client.removeAllListeners(Events.InteractionCreate);
      client.removeAllListeners(Events.Raw);
      await Promise.allSettled(underWay);
      if (isStarted) await save().catch((error: unknown) => log.warn("catch-up-not-saved", { error }));
    },
    async close() {
      closing.abort();
      for (const timer of timers) clearInterval(timer);
      await client.destroy();
    },
  };
}

/** For when a REST call finds out that the token is no longer good. */
export function tokenRefused(): DiscordRefusedError {
  return refusal(GatewayCloseCodes.AuthenticationFailed);
}

function refusal(code: number): DiscordRefusedError {
  const [problem, hint] = REFUSALS[code] ?? [
    `Discord closed the connection for good (code ${code}).`,
    "See https://docs.discord.com/developers/topics/opcodes-and-status-codes.",
  ];
  return new DiscordRefusedError(problem, { hint });
}

/** discord.js words refusals in several ways, depending on whether REST or the gateway noticed first. */
function loginError(cause: unknown): Error {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (/token/i.test(message) || (cause instanceof Error && "status" in cause && cause.status === 401)) {
    return refusal(GatewayCloseCodes.AuthenticationFailed);
  }
  if (/intents/i.test(message)) return refusal(GatewayCloseCodes.DisallowedIntents);
  return new DiscordUnreachableError(message, {
    hint: "Check the network, DISCORD_API_URL and https://discordstatus.com, and start again.",
    cause,
  });
}
