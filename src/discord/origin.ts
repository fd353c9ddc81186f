import type { Origin } from "../contracts.ts";

/** Where an answer goes on Discord. The journal keeps it as it is. */
export type DiscordOrigin = MessageOrigin | InteractionOrigin | ChannelOrigin;

/** The answer is a message by itself: nobody asked just now. */
export interface ChannelOrigin extends Origin {
  readonly platform: "discord";
  readonly kind: "channel";
  readonly channelId: string;
}

/** The answer is a reply to a message. */
export interface MessageOrigin extends Origin {
  readonly platform: "discord";
  readonly kind: "message";
  readonly channelId: string;
  readonly messageId: string;
}

/** The answer is the response to a command. */
export interface InteractionOrigin extends Origin {
  readonly platform: "discord";
  readonly kind: "interaction";
  readonly channelId: string;
  readonly applicationId: string;
  readonly interactionId: string;
  /** Good for 15 minutes, and for this one answer only. */
  readonly token: string;
  /** True when the bot is a member there, so that an answer can become an ordinary message. */
  readonly canPost: boolean;
}

/** @throws {TypeError} When the journal holds a task of another platform: a bug, since one process serves one. */
export function toDiscordOrigin(origin: Origin): DiscordOrigin {
  if (origin.platform !== "discord") throw new TypeError(`Not a Discord origin: ${origin.platform}`);
  return origin as DiscordOrigin;
}
