import type { JsonObject, Pings } from "./contracts.ts";
import { MessageLog } from "./message-log.ts";

export interface User {
  readonly id: string;
  readonly name: string;
  readonly isBot: boolean;
  readonly locale: string;
  takesDms: boolean;
}

export interface Role {
  readonly id: string;
  readonly name: string;
  permissions: bigint;
  readonly isMentionable: boolean;
  /** Set for the role that came with the bot. */
  readonly botId?: string | undefined;
}

export interface Member {
  readonly userId: string;
  readonly roleIds: string[];
  readonly nick?: string | undefined;
  readonly joinedAt: number;
}

export interface Guild {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  readonly roles: Map<string, Role>;
  readonly members: Map<string, Member>;
  readonly channelIds: Set<string>;
}

export interface PermissionOverwrite {
  readonly id: string;
  /** 0 role, 1 member. */
  readonly type: 0 | 1;
  readonly allow: bigint;
  readonly deny: bigint;
}

export interface ThreadState {
  readonly ownerId: string;
  readonly createdAt: number;
  readonly memberIds: Set<string>;
  isArchived: boolean;
  isLocked: boolean;
  archiveChangedAt: number;
  autoArchiveMinutes: number;
  messageCount: number;
}

/** Discord's channel types: 0 text, 1 DM, 3 group DM, 5 announcement, 10–12 threads, 15 forum. */
export interface Channel {
  readonly id: string;
  readonly type: number;
  name: string;
  readonly guildId?: string | undefined;
  topic?: string | undefined;
  readonly parentId?: string | undefined;
  readonly recipientIds?: readonly string[] | undefined;
  overwrites: readonly PermissionOverwrite[];
  readonly thread?: ThreadState | undefined;
  slowmodeSeconds: number;
  lastMessageId?: string | undefined;
}

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly description?: string | undefined;
}

export interface Message {
  readonly id: string;
  readonly channelId: string;
  readonly authorId: string;
  readonly webhookName?: string | undefined;
  readonly type: number;
  readonly createdAt: number;
  readonly nonce?: string | number | undefined;
  readonly tts: boolean;
  readonly reference?: { readonly messageId: string; readonly channelId: string } | undefined;
  readonly interaction?:
    | {
        readonly id: string;
        readonly userId: string;
        readonly type: number;
        readonly name?: string | undefined;
      }
    | undefined;
  /** Ephemeral: only this person sees it, and it is in no channel log. */
  readonly ephemeralTo?: string | undefined;
  content: string;
  editedAt?: number | undefined;
  flags: number;
  mentionUserIds: readonly string[];
  mentionRoleIds: readonly string[];
  mentionsEveryone: boolean;
  pings: Pings;
  embeds: readonly JsonObject[];
  components: readonly JsonObject[];
  poll?: JsonObject | undefined;
  files: readonly StoredFile[];
  reactions: { readonly emoji: string; readonly userIds: string[] }[];
  isPinned: boolean;
}

/** Flags of messages. Source: https://docs.discord.com/developers/resources/message#message-object-message-flags */
export const FLAG_SUPPRESS_EMBEDS = 1 << 2;
export const FLAG_HAS_THREAD = 1 << 5;
export const FLAG_EPHEMERAL = 1 << 6;
export const FLAG_LOADING = 1 << 7;
export const FLAG_SUPPRESS_NOTIFICATIONS = 1 << 12;
export const FLAG_VOICE_MESSAGE = 1 << 13;
export const FLAG_COMPONENTS_V2 = 1 << 15;

/** Everything that exists, by id. Only holds; who changes it also announces and keeps it. */
export class World {
  readonly users = new Map<string, User>();
  readonly guilds = new Map<string, Guild>();
  readonly channels = new Map<string, Channel>();
  /** Direct channels of the bot by the other person's id. */
  readonly directs = new Map<string, string>();
  /** Threads by parent, oldest first. */
  readonly threads = new Map<string, Set<string>>();
  readonly files = new Map<string, Uint8Array>();
  readonly #logs = new Map<string, MessageLog>();

  log(channelId: string): MessageLog {
    let log = this.#logs.get(channelId);
    if (log === undefined) this.#logs.set(channelId, (log = new MessageLog()));
    return log;
  }

  /** A message, ephemeral ones included. */
  message(channelId: string, messageId: string): Message | undefined {
    return this.#logs.get(channelId)?.get(messageId);
  }

  addChannel(channel: Channel, botUserId: string): void {
    this.channels.set(channel.id, channel);
    if (channel.guildId !== undefined && channel.thread === undefined)
      this.guilds.get(channel.guildId)?.channelIds.add(channel.id);
    if (channel.thread !== undefined && channel.parentId !== undefined) {
      const siblings = this.threads.get(channel.parentId);
      if (siblings === undefined) this.threads.set(channel.parentId, new Set([channel.id]));
      else siblings.add(channel.id);
    }
    if (channel.type !== 1 || channel.recipientIds?.includes(botUserId) !== true) return;
    const other = channel.recipientIds.find((id) => id !== botUserId);
    if (other !== undefined) this.directs.set(other, channel.id);
  }

  removeChannel(channel: Channel): void {
    this.channels.delete(channel.id);
    this.#logs.delete(channel.id);
    if (channel.guildId !== undefined) this.guilds.get(channel.guildId)?.channelIds.delete(channel.id);
    if (channel.parentId !== undefined) this.threads.get(channel.parentId)?.delete(channel.id);
  }
}
