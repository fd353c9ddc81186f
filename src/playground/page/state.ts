/**
 * What the page knows. No DOM: Node tests it. `events.ts` and `where.ts` change it, on behalf of
 * `main.ts` alone; `seen.ts` is what views read.
 */
import type {
  RegisteredCommand,
  VisibleChannel,
  VisibleGuild,
  VisibleInteraction,
  VisibleMessage,
  VisiblePerson,
} from "../contracts.ts";
import type { BotStatus } from "./protocol.ts";

export interface State {
  /** `connecting` until the first snapshot. */
  connection: "connecting" | "open" | "lost";
  botUserId: string;
  bot: BotStatus;
  notice: string | undefined;
  people: Map<string, VisiblePerson>;
  guilds: readonly VisibleGuild[];
  channels: Map<string, VisibleChannel>;
  commands: readonly RegisteredCommand[];
  messages: Map<string, VisibleMessage[]>;
  interactions: Map<string, VisibleInteraction>;
  /** The message whose control an interaction comes from. */
  usedOn: Map<string, string>;
  /** Until when somebody is typing, by channel and person. */
  typing: Map<string, Map<string, number>>;
  /** Who speaks. */
  personId: string;
  /** The open guild, or `home` for direct messages. */
  place: string;
  channelId: string;
  replyToId: string | undefined;
  editingId: string | undefined;
  /** Ephemeral messages that their reader closed. */
  dismissed: Set<string>;
  /** Newest message seen, by `person/channel`. */
  lastRead: Map<string, string>;
  /** What was newest read when the channel was opened: where the "new" line stands. */
  newSinceId: string | undefined;
  /** Channels whose first message is on the page. */
  beginningsReached: Set<string>;
  areMembersShown: boolean;
  isSidebarShown: boolean;
}

export function createState(): State {
  return {
    connection: "connecting",
    botUserId: "",
    bot: { isOnline: false },
    notice: undefined,
    people: new Map(),
    guilds: [],
    channels: new Map(),
    commands: [],
    messages: new Map(),
    interactions: new Map(),
    usedOn: new Map(),
    typing: new Map(),
    personId: "",
    place: "",
    channelId: "",
    replyToId: undefined,
    editingId: undefined,
    dismissed: new Set(),
    lastRead: new Map(),
    newSinceId: undefined,
    beginningsReached: new Set(),
    areMembersShown: true,
    isSidebarShown: false,
  };
}

/** Snowflakes compared as numbers: they outgrow JavaScript's. */
export function compareIds(a: string, b: string): number {
  return a.length === b.length ? (a < b ? -1 : a > b ? 1 : 0) : a.length - b.length;
}
