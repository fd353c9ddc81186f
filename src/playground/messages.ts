import type { JsonObject } from "./contracts.ts";
import { dispatchIn } from "./announce.ts";
import { INTENT } from "./kernel.ts";
import type { Kernel } from "./kernel.ts";
import { computeMentions } from "./mentions.ts";
import type { DefaultParse } from "./mentions.ts";
import { announceThreadUpdate } from "./threads.ts";
import { viewMessage } from "./view.ts";
import { messageJson } from "./message-json.ts";
import { FLAG_EPHEMERAL, FLAG_LOADING } from "./world.ts";
import type { Channel, Message, StoredFile } from "./world.ts";

/** A file that is being uploaded. */
export interface NewFile {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  readonly description?: string | undefined;
}

/** A message about to be created; who may create it was checked before. */
export interface Draft {
  readonly channel: Channel;
  readonly authorId: string;
  readonly content: string;
  readonly allowed: JsonObject | undefined;
  readonly defaultParse: DefaultParse;
  readonly id?: string;
  readonly type?: number;
  readonly webhookName?: string | undefined;
  readonly nonce?: string | number | undefined;
  readonly tts?: boolean;
  readonly flags?: number;
  readonly embeds?: readonly JsonObject[];
  readonly components?: readonly JsonObject[];
  readonly poll?: JsonObject | undefined;
  readonly files?: readonly NewFile[];
  readonly reference?: Message["reference"];
  readonly interaction?: Message["interaction"];
  readonly ephemeralTo?: string | undefined;
}

/** Creates a message, announces it to the bot where it may see it, and shows it to people. */
export function createMessage(kernel: Kernel, draft: Draft): Message {
  const { world } = kernel;
  const { channel } = draft;
  const content = cleanContent(draft.content);
  const repliedTo =
    draft.type === 19 && draft.reference !== undefined
      ? world.message(draft.reference.channelId, draft.reference.messageId)?.authorId
      : undefined;
  const mentions = computeMentions(world, channel, draft.authorId, content, {
    allowed: draft.allowed,
    defaultParse: draft.defaultParse,
    repliedTo,
  });
  const id = draft.id ?? kernel.ids.next();
  const message: Message = {
    id,
    channelId: channel.id,
    authorId: draft.authorId,
    webhookName: draft.webhookName,
    type: draft.type ?? 0,
    createdAt: kernel.clock(),
    nonce: draft.nonce,
    tts: draft.tts ?? false,
    reference: draft.reference,
    interaction: draft.interaction,
    ephemeralTo: draft.ephemeralTo,
    content,
    flags: (draft.flags ?? 0) | (draft.ephemeralTo === undefined ? 0 : FLAG_EPHEMERAL),
    mentionUserIds: mentions.userIds,
    mentionRoleIds: mentions.roleIds,
    mentionsEveryone: mentions.everyone,
    pings: mentions.pings,
    embeds: draft.embeds ?? [],
    components: withComponentIds(draft.components ?? []),
    poll: draft.poll,
    files: storeFiles(kernel, draft.files ?? []),
    reactions: [],
    isPinned: false,
  };
  world.log(channel.id).add(message);
  if (message.ephemeralTo === undefined) channel.lastMessageId = id;
  kernel.nonces.remember(message);
  kernel.store.put("message", id, message);
  touchThread(kernel, channel, message);
  announce(kernel, channel, message, "MESSAGE_CREATE");
  kernel.show({ type: "message-create", message: viewMessage(kernel, message) });
  return message;
}

/** What an edit changes; what is absent stays. */
export interface Change {
  readonly content?: string;
  readonly flags?: number;
  readonly embeds?: readonly JsonObject[];
  readonly components?: readonly JsonObject[];
  readonly poll?: JsonObject | undefined;
  /** Ids of files that stay; absent keeps all. */
  readonly keepFileIds?: readonly string[];
  readonly newFiles?: readonly NewFile[];
  readonly allowed: JsonObject | undefined;
  readonly defaultParse: DefaultParse;
}

