/**
 * The types that cross folders, in the order data flows. Imports nothing; read this first.
 *
 *   Discord event → gate → Task → journal → lane → session → context → engine → answer → delivery
 *   → session → receipt
 *
 * What only some of the parts share stands beside it in `contracts/`, one file for each noun: `journal`,
 * `delivery`, `access`, `settings`, `storage`, `capabilities`, `usage`, and what tools are given: `workspace`,
 * `approvals`, `facts`, `schedules`.
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
  /** Files that came with the message or with what it referred to; absent when none did. Only where they lie is kept. */
  readonly attachments?: readonly Attachment[];
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
  /** A try failed, and another one follows, perhaps after a while. */
  onRetry?(): void;
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
  /** Those of the remembered turns, latest first. Their addresses may have expired. Default none. */
  readonly earlierAttachments?: readonly Attachment[];
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
  /** What the engine says itself, in the person's language. Default English. */
  readonly sentences?: EngineSentences;
}

/** What an engine says where no model gave words. */
export interface EngineSentences {
  /**
   * The model came to no answer within a limit; what its tools found follows when there is something.
   *
   * @param limit Which limit: the text of a notice.
   */
  incomplete(limit: string, hasFindings: boolean): string;
  /** The model's provider stopped the whole answer. */
  readonly declined: string;
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
  /** The model gave no answer at this try; another one follows. */
  | { readonly type: "retry"; readonly round: number }
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
 * The steps of one task that are already written: model answers that were paid for and tool results.
 * After a crash the engine asks here first.
 */
export interface StepLog {
  /** The recorded result of a step, by its key (`model:2`, `tool:2:call_1`); `undefined` when none. */
  recorded(key: string): StepRecord | undefined;
  /** Before a call whose repetition would matter: on disk when it resolves. */
  intend(key: string, requestHash: string): Promise<void>;
  /** After it: on disk when it resolves. */
  complete(key: string, requestHash: string, result: unknown): Promise<void>;
  /**
   * Like `complete`, for a result that only costs when it is lost: nobody waits for it. It is written before
   * anything that is waited for later. Never throws; what goes wrong shows when something is waited for.
   *
   * @param canWait It may be written together with what comes next, some milliseconds later.
   */
  note(key: string, requestHash: string, result: unknown, canWait: boolean): void;
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

// ── Answer ───────────────────────────────────────────────────────────────────────────────────────

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
