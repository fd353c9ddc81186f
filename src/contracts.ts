/**
 * The types that cross folders, in the order data flows. Imports nothing; read this first.
 *
 *   Discord event → gate → Task → journal → lane → session → context → engine → answer → delivery
 *   → session → receipt
 *
 * Times are Unix milliseconds (`…At`) or durations in milliseconds (`…Ms`), sizes are bytes
 * (`…Bytes`), ids are strings. Data is plain and survives `JSON.parse(JSON.stringify(x))`, because
 * the journal keeps it.
 */

// ── Task: one request by one person, free of any platform ────────────────────────────────────────

/** Somebody who speaks to the bot. */
export interface Person {
  readonly id: string;
  /** Name as shown where the person spoke. Chosen by the person: data, never instructions. */
  readonly name: string;
  /** BCP 47 tag of the person's client, such as `de` or `en-GB`; absent when the platform gave none. */
  readonly locale?: string;
}

/** Where a task was asked. `channelId` is the key of its lane and of its session. */
export interface Place {
  readonly kind: "direct" | "channel" | "thread";
  readonly channelId: string;
  readonly channelName?: string;
  readonly topic?: string;
  /** The channel that a thread hangs in. */
  readonly parentChannelId?: string;
  readonly guildId?: string;
  readonly guildName?: string;
}

/** A file that came with a message. Its `url` expires; it is read soon or asked for again. */
export interface Attachment {
  readonly id: string;
  readonly name: string;
  /** As the platform says; often missing or wrong, so the name's ending counts too. */
  readonly contentType?: string;
  readonly sizeBytes: number;
  readonly url: string;
}

/** A message that the task refers to: the one replied to, the target of a message command, or one linked to. */
export interface Quote {
  readonly messageId: string;
  readonly author: Person;
  /** True when the bot itself wrote it. */
  readonly isOwn: boolean;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  /** True when the question links to it; otherwise it was replied to, or the target of a command. */
  readonly isLinked?: boolean;
}

/** One request by one person. */
export interface Task {
  /** The id of the message or interaction that it came from; unique for ever. */
  readonly id: string;
  /** When the person sent it. */
  readonly createdAt: number;
  readonly place: Place;
  readonly author: Person;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly quotes: readonly Quote[];
  /** Present when several messages in a row became this task: all of them, in order. `text` joins theirs. */
  readonly messages?: readonly TaskMessage[];
  /** False for background work: the tool loop's summary is enough. Default true. */
  readonly respondWithFinal: boolean;
  /** The answer is sent once and never edited, in plain words: so the person or the place has chosen. */
  readonly isPlain?: boolean;
  /** Said as it is, without a model: the text of a reminder. */
  readonly say?: string;
  /** Said before the answer, by us and not by a model: that scheduled work is late. */
  readonly preface?: string;
}

/** One of several messages that a task came from. */
export interface TaskMessage {
  readonly id: string;
  readonly text: string;
  readonly attachmentIds: readonly string[];
}

/**
 * Where an answer goes, in the platform's own terms. Only the platform's folder looks inside;
 * the journal keeps it as it is.
 */
export interface Origin {
  readonly platform: string;
  readonly [key: string]: unknown;
}

// ── Session: the remembered turns of one channel ─────────────────────────────────────────────────

/** One user message and the final answer to it, as remembered. */
export interface Turn {
  /** The task it came from: writing the same turn twice changes nothing. */
  readonly taskId: string;
  readonly at: number;
  readonly author: Person;
  readonly user: string;
  readonly assistant: string;
  /** A pinned turn is not pushed out by newer ones. */
  readonly isPinned?: boolean;
}

/** How many turns a session keeps. */
export const MAX_TURNS = 3;

/**
 * The turns of each channel.
 *
 * @throws {StorageError} From every method when the storage fails: "no history" and "storage down"
 * never look alike.
 */
export interface Sessions {
  /** At most {@link MAX_TURNS}, oldest first. */
  load(channelId: string): Promise<readonly Turn[]>;
  /**
   * Adds a turn, or puts it in the place of the one of the same task (a corrected answer), then drops the
   * oldest unpinned beyond {@link MAX_TURNS}.
   */
  append(channelId: string, turn: Turn): Promise<void>;
  /** Forgets the turn of one task, if it is there. */
  drop(channelId: string, taskId: string): Promise<void>;
  /** Replaces the turns, as `/context` does when one is dropped or pinned. */
  replace(channelId: string, turns: readonly Turn[]): Promise<void>;
  /** @returns how many turns were forgotten. */
  clear(channelId: string): Promise<number>;
}

/** What people chose for a channel; absent means the configured default. */
export interface ChannelSettings {
  readonly trace?: TraceMode;
  readonly persona?: string;
  /** Label of a model entry. */
  readonly model?: string;
}

