/**
 * The inline structure of markdown: what must not be cut (links, addresses, mentions, inline code)
 * and what may be closed and opened again (bold, italic, underline, strike, spoiler).
 */
import { MAX_MARKER } from "./blocks.ts";
import type { Blocks, Line } from "./blocks.ts";

/** A piece that loses its meaning when it is cut. */
export interface Atom {
  readonly start: number;
  readonly end: number;
  readonly kind: "code" | "link" | "image" | "url" | "token" | "escape";
  /** The backticks of inline code, so that code longer than a message can be opened again. */
  readonly marker: string;
}

/** An emphasised stretch with its markers. */
export interface Span {
  /** Start of the opening marker. */
  readonly start: number;
  /** Start of the closing marker. */
  readonly closeStart: number;
  readonly end: number;
  readonly marker: string;
}

export interface Inlines {
  /** In order, never overlapping. */
  readonly atoms: readonly Atom[];
  /** By start; one is inside another or apart from it. */
  readonly spans: readonly Span[];
  /** The markers that would close what is open at the end of the text, innermost first. */
  readonly unclosed: string;
}

interface OpenMarker {
  readonly start: number;
  readonly marker: string;
}

const INTERESTING = /\\|`+|\*+|_+|~~|\|\||<|!?\[|\]\(|https?:\/\//gi;
const URL_REST = /https?:\/\/[^\s<>]*/iy;
/** `<https://…>` and Discord's own: user, role, channel, command, emoji, time, guild navigation. */
const ANGLE =
  /<(?:https?:\/\/[^\s<>]*|@[!&]?\d{1,20}|#\d{1,20}|\/[^<>\n]{1,100}:\d{1,20}|a?:\w{1,32}:\d{1,20}|t:-?\d{1,17}(?::[a-zA-Z])?|id:\w{1,40}(?::\d{1,20})?)>/iy;
/** Behind `](`: an address with at most one level of brackets in it, and perhaps a title. */
const TARGET = /(?:<[^<>\n]{0,2000}>|[^\s()<>]*(?:\([^\s()]*\)[^\s()]*)*)(?:[ \t]+"[^"\n]{0,200}")?\)/y;
const PUNCTUATION = /[!-/:-@[-`{-~]/;
const WORD = /[\p{L}\p{N}]/u;

/** Reads the inline structure of everything that is not code, in time linear in its length. */
export function readInlines(source: string, blocks: Blocks): Inlines {
  const atoms: Atom[] = [];
  const spans: Span[] = [];
  // Discord lets a spoiler reach over paragraphs, so its marker stays open from one to the next.
  let open: OpenMarker[] = [];
  let unclosed = "";
  for (const [from, to] of paragraphs(blocks.lines)) {
    const reader = new ParagraphReader(source, from, to, atoms, spans, open);
    open = reader.read();
    unclosed = reader.unclosed();
  }
  spans.sort((a, b) => a.start - b.start);
  return { atoms, spans, unclosed };
}

/** Stretches of text in which a marker may find its partner. */
function* paragraphs(lines: readonly Line[]): Generator<readonly [from: number, to: number]> {
  let from = -1;
  let to = -1;
  for (const line of lines) {
    const continues = line.kind === "text";
    if (!continues && from !== -1) {
      yield [from, to];
      from = -1;
    }
    if (line.kind === "blank" || line.fence !== undefined) continue;
    if (from === -1) from = line.bodyStart;
    to = line.end;
    if (line.kind === "heading") {
      yield [from, to];
      from = -1;
    }
  }
  if (from !== -1) yield [from, to];
}

/** One pass over one paragraph. Holds what is open so far. */
class ParagraphReader {
  readonly #source: string;
  readonly #from: number;
  readonly #to: number;
  readonly #atoms: Atom[];
  readonly #spans: Span[];
  #open: OpenMarker[];
  /** Backticks without partner: code that has not ended, while text still grows. */
  #openCode: OpenMarker | undefined;
  readonly #brackets: number[] = [];
  /** Starts of backtick runs by length, latest first, so that the next one is found at once. */
  readonly #ticks = new Map<number, number[]>();

  constructor(source: string, from: number, to: number, atoms: Atom[], spans: Span[], open: OpenMarker[]) {
    this.#source = source;
    this.#from = from;
    this.#to = to;
    this.#atoms = atoms;
    this.#spans = spans;
    this.#open = open;
  }

  /** @returns the markers that stay open for the next paragraph. */
  read(): OpenMarker[] {
    const text = this.#source.slice(this.#from, this.#to);
    this.#findTicks(text);
    INTERESTING.lastIndex = 0;
    for (let match = INTERESTING.exec(text); match !== null; match = INTERESTING.exec(text)) {
      const resume = this.#take(match[0], this.#from + match.index);
      INTERESTING.lastIndex = resume - this.#from;
    }
    return this.#open.filter((entry) => entry.marker === "||");
  }

  /** Handles what was found at `at`. @returns where to go on. */
  #take(found: string, at: number): number {
    const after = at + found.length;
    switch (found.charAt(0)) {
      case "\\":
        return PUNCTUATION.test(this.#source[after] ?? "") ? this.#atom("escape", at, after + 1) : after;
      case "`":
        return this.#code(at, found);
      case "<":
        return this.#pattern(ANGLE, "token", at) ?? after;
      case "h":
      case "H":
        return this.#bareUrl(at);
      case "!":
      case "[":
        this.#brackets.push(at);
        return after;
      case "]":
        return this.#link(after) ?? after - 1;
      default:
        this.#emphasis(found, at);
        return after;
    }
  }

  /** What would close everything that is open at the paragraph's end. */
  unclosed(): string {
    const code = this.#openCode;
    const around = code === undefined ? this.#open : this.#open.filter((entry) => entry.start < code.start);
    const markers = around.map((entry) => entry.marker).reverse();
    return (code?.marker ?? "") + markers.join("");
  }

  #findTicks(text: string): void {
    if (!text.includes("`")) return;
    for (const run of text.matchAll(/`+/g)) {
      const starts = this.#ticks.get(run[0].length);
      if (starts === undefined) this.#ticks.set(run[0].length, [run.index + this.#from]);
      else starts.push(run.index + this.#from);
    }
    for (const starts of this.#ticks.values()) starts.reverse();
  }

  #code(at: number, marker: string): number {
    const starts = this.#ticks.get(marker.length) ?? [];
    while (starts.length > 0 && (starts.at(-1) ?? 0) <= at) starts.pop();
    const close = starts.at(-1);
    if (close === undefined || marker.length > MAX_MARKER) {
      if (marker.length < 3) this.#openCode ??= { start: at, marker };
      return at + marker.length;
    }
    // Three backticks over several lines read as a code block as soon as a part begins with them.
    if (marker.length >= 3 && this.#source.slice(at, close).includes("\n")) return at + marker.length;
    return this.#atom("code", at, close + marker.length, marker);
  }

  #bareUrl(at: number): number {
    const end = this.#matchEnd(URL_REST, at);
    if (end === undefined) return at + 1;
    let trimmed = end;
    // Punctuation behind an address belongs to the sentence, and so do markers that close a span.
    while (trimmed > at && /[.,:;!?'"*_~|)\]}]/.test(this.#source[trimmed - 1] ?? "")) trimmed--;
    const slice = this.#source.slice(at, Math.min(end, trimmed + 1));
    if (slice.endsWith(")") && slice.includes("(")) trimmed++;
    // `[label](https://…)`: the label's closing bracket ends an address inside it.
    const bracket = this.#brackets.length > 0 ? this.#source.slice(at, trimmed).indexOf("](") : -1;
    if (bracket !== -1) trimmed = at + bracket;
    return this.#atom("url", at, Math.max(trimmed, at + 1));
  }

  #link(targetStart: number): number | undefined {
    const start = this.#brackets.pop();
    if (start === undefined) return undefined;
    const end = this.#matchEnd(TARGET, targetStart);
    if (end === undefined) return undefined;
    while (this.#atoms.length > 0 && (this.#atoms.at(-1)?.start ?? -1) >= start) this.#atoms.pop();
    return this.#atom(this.#source[start] === "!" ? "image" : "link", start, end);
  }

  #pattern(pattern: RegExp, kind: Atom["kind"], at: number): number | undefined {
    const end = this.#matchEnd(pattern, at);
    return end === undefined ? undefined : this.#atom(kind, at, end);
  }

  #matchEnd(pattern: RegExp, at: number): number | undefined {
    pattern.lastIndex = at;
    return pattern.test(this.#source) && pattern.lastIndex <= this.#to ? pattern.lastIndex : undefined;
  }

  #atom(kind: Atom["kind"], start: number, end: number, marker = ""): number {
    this.#atoms.push({ start, end, kind, marker });
    return end;
  }

  #emphasis(run: string, at: number): void {
    const character = run[0] ?? "";
    const isPair = character === "~" || character === "|";
    if (run.length > 3) return;
    const before = at > this.#from ? this.#source[at - 1] : undefined;
    const after = at + run.length < this.#to ? this.#source[at + run.length] : undefined;
    // Discord hides what is between any two `||`, spaces or not; the others must touch their text.
    let canClose = character === "|" || (before !== undefined && !/\s/.test(before));
    let canOpen = character === "|" || (after !== undefined && !/\s/.test(after));
    if (character === "_") {
      if (after !== undefined && WORD.test(after)) canClose = false;
      if (before !== undefined && WORD.test(before)) canOpen = false;
    }
    let rest = run.length;
    while (canClose && rest > 0) {
      const closed = this.#close(character, rest, at + run.length - rest);
      if (closed === 0) break;
      rest -= closed;
    }
    if (!canOpen || rest === 0) return;
    const start = at + run.length - rest;
    if (isPair || rest === 2) this.#push(start, character.repeat(2));
    else if (rest === 1) this.#push(start, character);
    else {
      this.#push(start, character.repeat(2));
      this.#push(start + 2, character);
    }
  }

  /** A second opening of the same kind replaces the first, so at most six are ever open. */
  #push(start: number, marker: string): void {
    this.#open = this.#open.filter((entry) => entry.marker !== marker);
    this.#open.push({ start, marker });
  }

  /** Closes the innermost open marker that fits into `length` characters. @returns how many it took. */
  #close(character: string, length: number, at: number): number {
    for (let i = this.#open.length - 1; i >= 0; i--) {
      const entry = this.#open[i];
      if (entry === undefined || entry.marker[0] !== character || entry.marker.length > length) continue;
      // `***both** one*`: of two markers opened together either may close first.
      const outer = this.#open[i - 1];
      if (entry.marker.length === 1 && length === 2 && outer?.start === entry.start - 2) {
        this.#open.length = i + 1;
        this.#open.splice(i - 1, 2, { start: outer.start, marker: entry.marker });
        this.#spans.push({ start: outer.start + 1, closeStart: at, end: at + 2, marker: outer.marker });
        return 2;
      }
      this.#open.length = i;
      const width = entry.marker.length;
      this.#spans.push({ start: entry.start, closeStart: at, end: at + width, marker: entry.marker });
      return width;
    }
    return 0;
  }
}
