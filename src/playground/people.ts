import { contentTypeOf, resolveUser, toBytes } from "./command-options.ts";
import { CommandRunner } from "./command-runner.ts";
import type { People, Say, VisibleChannel } from "./contracts.ts";
import type { Interactions } from "./interactions.ts";
import type { Commands } from "./commands.ts";
import { contextOf } from "./interaction-json.ts";
import type { Kernel } from "./kernel.ts";
import { announceTyping } from "./announce.ts";
import { createMessage, deleteMessage, editMessage, saveAndAnnounce } from "./messages.ts";
import { setReaction } from "./reactions.ts";
import { canView, channelPermissions, has } from "./permissions.ts";
import type { Permission } from "./permissions.ts";
import { directChannel } from "./rest/account.ts";
import { announceThreadUpdate, createThread } from "./threads.ts";
import { viewChannel, viewMessage } from "./view.ts";
import { FLAG_HAS_THREAD } from "./world.ts";
import type { Channel, Message } from "./world.ts";

/** What Discord's client lets a person type. */
const MAX_PERSON_CONTENT = 4000;

/** What people do, as their client would let them. */
export function createPeople(kernel: Kernel, interactions: Interactions, commands: Commands): People {
  const { world } = kernel;
  const runner = new CommandRunner(kernel, interactions, commands);

  const channelFor = (userId: string, channelId: string, permission?: Permission): Channel => {
    const channel = world.channels.get(channelId);
    if (channel === undefined) throw new Error(`There is no channel ${channelId}`);
    if (!canView(world, channel, userId)) throw new Error(`User ${userId} does not see channel ${channelId}`);
    if (permission !== undefined && !has(channelPermissions(world, channel, userId), permission))
      throw new Error(`User ${userId} lacks ${permission} in channel ${channelId}`);
    return channel;
  };
  const messageIn = (channelId: string, messageId: string): Message => {
    const message = world.message(channelId, messageId);
    if (message === undefined) throw new Error(`There is no message ${messageId} in channel ${channelId}`);
    return message;
  };

  return {
    say(what) {
      const channel = channelOfSpeaker(what, channelFor, world.channels.get(what.channelId));
      if (what.content.length > MAX_PERSON_CONTENT)
        throw new Error(`A message has at most ${MAX_PERSON_CONTENT} characters`);
      const repliedTo = what.replyTo === undefined ? undefined : messageIn(channel.id, what.replyTo);
      const type = what.type ?? (repliedTo === undefined ? 0 : 19);
      const pingReply = what.pingReply ?? true;
      const message = createMessage(kernel, {
        channel,
        authorId: what.authorId,
        content: what.content,
        type,
        webhookName: what.webhookName,
        allowed: { parse: ["users", "roles", "everyone"], replied_user: pingReply },
        defaultParse: "all",
        embeds: what.embeds ?? [],
        files: (what.files ?? []).map((file) => ({
          name: file.name,
          contentType: contentTypeOf(file),
          bytes: toBytes(file),
        })),
        ...(repliedTo === undefined ? {} : { reference: { channelId: channel.id, messageId: repliedTo.id } }),
      });
      return viewMessage(kernel, message);
    },

    edit(channelId, messageId, content) {
      const message = messageIn(channelId, messageId);
      editMessage(kernel, message, { content, allowed: undefined, defaultParse: "all" });
      return viewMessage(kernel, message);
    },

    delete(channelId, messageId) {
      deleteMessage(kernel, messageIn(channelId, messageId));
    },

    react(userId, channelId, messageId, emoji) {
      channelFor(userId, channelId);
      setReaction(kernel, messageIn(channelId, messageId), userId, emoji, true);
    },

    unreact(userId, channelId, messageId, emoji) {
      setReaction(kernel, messageIn(channelId, messageId), userId, emoji, false);
    },

    type(userId, channelId) {
      announceTyping(kernel, channelFor(userId, channelId), userId);
    },

    startDm(userId) {
      if (!world.users.has(userId)) throw new Error(`There is no user ${userId}`);
      return viewChannel(directChannel(kernel, userId));
    },

    startThread({ userId, channelId, name, messageId, isPrivate = false, content }): VisibleChannel {
      const parent = channelFor(userId, channelId);
      if (contextOf(kernel, parent) !== 0 || parent.thread !== undefined)
        throw new Error(`Channel ${channelId} takes no threads`);
      const source = messageId === undefined ? undefined : messageIn(channelId, messageId);
      if (source !== undefined && world.channels.has(source.id))
        throw new Error(`Message ${source.id} has a thread already`);
      const thread = createThread(kernel, {
        parent,
        ownerId: userId,
        name,
        isPrivate,
        ...(source === undefined ? {} : { id: source.id }),
      });
      if (source !== undefined) {
        source.flags |= FLAG_HAS_THREAD;
        saveAndAnnounce(kernel, source);
      }
      if (parent.type === 15)
        createMessage(kernel, {
          channel: thread,
          id: thread.id,
          authorId: userId,
          content: content ?? name,
          allowed: undefined,
          defaultParse: "all",
        });
      return viewChannel(thread);
    },

    setThread(userId, threadId, { isArchived, isLocked }) {
      const channel = channelFor(userId, threadId);
      if (channel.thread === undefined) throw new Error(`Channel ${threadId} is no thread`);
      if (isLocked !== undefined || channel.thread.ownerId !== userId)
        channelFor(userId, threadId, "MANAGE_THREADS");
      if (isLocked !== undefined) channel.thread.isLocked = isLocked;
      if (isArchived !== undefined) channel.thread.isArchived = isArchived;
      channel.thread.archiveChangedAt = kernel.clock();
      announceThreadUpdate(kernel, channel);
      return viewChannel(channel);
    },

    runCommand: (run) => runner.run(run, channelFor(run.userId, run.channelId)),
    autocomplete: (run) => runner.run(run, channelFor(run.userId, run.channelId), run.focused),
    runUserCommand: (run) => {
      const channel = channelFor(run.userId, run.channelId);
      const resolved = {};
      resolveUser(kernel, channel, run.targetId, resolved);
      return runner.runOn(run, channel, 2, resolved);
    },
    runMessageCommand: (run) => {
      const channel = channelFor(run.userId, run.channelId);
      return runner.runOnMessage(run, channel, messageIn(channel.id, run.targetId));
    },
    press: (userId, channelId, messageId, customId) =>
      runner.useComponent(userId, channelFor(userId, channelId), messageIn(channelId, messageId), customId),
    select: (userId, channelId, messageId, customId, values) =>
      runner.useComponent(
        userId,
        channelFor(userId, channelId),
        messageIn(channelId, messageId),
        customId,
        values,
      ),
    submitModal: (userId, interactionId, values) => runner.submitModal(userId, interactionId, values),
  };
}

/** Webhooks, bots of others and Discord itself (system messages) need no permission here. */
function channelOfSpeaker(
  what: Say,
  channelFor: (userId: string, channelId: string, permission?: Permission) => Channel,
  channel: Channel | undefined,
): Channel {
  if (what.webhookName !== undefined || (what.type !== undefined && what.type !== 0 && what.type !== 19)) {
    if (channel === undefined) throw new Error(`There is no channel ${what.channelId}`);
    return channel;
  }
  const isThread = channel?.thread !== undefined;
  if (channel?.thread?.isLocked === true) channelFor(what.authorId, what.channelId, "MANAGE_THREADS");
  return channelFor(what.authorId, what.channelId, isThread ? "SEND_MESSAGES_IN_THREADS" : "SEND_MESSAGES");
}