/** Whether a trace thread is never made, made when its button is pressed, or always made. */
export type TraceMode = "off" | "button" | "thread";

/** @throws {StorageError} From every method when the storage fails. */
export interface Settings {
  read(channelId: string): Promise<ChannelSettings>;
  /** Merges; a key that is present with `undefined` goes back to the default. */
  update(
    channelId: string,
    change: { readonly [K in keyof ChannelSettings]?: ChannelSettings[K] | undefined },
  ): Promise<ChannelSettings>;
}

/**
 * A storage for sessions and settings: one file in `src/sessions/stores`, opened by the scheme of
 * its address (`sqlite:PATH`, `redis://…`). The adapter is what Keyv expects of one.
 */
export interface Storage {
  /** URL schemes without the colon, such as `["redis", "rediss"]`. */
  readonly schemes: readonly string[];
  /** @throws {StorageError} When it cannot be opened; the message names the address without its password. */
  open(address: string): Promise<OpenStorage>;
}

/**
 * An open storage. `adapter` goes into `new Keyv({ store })`, one Keyv per namespace. An adapter that is no
 * `Map` needs Keyv's `iterator(namespace)` too, which yields keys and values as they are stored.
 */
export interface OpenStorage {
  /** A fresh adapter for one namespace; adapters of one storage share its connection. */
  adapter(namespace: string): unknown;
  close(): Promise<void>;
}

// ── Forgetting a person ──────────────────────────────────────────────────────────────────────────

/** Whatever keeps something of single people implements it, and `/forget` reaches it. */
export interface Forgettable {
  /** What it keeps, in the plural and as people read it: `remembered turns`. */
  readonly what: string;
  /**
   * Removes what it keeps of one person, everywhere; calling it again is harmless.
   *
   * @returns how many entries there were.
   * @throws {StorageError} When something could not be removed; what could be is gone.
   */
  forgetPerson(personId: string): Promise<number>;
}

/** What became of one kind of what is kept; `errorId` is in the log. */
export type Forgotten =
  | { readonly what: string; readonly count: number }
  | { readonly what: string; readonly errorId: string };

// ── Models ───────────────────────────────────────────────────────────────────────────────────────

/** What a model entry is used for. `economy` is the cheaper one for when a usage cap comes near. */
export type Role = "orchestrator" | "responder" | "fallback" | "background" | "vision" | "economy";

/** An endpoint with a model name, as the registry holds it. */
export interface ModelEntry {
  /** What people and errors call it. */
  readonly label: string;
  /** Which engine speaks to it: the name of a file in `src/orchestrator/engines`. */
  readonly type: string;
  /** Base address, such as `https://api.openai.com/v1`. */
  readonly apiUrl?: string;
  /** Empty or absent is sent as `none`: local servers want a header, not a secret. */
  readonly apiKey?: string;
  readonly modelName?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Merged into each request body as it is. */
  readonly extraBody?: Readonly<Record<string, unknown>>;
  /** How many tokens fit, input and output together; absent when unknown. */
  readonly contextTokens?: number;
  readonly maxOutputTokens?: number;
  readonly temperature?: number;
  /** US dollars per million tokens. */
  readonly price?: { readonly inputPerMillion: number; readonly outputPerMillion: number };
  /** Name of a file in `src/models/providers`, whose known traits apply; absent means: told by the address. */
  readonly provider?: string;
  /** What the operator knows of the model; what is absent is found out. */
  readonly capabilities?: ModelCapabilities;
}

/** `false` spares the first refused request. */
export interface ModelCapabilities {
  readonly tools?: boolean;
  readonly images?: boolean;
  readonly streaming?: boolean;
}

/** Finds entries. */
export interface ModelRegistry {
  /** The entry in a role; `undefined` when the role names none. */
  forRole(role: Role): ModelEntry | undefined;
  byLabel(label: string): ModelEntry | undefined;
  labels(): readonly string[];
}

/** What a model at an endpoint can do, as found by asking it. Plain data; keep it as long as you like. */
export interface ProbeResult {
  readonly label: string;
  /** Unix ms. */
  readonly probedAt: number;
  /** It answered at all. When not, all else is false and `errorCode` says why. */
  readonly answers: boolean;
  /** Its text comes in pieces. */
  readonly streams: boolean;
  readonly tools: boolean;
  /** It asks for several tools at once. */
  readonly parallelTools: boolean;
  readonly images: boolean;
  /** It reports how many tokens it used. */
  readonly reportsUsage: boolean;
  readonly errorCode?: string;
}

/** What is known of one entry's abilities. */
export interface EntryCapabilities {
  readonly label: string;
  /** Absent until the entry was asked for the first time. */
  readonly found?: ProbeResult;
  /** It is being asked now, or waits for its turn. */
  readonly isAsking: boolean;
}

