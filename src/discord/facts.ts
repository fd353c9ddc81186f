import { type Attachment as DiscordAttachment, type Message, MessageType } from "discord.js";

import type { Attachment, Person, Place, Quote } from "../contracts.ts";

/** What the gate and the task need of a Discord message: plain, and the same from every source. */
export interface MessageFacts {
  readonly id: string;
  readonly createdAt: number;
  readonly place: Place;
  readonly author: Person;
  readonly isBot: boolean;
  readonly isWebhook: boolean;
  /** Joins, pins, boosts: anything that nobody typed. */
  readonly isSystem: boolean;
  /** Empty when Discord withholds it (no message-content intent and no mention of the bot). */
  readonly content: string;
  readonly attachments: readonly Attachment[];
  readonly mentionedUserIds: readonly string[];
  /** A role that Discord made for the bot itself was mentioned; other roles do not count. */
  readonly mentionsOwnRole: boolean;
  /** That role, so that its mention can be taken out of the text. */
  readonly ownRoleId?: string;
  readonly mentionsEveryone: boolean;
  /** A role was mentioned that is not the bot's own. */
  readonly mentionsOtherRoles?: boolean;
  /** The author's roles; absent when the source of the message did not tell them. */
  readonly roleIds?: readonly string[];
  /** The message that this one replies to, as far as Discord sent it along. */
  readonly quote?: Quote;
  /** Display names of mentioned people, to make their mentions readable. */
  readonly mentionedNames: Readonly<Record<string, string>>;
}

/**
 * @param botUserId Tells the bot's own messages from those of others.
 * @param source Events tell the author's roles; a message that was read again does not.
 */
export function toFacts(
  message: Message,
  botUserId: string,
  source: "event" | "history" = "event",
): MessageFacts {
  const quoted = message.reference?.messageId === undefined ? undefined : quoteOf(message, botUserId);
  const ownRole = message.mentions.roles.find((role) => role.tags?.botId === botUserId);
  const member = source === "event" ? message.member : null;
  return {
    id: message.id,
    createdAt: message.createdTimestamp,
    place: toPlace(message),
    author: { ...toPerson(message), ...localeOf(message) },
    isBot: message.author.bot,
    isWebhook: message.webhookId !== null,
    isSystem: message.type !== MessageType.Default && message.type !== MessageType.Reply,
    content: message.content,
    attachments: toAttachments(message),
    mentionedUserIds: [...message.mentions.users.keys()],
    mentionsOwnRole: ownRole !== undefined,
    ...(ownRole === undefined ? {} : { ownRoleId: ownRole.id }),
    mentionsEveryone: message.mentions.everyone,
    mentionsOtherRoles: message.mentions.roles.some(({ id }) => id !== ownRole?.id),
    ...(member === null ? {} : { roleIds: [...member.roles.cache.keys()] }),
    ...(quoted === undefined ? {} : { quote: quoted }),
    mentionedNames: Object.fromEntries(
      message.mentions.users.map((user) => [
        user.id,
        message.mentions.members?.get(user.id)?.displayName ?? user.displayName,
      ]),
    ),
  };
}

/** Where a message was written. Threads keep the channel that they hang in. */
export function toPlace(message: Message): Place {
  const { channel, guildId, guild } = message;
  // `guildId`, not `guild`: a server that is unavailable for now is still no direct message.
  if (guildId === null || channel.isDMBased()) return { kind: "direct", channelId: message.channelId };
  const inGuild = {
    channelId: message.channelId,
    channelName: channel.name,
    guildId,
    ...(guild === null ? {} : { guildName: guild.name }),
  };
  if (channel.isThread()) {
    return {
      kind: "thread",
      ...inGuild,
      ...(channel.parentId === null ? {} : { parentChannelId: channel.parentId }),
      ...topicOf(channel.parent),
    };
  }
  return { kind: "channel", ...inGuild, ...topicOf(channel) };
}

/** A message as a quote, such as the target of a message command. */
export function toQuote(message: Message, botUserId: string): Quote {
  return {
    messageId: message.id,
    author: toPerson(message),
    isOwn: message.author.id === botUserId,
    text: message.content === "" ? shownText(message) : message.content,
    attachments: toAttachments(message),
  };
}

/** What a message shows that has no text of its own: what it forwards, else its embeds. */
function shownText(message: Message): string {
  const forwarded = [...message.messageSnapshots.values()].map(({ content }) => content ?? "");
  const embedded = message.embeds.flatMap(({ title, description, fields }) => [
    title ?? "",
    description ?? "",
    ...fields.map(({ name, value }) => `${name}: ${value}`),
  ]);
  return [...forwarded, ...embedded].filter((text) => text !== "").join("\n");
}

/** Discord sends the message replied to along; it reaches us through the cache that discord.js fills from it. */
function quoteOf(message: Message, botUserId: string): Quote | undefined {
  const id = message.reference?.messageId;
  const cached = id === undefined ? undefined : message.channel.messages.cache.get(id);
  if (cached !== undefined) return toQuote(cached, botUserId);
  const repliedTo = message.mentions.repliedUser;
  if (id === undefined || repliedTo === null) return undefined;
  return {
    messageId: id,
    author: { id: repliedTo.id, name: repliedTo.displayName },
    isOwn: repliedTo.id === botUserId,
    text: "",
    attachments: [],
  };
}

/** Messages do not carry their author's locale: the server's is the next best. */
function localeOf({ guild }: Message): { readonly locale?: string } {
  return guild === null ? {} : { locale: guild.preferredLocale };
}

function toPerson(message: Message): Person {
  return { id: message.author.id, name: message.member?.displayName ?? message.author.displayName };
}

/** Files of a message, and of what it forwards. */
export function toAttachments(message: Message): readonly Attachment[] {
  const forwarded = [...message.messageSnapshots.values()].flatMap(({ attachments }) => [
    ...(attachments?.values() ?? []),
  ]);
  return [...message.attachments.values(), ...forwarded].map(toAttachment);
}

/** A file of a message, or one that was put into a command's option. */
export function toAttachment(file: DiscordAttachment): Attachment {
  return {
    id: file.id,
    name: file.name,
    ...(file.contentType === null ? {} : { contentType: file.contentType }),
    sizeBytes: file.size,
    url: file.url,
  };
}

function topicOf(channel: object | null): { topic?: string } {
  return channel !== null && "topic" in channel && typeof channel.topic === "string" && channel.topic !== ""
    ? { topic: channel.topic }
    : {};
}
