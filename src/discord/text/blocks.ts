/**
 * The block structure of markdown, line by line: fences, quotes, list items, headings, table rows.
 *
 * It follows what Discord shows where that differs from CommonMark: a fence may be indented by any
 * amount and so may its closing line, indented text is not code, and `>>> ` quotes everything that
 * follows. Nothing is changed; every position is an offset into the source, in UTF-16 units.
 */

export type LineKind = "blank" | "text" | "heading" | "item" | "row" | "fence-open" | "code" | "fence-close";

/** A code block. The lines between `bodyStart` and `closeStart` are its code. */
export interface Fence {
  /** Start of the line that opens it. */
  readonly start: number;
  /** Just behind the backticks or tildes that open it. */
  readonly markerEnd: number;
  readonly marker: string;
  /** What to write behind the marker when the fence is opened again; empty when there is no short one. */
  readonly language: string;
  /** The quote markers in front of it, such as `"> "`. */
  readonly quote: string;
  bodyStart: number;
  /** Start of the line that closes it; where it ends by other means, the start of the line after it. */
  closeStart: number;
  /** Behind its last character. */
  end: number;
  /** False when the text ends, or its quote ends, before a closing line comes. */
  isClosed: boolean;
}

export interface Line {
  readonly start: number;
  /** Behind the last visible character; in code, behind the last character. */
  readonly end: number;
  /** Start of the next line. */
  readonly next: number;
  readonly kind: LineKind;
  /** Behind quote markers, list marker or heading marker. */
  readonly bodyStart: number;
  readonly quote: string;
  /** Columns of white space before the first character behind the quote markers. */
  readonly indent: number;
  readonly fence: Fence | undefined;
}

export interface Blocks {
  readonly lines: readonly Line[];
  /** Where `>>> ` begins to quote the rest of the text. */
  readonly restQuotedFrom: number | undefined;
}