/** What the registry's entries can do, found out in the background. */
export interface Capabilities {
  /**
   * What is known now. Entries that were never asked, or long ago, are asked from here on. Never rejects.
   *
   * @param refresh Ask even those that were asked lately.
   */
  look(refresh?: boolean): Promise<readonly EntryCapabilities[]>;
  /** Resolves when nobody is being asked any more. Never rejects. */
  settled(): Promise<void>;
}

/** Token counts of one or more model calls; estimated from characters where a server reports none. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly isEstimated: boolean;
  /** US dollars; absent when the entry names no price. */
  readonly costUsd?: number;
}

/** One item of what a model call sends, free of any dialect. */
export type ConversationItem =
  | { readonly role: "system"; readonly text: string }
  | { readonly role: "user"; readonly text: string; readonly images?: readonly InputImage[] }
  | {
      readonly role: "assistant";
      readonly text: string;
      readonly calls: readonly ToolCall[];
      readonly echo?: ModelEcho;
    }
  | { readonly role: "tool"; readonly callId: string; readonly name: string; readonly text: string };

/** The message as the server wrote it, which goes back to that server alone and only within the run. */
export interface ModelEcho {
  /** Label of the entry that wrote it. */
  readonly from: string;
  readonly message: { readonly [key: string]: unknown };
}

export interface ModelRequest {
  readonly items: readonly ConversationItem[];
  /** Offered; empty when the task has none. */
  readonly tools: readonly ToolSchema[];
  /** The model must answer now: no tool will run any more. */
  readonly isLast: boolean;
}

/** What one model call is told about the run around it. */
export interface ModelCall {
  readonly signal: AbortSignal;
  /** Unix ms: nothing is waited for beyond it. */
  readonly deadlineAt: number;
  /** Another entry can take over, so a long wait is not worth it. */
  readonly hasFallback: boolean;
  /** Text for the person, free of reasoning and template tokens. */
  onText(text: string): void;
  /** The text so far does not count: a retry follows, or it turned out to be reasoning. */
  onDiscard(): void;
}

/** What every outcome carries. `notices` are for the person, `usage` counts failed tries too. */
export interface ModelOutcomeBase {
  readonly usage: Usage;
  readonly notices: readonly string[];
}

/** What a model call came to: the only thing that anybody past the wire sees of an endpoint. */
export type ModelOutcome = ModelOutcomeBase &
  (
    | {
        readonly kind: "final";
        readonly text: string;
        /** Why it ended; `length` and `filter` mean that something is missing. */
        readonly end: "stop" | "length" | "filter";
      }
    | {
        readonly kind: "calls";
        readonly text: string;
        readonly calls: readonly ToolCall[];
        readonly echo: ModelEcho;
      }
    /** Cut off: what is there may be shown with a mark, its calls may never run. */
    | {
        readonly kind: "incomplete";
        readonly text: string;
        readonly calls: readonly ToolCall[];
        readonly echo: ModelEcho;
      }
    /** Failed for good; a `ModelError`. */
    | { readonly kind: "error"; readonly error: Error & { readonly code: string } }
  );

/**
 * Speaks to model endpoints and remembers, per endpoint, what each refused and whether it is down.
 * The app makes one and hands it to every run.
 */
export interface Wire {
  /** One call to an OpenAI-compatible endpoint. Never rejects: a failure is an outcome. */
  complete(entry: ModelEntry, request: ModelRequest, call: ModelCall): Promise<ModelOutcome>;
  /** One call to Gemini's own interface; the same promise. */
  completeGemini(entry: ModelEntry, request: ModelRequest, call: ModelCall): Promise<ModelOutcome>;
}

// ── Tools ────────────────────────────────────────────────────────────────────────────────────────

/** A JSON Schema object, as the model reads it. */
export type JsonSchema = { readonly [key: string]: unknown };

/** What a call is told about the task. It comes from us, never from the model's arguments. */
export interface ToolContext {
  readonly taskId: string;
  readonly place: Place;
  readonly author: Person;
  readonly attachments: readonly Attachment[];
  /** Aborted when the task is stopped or the tool's time is over. */
  readonly signal: AbortSignal;
  /** One short line that a person sees while the tool works. */
  progress(text: string): void;
  /** Names this call within its task, the same again after a crash: `2:call_1`. Default the call's own id. */
  readonly callKey?: string;
  /** Unix ms at which the task's time is over; nobody is asked beyond it. */
  readonly deadlineAt?: number;
  /**
   * Called once by the toolbox, when nothing but the effect of an acting call is still to come: after
   * permissions and approval. On disk when it resolves.
   */
  begin?(): Promise<void>;
}

/** One call as the model asked for it. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** The arguments as JSON text, exactly as they came; kept raw even when they do not parse. */
  readonly args: string;
}

/** What a call gave. A failure is a result too: the model reads `Tool error: …` and goes on. */
export interface ToolResult {
  /** Bounded text for the model. */
  readonly text: string;
  readonly isError: boolean;
}

