/** The part of a response that is read here; a `Response` has it. */
export interface ReadableResponse {
  readonly body: AsyncIterable<Uint8Array> | null;
}

export interface BodyLimits {
  /** Bytes after which reading stops, decoded. */
  readonly maxBytes: number;
}

/** More came than is allowed, or the server never stops. */
export class BodyTooLargeError extends Error {}

/** What a body turned out to be, whatever its headers say. */
export type BodyKind = "events" | "json" | "html" | "text" | "empty";

export interface ReadBody {
  readonly kind: BodyKind;
  /** The whole text, unless `kind` is `events`. */
  readonly text: string;
  /** The stream said `[DONE]`. */
  readonly isDone: boolean;
}

/** Enough of a beginning to tell events from anything else. */
const SNIFF_CHARS = 8;
/** How long a server may take to close after `[DONE]`, so that its connection can be used again. */
const DRAIN_MS = 1_000;

/**
 * Reads a body to its end. Server-sent events are told apart from JSON by the first character, because
 * servers answer a request for a stream with plain JSON, and JSON under the wrong type.
 *
 * @param onEvent Called with each event's data (never with `[DONE]`, comments or empty data).
 * @throws {BodyTooLargeError} Beyond `maxBytes`. Errors of the connection pass through.
 */
export async function readBody(
  response: ReadableResponse,
  limits: BodyLimits,
  onEvent: (data: string, event: string) => void,
): Promise<ReadBody> {
  if (response.body === null) return { kind: "empty", text: "", isDone: false };
  const chunks = response.body[Symbol.asyncIterator]();
  const decoder = new TextDecoder();
  let sniffed = "";
  let isPlain = false;
  let events: EventReader | undefined;
  let bytes = 0;
  for (;;) {
    const { value, done } = await chunks.next();
    if (done === true) break;
    bytes += value.byteLength;
    if (bytes > limits.maxBytes) {
      void chunks.return?.();
      throw new BodyTooLargeError(`The body has more than ${limits.maxBytes} bytes`);
    }
    const text = decoder.decode(value, { stream: true });
    if (events === undefined) {
      sniffed += text;
      if (isPlain) continue;
      if (!looksLikeEvents(sniffed)) {
        isPlain = sniffed.trimStart().length >= SNIFF_CHARS;
        continue;
      }
      events = new EventReader(onEvent);
      events.push(sniffed);
    } else events.push(text);
    if (events.isDone) {
      void drain(chunks);
      return { kind: "events", text: "", isDone: true };
    }
  }
  if (events === undefined) return { kind: kindOf(sniffed), text: sniffed, isDone: false };
  events.push(decoder.decode());
  events.end();
  return { kind: "events", text: "", isDone: events.isDone };
}

function looksLikeEvents(start: string): boolean {
  return /^\s*(?:data|event|id|retry)?:/.test(start);
}

function kindOf(text: string): BodyKind {
  const start = text.trimStart();
  if (start === "") return "empty";
  if (start.startsWith("{") || start.startsWith("[")) return "json";
  return start.startsWith("<") ? "html" : "text";
}

async function drain(chunks: AsyncIterator<Uint8Array>): Promise<void> {
  const timer = setTimeout(() => void chunks.return?.().catch(() => undefined), DRAIN_MS);
  timer.unref();
  try {
    while ((await chunks.next()).done !== true) {
      // What comes after [DONE] does not count.
    }
  } catch {
    // The answer is whole; how the connection ends does not matter.
  }
  clearTimeout(timer);
}

/** Splits server-sent events: any line ending, `data:` with or without a space, several data lines. */
class EventReader {
  isDone = false;
  readonly #onEvent: (data: string, event: string) => void;
  #rest = "";
  #isAfterReturn = false;
  #data: string[] = [];
  #event = "";

  constructor(onEvent: (data: string, event: string) => void) {
    this.#onEvent = onEvent;
  }

  push(text: string): void {
    // A line of megabytes comes in many pieces; it is looked at when its end is there.
    if (!this.#isAfterReturn && !/[\r\n]/.test(text)) {
      this.#rest += text;
      return;
    }
    this.#isAfterReturn = text.endsWith("\r");
    const all = this.#rest === "" ? text : this.#rest + text;
    let start = 0;
    while (!this.isDone) {
      const end = lineEnd(all, start);
      if (end === undefined) break;
      this.#line(all.slice(start, end.at));
      start = end.next;
    }
    this.#rest = start === 0 ? all : all.slice(start);
  }

  end(): void {
    if (this.#rest !== "") this.#line(this.#rest);
    this.#rest = "";
    this.#dispatch();
  }

  #line(line: string): void {
    if (line === "") this.#dispatch();
    else if (line.startsWith("data:")) this.#data.push(line.slice(line[5] === " " ? 6 : 5));
    else if (line.startsWith("event:")) this.#event = line.slice(6).trim();
    // A line of plain JSON among events, as some proxies write an error.
    else if (line.startsWith("{")) this.#data.push(line);
  }

  #dispatch(): void {
    const lines = this.#data;
    const event = this.#event;
    this.#data = [];
    this.#event = "";
    if (lines.length === 0 || this.isDone) return;
    const joined = lines.length === 1 ? (lines[0] ?? "") : lines.join("\n");
    // Servers that leave out the empty line between events: each line is then whole by itself.
    const events = lines.length > 1 && !isJson(joined) ? lines : [joined];
    for (const data of events) {
      if (data.trim() === "[DONE]") {
        this.isDone = true;
        return;
      }
      if (data.trim() !== "") this.#onEvent(data, event);
    }
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Where the next line ends; a lone `\r` at the very end may be half of `\r\n`, so it waits. */
function lineEnd(text: string, from: number): { readonly at: number; readonly next: number } | undefined {
  const newline = text.indexOf("\n", from);
  const carriage = text.indexOf("\r", from);
  if (carriage !== -1 && (newline === -1 || carriage < newline)) {
    if (carriage + 1 === text.length) return undefined;
    return { at: carriage, next: text[carriage + 1] === "\n" ? carriage + 2 : carriage + 1 };
  }
  return newline === -1 ? undefined : { at: newline, next: newline + 1 };
}