/** Longer runs are decoration, not fences. Keeps what is opened again short. */
export const MAX_MARKER = 10;
const MAX_LANGUAGE = 24;
const QUOTE = /(?: {0,3}> ?){1,4}/y;
const REST_QUOTE = / {0,3}>>> /y;
const FENCE = /[ \t]*(`{3,}|~{3,})([^\n]*)/y;
const ITEM = /[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]{1,16}|$)/my;
const HEADING = / {0,3}(?:#{1,6}|-#)[ \t]{1,16}/y;
const ROW = /[ \t]*\|(?!\|)/y;
/** Backticks at the end of a line of text: Discord begins a block there, as when a model writes `Here: ```js`. */
const FENCE_BEHIND_TEXT = /([^`\n]*)(`{3,})((?:[a-z][\w+\-.#]*)?)[ \t\r]*$/imy;
/** What Discord takes for the name of a language; anything else it shows as code. */
const LANGUAGE = /^[\w+\-.#]+$/;

/** Reads the block structure of `source`, in time linear in its length. */
export function readBlocks(source: string): Blocks {
  const lines: Line[] = [];
  let restQuotedFrom: number | undefined;
  for (const read of readLines(source)) {
    lines.push(read.line);
    restQuotedFrom = read.restQuotedFrom;
  }
  return { lines, restQuotedFrom };
}

/**
 * The lines one by one, for a text that is worked on in pieces. A fence is complete only when the line
 * behind it was read.
 */
export function* readLines(
  source: string,
): Generator<{ readonly line: Line; readonly restQuotedFrom: number | undefined }> {
  let fence: Fence | undefined;
  let restQuotedFrom: number | undefined;
  let start = 0;
  while (start < source.length) {
    const newline = source.indexOf("\n", start);
    const next = newline === -1 ? source.length : newline + 1;
    const rawEnd = newline === -1 ? source.length : newline;
    if (fence !== undefined && fence.quote !== "" && quoteAt(source, start, rawEnd) === "") {
      endFence(fence, start, start, false);
      fence = undefined;
    }
    if (fence !== undefined) {
      const line = readFencedLine(source, start, rawEnd, next, fence);
      if (line.kind === "fence-close") fence = undefined;
      yield { line, restQuotedFrom };
    } else {
      let from = start;
      if (restQuotedFrom === undefined && matchEnd(REST_QUOTE, source, start) !== -1) {
        restQuotedFrom = start;
        from = matchEnd(REST_QUOTE, source, start);
      }
      const line = readLine(source, start, from, rawEnd, next);
      if (line.kind === "fence-open") fence = line.fence;
      yield { line, restQuotedFrom };
    }
    start = next;
  }
  if (fence !== undefined) endFence(fence, source.length, source.length, false);
}

function readFencedLine(source: string, start: number, rawEnd: number, next: number, fence: Fence): Line {
  const quote = fence.quote === "" ? "" : quoteAt(source, start, rawEnd);
  const body = start + quote.length;
  const end = withoutCarriageReturn(source, rawEnd);
  const kind = closes(source, body, rawEnd, fence.marker) ? "fence-close" : "code";
  if (kind === "fence-close") endFence(fence, start, end, true);
  return { start, end, next, kind, bodyStart: body, quote, indent: 0, fence };
}

function readLine(source: string, start: number, from: number, rawEnd: number, next: number): Line {
  const quote = quoteAt(source, from, rawEnd);
  const body = from + quote.length;
  const end = visibleEnd(source, body, rawEnd);
  const base = { start, end, next, quote, indent: indentOf(source, body, end), fence: undefined };
  if (end === body) return { ...base, kind: "blank", bodyStart: body };
  const fence = openFence(source, start, body, rawEnd, next, quote);
  if (fence !== undefined) return { ...base, kind: "fence-open", bodyStart: fence.markerEnd, fence };
  for (const [kind, pattern] of [
    ["heading", HEADING],
    ["item", ITEM],
    ["row", ROW],
  ] as const) {
    const bodyStart = matchEnd(pattern, source, body);
    if (bodyStart !== -1) return { ...base, kind, bodyStart: Math.min(bodyStart, end) };
  }
  return { ...base, kind: "text", bodyStart: body + leadingSpace(source, body, end) };
}

function openFence(source: string, start: number, body: number, rawEnd: number, next: number, quote: string) {
  const itemEnd = matchEnd(ITEM, source, body);
  const at = itemEnd === -1 || itemEnd > rawEnd ? body : itemEnd;
  FENCE.lastIndex = at;
  const match = FENCE.exec(source);
  const marker = match?.[1];
  const info = match?.[2]?.trim() ?? "";
  if (match === null || marker === undefined) return openFenceBehindText(source, start, at, next, quote);
  // Backticks behind backticks on one line are inline code: ```like this```.
  if (marker.length > MAX_MARKER || (marker.startsWith("`") && info.includes("`"))) return undefined;
  const word = info.split(/\s/, 1)[0] ?? "";
  return newFence(start, at + match[0].indexOf(marker) + marker.length, marker, word, quote, next);
}

/** Only when a closing one can follow: backticks without partner stay text. */
function openFenceBehindText(source: string, start: number, at: number, next: number, quote: string) {
  FENCE_BEHIND_TEXT.lastIndex = at;
  const match = FENCE_BEHIND_TEXT.exec(source);
  const marker = match?.[2];
  if (match === null || marker === undefined || marker.length > MAX_MARKER) return undefined;
  if (source.lastIndexOf("\n") < next - 1 || source.lastIndexOf(marker) < next) return undefined;
  const markerEnd = at + (match[1] ?? "").length + marker.length;
  return newFence(start, markerEnd, marker, match[3] ?? "", quote, next);
}

function newFence(
  start: number,
  markerEnd: number,
  marker: string,
  word: string,
  quote: string,
  next: number,
): Fence {
  return {
    start,
    markerEnd,
    marker,
    language: word.length <= MAX_LANGUAGE && LANGUAGE.test(word) ? word : "",
    quote,
    bodyStart: next,
    closeStart: next,
    end: next,
    isClosed: false,
  };
}

function endFence(fence: Fence, closeStart: number, end: number, isClosed: boolean): void {
  fence.closeStart = closeStart;
  fence.bodyStart = Math.min(fence.bodyStart, closeStart);
  fence.end = end;
  fence.isClosed = isClosed;
}

/** True when `body` to `rawEnd` closes a fence: a closing line has at least as many of the same characters and nothing else. */
export function closes(source: string, body: number, rawEnd: number, marker: string): boolean {
  let at = body + leadingSpace(source, body, rawEnd);
  if (!source.startsWith(marker, at)) return false;
  while (at < rawEnd && source[at] === marker[0]) at++;
  return visibleEnd(source, at, rawEnd) === at;
}

function quoteAt(source: string, start: number, rawEnd: number): string {
  const end = matchEnd(QUOTE, source, start);
  return end === -1 || end > rawEnd ? "" : source.slice(start, end);
}

function matchEnd(pattern: RegExp, source: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(source) ? pattern.lastIndex : -1;
}

function isSpace(character: string | undefined): boolean {
  if (character === undefined) return false;
  return character <= " "
    ? character !== "\n" && /\s/.test(character)
    : character > "~" && /\s/.test(character);
}

function leadingSpace(source: string, from: number, to: number): number {
  let at = from;
  while (at < to && isSpace(source[at])) at++;
  return at - from;
}

function visibleEnd(source: string, from: number, to: number): number {
  let at = to;
  while (at > from && isSpace(source[at - 1])) at--;
  return at;
}

function withoutCarriageReturn(source: string, end: number): number {
  return source[end - 1] === "\r" ? end - 1 : end;
}

/** A tab counts as four columns. */
function indentOf(source: string, from: number, to: number): number {
  let columns = 0;
  for (let at = from; at < to && isSpace(source[at]); at++) columns += source[at] === "\t" ? 4 : 1;
  return columns;
}
