/**
 * What the stand-in for Discord shows and takes: the page, the tests and the benchmark speak these
 * types; the bot speaks Discord's own HTTP and gateway protocol.
 *
 * Times are Unix milliseconds (`…At`), durations milliseconds (`…Ms`), ids snowflakes as strings.
 */

// ── What a person sees ───────────────────────────────────────────────────────────────────────────

/** Somebody as shown beside a message. */
export interface VisiblePerson {
  readonly id: string;
  readonly name: string;
  readonly isBot: boolean;
  /** Of the client that a person uses, such as `de`. */
  readonly locale?: string;
}

/** A file of a message. `url` is signed and expires, as Discord's do. */
export interface VisibleFile {
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly url: string;
}

/** Whom a message notified: the real effect of `allowed_mentions`, not what was asked for. */
export interface Pings {
  readonly userIds: readonly string[];
  readonly roleIds: readonly string[];
  readonly everyone: boolean;
}

/** A message as people see it. Embeds, components and polls are in Discord's own shape. */
export interface VisibleMessage {
  readonly id: string;
  readonly channelId: string;
  readonly author: VisiblePerson;
  readonly content: string;
  readonly createdAt: number;
  readonly editedAt?: number;
  /** Discord's message type: 0 plain, 19 reply, 20 slash command, 23 context menu, … */
  readonly type: number;
  readonly flags: number;
  /** Only this person sees it. */
  readonly visibleOnlyTo?: string;
  /** "… is thinking": an interaction was deferred and not answered yet. */
  readonly isThinking: boolean;
  readonly replyToId?: string;
  readonly pings: Pings;
  readonly embeds: readonly JsonObject[];
  readonly components: readonly JsonObject[];
  readonly poll?: JsonObject;
  readonly files: readonly VisibleFile[];
  readonly reactions: readonly { readonly emoji: string; readonly userIds: readonly string[] }[];
  readonly isPinned: boolean;
  /** The thread that hangs on it. */
  readonly threadId?: string;
  readonly nonce?: string;
  /** The interaction that it answers. */
  readonly interaction?: { readonly id: string; readonly userId: string; readonly name?: string };
}

export type ChannelKind = "text" | "announcement" | "forum" | "thread" | "private-thread" | "dm" | "group-dm";

export interface VisibleChannel {
  readonly id: string;
  readonly kind: ChannelKind;
  readonly name: string;
  readonly topic?: string;
  readonly guildId?: string;
  readonly parentId?: string;
  /** For `dm` and `group-dm`. */
  readonly recipientIds?: readonly string[];
  readonly isArchived?: boolean;
  readonly isLocked?: boolean;
}

export interface VisibleGuild {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  readonly roles: readonly { readonly id: string; readonly name: string; readonly permissions: string }[];
  readonly memberIds: readonly string[];
  readonly channelIds: readonly string[];
}

/** A slash or context-menu command as registered, in Discord's own shape. */
export type RegisteredCommand = JsonObject & {
  readonly id: string;
  readonly type: number;
  readonly name: string;
  readonly guild_id?: string;
};

/** What became of something that a person did with the bot. */
export interface VisibleInteraction {
  readonly id: string;
  readonly kind: "command" | "component" | "autocomplete" | "modal";
  readonly userId: string;
  readonly channelId: string;
  /** Command name, or the component's or modal's `custom_id`. */
  readonly name: string;
  readonly createdAt: number;
  /**
   * `waiting` no answer yet · `deferred` "thinking" or a silent acknowledgement · `answered` ·
   * `failed` nothing within the deadline: Discord shows "The application did not respond".
   */
  readonly status: "waiting" | "deferred" | "answered" | "failed";
  /** The original response, or for components the message it belongs to. */
  readonly messageId?: string;
  /** The dialog to fill in, in Discord's own shape. */
  readonly modal?: JsonObject;
  /** Suggestions of an autocomplete. */
  readonly choices?: readonly JsonObject[];
  readonly followUpIds: readonly string[];
}

/** Everything that changes on a person's screen, and what an operator's panel wants besides. */
export type StandInEvent =
  | { readonly type: "message-create"; readonly message: VisibleMessage }
  | { readonly type: "message-update"; readonly message: VisibleMessage }
  /** `visibleOnlyTo` is set when the message was ephemeral. */
  | {
      readonly type: "message-delete";
      readonly channelId: string;
      readonly messageId: string;
      readonly visibleOnlyTo?: string;
    }
  | { readonly type: "typing"; readonly channelId: string; readonly userId: string; readonly at: number }
  | { readonly type: "channel-create"; readonly channel: VisibleChannel }
  | { readonly type: "channel-update"; readonly channel: VisibleChannel }
  | { readonly type: "channel-delete"; readonly channelId: string }
  | { readonly type: "interaction"; readonly interaction: VisibleInteraction }
  | { readonly type: "commands"; readonly commands: readonly RegisteredCommand[] }
  | { readonly type: "bot-status"; readonly isOnline: boolean; readonly activity?: string }
  | { readonly type: "request"; readonly request: LoggedRequest }
  | { readonly type: "violation"; readonly violation: Violation };