/** The tools of one task, ready to be called. */
export interface Toolbox {
  readonly schemas: readonly ToolSchema[];
  /** Never rejects and always settles in bounded time. */
  call(call: ToolCall, context: ToolContext): Promise<ToolResult>;
  /** True when the tool changes something outside; such a call is not repeated on an unknown outcome. */
  isActing(name: string): boolean;
  /** Told of each call whose result came from the journal instead: what was read before a crash still counts. */
  recall?(call: ToolCall): void;
}

export interface ToolSchema {
  readonly name: string;
  readonly description: string;
  readonly parameters: JsonSchema;
}

// ── What tools may see and do on the platform, and whom they ask ─────────────────────────────────

/** On whose behalf, and where the answer goes: from the task, never from a model. */
export interface Asker {
  readonly person: Person;
  readonly place: Place;
}

/** A channel or thread as a tool shows it. */
export interface Room {
  readonly id: string;
  readonly name: string;
  readonly kind: "channel" | "thread" | "forum";
  readonly topic?: string;
  readonly parentName?: string;
}

/** A message that was read. Its text is data. */
export interface RoomMessage {
  readonly id: string;
  readonly at: number;
  readonly author: string;
  readonly text: string;
  readonly attachments: readonly string[];
}

export interface RoomMessages {
  readonly room: Room;
  /** Oldest first. */
  readonly messages: readonly RoomMessage[];
  /** True when the platform withholds what people wrote without mentioning the bot. */
  readonly isTextWithheld: boolean;
}

/** Somebody in the server, as everyone there may see them. */
export interface Profile {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly isBot: boolean;
  readonly roles: readonly string[];
  readonly joinedAt?: number;
}

/** Where a message was put. */
export interface Placed {
  readonly id: string;
  readonly url: string;
}

/**
 * The platform as tools may use it. Each call checks anew what the asking person **and** the bot may do
 * there; what is read elsewhere is given out only when everybody who reads the answer may read it there
 * too. `channel` is an id, a link, a mention or a name; absent means where the task was asked.
 *
 * @throws {ToolError} From every method, with a sentence for the model, when it is refused or fails.
 */
export interface Workspace {
  /** Which of the permissions (the platform's names) the person lacks where the task was asked. */
  missing(asker: Asker, permissions: readonly string[]): Promise<readonly string[]>;
  /** True when the person can still see the place; false when either is gone. */
  isPresent(asker: Asker): Promise<boolean>;
  listRooms(asker: Asker): Promise<readonly Room[]>;
  readMessages(
    asker: Asker,
    query: {
      readonly channel?: string;
      readonly limit: number;
      /** Id of a message: only older ones. */
      readonly before?: string;
      /** Only messages that contain it, upper and lower case alike. */
      readonly text?: string;
      /** How many messages are looked through for `text`. */
      readonly depth?: number;
    },
  ): Promise<RoomMessages>;
  /** People whose name begins with the text, or the one with the id. */
  findPeople(asker: Asker, name: string): Promise<readonly Profile[]>;
  /** @param key At most 25 characters: the same key never makes a second message within minutes. */
  send(asker: Asker, act: { readonly channel?: string; readonly text: string }, key: string): Promise<Placed>;
  createThread(
    asker: Asker,
    act: { readonly channel?: string; readonly messageId?: string; readonly name: string },
  ): Promise<Placed>;
  createPoll(
    asker: Asker,
    act: {
      readonly channel?: string;
      readonly question: string;
      readonly answers: readonly string[];
      readonly hours: number;
      readonly isMultiple: boolean;
    },
    key: string,
  ): Promise<Placed>;
  addReaction(
    asker: Asker,
    act: { readonly channel?: string; readonly messageId: string; readonly emoji: string },
  ): Promise<void>;
  pin(asker: Asker, act: { readonly channel?: string; readonly messageId: string }): Promise<void>;
}

/** What somebody is asked to allow. */
export interface ApprovalRequest {
  /** The same for the same call of the same task, also after a crash. */
  readonly id: string;
  readonly taskId: string;
  readonly asker: Asker;
  readonly tool: string;
  /** Raw JSON, shown in full. */
  readonly args: string;
  /** Why it is asked, when the tool itself would not need it; a sentence. */
  readonly reason?: string;
  /** False: this once only. */
  readonly canAlways: boolean;
  /** Unix ms; not later than the task's own end. */
  readonly expiresAt: number;
}

export type ApprovalDecision = "approved" | "denied" | "expired" | "unreachable";

/** Asks people before something is done in their name. */
export interface Approvals {
  /**
   * Waits for the decision, at most until it expires. A decision made before a crash is given again.
   *
   * @throws The signal's reason when the task ends first.
   */
  ask(request: ApprovalRequest, signal: AbortSignal): Promise<ApprovalDecision>;
}

