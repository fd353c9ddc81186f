import { INTENT } from "./kernel.ts";
import type { Dispatch, Kernel } from "./kernel.ts";
import { canView } from "./permissions.ts";
import type { Channel } from "./world.ts";

/** Sends an event about a channel to the bot, if the bot sees the channel. */
export function dispatchIn(
  kernel: Kernel,
  channel: Channel,
  event: string,
  intents: number,
  render: Dispatch["render"],
): void {
  if (!canView(kernel.world, channel, kernel.identity.botUserId)) return;
  kernel.dispatch({ event, guildId: channel.guildId, intents, render });
}

/** Typing shows for 10 s, or until the message is there. */
export function announceTyping(kernel: Kernel, channel: Channel, userId: string): void {
  const at = kernel.clock();
  const intents = channel.guildId === undefined ? INTENT.directTyping : INTENT.guildTyping;
  dispatchIn(kernel, channel, "TYPING_START", intents, () => ({
    channel_id: channel.id,
    user_id: userId,
    timestamp: Math.floor(at / 1000),
    ...(channel.guildId === undefined ? {} : { guild_id: channel.guildId }),
  }));
  kernel.show({ type: "typing", channelId: channel.id, userId, at });
}