// ── What a person does ───────────────────────────────────────────────────────────────────────────

export interface OutgoingFile {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly contentType?: string;
}

export interface Say {
  readonly authorId: string;
  readonly channelId: string;
  readonly content: string;
  readonly replyTo?: string;
  /** Whether a reply notifies the author replied to. Default true, as in Discord's client. */
  readonly pingReply?: boolean;
  readonly files?: readonly OutgoingFile[];
  readonly embeds?: readonly JsonObject[];
  /** Post as a webhook with this name; `authorId` becomes the webhook's id. */
  readonly webhookName?: string;
  /** Discord's message type, such as 7 for a join message. Default 0, or 19 for replies. */
  readonly type?: number;
}

/** Values by option name; users, roles and channels by their id, attachments as files. */
export type CommandOptions = Readonly<Record<string, string | number | boolean | OutgoingFile>>;

export interface RunCommand {
  readonly userId: string;
  readonly channelId: string;
  readonly name: string;
  /** Name of the subcommand, or `group subcommand`. */
  readonly subcommand?: string;
  readonly options?: CommandOptions;
  /** BCP 47 tag of the person's client. Default `en-US`. */
  readonly locale?: string;
}

export interface RunContextCommand {
  readonly userId: string;
  readonly channelId: string;
  readonly name: string;
  /** Message id for message commands, user id for user commands. */
  readonly targetId: string;
  readonly locale?: string;
}

/** What people can do. Each throws an `Error` with one sentence when Discord's client would not let them. */
export interface People {
  say(what: Say): VisibleMessage;
  edit(channelId: string, messageId: string, content: string): VisibleMessage;
  delete(channelId: string, messageId: string): void;
  react(userId: string, channelId: string, messageId: string, emoji: string): void;
  unreact(userId: string, channelId: string, messageId: string, emoji: string): void;
  type(userId: string, channelId: string): void;
  /** Opens, or finds, the direct channel of a person with the bot. */
  startDm(userId: string): VisibleChannel;
  startThread(options: {
    readonly userId: string;
    readonly channelId: string;
    readonly name: string;
    readonly messageId?: string;
    readonly isPrivate?: boolean;
    /** First post; only in a forum. */
    readonly content?: string;
  }): VisibleChannel;
  /** Archives, opens, locks or unlocks a thread. */
  setThread(
    userId: string,
    threadId: string,
    change: { readonly isArchived?: boolean; readonly isLocked?: boolean },
  ): VisibleChannel;
  runCommand(run: RunCommand): VisibleInteraction;
  runUserCommand(run: RunContextCommand): VisibleInteraction;
  runMessageCommand(run: RunContextCommand): VisibleInteraction;
  /** Types into one option of a command: `focused` names it. */
  autocomplete(run: RunCommand & { readonly focused: string }): VisibleInteraction;
  press(userId: string, channelId: string, messageId: string, customId: string): VisibleInteraction;
  select(
    userId: string,
    channelId: string,
    messageId: string,
    customId: string,
    values: readonly string[],
  ): VisibleInteraction;
  /** Fills in the dialog that an interaction opened. */
  submitModal(
    userId: string,
    interactionId: string,
    values: Readonly<Record<string, string>>,
  ): VisibleInteraction;
}

// ── Building a world ─────────────────────────────────────────────────────────────────────────────

/** Permission names are Discord's, such as `SEND_MESSAGES`. */
export interface Overwrite {
  readonly roleId?: string;
  readonly userId?: string;
  readonly allow?: readonly string[];
  readonly deny?: readonly string[];
}

/** Adds to the world, before or while it runs. Everything it adds is announced to the bot. */
export interface WorldBuilder {
  /** Adds a person. Ids are given by the stand-in and returned. */
  addUser(options: { readonly name: string; readonly isBot?: boolean; readonly locale?: string }): string;
  addGuild(options: {
    readonly name: string;
    readonly ownerId: string;
    readonly withBot?: boolean;
    /** Permissions of the bot's managed role. Default: what a helper bot is usually invited with. */
    readonly botPermissions?: readonly string[];
    /** What everyone may do. Default: Discord's own defaults. */
    readonly everyonePermissions?: readonly string[];
  }): string;
  addRole(
    guildId: string,
    options: {
      readonly name: string;
      readonly permissions?: readonly string[];
      readonly isMentionable?: boolean;
    },
  ): string;
  addMember(
    guildId: string,
    userId: string,
    options?: { readonly roleIds?: readonly string[]; readonly nick?: string },
  ): void;
  addChannel(
    guildId: string,
    options: {
      readonly name: string;
      readonly kind?: "text" | "announcement" | "forum";
      readonly topic?: string;
      readonly overwrites?: readonly Overwrite[];
      readonly slowmodeSeconds?: number;
    },
  ): string;
  /** A conversation of people in which the bot is not: only user-installed commands work there. */
  addPrivateChannel(userIds: readonly string[]): string;
  setOverwrites(channelId: string, overwrites: readonly Overwrite[]): void;
  setRolePermissions(guildId: string, roleId: string, permissions: readonly string[]): void;
  removeChannel(channelId: string): void;
  removeMember(guildId: string, userId: string): void;
  /** The person no longer takes direct messages: creating one fails with 50007. */
  blockDms(userId: string): void;
}

