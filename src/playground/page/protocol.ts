/** What the page and its server say to each other. Types alone. */
import type {
  RegisteredCommand,
  StandInEvent,
  VisibleChannel,
  VisibleGuild,
  VisibleMessage,
  VisiblePerson,
} from "../contracts.ts";

/** The world as it stands; always the first event of a connection, so nothing is missed in between. */
export interface Snapshot {
  readonly type: "snapshot";
  readonly botUserId: string;
  readonly bot: BotStatus;
  readonly guilds: readonly VisibleGuild[];
  readonly users: readonly VisiblePerson[];
  readonly channels: readonly VisibleChannel[];
  readonly commands: readonly RegisteredCommand[];
  /** Of every channel the newest {@link MESSAGES_PER_CHANNEL}, oldest first. */
  readonly messages: readonly VisibleMessage[];
  /** A line for the top of the page, such as which model answers. */
  readonly notice?: string;
}

export interface BotStatus {
  readonly isOnline: boolean;
  readonly activity?: string;
}

/** How many messages of a channel come with a snapshot, and how many with each "earlier" page. */
export const MESSAGES_PER_CHANNEL = 100;

/** What the server sends: all but what is for operators. */
export type PageEvent = Snapshot | Exclude<StandInEvent, { readonly type: "request" | "violation" }>;

/** A file on its way up: JSON carries its bytes as base64. */
export interface UploadedFile {
  readonly name: string;
  readonly contentType: string;
  readonly base64: string;
}
