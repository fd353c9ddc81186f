import { type Channel, type Client, SnowflakeUtil, type TextBasedChannel } from "discord.js";

import { faultOf } from "./api.ts";

/** A read that fails is tried again at once: whatever waits for it would overtake what it was to find. */
const READ_TRIES = 3;

/** Channels and threads whose newest message is younger than `since`: Discord tells at login. */
export function changedChannels(client: Client, since: number): readonly string[] {
  const changed: string[] = [];
  for (const channel of client.channels.cache.values()) {
    const newest = lastMessageId(channel);
    if (newest !== undefined && SnowflakeUtil.timestampFrom(newest) >= since) changed.push(channel.id);
  }
  return changed;
}

/** Channels of servers that may have messages, though Discord told of none. */
export function untoldChannels(client: Client): readonly string[] {
  return [...client.channels.cache.values()].filter(isUntold).map(({ id }) => id);
}

/** Whether there may be messages that Discord did not tell of: an archived thread is not listed at all. */
export function isUntold(channel: Channel | undefined): boolean {
  if (channel === undefined) return true;
  return channel.isTextBased() && "guildId" in channel && lastMessageId(channel) === undefined;
}

function lastMessageId(channel: Channel): string | undefined {
  return "lastMessageId" in channel && channel.lastMessageId !== null ? channel.lastMessageId : undefined;
}

/** discord.js tries most failures again by itself, but not a connection that was cut. */
export async function readAgain<T>(read: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read();
    } catch (error) {
      if (attempt === READ_TRIES || faultOf(error) !== "temporary") throw error;
    }
  }
}

/** @returns `undefined` when it is gone, or has no messages. */
export async function openChannel(client: Client, channelId: string): Promise<TextBasedChannel | undefined> {
  const channel = client.channels.cache.get(channelId) ?? (await client.channels.fetch(channelId));
  return channel?.isTextBased() === true ? channel : undefined;
}
