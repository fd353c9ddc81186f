import {
  type Client,
  type Guild,
  type GuildBasedChannel,
  type GuildMember,
  type GuildTextBasedChannel,
  type PermissionsString,
  Routes,
} from "discord.js";

import type { Asker } from "../contracts/workspace.ts";
import { ToolError } from "../errors.ts";
import { mayAllReadersRead } from "./audience.ts";
import { createServers, isClearNo, type Servers } from "./servers.ts";

/** Servers that are looked through for somebody who asks in a direct message. */
const MAX_GUILDS_OF_A_PERSON = 25;

/** A channel that the asking person and the bot may both see, with who they are there. */
export interface OpenRoom {
  readonly channel: GuildTextBasedChannel;
  readonly member: GuildMember;
  readonly me: GuildMember;
}

/** Checks, at each call and against Discord itself, what a person and the bot may do. */
export interface Access {
  /** The person as member of the server that was asked in; `undefined` in direct messages. */
  member(asker: Asker): Promise<GuildMember | undefined>;
  /**
   * Finds a channel and checks that both hold the permissions there, VIEW_CHANNEL always included.
   *
   * @param reference Id, link, mention or name; absent means where the task was asked.
   * @throws {ToolError} One sentence for all that is not there, not seen or not readable: what somebody may
   * not see does not exist for them.
   */
  open(asker: Asker, reference: string | undefined, needed: readonly PermissionsString[]): Promise<OpenRoom>;
  /** The same for every channel and active thread that both may see. */
  openAll(asker: Asker): Promise<readonly OpenRoom[]>;
  /** @throws {ToolError} When somebody who reads the answer may not read the room. */
  requireAudience(asker: Asker, room: OpenRoom): Promise<void>;
}

export function createAccess(client: Client, servers: Servers = createServers(client)): Access {
  const memberOf = async (guild: Guild, personId: string): Promise<GuildMember | undefined> => {
    try {
      // Never from the cache: without the members intent nobody tells when roles change.
      return await guild.members.fetch({ user: personId, force: true, cache: false });
    } catch (error) {
      if (isClearNo(error)) return undefined;
      throw error;
    }
  };

  const guildsOf = async (asker: Asker): Promise<readonly string[]> => {
    const { guildId } = asker.place;
    return guildId === undefined ? await servers.ids(MAX_GUILDS_OF_A_PERSON) : [guildId];
  };

  /** Both as members, with the server's roles as they are now. */
  const pairIn = async (guild: Guild, personId: string) => {
    const [member, me] = await Promise.all([
      memberOf(guild, personId),
      guild.members.fetchMe({ force: true }),
      guild.roles.fetch(undefined, { force: true }),
    ]);
    return member === undefined ? undefined : { member, me };
  };

  const fetchRoom = async (asker: Asker, id: string): Promise<OpenRoom | undefined> => {
    const { guildId } = asker.place;
    const guild = await (guildId === undefined ? servers.ofChannel(id) : servers.find(guildId));
    if (guild === undefined) return undefined;
    // Twice from Discord itself for a thread: its own state, and who may see its parent.
    const channel = await servers.channel(guild, id);
    if (channel === undefined || !isReadable(channel)) return undefined;
    if (channel.isThread() && channel.parentId !== null) await servers.channel(guild, channel.parentId);
    const pair = await pairIn(guild, asker.person.id);
    return pair === undefined ? undefined : { channel, ...pair };
  };

  return {
    async member(asker) {
      const { guildId } = asker.place;
      const guild = guildId === undefined ? undefined : await servers.find(guildId);
      return guild === undefined ? undefined : await memberOf(guild, asker.person.id);
    },
    async open(asker, reference, needed) {
      const ids = await candidateIds(servers, asker, reference, () => guildsOf(asker));
      const room = await findRoom(client, asker, reference, ids, fetchRoom);
      const lacking = await lackingIn(client, room, needed);
      if (lacking === undefined) return room;
      throw lacking.isHidden ? notFound(reference) : new ToolError(lacking.sentence);
    },
    async openAll(asker) {
      const rooms: OpenRoom[] = [];
      for (const guildId of await guildsOf(asker)) {
        const guild = await servers.find(guildId);
        const pair = guild === undefined ? undefined : await pairIn(guild, asker.person.id);
        if (guild === undefined || pair === undefined) continue;
        for (const channel of await servers.channels(guild)) {
          if (!isReadable(channel)) continue;
          const room = { channel, ...pair };
          if ((await lackingIn(client, room, [])) === undefined) rooms.push(room);
        }
      }
      return rooms;
    },
    async requireAudience(asker, room) {
      if (await isForAllReaders(client, servers, asker, room)) return;
      throw new ToolError(
        `#${room.channel.name} cannot be read here: not everybody who reads this place may read it. ` +
          "The person can ask in a direct message, or in that channel.",
      );
    },
  };
}

