import type { FileLinks } from "./cdn.ts";
import type { StandInEvent } from "./contracts.ts";
import type { Nonces } from "./nonce.ts";
import type { Store } from "./persistence.ts";
import type { IdSource } from "./snowflake.ts";
import type { World } from "./world.ts";

/** Who the bot is. Fixed, so that a world that was kept fits the next start. */
export interface Identity {
  readonly applicationId: string;
  readonly botUserId: string;
  readonly botToken: string;
  readonly name: string;
}

/** Something for the bot's gateway sessions. */
export interface Dispatch {
  readonly event: string;
  /** Decides the shard; absent means shard 0, as for direct messages. */
  readonly guildId?: string | undefined;
  /** Bits of which a session must have asked for one; 0 goes to every session. */
  readonly intents: number;
  /** Only for the session with this id. */
  readonly onlySession?: string;
  /** The event's `d`; `hasContent` is false without the MESSAGE_CONTENT intent. */
  render(hasContent: boolean): unknown;
}

/** What every part of the stand-in works on. */
export interface Kernel {
  readonly world: World;
  readonly identity: Identity;
  readonly ids: IdSource;
  readonly nonces: Nonces;
  readonly store: Store;
  readonly links: FileLinks;
  readonly clock: () => number;
  readonly random: () => number;
  /** Whether the application has the MESSAGE_CONTENT intent switched on, which counts for REST. */
  readonly hasMessageContent: boolean;
  /** The application's `flags`: which privileged intents are switched on. */
  readonly applicationFlags: number;
  /** To the bot. */
  dispatch(dispatch: Dispatch): void;
  /** To people's screens. */
  show(event: StandInEvent): void;
}

/** Source: https://docs.discord.com/developers/events/gateway#gateway-intents */
export const INTENT = {
  guilds: 1 << 0,
  members: 1 << 1,
  presences: 1 << 8,
  guildMessages: 1 << 9,
  guildReactions: 1 << 10,
  guildTyping: 1 << 11,
  directMessages: 1 << 12,
  directReactions: 1 << 13,
  directTyping: 1 << 14,
  messageContent: 1 << 15,
} as const;