/** A standing "Always here". */
export interface Grant {
  readonly channelId: string;
  readonly tool: string;
  readonly personId: string;
  readonly at: number;
}

/** @throws {StorageError} From every method when the storage fails. */
export interface Grants {
  list(personId: string): Promise<readonly Grant[]>;
  add(grant: Grant): Promise<void>;
  /** @returns false when there was none. */
  revoke(grant: Pick<Grant, "channelId" | "tool" | "personId">): Promise<boolean>;
}

/** Which tools moderators switched off. @throws {StorageError} */
export interface ToolSwitches {
  off(guildId: string): Promise<ReadonlySet<string>>;
  set(guildId: string, tool: string, isOn: boolean): Promise<void>;
}

/** A small fact that somebody asked to have remembered. */
export interface Fact {
  readonly id: string;
  readonly text: string;
  readonly at: number;
  /** Who had it remembered. */
  readonly personId: string;
  /** The server it was told in; absent when it was told in a direct message, and stays there. */
  readonly guildId?: string;
}

/** Whose facts: `person:ID` or `guild:ID`. */
export type FactOwner = `person:${string}` | `guild:${string}`;

/** @throws {StorageError} From every method when the storage fails. */
export interface Facts {
  list(owner: FactOwner): Promise<readonly Fact[]>;
  /** @throws {ToolError} When there are too many. */
  add(owner: FactOwner, fact: Omit<Fact, "id">): Promise<Fact>;
  /** @returns false when there was none. */
  remove(owner: FactOwner, id: string): Promise<boolean>;
  /** @returns how many were forgotten. */
  clear(owner: FactOwner): Promise<number>;
}

/** Something that is to happen later, once or again and again. */
export interface Schedule {
  readonly id: string;
  /** `reminder` says its text; `task` has the model work on it. */
  readonly kind: "reminder" | "task";
  readonly text: string;
  readonly asker: Asker;
  /** Cron expression; absent for what happens once. */
  readonly cron?: string;
  /** IANA time zone that the times are meant in. */
  readonly zone: string;
  /** Unix ms. */
  readonly nextAt: number;
  readonly createdAt: number;
}

export interface Schedules {
  /**
   * Reads a time in English words, or a cron expression of five fields.
   *
   * @param zone IANA zone that it is meant in.
   * @throws {ToolError} When it cannot be read, is past, or too often.
   */
  readWhen(text: string, zone: string, now: number): Promise<{ readonly at: number; readonly cron?: string }>;
  /** @throws {ToolError} When the time is past, too often, or there are too many. */
  add(schedule: Omit<Schedule, "id" | "createdAt">, now: number): Promise<Schedule>;
  /** Those of a person, or of a channel; soonest first. @throws {StorageError} */
  list(filter: { readonly personId?: string; readonly channelId?: string }): Promise<readonly Schedule[]>;
  /** @returns false when there was none. @throws {StorageError} */
  cancel(id: string): Promise<boolean>;
}

// ── Engine: a way from task to answer ────────────────────────────────────────────────────────────

/** One message of the session as the model sees it. */
export interface SessionMessage {
  readonly role: "user" | "assistant";
  readonly text: string;
}

/** An image that a model which sees is given with the task. */
export interface InputImage {
  readonly name: string;
  /** `data:` address. */
  readonly url: string;
}

export interface EngineInput {
  /** The person's message with what came along, as the context loader wrote it. */
  readonly text: string;
  /**
   * What was asked, the same at every attempt, so that recorded steps are found again; `text` holds marks
   * that are new each time. Default `text`.
   */
  readonly identity?: string;
  readonly images: readonly InputImage[];
  /** Persona, place, speaker and the tools' note; passed through as it is. */
  readonly systemPrompt: string;
  /** The last six messages of the session, oldest first. */
  readonly history: readonly SessionMessage[];
  readonly model: ModelEntry;
  /** True: `response` is written for the person. False: the tool loop's summary is enough. */
  readonly respondWithFinal: boolean;
}

/** What an engine works with. It knows no platform. */
export interface EngineContext {
  readonly tools: Toolbox;
  readonly models: ModelRegistry;
  /** What each tool call is told; the engine adds the signal and the progress line. */
  readonly task: Omit<ToolContext, "signal" | "progress">;
  readonly limits: RunLimits;
  /** Aborted by Stop, by the task's deadline, or when the lease was lost. */
  readonly signal: AbortSignal;
  /** Facts go out; nothing comes back. Must not throw. */
  emit(event: RunEvent): void;
  /** What an earlier attempt already paid for, and where this one writes it down. */
  readonly steps: StepLog;
  /** The way to the model endpoints, shared by all runs. */
  readonly wire: Wire;
}

