import { type APIMessage, type Client, DiscordAPIError, Routes } from "discord.js";

import type { Asker, Profile, Room, RoomMessage, RoomMessages, Workspace } from "../contracts/workspace.ts";
import { ToolError } from "../errors.ts";
import { type Access, createAccess, isDirectMessageOf, type OpenRoom } from "./open-room.ts";
import { createServers, isClearNo } from "./servers.ts";
import { createActs } from "./workspace-acts.ts";

/** Messages that Discord gives at once. */
const PAGE = 100;
/** People that a search for a name gives. */
const MAX_PEOPLE = 10;

export interface WorkspaceParts {
  readonly client: Client;
  /** Whether Discord shows the bot what people write without mentioning it. */
  readonly hasMessageContent: boolean;
  /** Told of each thread that was made for somebody. Must not reject. Default: nobody is told. */
  readonly onThreadMade?: (threadId: string) => Promise<void>;
  /** Unix ms. Default the machine's clock. */
  readonly now?: () => number;
}

/** Discord as tools may use it. See {@link Workspace}. */
export function createWorkspace(parts: WorkspaceParts): Workspace {
  const { client } = parts;
  const access = createAccess(client, createServers(client, parts.now));
  return {
    missing: (asker, permissions) => guarded(() => missing(access, asker, permissions)),
    isPresent: (asker) => isPresent(client, access, asker),
    listRooms: (asker) =>
      guarded(async () => {
        const rooms = await access.openAll(asker);
        const shown: Room[] = [];
        for (const room of rooms) {
          // That a channel exists is a secret too.
          if (await isShownHere(access, asker, room)) shown.push(toRoom(room));
        }
        return shown;
      }),
    readMessages: (asker, query) => guarded(() => readMessages(parts, access, asker, query)),
    findPeople: (asker, name) => guarded(() => findPeople(access, asker, name)),
    ...createActs(client.rest, access, guarded, parts.onThreadMade),
  };
}

async function missing(
  access: Access,
  asker: Asker,
  permissions: readonly string[],
): Promise<readonly string[]> {
  // In a direct message there is nothing to hold; what is done elsewhere is checked there.
  if (asker.place.guildId === undefined) return [];
  const { channel, member } = await access.open(asker, undefined, []);
  const held = channel.permissionsFor(member).toArray() as readonly string[];
  const inThread = (name: string): string =>
    name === "SendMessages" && channel.isThread() ? "SendMessagesInThreads" : name;
  return permissions.filter((name) => !held.includes(inThread(name)));
}

async function isPresent(client: Client, access: Access, asker: Asker): Promise<boolean> {
  const { place, person } = asker;
  try {
    if (place.guildId !== undefined) {
      await access.open(asker, undefined, []);
      return true;
    }
    return await isDirectMessageOf(client, place.channelId, person.id);
  } catch (error) {
    // Only a clear no is a no: Discord may be out of reach.
    if (error instanceof ToolError) return false;
    return !isClearNo(error);
  }
}

async function isShownHere(access: Access, asker: Asker, room: OpenRoom): Promise<boolean> {
  try {
    await access.requireAudience(asker, room);
    return true;
  } catch (error) {
    if (error instanceof ToolError) return false;
    throw error;
  }
}

async function readMessages(
  { client, hasMessageContent }: WorkspaceParts,
  access: Access,
  asker: Asker,
  query: Parameters<Workspace["readMessages"]>[1],
): Promise<RoomMessages> {
  const room = await access.open(asker, query.channel, ["ReadMessageHistory"]);
  await access.requireAudience(asker, room);
  const wanted = query.text?.toLowerCase();
  const depth = wanted === undefined ? query.limit : (query.depth ?? query.limit);
  const found: RoomMessage[] = [];
  let before = query.before;
  for (let seen = 0; seen < depth && found.length < query.limit;) {
    const limit = Math.min(PAGE, depth - seen);
    const parameters = new URLSearchParams({
      limit: String(limit),
      ...(before === undefined ? {} : { before }),
    });
    const page = (await client.rest.get(Routes.channelMessages(room.channel.id), {
      query: parameters,
    })) as APIMessage[];
    found.push(
      ...page
        .map(toMessage)
        .filter(({ text }) => wanted === undefined || text.toLowerCase().includes(wanted)),
    );
    seen += page.length;
    before = page.at(-1)?.id;
    if (page.length < limit) break;
  }
  return {
    room: toRoom(room),
    messages: found.slice(0, query.limit).reverse(),
    isTextWithheld: !hasMessageContent,
  };
}

function toMessage(message: APIMessage): RoomMessage {
  const { author } = message;
  return {
    id: message.id,
    at: Date.parse(message.timestamp),
    author: author.global_name ?? author.username,
    text: message.content,
    attachments: message.attachments.map(({ filename }) => filename),
  };
}

function toRoom({ channel }: OpenRoom): Room {
  const topic = "topic" in channel && typeof channel.topic === "string" ? channel.topic : "";
  return {
    id: channel.id,
    name: channel.name,
    kind: channel.isThread() ? "thread" : channel.isThreadOnly() ? "forum" : "channel",
    ...(topic === "" ? {} : { topic }),
    ...(channel.isThread() && channel.parent !== null ? { parentName: channel.parent.name } : {}),
  };
}

async function findPeople(access: Access, asker: Asker, name: string): Promise<readonly Profile[]> {
  const member = await access.member(asker);
  if (member === undefined) throw new ToolError("this works in a server alone, for its members");
  const id = /^<?@?!?(\d{15,20})>?$/.exec(name.trim())?.[1];
  const { members } = member.guild;
  const found =
    id === undefined
      ? [
          ...(
            await members.search({ query: name.replace(/^@/, ""), limit: MAX_PEOPLE, cache: false })
          ).values(),
        ]
      : [await members.fetch({ user: id, force: true, cache: false })];
  return found.map((one) => ({
    id: one.id,
    name: one.user.username,
    displayName: one.displayName,
    isBot: one.user.bot,
    roles: one.roles.cache.filter((role) => role.id !== member.guild.id).map((role) => role.name),
    ...(one.joinedTimestamp === null ? {} : { joinedAt: one.joinedTimestamp }),
  }));
}

/** Discord's refusals in words for the model; the details stay in the log of whoever catches the cause. */
async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ToolError) throw error;
    if (error instanceof DiscordAPIError) {
      const why = REASONS.get(error.code);
      throw new ToolError(why ?? `Discord refused it (${error.status})`, { cause: error });
    }
    throw new ToolError("Discord is out of reach", { cause: error });
  }
}

/** Codes of https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
const REASONS: ReadonlyMap<number | string, string> = new Map<number | string, string>([
  [10_003, "the channel does not exist"],
  [10_007, "there is no such member in this server"],
  [10_008, "there is no such message in that channel"],
  [10_013, "there is no such person"],
  [10_014, "Discord does not know that emoji; use a standard one"],
  [30_003, "the channel has as many pins as Discord allows"],
  [30_010, "the message has as many different reactions as Discord allows"],
  [50_001, "the bot may not see that channel"],
  [50_013, "the bot lacks a permission there"],
  [50_024, "that cannot be done in this kind of channel"],
  [160_004, "that message has a thread already"],
  [200_000, "the server's filter blocked the text"],
]);