/** Forums have no messages of their own, but threads and a name. */
function isReadable(channel: object): channel is GuildTextBasedChannel {
  const one = channel as GuildBasedChannel;
  return one.isTextBased() || one.isThreadOnly();
}

async function findRoom(
  client: Client,
  asker: Asker,
  reference: string | undefined,
  ids: readonly string[],
  fetchRoom: (asker: Asker, id: string) => Promise<OpenRoom | undefined>,
): Promise<OpenRoom> {
  const found: OpenRoom[] = [];
  for (const id of ids.slice(0, MAX_CANDIDATES)) {
    try {
      const room = await fetchRoom(asker, id);
      if (room !== undefined && (await lackingIn(client, room, [])) === undefined) found.push(room);
    } catch (error) {
      // Gone, or not for the bot: the next one of that name may be meant.
      if (!isClearNo(error)) throw error;
    }
  }
  const [room, second] = found;
  if (room === undefined) throw notFound(reference);
  if (second !== undefined) {
    throw new ToolError(
      `there are several: use an id (${found.map(({ channel }) => channel.id).join(", ")})`,
    );
  }
  return room;
}

/** Channels of one name that are looked at. */
const MAX_CANDIDATES = 5;

async function candidateIds(
  servers: Servers,
  asker: Asker,
  reference: string | undefined,
  guildIds: () => Promise<readonly string[]>,
): Promise<readonly string[]> {
  if (reference === undefined || reference.trim() === "") return [asker.place.channelId];
  const text = reference.trim();
  const id = /^(?:<#)?(\d{15,20})>?$/.exec(text)?.[1] ?? /\/channels\/\d+\/(\d{15,20})/.exec(text)?.[1];
  if (id !== undefined) return [id];
  const name = text.replace(/^#/, "").toLowerCase();
  const guilds = await Promise.all((await guildIds()).map((guildId) => servers.find(guildId)));
  return guilds.flatMap((guild) =>
    [...(guild?.channels.cache.values() ?? [])]
      .filter((channel) => channel.name.toLowerCase() === name && isReadable(channel))
      .map((channel) => channel.id),
  );
}

/** What one of the two lacks; `undefined` when nothing. */
async function lackingIn(
  client: Client,
  { channel, member, me }: OpenRoom,
  needed: readonly PermissionsString[],
): Promise<{ readonly isHidden: boolean; readonly sentence: string } | undefined> {
  const names = needed.map((name) =>
    name === "SendMessages" && channel.isThread() ? "SendMessagesInThreads" : name,
  );
  for (const [who, one] of [
    ["the asking person", member],
    ["the bot", me],
  ] as const) {
    const held = channel.permissionsFor(one);
    if (!held.has("ViewChannel") || !(await isInPrivateThread(client, channel, one))) {
      return { isHidden: true, sentence: "" };
    }
    const missing = held.missing(names);
    if (missing.length > 0) {
      return { isHidden: false, sentence: `${who} lacks ${missing.join(", ")} in #${channel.name}` };
    }
  }
  return undefined;
}

async function isInPrivateThread(
  client: Client,
  channel: GuildTextBasedChannel,
  member: GuildMember,
): Promise<boolean> {
  if (!channel.isThread() || channel.type !== 12) return true;
  if (channel.permissionsFor(member).has("ManageThreads")) return true;
  try {
    await client.rest.get(Routes.threadMembers(channel.id, member.id));
    return true;
  } catch {
    return false;
  }
}

async function isForAllReaders(
  client: Client,
  servers: Servers,
  asker: Asker,
  room: OpenRoom,
): Promise<boolean> {
  const { place, person } = asker;
  if (place.channelId === room.channel.id) return true;
  try {
    if (place.guildId === undefined) {
      // A group of people where the bot is no member has no guild either: only a real direct message counts.
      return await isDirectMessageOf(client, place.channelId, person.id);
    }
    const answerPlace = await servers.channel(room.channel.guild, place.channelId);
    if (answerPlace === undefined || !isReadable(answerPlace)) return false;
    return await mayAllReadersRead(answerPlace, room.channel);
  } catch {
    return false;
  }
}

/** @throws {DiscordAPIError} When the channel is not there, or not for the bot. */
export async function isDirectMessageOf(
  client: Client,
  channelId: string,
  personId: string,
): Promise<boolean> {
  const channel = await client.channels.fetch(channelId, { force: true, cache: false });
  return channel?.isDMBased() === true && "recipientId" in channel && channel.recipientId === personId;
}

function notFound(reference: string | undefined): ToolError {
  const what =
    reference === undefined ? "this place" : `a channel ${JSON.stringify(reference.slice(0, 100))}`;
  return new ToolError(`cannot find ${what} that the asking person and the bot may both see`);
}
