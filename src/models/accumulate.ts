import { callKey, mergeCallDelta } from "./call-deltas.ts";
import type { RawCall } from "./call-deltas.ts";
import { isRecord } from "./shape.ts";
import type { Json } from "./shape.ts";

/** An answer as the server wrote it, whole or put together from a stream. */
export interface RawAnswer {
  message: Json;
  finishReason: string | undefined;
  /** What the vendor behind a router called it. */
  nativeReason: string | undefined;
  usage: unknown;
  /** An error that came inside of a successful response. */
  error: unknown;
  /** Whether there was any choice at all. */
  hasChoice: boolean;
  /** The end was marked: by a finish reason, or by `[DONE]`. */
  isEnded: boolean;
}

/** Texts that arrive in pieces; any other text key is replaced by its latest value. */
const PIECEWISE = new Set([
  "content",
  "refusal",
  "reasoning_content",
  "reasoning",
  "thinking",
  "reasoning_text",
]);
const DETAIL_PIECES = new Set(["text", "summary", "data"]);

/** Puts a streamed answer together from its chunks, tolerating every known way of writing them. */
export class Accumulator {
  readonly answer: RawAnswer = {
    message: { role: "assistant" },
    finishReason: undefined,
    nativeReason: undefined,
    usage: undefined,
    error: undefined,
    hasChoice: false,
    isEnded: false,
  };
  readonly #calls: RawCall[] = [];
  readonly #onContent: (content: unknown) => void;
  readonly #onReasoning: () => void;

  /**
   * @param onContent Called with each piece of `content` as it came.
   * @param onReasoning Called when reasoning comes in a field of its own.
   */
  constructor(onContent: (content: unknown) => void, onReasoning: () => void = () => undefined) {
    this.#onContent = onContent;
    this.#onReasoning = onReasoning;
  }

  push(chunk: unknown): void {
    if (!isRecord(chunk)) return;
    const { answer } = this;
    if (chunk["error"] !== undefined && chunk["error"] !== null) answer.error ??= chunk["error"];
    else if (chunk["object"] === "error") answer.error ??= chunk;
    if (isRecord(chunk["usage"])) answer.usage = chunk["usage"];
    const timings = isRecord(chunk["x_groq"]) ? chunk["x_groq"]["usage"] : undefined;
    if (isRecord(timings)) answer.usage = timings;
    const choice = firstChoice(chunk);
    if (choice === undefined) {
      if (answer.error === undefined && isRecord(chunk["base_resp"]) && chunk["choices"] === null) {
        answer.error = chunk;
      }
      return;
    }
    answer.hasChoice = true;
    if (choice["error"] !== undefined && choice["error"] !== null) answer.error ??= choice["error"];
    const delta = choice["delta"];
    if (isRecord(delta)) this.#delta(delta);
    // A last chunk that repeats the whole message counts when no piece of it came before.
    else if (isRecord(choice["message"]) && this.#isBlank()) this.#delta(choice["message"]);
    else if (typeof choice["text"] === "string") this.#delta({ content: choice["text"] });
    const native = choice["native_finish_reason"];
    if (typeof native === "string") answer.nativeReason = native;
    const finish = choice["finish_reason"];
    if (typeof finish === "string" && finish !== "") {
      answer.finishReason ??= finish;
      answer.isEnded = true;
    }
  }

  /** The answer so far; the calls go into its message. */
  finish(): RawAnswer {
    if (this.#calls.length > 0) this.answer.message["tool_calls"] = this.#calls.map(({ call }) => call);
    return this.answer;
  }

  #isBlank(): boolean {
    return Object.keys(this.answer.message).length === 1 && this.#calls.length === 0;
  }

  #delta(delta: Json): void {
    const { message } = this.answer;
    for (const [key, value] of Object.entries(delta)) {
      if (value === null || value === undefined || key === "role") continue;
      if (key === "tool_calls") this.#callDeltas(value);
      else if (key === "function_call") mergeCallDelta(this.#calls, { function: value, index: 0 });
      else if (key === "reasoning_details") message[key] = mergeDetails(message[key], value);
      else if (PIECEWISE.has(key)) this.#piece(key, value);
      else message[key] = isRecord(value) && isRecord(message[key]) ? { ...message[key], ...value } : value;
    }
  }

  #piece(key: string, value: unknown): void {
    const { message } = this.answer;
    const before = message[key];
    if (typeof value === "string" && (before === undefined || typeof before === "string")) {
      message[key] = (before ?? "") + value;
    } else if (before === undefined) message[key] = value;
    else message[key] = [...toParts(before), ...toParts(value)];
    if (key === "content") this.#onContent(value);
    else if (key !== "refusal" && value !== "") this.#onReasoning();
  }

  #callDeltas(value: unknown): void {
    const deltas = Array.isArray(value) ? value : [value];
    for (const delta of deltas) if (isRecord(delta)) mergeCallDelta(this.#calls, delta);
  }
}

function firstChoice(chunk: Json): Json | undefined {
  const { choices } = chunk;
  if (!Array.isArray(choices)) return undefined;
  // With several choices only the first counts, wherever it stands in the chunk.
  return choices.find((choice) => isRecord(choice) && (choice["index"] ?? 0) === 0) as Json | undefined;
}

function toParts(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return typeof value === "string" ? [{ type: "text", text: value }] : [value];
}

/** OpenRouter's encrypted and signed reasoning: pieces of one index and type belong together. */
function mergeDetails(before: unknown, pieces: unknown): unknown {
  const merged: Json[] = Array.isArray(before) ? before : [];
  for (const piece of Array.isArray(pieces) ? pieces : [pieces]) {
    if (!isRecord(piece)) continue;
    const same = merged.find(
      (known) =>
        piece["index"] !== undefined &&
        known["index"] === piece["index"] &&
        (piece["type"] === undefined || known["type"] === piece["type"]),
    );
    if (same === undefined) {
      merged.push({ ...piece });
      continue;
    }
    for (const [key, value] of Object.entries(piece)) {
      if (value === null || value === undefined) continue;
      const known = same[key];
      const isPiece = DETAIL_PIECES.has(key) && typeof value === "string" && typeof known === "string";
      same[key] = isPiece ? known + value : value;
    }
  }
  return merged;
}

/** A whole answer in the same form as a streamed one. */
export function wholeAnswer(body: Json): RawAnswer {
  const accumulator = new Accumulator(() => undefined);
  accumulator.push({ ...body, choices: body["choices"] });
  const answer = accumulator.finish();
  const choice = firstChoice(body);
  const message = choice?.["message"];
  if (isRecord(message)) {
    const calls = answer.message["tool_calls"];
    answer.message = { role: "assistant", ...message };
    // Legacy and odd spellings of calls were made regular by the accumulator.
    if (calls !== undefined) answer.message["tool_calls"] = wholeCalls(message, calls);
    delete answer.message["function_call"];
  }
  answer.isEnded = true;
  return answer;
}

function wholeCalls(message: Json, merged: unknown): unknown {
  const calls = message["tool_calls"];
  // In a whole answer each element is one call, also when two share an id or an index.
  if (!Array.isArray(calls)) return merged;
  return calls.filter(isRecord).map((call) => {
    const single: RawCall[] = [];
    mergeCallDelta(single, { ...call, index: callKey(call) });
    return single[0]?.call ?? call;
  });
}
