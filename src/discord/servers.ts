import {
  type APIChannel,
  type Client,
  DiscordAPIError,
  DiscordjsErrorCodes,
  type Guild,
  type GuildBasedChannel,
  Routes,
} from "discord.js";

/**
 * The servers that the bot is in. Those that this process hears of by the gateway are discord.js' own; a
 * worker, and a process whose shards are others, asks Discord for them.
 */
export interface Servers {
  /** @returns `undefined` for a server that the bot is not in. */
  find(guildId: string): Promise<Guild | undefined>;
  /** Ids of servers that the bot is in. */
  ids(limit: number): Promise<readonly string[]>;
  /** The channels and active threads of a server, as they are now. */
  channels(guild: Guild): Promise<readonly GuildBasedChannel[]>;
  /**
   * A channel of a server as it is now.
   *
   * @returns `undefined` when it is elsewhere.
   * @throws {DiscordAPIError} When it is not there, or not for the bot.
   */
  channel(guild: Guild, id: string): Promise<GuildBasedChannel | undefined>;
  /** The server that a channel is in; `undefined` for none, and for one that the bot is not in. @throws As above. */
  ofChannel(id: string): Promise<Guild | undefined>;
}

/**
 * How long a server that was asked for is used. Who may do what is asked anew at each call; what may be this
 * old is the owner, the channels' names, and who may see the parent of a thread that an answer is for.
 */
const FRESH_MS = 30_000;
/** Servers that are kept at once. */
const MAX_KEPT = 50;

interface Kept<T> {
  readonly at: number;
  readonly value: Promise<T>;
}

/** @param now Unix ms. */
export function createServers(client: Client, now: () => number = Date.now): Servers {
  // Beside the client's own cache: what no event keeps up to date must not be taken for what is.
  const asked = new Map<string, Kept<Guild | undefined>>();
  let askedIds: (Kept<readonly string[]> & { readonly limit: number }) | undefined;

  const isHeardOf = (guild: Guild): boolean => client.guilds.cache.get(guild.id) === guild;
  const isFresh = ({ at }: Kept<unknown>): boolean => now() - at < FRESH_MS;

  const channels = async (guild: Guild): Promise<readonly GuildBasedChannel[]> => {
    const cache = isHeardOf(guild);
    const [all, active] = await Promise.all([
      guild.channels.fetch(undefined, { cache }),
      guild.channels.fetchActiveThreads(cache),
    ]);
    return [...all.values(), ...active.threads.values()].filter((channel) => channel !== null);
  };

  const ask = async (guildId: string): Promise<Guild | undefined> => {
    try {
      const guild = await client.guilds.fetch({ guild: guildId, force: true, cache: false });
      await channels(guild);
      return guild;
    } catch (error) {
      if (isClearNo(error)) return undefined;
      throw error;
    }
  };

  const find = async (guildId: string): Promise<Guild | undefined> => {
    const heardOf = client.guilds.cache.get(guildId);
    if (heardOf !== undefined) return heardOf;
    for (const [id, kept] of asked) if (!isFresh(kept)) asked.delete(id);
    const kept = asked.get(guildId);
    if (kept !== undefined) return await kept.value;
    const value = ask(guildId);
    asked.set(guildId, { at: now(), value });
    if (asked.size > MAX_KEPT) asked.delete(asked.keys().next().value ?? "");
    let found: Guild | undefined;
    try {
      return (found = await value);
    } finally {
      // A no is not kept: the bot may be invited at any moment.
      if (found === undefined && asked.get(guildId)?.value === value) asked.delete(guildId);
    }
  };

  return {
    find,
    channels,
    async ids(limit) {
      // As many shards as there are: this process hears of every server.
      if (client.ws.shards.size >= (client.options.shardCount ?? 1)) {
        return [...client.guilds.cache.keys()].slice(0, limit);
      }
      if (askedIds === undefined || askedIds.limit !== limit || !isFresh(askedIds)) {
        const value = client.guilds.fetch({ limit }).then((guilds) => [...guilds.keys()]);
        askedIds = { at: now(), limit, value };
      }
      const { value } = askedIds;
      return await value.catch((error: unknown) => {
        askedIds = undefined;
        throw error;
      });
    },
    async channel(guild, id) {
      try {
        return (await guild.channels.fetch(id, { force: true, cache: isHeardOf(guild) })) ?? undefined;
      } catch (error) {
        if ((error as { code?: unknown }).code === DiscordjsErrorCodes.GuildChannelUnowned) return undefined;
        throw error;
      }
    },
    async ofChannel(id) {
      const guildId = await guildIdOf(client, id);
      return guildId === undefined ? undefined : await find(guildId);
    },
  };
}

/** True when Discord says that something is not there, or not for the bot; false when it may be out of reach. */
export function isClearNo(error: unknown): boolean {
  return error instanceof DiscordAPIError && (error.status === 403 || error.status === 404);
}

async function guildIdOf(client: Client, channelId: string): Promise<string | undefined> {
  const known = client.channels.cache.get(channelId);
  if (known !== undefined) return known.isDMBased() ? undefined : known.guildId;
  const channel = (await client.rest.get(Routes.channel(channelId))) as APIChannel;
  return "guild_id" in channel ? channel.guild_id : undefined;
}
