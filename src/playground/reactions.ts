import { dispatchIn } from "./announce.ts";
import { INTENT } from "./kernel.ts";
import type { Kernel } from "./kernel.ts";
import { emojiJson } from "./message-json.ts";
import { viewMessage } from "./view.ts";
import { memberJson, userJson } from "./wire.ts";
import type { Channel, Message } from "./world.ts";

/** Adds or takes away a reaction. @returns false when nothing changed. */
export function setReaction(
  kernel: Kernel,
  message: Message,
  userId: string,
  emoji: string,
  isOn: boolean,
): boolean {
  const entry = message.reactions.find((reaction) => reaction.emoji === emoji);
  if ((entry?.userIds.includes(userId) ?? false) === isOn) return false;
  if (entry === undefined) message.reactions.push({ emoji, userIds: [userId] });
  else if (isOn) entry.userIds.push(userId);
  else entry.userIds.splice(entry.userIds.indexOf(userId), 1);
  message.reactions = message.reactions.filter(({ userIds }) => userIds.length > 0);
  kernel.store.put("message", message.id, message);
  const channel = kernel.world.channels.get(message.channelId);
  if (channel !== undefined) announceReaction(kernel, channel, message, userId, emoji, isOn);
  kernel.show({ type: "message-update", message: viewMessage(kernel, message) });
  return true;
}

function announceReaction(
  kernel: Kernel,
  channel: Channel,
  message: Message,
  userId: string,
  emoji: string,
  isOn: boolean,
): void {
  const member = kernel.world.guilds.get(channel.guildId ?? "")?.members.get(userId);
  const intents = channel.guildId === undefined ? INTENT.directReactions : INTENT.guildReactions;
  dispatchIn(kernel, channel, isOn ? "MESSAGE_REACTION_ADD" : "MESSAGE_REACTION_REMOVE", intents, () => ({
    user_id: userId,
    channel_id: channel.id,
    message_id: message.id,
    ...(channel.guildId === undefined ? {} : { guild_id: channel.guildId }),
    ...(member === undefined || !isOn
      ? {}
      : {
          member: {
            ...memberJson(member),
            user: userJson(kernel.world.users.get(userId), undefined, userId),
          },
        }),
    emoji: emojiJson(emoji),
    message_author_id: message.authorId,
    burst: false,
    type: 0,
  }));
}