export interface RunLimits {
  /** Model calls with tools, at most. Default 10. After them comes one call without tools. */
  readonly maxRounds: number;
  /** Calls that one round may run; the rest are answered "not executed". Default 16. */
  readonly maxCallsPerRound: number;
  /** Unix ms by which the answer must be there. */
  readonly deadlineAt: number;
  /**
   * Asked before each round with tools, with what the run used so far: why it may not begin, as a sentence
   * for the person. The answer then comes from what is there. Absent or `undefined`: go on.
   */
  stopReason?(usage: Usage): string | undefined;
}

/** One engine: a file in `src/orchestrator/engines`; a model entry's `type` names it. */
export interface Engine {
  run(input: EngineInput, context: EngineContext): Promise<OrchestratorResult>;
}

/** The same shape from every engine. */
export interface OrchestratorResult {
  /** What the person reads. Never blank. */
  readonly response: string;
  readonly toolCalls: readonly ToolCallRecord[];
  /** Engine and model, such as `openai:gpt-5-mini`. */
  readonly backend: string;
  /** What was found out, for logs and for `respondWithFinal: false`. */
  readonly summary: string;
  readonly rounds: number;
  readonly usage: Usage;
  /** Why the answer is less than it could be, one sentence each: `Answer cut off at the model's limit.` */
  readonly notices: readonly string[];
}

export interface ToolCallRecord {
  readonly tool: string;
  /** Raw JSON text, as the model wrote it. */
  readonly args: string;
  readonly result: string;
  readonly isError: boolean;
  readonly round: number;
  readonly startedAt: number;
  readonly durationMs: number;
}

/** A fact about a running task. */
export type RunEvent =
  | { readonly type: "round-start"; readonly round: number; readonly at: number; readonly model: string }
  /** Text that may become the answer. */
  | { readonly type: "text-delta"; readonly round: number; readonly text: string }
  /** The text of this round so far was not the answer: tool calls or a retry follow. */
  | { readonly type: "text-discard"; readonly round: number }
  | {
      readonly type: "round-end";
      readonly round: number;
      readonly durationMs: number;
      readonly usage: Usage;
      readonly calls: number;
    }
  | {
      readonly type: "tool-start";
      readonly round: number;
      readonly callId: string;
      readonly tool: string;
      readonly args: string;
      readonly at: number;
    }
  | { readonly type: "tool-progress"; readonly callId: string; readonly text: string }
  | {
      readonly type: "tool-end";
      readonly round: number;
      readonly callId: string;
      readonly tool: string;
      readonly result: string;
      readonly isError: boolean;
      readonly durationMs: number;
    }
  /** Something the person should know, such as "this model cannot use tools". */
  | { readonly type: "notice"; readonly text: string }
  | { readonly type: "answer"; readonly text: string }
  /** The task was stopped: what is visible is all that there will be. */
  | { readonly type: "stopped" };

/**
 * The steps of one task that are already on disk: model answers that were paid for and tool results.
 * After a crash the engine asks here first.
 */
export interface StepLog {
  /** The recorded result of a step, by its key (`model:2`, `tool:2:call_1`); `undefined` when none. */
  recorded(key: string): StepRecord | undefined;
  /** Before a call whose repetition would matter: on disk when it resolves. */
  intend(key: string, requestHash: string): Promise<void>;
  /** After it: on disk when it resolves. */
  complete(key: string, requestHash: string, result: unknown): Promise<void>;
}

export interface StepRecord {
  /** `intent` without a result: the outcome is unknown. */
  readonly status: "intent" | "done";
  readonly requestHash: string;
  readonly result?: unknown;
}

// ── Receipt: what a finished task did ────────────────────────────────────────────────────────────

export interface Receipt {
  readonly taskId: string;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly backend: string;
  readonly rounds: readonly ReceiptRound[];
  readonly usage: Usage;
  readonly notices: readonly string[];
  /** Set when the task failed: the error's stable code. */
  readonly errorCode?: string;
}

export interface ReceiptRound {
  readonly round: number;
  readonly model: string;
  readonly durationMs: number;
  readonly usage: Usage;
  readonly toolCalls: readonly ToolCallRecord[];
}

// ── Answer and delivery ──────────────────────────────────────────────────────────────────────────

/** What a task ended with, before the platform cuts it into parts. */
export interface Answer {
  readonly kind: "answer" | "failure";
  /** Markdown; one honest sentence when `kind` is `failure`. */
  readonly text: string;
  readonly receipt: Receipt;
}

/** One message of an answer, in the platform's terms, frozen before the first try to send it. */
export type Part = { readonly [key: string]: unknown };

/** What the journal keeps from the moment the answer is there. The model is not asked again. */
export interface FrozenAnswer extends Answer {
  readonly parts: readonly Part[];
  /** The turn to remember; absent when the task failed. */
  readonly turn?: Turn;
}

