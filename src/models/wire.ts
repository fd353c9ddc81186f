import type { ModelCall, ModelEntry, ModelOutcome, ModelRequest, Wire } from "../contracts.ts";
import { attempt } from "./attempt.ts";
import type { TryResult, WireRecord } from "./attempt.ts";
import { retryClock } from "./backoff.ts";
import type { RetryClock } from "./backoff.ts";
import { Circuit } from "./circuit.ts";
import type { Dialect, DialectField } from "./dialect.ts";
import type { Failure } from "./failure.ts";
import { modelError } from "./failure.ts";
import { createLeanFetch } from "./lean-fetch.ts";
import { meetModel } from "./known-model.ts";
import type { Known } from "./known-model.ts";
import { learn } from "./learn.ts";
import type { Clients, Fetch } from "./openai-client.ts";
import type { exchange, TryLimits } from "./openai-try.ts";
import type { GeminiWire } from "./gemini-native.ts";
import { FILTERED, toResult } from "./outcome.ts";
import type { Providers } from "./provider.ts";
import { requestBody } from "./request-body.ts";
import { wireTools } from "./tool-schemas.ts";
import { NO_USAGE } from "./usage.ts";
import { visibleText } from "./visible-text.ts";

export interface WireOptions {
  readonly providers: Providers;
  /** Default: {@link createLeanFetch}, and the built-in `fetch` for Gemini. */
  readonly fetch?: Fetch;
  readonly clock?: RetryClock;
  /** ms without data after which a stream is given up. Default 60000. */
  readonly idleMs?: number;
  /** Bytes that one answer may have. Default 16 MiB. */
  readonly maxBodyBytes?: number;
  /** Facts for the operator, redacted. Default: none. */
  log?(record: WireRecord): void;
}

const IDLE_MS = 60_000;
const MAX_BODY_BYTES = 16 * 1024 * 1024;
const NO_TOOLS_NOTICE = "This model cannot use tools, so it answered without them.";
const NO_IMAGES_NOTICE = "This model cannot see images.";
const PROMPT_CUT_NOTICE =
  "The model's server seems to have cut the conversation short; raise its context size.";
/** Below this estimate a difference says nothing. */
const MIN_PROMPT_TO_JUDGE = 3_000;
const PROMPT_CUT_RATIO = 0.4;

/** What speaks the OpenAI dialects. */
interface OpenaiSpeech {
  readonly clients: Clients;
  readonly exchange: typeof exchange;
}

/** The wire of a process, which can load what it needs before somebody waits for it. */
export interface WarmableWire extends Wire {
  /** Loads what the first call would load. Never needed, and never rejects. */
  warm(): Promise<void>;
}

/** Opens the way to the model endpoints. One for the whole process; it reads no environment. */
export function createWire(options: WireOptions): WarmableWire {
  return new EndpointWire(options);
}

class EndpointWire implements WarmableWire {
  readonly #options: WireOptions;
  readonly #clock: RetryClock;
  readonly #known = new Map<string, Known>();
  readonly #circuits = new Map<string, Circuit>();
  #openai: Promise<OpenaiSpeech> | undefined;
  #gemini: GeminiWire | undefined;

  constructor(options: WireOptions) {
    this.#options = options;
    this.#clock = options.clock ?? retryClock;
  }

  async complete(entry: ModelEntry, request: ModelRequest, call: ModelCall): Promise<ModelOutcome> {
    const missing = missingInEntry(entry);
    if (missing !== undefined) return { kind: "error", error: missing, usage: NO_USAGE, notices: [] };
    const known = this.#knownOf(entry);
    const temperatures: number[] = [];
    const outcome = await attempt(entry, call, this.#attemptOptions(entry), (tracked) =>
      this.#send(entry, request, tracked, known, temperatures),
    );
    return withNotices(outcome, this.#notices(entry, request, known, outcome));
  }

  async completeGemini(entry: ModelEntry, request: ModelRequest, call: ModelCall): Promise<ModelOutcome> {
    // The package takes a tenth of a second to load, and most never need it.
    const { GeminiWire } = await import("./gemini-native.ts");
    this.#gemini ??= new GeminiWire(this.#options.fetch ?? globalThis.fetch, this.#limits());
    const gemini = this.#gemini;
    return attempt(entry, call, this.#attemptOptions(entry), (tracked) =>
      gemini.send(entry, request, tracked),
    );
  }

  async warm(): Promise<void> {
    await Promise.allSettled([this.#speech(), import("undici")]);
  }

  /** The package takes a tenth of a second to load, and a bot that starts has nobody to ask yet. */
  #speech(): Promise<OpenaiSpeech> {
    this.#openai ??= (async () => {
      const [{ Clients }, { exchange }] = await Promise.all([
        import("./openai-client.ts"),
        import("./openai-try.ts"),
      ]);
      return { clients: new Clients(this.#options.fetch ?? createLeanFetch()), exchange };
    })();
    return this.#openai;
  }

  #limits(): TryLimits {
    return {
      idleMs: this.#options.idleMs ?? IDLE_MS,
      maxBytes: this.#options.maxBodyBytes ?? MAX_BODY_BYTES,
      now: () => this.#clock.now(),
    };
  }

  #attemptOptions(entry: ModelEntry) {
    // A key may be good for one model and not for another, so each has its own.
    const key = `${entry.apiUrl}\n${entry.apiKey ?? ""}\n${entry.modelName}`;
    let circuit = this.#circuits.get(key);
    if (circuit === undefined) this.#circuits.set(key, (circuit = new Circuit()));
    return { clock: this.#clock, circuit, log: (record: WireRecord) => this.#options.log?.(record) };
  }

  #knownOf(entry: ModelEntry): Known {
    const key = `${entry.apiUrl}\n${entry.modelName}`;
    let known = this.#known.get(key);
    if (known === undefined) {
      this.#known.set(key, (known = meetModel(entry, this.#options.providers)));
    }
    return known;
  }