/** Edits in place. Mentions are computed anew: with `allowed` absent the default parse applies again. */
export function editMessage(kernel: Kernel, message: Message, change: Change): void {
  const channel = kernel.world.channels.get(message.channelId);
  if (channel === undefined) return;
  // Filling in a deferred answer is no edit in the eyes of people.
  if ((message.flags & FLAG_LOADING) === 0) message.editedAt = kernel.clock();
  if (change.content !== undefined) message.content = cleanContent(change.content);
  const repliedTo =
    message.type === 19 && message.reference !== undefined
      ? kernel.world.message(message.reference.channelId, message.reference.messageId)?.authorId
      : undefined;
  const mentions = computeMentions(kernel.world, channel, message.authorId, message.content, {
    allowed: change.allowed,
    defaultParse: change.defaultParse,
    repliedTo,
  });
  message.mentionUserIds = mentions.userIds;
  message.mentionRoleIds = mentions.roleIds;
  message.mentionsEveryone = mentions.everyone;
  message.pings = mentions.pings;
  if (change.flags !== undefined) message.flags = change.flags;
  if (change.embeds !== undefined) message.embeds = change.embeds;
  if (change.components !== undefined) message.components = withComponentIds(change.components);
  if (change.poll !== undefined) message.poll = change.poll;
  const kept =
    change.keepFileIds === undefined
      ? message.files
      : message.files.filter((file) => change.keepFileIds?.includes(file.id));
  message.files = [...kept, ...storeFiles(kernel, change.newFiles ?? [])];
  saveAndAnnounce(kernel, message);
}

/** After any change of a message: keeps it and tells everybody. */
export function saveAndAnnounce(kernel: Kernel, message: Message): void {
  const channel = kernel.world.channels.get(message.channelId);
  if (channel === undefined) return;
  kernel.store.put("message", message.id, message);
  announce(kernel, channel, message, "MESSAGE_UPDATE");
  kernel.show({ type: "message-update", message: viewMessage(kernel, message) });
}

export function deleteMessage(kernel: Kernel, message: Message): void {
  const channel = kernel.world.channels.get(message.channelId);
  if (channel === undefined) return;
  kernel.world.log(channel.id).delete(message.id);
  kernel.store.remove("message", message.id);
  if (message.ephemeralTo === undefined) {
    dispatchIn(kernel, channel, "MESSAGE_DELETE", messageIntent(channel), () => ({
      id: message.id,
      channel_id: channel.id,
      ...(channel.guildId === undefined ? {} : { guild_id: channel.guildId }),
    }));
  }
  kernel.show({
    type: "message-delete",
    channelId: channel.id,
    messageId: message.id,
    ...(message.ephemeralTo === undefined ? {} : { visibleOnlyTo: message.ephemeralTo }),
  });
}

function announce(kernel: Kernel, channel: Channel, message: Message, event: string): void {
  if (message.ephemeralTo !== undefined) return;
  const view = { isEvent: true, withNonce: event === "MESSAGE_CREATE" };
  dispatchIn(kernel, channel, event, messageIntent(channel), (hasContent) =>
    messageJson(kernel, message, { ...view, hasContent }),
  );
}

function messageIntent(channel: Channel): number {
  return channel.guildId === undefined ? INTENT.directMessages : INTENT.guildMessages;
}

/** Posting in an archived thread opens it again. */
function touchThread(kernel: Kernel, channel: Channel, message: Message): void {
  const { thread } = channel;
  if (thread === undefined || message.ephemeralTo !== undefined) return;
  thread.messageCount += 1;
  if (thread.isArchived) {
    thread.isArchived = false;
    thread.archiveChangedAt = kernel.clock();
    announceThreadUpdate(kernel, channel);
  }
  if (!thread.memberIds.has(message.authorId) && message.webhookName === undefined)
    thread.memberIds.add(message.authorId);
  kernel.store.put("channel", channel.id, channel);
}

/** Discord drops lone surrogates and the white space around a text. */
function cleanContent(content: string): string {
  return content.replace(/\p{Surrogate}/gu, "").trim();
}

function storeFiles(kernel: Kernel, files: readonly NewFile[]): readonly StoredFile[] {
  return files.map(({ name, contentType, bytes, description }) => {
    const id = kernel.ids.next();
    kernel.world.files.set(id, bytes);
    kernel.store.putFile(id, bytes);
    return { id, name, contentType, sizeBytes: bytes.byteLength, description };
  });
}

/** Discord numbers components that came without an `id`. */
function withComponentIds(components: readonly JsonObject[]): readonly JsonObject[] {
  let last = 0;
  const number = (component: JsonObject): JsonObject => {
    last += 1;
    const children = component["components"];
    return {
      id: last,
      ...component,
      ...(Array.isArray(children) ? { components: (children as JsonObject[]).map(number) } : {}),
    };
  };
  return components.map(number);
}