/** A message that an answer occupies. */
export interface Slot {
  /** When it was first tried to be created. On disk before the try. */
  readonly firstTriedAt: number;
  /** Set when the platform confirmed it. */
  readonly messageId?: string;
  /** Deleted again, because a corrected answer needed fewer messages. Its number is not used again. */
  readonly isRemoved?: boolean;
}

export type DeliveryOutcome =
  /** Every part is visible. */
  | { readonly kind: "delivered" }
  /** The place or the question is gone, or the bot may not write there: no retry helps. */
  | { readonly kind: "undeliverable"; readonly reason: string }
  /** Whether a part arrived cannot be found out: it is not sent again. */
  | { readonly kind: "uncertain"; readonly reason: string };

/** Brings answers to people. Everything in it may be called again after a crash. */
export interface Delivery {
  /** Shows that work goes on: typing, and the text as it grows. Never awaited by the engine. */
  watch(held: HeldTask): LiveView;
  /** Cuts an answer into parts, as the channel and the person want to see them. Sends nothing. */
  prepare(task: Task, origin: Origin, answer: Answer): readonly Part[] | Promise<readonly Part[]>;
  /**
   * Sends the frozen parts, creating each message once.
   *
   * @throws {DeliveryError} When the platform is out of reach for now: try again later.
   * @throws {LeaseLostError} When another process took the task over.
   */
  deliver(held: HeldTask): Promise<DeliveryOutcome>;
}

export interface LiveView {
  show(event: RunEvent): void;
  /** Stops typing and waits for a write that is under way, so that the final one comes last. */
  close(): Promise<void>;
}

// ── Journal: the durable record of tasks ─────────────────────────────────────────────────────────

export type TaskState =
  | "accepted"
  | "running"
  | "answer-ready"
  | "sending"
  | "done"
  /** Failed too often, or could not be delivered; its notice was sent where that was possible. */
  | "dead"
  | "cancelled";

/** The durable record of tasks, and who works on them. */
export interface Journal {
  /**
   * On disk when it resolves; nothing outside happens before.
   *
   * @returns false when a task of this id was accepted before.
   * @throws {StorageError} When it could not be written: the task is not accepted.
   */
  accept(task: Task, origin: Origin): Promise<boolean>;
  /**
   * Starts working: calls `handler` for every task that is not finished, also those that an earlier
   * process left, one at a time per channel in the order of acceptance, many channels side by side.
   * A handler that rejects is tried again with a back-off.
   */
  work(handler: (held: HeldTask) => Promise<void>): void;
  /** Aborts a task, wherever it runs; one that waits is not started. @returns false when it has already ended. */
  cancel(taskId: string, reason: string): Promise<boolean>;
  /**
   * Replaces what a task asks, as when its message is edited; on disk when it resolves. One that waits asks
   * the new thing. One that runs is aborted and begun anew; the attempt does not count. One whose answer is
   * being sent is answered first, then anew. One that has ended waits in its lane again, as long as it is
   * kept. Its messages stay its own: the new answer is edited into them.
   *
   * @param origin Replaces the origin too.
   * @returns false when no such task is kept.
   * @throws {StorageError} When it could not be written: the task stays as it was.
   */
  revise(taskId: string, task: Task, origin?: Origin): Promise<boolean>;
  /**
   * Makes a further message part of a task that has no answer yet, in one transaction: the task is revised,
   * and the message's id counts as accepted, so that it is never answered by itself.
   *
   * @param id Of the further message.
   * @param task What the other task asks from now on.
   * @returns false, with nothing changed, when that task has an answer, has ended, is being stopped or is
   *   unknown, or when `id` was accepted before.
   * @throws {StorageError} When it could not be written: nothing changed.
   */
  absorb(id: string, intoTaskId: string, task: Task): Promise<boolean>;
  /** @returns the task that a message became part of; `undefined` when it did not, or is no longer known. */
  absorbedInto(id: string): Promise<string | undefined>;
  /**
   * Forgets a person: stops what is not finished, blanks what the person's tasks asked and were answered,
   * their receipts and steps, and what other tasks quote of the person. The bare ids stay, so that an event
   * that comes late is still known. When it resolves, nothing in this process works for the person any more.
   *
   * @throws {StorageError} When it could not be written: nothing changed.
   */
  forgetPerson(personId: string): Promise<{ readonly tasks: number }>;
  /** @returns `undefined` for an unknown task, and for one that is no longer kept. */
  find(taskId: string): Promise<TaskRecord | undefined>;
  /** Unfinished tasks of a channel, in the order they will run; the first may be running. */
  queue(channelId: string): Promise<readonly TaskRecord[]>;
  /** How many tasks are not finished: of a channel, and of a person in all channels. */
  backlog(channelId: string, personId: string): Promise<Backlog>;
  /** Unfinished tasks of all channels and all processes: begun ones, and those that wait for their turn. */
  counts(): Promise<{ readonly running: number; readonly waiting: number }>;
  /** Takes no new work, lets what runs finish for at most `graceMs`, then releases it. */
  drain(graceMs: number): Promise<void>;
  /** Ends; nothing is written afterwards. */
  close(): Promise<void>;
}

