import {
  type APIChannel,
  type APIMessage,
  ChannelType,
  MessageFlags,
  type PermissionsString,
  Routes,
} from "discord.js";

import type { Asker, Placed, Workspace } from "../contracts/workspace.ts";
import { ToolError } from "../errors.ts";
import type { Access, OpenRoom } from "./open-room.ts";
import type { Rest } from "./api.ts";
import type { WorkspaceParts } from "./workspace.ts";

type Acts = Pick<Workspace, "send" | "createThread" | "createPoll" | "addReaction" | "pin">;

/** Discord's own limits: https://docs.discord.com/developers/resources/message and /resources/poll */
const MAX_CONTENT = 2_000;
const THREAD_ARCHIVES_AFTER_MINUTES = 1_440;

/**
 * What tools may do on Discord. Each first checks that the asking person **and** the bot hold what
 * Discord's own client would ask for. Nobody is pinged, and no preview is loaded.
 */
export function createActs(
  rest: Rest,
  access: Access,
  guarded: <T>(work: () => Promise<T>) => Promise<T>,
  onThreadMade: WorkspaceParts["onThreadMade"],
): Acts {
  const open = (asker: Asker, channel: string | undefined, needed: readonly PermissionsString[]) =>
    access.open(asker, channel, needed);

  return {
    send: (asker, { channel, text }, key) =>
      guarded(async () => {
        if (text.length > MAX_CONTENT) throw new ToolError(`a message has at most ${MAX_CONTENT} characters`);
        const room = await open(asker, channel, ["SendMessages"]);
        return await create(rest, room, { content: text, flags: MessageFlags.SuppressEmbeds }, key);
      }),
    createPoll: (asker, { channel, question, answers, hours, isMultiple }, key) =>
      guarded(async () => {
        const room = await open(asker, channel, ["SendMessages", "SendPolls"]);
        const poll = {
          question: { text: question },
          answers: answers.map((text) => ({ poll_media: { text } })),
          duration: hours,
          allow_multiselect: isMultiple,
          layout_type: 1,
        };
        return await create(rest, room, { poll }, key);
      }),
    createThread: (asker, { channel, messageId, name }) =>
      guarded(async () => {
        const room = await open(asker, channel, ["CreatePublicThreads", "SendMessagesInThreads"]);
        const body = { name, auto_archive_duration: THREAD_ARCHIVES_AFTER_MINUTES };
        const thread = (await (messageId === undefined
          ? rest.post(Routes.threads(room.channel.id), { body: { ...body, type: ChannelType.PublicThread } })
          : rest.post(Routes.threads(room.channel.id, messageId), { body }))) as APIChannel;
        await onThreadMade?.(thread.id);
        return { id: thread.id, url: urlOf(room, thread.id) };
      }),
    addReaction: (asker, { channel, messageId, emoji }) =>
      guarded(async () => {
        const room = await open(asker, channel, ["ReadMessageHistory", "AddReactions"]);
        await rest.put(
          Routes.channelMessageOwnReaction(room.channel.id, messageId, encodeURIComponent(emoji)),
        );
      }),
    pin: (asker, { channel, messageId }) =>
      guarded(async () => {
        const room = await open(asker, channel, ["ReadMessageHistory", "PinMessages"]);
        await rest.put(Routes.channelMessagesPin(room.channel.id, messageId));
      }),
  };
}

async function create(rest: Rest, room: OpenRoom, message: object, key: string): Promise<Placed> {
  const created = (await rest.post(Routes.channelMessages(room.channel.id), {
    body: { ...message, allowed_mentions: { parse: [] }, nonce: key, enforce_nonce: true },
  })) as APIMessage;
  return { id: created.id, url: urlOf(room, room.channel.id, created.id) };
}

function urlOf(room: OpenRoom, ...ids: readonly string[]): string {
  return `https://discord.com/channels/${[room.channel.guildId, ...ids].join("/")}`;
}