/** The default world "Orchid Garden". */
export interface Garden {
  readonly guildId: string;
  readonly general: string;
  readonly lab: string;
  readonly random: string;
  /** Owner of the guild. */
  readonly ada: string;
  /** Moderator. */
  readonly grace: string;
  readonly linus: string;
  readonly moderatorRoleId: string;
  readonly botRoleId: string;
}

// ── Watching ─────────────────────────────────────────────────────────────────────────────────────

/** A request of the bot. */
export interface LoggedRequest {
  readonly at: number;
  readonly method: string;
  /** Without the `/api/v10` in front; interaction tokens are kept, they are worthless outside. */
  readonly path: string;
  /** Parsed JSON; for multipart the `payload_json` part. */
  readonly body: unknown;
  /** HTTP status that was sent; 0 when a fault cut the connection. */
  readonly status: number;
  /** Whether it changed the world, whatever the client was told. */
  readonly isApplied: boolean;
  readonly violations: readonly string[];
}

/** Something that Discord refuses, or that a careful bot does not do. */
export interface Violation {
  /** Where: `POST /channels/1/messages` or `gateway IDENTIFY`. */
  readonly where: string;
  /** What, as one sentence. */
  readonly what: string;
}

/** A connected or resumable gateway session. */
export interface GatewaySession {
  readonly id: string;
  readonly shard: readonly [id: number, count: number];
  readonly intents: number;
  readonly isConnected: boolean;
  /** Last sequence number given out. */
  readonly sequence: number;
  readonly resumes: number;
}

// ── Faults ───────────────────────────────────────────────────────────────────────────────────────

/** What to do to a matched request. `applied: true`: the world changes, and then the client is let down. */
export type RequestFault =
  | { readonly kind: "status"; readonly status: number; readonly body?: unknown; readonly applied?: boolean }
  | { readonly kind: "disconnect"; readonly applied?: boolean }
  | { readonly kind: "hang"; readonly applied?: boolean }
  | { readonly kind: "latency"; readonly latencyMs: number }
  | {
      readonly kind: "rate-limit";
      readonly retryAfterMs: number;
      readonly scope?: "user" | "global" | "shared";
    };

export interface RequestMatcher {
  readonly method?: string;
  /** Compared with the path without `/api/v10` and query: a prefix-free exact string, or a pattern. */
  readonly path?: string | RegExp;
  /** Skips that many matches first. Default 0. */
  readonly skip?: number;
  /** How often it strikes. Default 1; `Infinity` until removed. */
  readonly times?: number;
  readonly when?: (request: {
    readonly method: string;
    readonly path: string;
    readonly body: unknown;
  }) => boolean;
}

export type EventFault =
  | { readonly kind: "drop" }
  | { readonly kind: "duplicate" }
  | { readonly kind: "latency"; readonly latencyMs: number }
  /** Sends something else: what `change` makes of the data. */
  | { readonly kind: "change"; readonly change: (data: unknown) => JsonObject };

export interface EventMatcher {
  /** Dispatch name, such as `MESSAGE_CREATE`; absent matches each. */
  readonly event?: string;
  readonly skip?: number;
  readonly times?: number;
  readonly when?: (data: unknown) => boolean;
}

/** Faults on demand. Each `on…` returns a function that takes the fault away and tells how often it struck. */
export interface Faults {
  onRequest(matcher: RequestMatcher, fault: RequestFault): () => number;
  onEvent(matcher: EventMatcher, fault: EventFault): () => number;
  clear(): void;
}

/** The gateway's own moods. */
export interface GatewayControl {
  sessions(): readonly GatewaySession[];
  /** Cuts every socket without a close frame, as a lost network does. Sessions stay resumable. */
  cut(): void;
  /** Closes every socket with a code, such as 4000 or 4004. */
  close(code: number): void;
  /** Op 7: asks every client to reconnect and resume. */
  askToReconnect(): void;
  /** Op 9. */
  invalidate(isResumable: boolean): void;
  /** Sessions are forgotten: the next resume is answered with op 9 d:false. */
  forgetSessions(): void;
  /** True: heartbeats get no answer. */
  setSilent(isSilent: boolean): void;
  /** True: connections are refused with HTTP 503. */
  setDown(isDown: boolean): void;
}

/** Any JSON object. */
export type JsonObject = { readonly [key: string]: unknown };