/** Unfinished tasks, running ones included. */
export interface Backlog {
  readonly ofChannel: number;
  readonly ofPerson: number;
}

export interface TaskRecord {
  readonly task: Task;
  readonly origin: Origin;
  readonly state: TaskState;
  readonly attempts: number;
  readonly acceptedAt: number;
  /** Why it was cancelled, given up or not delivered. */
  readonly endedReason?: string;
  readonly answer?: FrozenAnswer;
  readonly slots: readonly Slot[];
}

/**
 * A task in this process's hands. Every write carries the lease's epoch.
 *
 * @throws {LeaseLostError} From every write when another process took the task over: stop before the
 * next outside effect.
 */
export interface HeldTask {
  readonly task: Task;
  readonly origin: Origin;
  /** 1 for the first try. */
  readonly attempt: number;
  /** Aborted when the task is cancelled, the lease is lost or the process drains. */
  readonly signal: AbortSignal;
  readonly steps: StepLog;
  /** Set when the answer was already frozen, by this attempt or an earlier one. */
  readonly answer: FrozenAnswer | undefined;
  readonly slots: readonly (Slot | undefined)[];
  /** Freezes the answer. From here on the engine is not asked again. */
  freeze(answer: FrozenAnswer): Promise<void>;
  /** Before a message is created; on disk when it resolves. Keeps the time of the first try. */
  beginSlot(index: number): Promise<void>;
  /** After the platform confirmed it. */
  fillSlot(index: number, messageId: string): Promise<void>;
  /** After the message of a slot was deleted, or turned out never to have been there. */
  removeSlot(index: number): Promise<void>;
  /** Ends the task. */
  finish(state: "done" | "dead" | "cancelled", reason?: string): Promise<void>;
}

// ── Usage: what was spent, and what may be ───────────────────────────────────────────────────────

/** Whose spending is counted together. A thread counts for the channel that it hangs in. */
export type UsageScope = "person" | "channel" | "guild" | "everything";

/** What one scope spent on one UTC day. `costUsd` counts the entries that name a price. */
export interface DayUsage extends Usage {
  readonly tasks: number;
}

/** What one scope may spend per UTC day; absent means no cap. */
export interface UsageCap {
  /** Input and output together. */
  readonly tokensPerDay?: number;
  readonly usdPerDay?: number;
}

export type UsageCaps = Readonly<Record<UsageScope, UsageCap>>;

/** Today's spending of the scopes that a person at a place has to do with. */
export interface UsageReport {
  /** Unix ms of the next UTC midnight. */
  readonly resetsAt: number;
  readonly rows: readonly {
    readonly scope: UsageScope;
    /** `undefined` when it cannot be read. */
    readonly used: DayUsage | undefined;
    readonly cap: UsageCap;
  }[];
}

/** Counts what tasks spend, and holds it against the caps. */
export interface UsageLedger {
  /**
   * Looks at the caps before a run. Never rejects: a storage that fails costs the caps, not the answer.
   * Close the budget when the run has ended.
   */
  openRun(task: Task): Promise<RunBudget>;
  /** Counts what an attempt at a task spent, once per receipt however often it is called. Never rejects. */
  record(
    task: Task,
    receipt: Receipt,
    /** `isAnonymous`: for everybody together alone, because the person is forgotten. */
    options?: { readonly isAnonymous: boolean },
  ): Promise<void>;
  /** What was spent today where this person is. Never rejects. */
  report(place: Place, personId: string): Promise<UsageReport>;
}

/** What one run may still spend. */
export interface RunBudget {
  /** The cap that is nearest to its end, when 80 % or more of it are spent. */
  readonly tightest: { readonly scope: UsageScope; readonly isReached: boolean } | undefined;
  /** Unix ms of the next UTC midnight. */
  readonly resetsAt: number;
  /** Takes in what the run used so far. @returns the scope whose cap is reached, other runs included. */
  reachedWith(usage: Usage): UsageScope | undefined;
  close(): void;
}

// ── Log ──────────────────────────────────────────────────────────────────────────────────────────

/**
 * One line per fact, for the operator. Secrets are masked on the way out, control characters escaped.
 * `event` is a short stable phrase in kebab-case (`task-failed`); what varies goes into `fields`.
 */
export interface Log {
  debug(event: string, fields?: Readonly<Record<string, unknown>>): void;
  info(event: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(event: string, fields?: Readonly<Record<string, unknown>>): void;
  error(event: string, fields?: Readonly<Record<string, unknown>>): void;
}
