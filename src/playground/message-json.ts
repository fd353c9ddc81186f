import type { JsonObject } from "./contracts.ts";
import type { Kernel } from "./kernel.ts";
import { channelJson, fileJson, iso, memberJson, userJson } from "./wire.ts";
import { FLAG_HAS_THREAD } from "./world.ts";
import type { Channel, Message } from "./world.ts";

/** How a message is shown to the bot. */
export interface MessageView {
  /** False blanks the text of others, with Discord's exceptions. */
  readonly hasContent: boolean;
  /** True for gateway events: they carry `guild_id` and the author's `member`. */
  readonly isEvent?: boolean;
  /** True for the target of a context-menu command and the message of a component. */
  readonly isTarget?: boolean;
  readonly withNonce?: boolean;
}

/**
 * A message for the bot. Without MESSAGE_CONTENT the text, embeds, files and components of others are
 * blank and the poll is missing, unless the message is direct, mentions the bot (a reply with its
 * ping does) or is the target of a command; over REST as over the gateway.
 *
 * Source: https://docs.discord.com/developers/events/gateway#message-content-intent
 */
export function messageJson(kernel: Kernel, message: Message, view: MessageView): JsonObject {
  const { world } = kernel;
  const channel = world.channels.get(message.channelId);
  const isReadable = view.hasContent || view.isTarget === true || isExcepted(kernel, message, channel);
  const author = world.users.get(message.authorId);
  const json: Record<string, unknown> = {
    id: message.id,
    channel_id: message.channelId,
    type: message.type,
    author: userJson(author, message.webhookName, message.authorId),
    content: isReadable ? message.content : "",
    timestamp: iso(message.createdAt),
    edited_timestamp: message.editedAt === undefined ? null : iso(message.editedAt),
    tts: message.tts,
    mention_everyone: message.mentionsEveryone,
    mentions: message.mentionUserIds.map((id) => mentionedJson(kernel, channel, id, view.isEvent === true)),
    mention_roles: message.mentionRoleIds,
    attachments: isReadable ? message.files.map((file) => fileJson(kernel, message.channelId, file)) : [],
    embeds: isReadable ? message.embeds : [],
    components: isReadable ? message.components : [],
    pinned: message.isPinned,
    flags: message.flags,
  };
  if (isReadable && message.poll !== undefined) json["poll"] = message.poll;
  if (view.withNonce === true && message.nonce !== undefined) json["nonce"] = message.nonce;
  if (message.webhookName !== undefined) json["webhook_id"] = message.authorId;
  if (message.reactions.length > 0) json["reactions"] = reactionsJson(message, kernel.identity.botUserId);
  addInteraction(json, kernel, message);
  addReference(json, kernel, message, view);
  if ((message.flags & FLAG_HAS_THREAD) !== 0) {
    const thread = world.channels.get(message.id);
    if (thread !== undefined) json["thread"] = channelJson(kernel, thread);
  }
  if (view.isEvent === true) json["channel_type"] = channel?.type;
  if (view.isEvent === true && channel?.guildId !== undefined) {
    json["guild_id"] = channel.guildId;
    const member = world.guilds.get(channel.guildId)?.members.get(message.authorId);
    if (member !== undefined && message.webhookName === undefined) json["member"] = memberJson(member);
  }
  return json;
}

function isExcepted(kernel: Kernel, message: Message, channel: Channel | undefined): boolean {
  const { botUserId } = kernel.identity;
  if (message.authorId === botUserId || message.mentionUserIds.includes(botUserId)) return true;
  return channel?.guildId === undefined && channel?.recipientIds?.includes(botUserId) === true;
}

function mentionedJson(
  kernel: Kernel,
  channel: Channel | undefined,
  userId: string,
  withMember: boolean,
): JsonObject {
  const user = userJson(kernel.world.users.get(userId), undefined, userId);
  const guild = kernel.world.guilds.get(channel?.guildId ?? "");
  const member = withMember ? guild?.members.get(userId) : undefined;
  return member === undefined ? user : { ...user, member: memberJson(member) };
}

function reactionsJson(message: Message, botUserId: string): readonly JsonObject[] {
  return message.reactions.map(({ emoji, userIds }) => ({
    count: userIds.length,
    count_details: { burst: 0, normal: userIds.length },
    me: userIds.includes(botUserId),
    me_burst: false,
    burst_colors: [],
    emoji: emojiJson(emoji),
  }));
}

/** Unicode as it is, or `name:id`. */
export function emojiJson(emoji: string): JsonObject {
  const [name = emoji, id] = emoji.split(":");
  return { id: id ?? null, name };
}

function addInteraction(json: Record<string, unknown>, kernel: Kernel, message: Message): void {
  if (message.interaction === undefined) return;
  const { id, type, name, userId } = message.interaction;
  const user = userJson(kernel.world.users.get(userId), undefined, userId);
  json["application_id"] = kernel.identity.applicationId;
  json["webhook_id"] = kernel.identity.applicationId;
  json["interaction_metadata"] = { id, type, user, authorizing_integration_owners: { "0": "0" } };
  if (type === 2) json["interaction"] = { id, type, name, user };
}

function addReference(
  json: Record<string, unknown>,
  kernel: Kernel,
  message: Message,
  view: MessageView,
): void {
  if (message.reference === undefined) return;
  const { channelId, messageId } = message.reference;
  const guildId = kernel.world.channels.get(channelId)?.guildId;
  json["message_reference"] = {
    type: 0,
    channel_id: channelId,
    message_id: messageId,
    ...(guildId === undefined ? {} : { guild_id: guildId }),
  };
  const target = kernel.world.message(channelId, messageId);
  if (message.type === 19) {
    const targetView = { hasContent: view.hasContent, isTarget: false };
    json["referenced_message"] =
      target === undefined
        ? null
        : { ...messageJson(kernel, { ...target, reference: undefined }, targetView) };
  }
}