  /** One try: the request is said again in another dialect as often as the refusals teach one. */
  async #send(
    entry: ModelEntry,
    request: ModelRequest,
    call: ModelCall,
    known: Known,
    temperatures: number[],
  ): Promise<TryResult> {
    let { dialect } = known;
    const changed = new Set(known.changed);
    const limits = this.#limits();
    const { clients, exchange } = await this.#speech();
    for (;;) {
      const temperature = temperatures.at(-1);
      const body = requestBody(entry, request, dialect, temperature === undefined ? {} : { temperature });
      const received = await exchange(clients.for(entry), entry, body, call, limits, known.opensReasoning);
      if (received.kind === "answer") {
        this.#remember(known, dialect, changed);
        const tools = wireTools(request.tools, dialect.emptyParameters);
        if (received.visible.hasOrphanEnd) known.opensReasoning = true;
        return toResult(entry, request, received, tools, promptChars(request));
      }
      const { failure } = received;
      const lesson = learn(failure, { body, dialect, isLast: request.isLast }, changed);
      if (lesson === undefined) return this.#failed(received, temperatures);
      const { detail } = modelError(entry, failure);
      this.#options.log?.({
        event: "model-lesson",
        label: entry.label,
        detail: `${lesson.field}: ${detail}`,
      });
      changed.add(lesson.field);
      ({ dialect } = lesson);
    }
  }

  #failed(
    { failure, cause }: { readonly failure: Failure; readonly cause?: unknown },
    temperatures: number[],
  ): TryResult {
    const base = { usage: NO_USAGE, notices: [] };
    if (failure.isContentPolicy === true) {
      return { kind: "answer", answer: { kind: "final", text: FILTERED, end: "filter", ...base } };
    }
    const { failedGeneration } = failure;
    if (failedGeneration !== undefined) {
      // Less chance, less nonsense: the next try is as plain as the model can be.
      temperatures.push(0);
      const text = plainAnswer(failedGeneration);
      if (text !== "") return { kind: "answer", answer: { kind: "final", text, end: "stop", ...base } };
    }
    return { kind: "failure", failure, ...(cause === undefined ? {} : { cause }) };
  }

  #remember(known: Known, dialect: Dialect, changed: Set<DialectField>): void {
    if (known.dialect === dialect) return;
    // Only what helped is kept: the request went through with it.
    known.dialect = dialect;
    known.changed = changed;
  }

  #notices(entry: ModelEntry, request: ModelRequest, known: Known, outcome: ModelOutcome): readonly string[] {
    if (outcome.kind === "error") return [];
    const notices: string[] = [];
    if (known.dialect.tools === "none" && request.tools.length > 0) notices.push(NO_TOOLS_NOTICE);
    const hasImages = request.items.some((item) => item.role === "user" && (item.images?.length ?? 0) > 0);
    if (known.dialect.images === "none" && hasImages) notices.push(NO_IMAGES_NOTICE);
    const { inputTokens, isEstimated } = outcome.usage;
    const expected = promptChars(request) / 4;
    const isCut = !isEstimated && inputTokens > 0 && inputTokens < expected * PROMPT_CUT_RATIO;
    if (isCut && expected > MIN_PROMPT_TO_JUDGE && !known.isPromptCutTold) {
      known.isPromptCutTold = true;
      notices.push(PROMPT_CUT_NOTICE);
      const detail = `${inputTokens} input tokens reported, about ${Math.round(expected)} expected`;
      this.#options.log?.({ event: "prompt-cut", label: entry.label, detail });
    }
    return notices;
  }
}

function missingInEntry(entry: ModelEntry): (Error & { readonly code: string }) | undefined {
  const missing = (["apiUrl", "modelName"] as const).filter((key) => (entry[key] ?? "") === "");
  if (missing.length === 0) return undefined;
  const text = `The model entry "${entry.label}" has no ${missing.join(" and no ")}.`;
  return modelError(entry, { fault: "configuration", tries: 1, text, message: text });
}

function promptChars(request: ModelRequest): number {
  let chars = 0;
  for (const item of request.items) {
    chars += item.text.length;
    if (item.role === "assistant") for (const { args } of item.calls) chars += args.length;
  }
  return chars;
}

/** Groq sometimes reports a plain answer as a failed call; a broken call is not one. */
function plainAnswer(generation: string): string {
  const { text, hasTextCall } = visibleText(generation);
  return hasTextCall || /^\s*[<{[]/.test(text) ? "" : text.trim();
}

function withNotices(outcome: ModelOutcome, notices: readonly string[]): ModelOutcome {
  return notices.length === 0 ? outcome : { ...outcome, notices: [...outcome.notices, ...notices] };
}
