import type {
  ChannelKind,
  VisibleChannel,
  VisibleFile,
  VisibleGuild,
  VisibleMessage,
  VisiblePerson,
} from "./contracts.ts";
import type { Kernel } from "./kernel.ts";
import { FLAG_HAS_THREAD, FLAG_LOADING } from "./world.ts";
import type { Channel, Guild, Message, StoredFile, User } from "./world.ts";

const KINDS: Readonly<Record<number, ChannelKind>> = {
  0: "text",
  1: "dm",
  3: "group-dm",
  5: "announcement",
  10: "thread",
  11: "thread",
  12: "private-thread",
  15: "forum",
};

/** A message as people see it. */
export function viewMessage(kernel: Kernel, message: Message): VisibleMessage {
  const author = kernel.world.users.get(message.authorId);
  return {
    id: message.id,
    channelId: message.channelId,
    author: {
      id: message.authorId,
      name: message.webhookName ?? author?.name ?? "Deleted User",
      isBot: message.webhookName !== undefined || author?.isBot === true,
    },
    content: message.content,
    createdAt: message.createdAt,
    ...(message.editedAt === undefined ? {} : { editedAt: message.editedAt }),
    type: message.type,
    flags: message.flags,
    ...(message.ephemeralTo === undefined ? {} : { visibleOnlyTo: message.ephemeralTo }),
    isThinking: (message.flags & FLAG_LOADING) !== 0,
    ...(message.type === 19 && message.reference !== undefined
      ? { replyToId: message.reference.messageId }
      : {}),
    pings: message.pings,
    embeds: message.embeds,
    components: message.components,
    ...(message.poll === undefined ? {} : { poll: message.poll }),
    files: message.files.map((file) => viewFile(kernel, message.channelId, file)),
    reactions: message.reactions.map(({ emoji, userIds }) => ({ emoji, userIds: [...userIds] })),
    isPinned: message.isPinned,
    ...((message.flags & FLAG_HAS_THREAD) === 0 ? {} : { threadId: message.id }),
    ...(message.nonce === undefined ? {} : { nonce: String(message.nonce) }),
    ...(message.interaction === undefined ? {} : { interaction: viewSource(message.interaction) }),
  };
}

function viewSource(source: NonNullable<Message["interaction"]>): NonNullable<VisibleMessage["interaction"]> {
  return {
    id: source.id,
    userId: source.userId,
    ...(source.name === undefined ? {} : { name: source.name }),
  };
}

function viewFile(kernel: Kernel, channelId: string, file: StoredFile): VisibleFile {
  return {
    id: file.id,
    name: file.name,
    contentType: file.contentType,
    sizeBytes: file.sizeBytes,
    url: kernel.links.urlOf(channelId, file),
  };
}

export function viewChannel(channel: Channel): VisibleChannel {
  return {
    id: channel.id,
    kind: KINDS[channel.type] ?? "text",
    name: channel.name,
    ...(channel.topic === undefined ? {} : { topic: channel.topic }),
    ...(channel.guildId === undefined ? {} : { guildId: channel.guildId }),
    ...(channel.parentId === undefined ? {} : { parentId: channel.parentId }),
    ...(channel.recipientIds === undefined ? {} : { recipientIds: channel.recipientIds }),
    ...(channel.thread === undefined
      ? {}
      : { isArchived: channel.thread.isArchived, isLocked: channel.thread.isLocked }),
  };
}

export function viewGuild(guild: Guild): VisibleGuild {
  return {
    id: guild.id,
    name: guild.name,
    ownerId: guild.ownerId,
    roles: [...guild.roles.values()].map(({ id, name, permissions }) => ({
      id,
      name,
      permissions: permissions.toString(),
    })),
    memberIds: [...guild.members.keys()],
    channelIds: [...guild.channelIds],
  };
}

export function viewUser(user: User): VisiblePerson {
  return { id: user.id, name: user.name, isBot: user.isBot, locale: user.locale };
}
