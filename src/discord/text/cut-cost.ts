/**
 * How bad a cut at a place would be. A cut is worth how full it leaves its part (0 to 1) less this
 * cost, so a paragraph's end at 65 % is better than a line's end at 90 %. Costs from 2 upwards stand
 * for damage that is only done when nothing else is left.
 */
import { closes } from "./blocks.ts";
import type { Fence, Line } from "./blocks.ts";
import { standsAlone } from "./graphemes.ts";
import type { Structure } from "./structure.ts";

/** A place to cut: the text from `from` to `to` is white space, or a closing line that is not needed. */
export interface Place {
  readonly from: number;
  readonly to: number;
  readonly cost: number;
}

const COST = {
  paragraph: 0,
  nestedParagraph: 0.15,
  item: 0.2,
  /** For each level of nesting: a part loses the indentation of its first line on Discord. */
  nesting: 0.05,
  line: 0.3,
  codeLine: 0.35,
  sentence: 0.45,
  clause: 0.55,
  word: 0.6,
  ideograph: 0.8,
  /** Inside something that no message can hold in one piece. */
  tooLong: 0.9,
  /** Moving a code block on as a whole is better, when it fits. */
  splitFence: 0.35,
  longSpan: 0.1,
  shortSpan: 0.5,
  afterHeading: 0.6,
  beforeItsList: 0.2,
  /** What follows would read as a list, a quote or a heading at the start of a part. */
  looksLikeBlock: 2,
  keptTogether: 2,
  character: 3,
  atom: 4,
  emptyFence: 5,
} as const;

/** A bold stretch of up to this length is kept whole if there is another place nearby. */
const SHORT_SPAN = 300;
const SENTENCE_END = /[.!?…]["'”’»)\]*_~|]*$/;
const CJK = /[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]/;
const CJK_SENTENCE_END = /[。！？｡]/;
const CJK_CLAUSE_END = /[、，；：」』）】》]/;
/** Must not begin a line in East Asian text. */
const CJK_NO_START = /[。！？｡、，；：」』）】》〉ー々ゝっゃゅょッャュョ]/;
const BLOCK_START = /(?:[-*+]|\d{1,9}[.)]|#{1,6}|-#|>{1,3})(?:\s|$)|\||>/y;
/** What would open a code block at the start of a part. */
const FENCE_AHEAD = /(?:[> \t]|[-*+][ \t]|\d{1,9}[.)][ \t]){0,40}(?:`{3}|~{3})/y;

const FENCE_LIKE = /`{3,16}/y;
/** A line cut further along than a message is cut by force, and closed there. */
const MAX_LOOK = 2_000;

/** Weighs the places of one part, which begins at `start`. */
export class CutCost {
  readonly #text: Structure;
  readonly #start: number;
  readonly #maxLength: number;
  readonly #isCharacterStart: (at: number) => boolean;
  #run = { from: -1, to: -1 };

  constructor(text: Structure, start: number, maxLength: number, isCharacterStart: (at: number) => boolean) {
    this.#text = text;
    this.#start = start;
    this.#maxLength = maxLength;
    this.#isCharacterStart = isCharacterStart;
  }

  /** @returns `undefined` where no cut may be made. */
  at(place: number, lineIndex: number): Place | undefined {
    const line = this.#text.lines[lineIndex];
    if (line === undefined || place <= line.start || place > line.end) return undefined;
    if (isBlank(this.#text.source, line)) return undefined;
    return place === line.end ? this.#atLineEnd(line, lineIndex) : this.#insideLine(place, line);
  }

  #atLineEnd(line: Line, lineIndex: number): Place | undefined {
    const { source, lines } = this.#text;
    const fence = this.#text.fenceAround(line.end, line);
    let nextIndex = nextVisible(source, lines, lineIndex + 1);
    if (
      fence !== undefined &&
      lines[nextIndex]?.kind === "fence-close" &&
      lines[nextIndex]?.fence === fence
    ) {
      // The part is closed with a line of our own, so the one in the text is left out.
      nextIndex = nextVisible(source, lines, nextIndex + 1);
      if (line.kind === "fence-open") return undefined;
    }
    const next = lines[nextIndex];
    const to = next?.start ?? source.length;
    if (next === undefined && fence === undefined) return undefined;
    const goesOn =
      next !== undefined && fence !== undefined && this.#text.fenceAround(next.start, next) === fence;
    const isInside = goesOn || (fence !== undefined && next?.fence === fence);
    let cost: number;
    if (isInside && fence !== undefined) cost = this.#codeLineCost(line, fence);
    else if (next === undefined) cost = COST.paragraph;
    else cost = boundaryCost(source, line, next);
    if (!standsAlone(source, to)) cost += COST.character;
    cost += this.#spanCost(line.end, to);
    if (this.#text.atomAround(line.end) !== undefined) cost += this.#atomCost(line.end);
    return { from: line.end, to, cost };
  }

  #codeLineCost(line: Line, fence: Fence): number {
    if (line.kind === "fence-open") return COST.emptyFence;
    const fits = fence.end - fence.start <= this.#maxLength;
    return COST.codeLine + (fits && fence.start > this.#start ? COST.splitFence : 0);
  }

  #insideLine(at: number, line: Line): Place | undefined {
    if (!this.#isCharacterStart(at)) return undefined;
    if (line.fence !== undefined) return this.#insideCode(at, line, line.fence);
    const { source } = this.#text;
    if (at <= line.bodyStart || wouldOpenFence(source, line, at)) return undefined;
    const isGap = isGapAt(source, at);
    if (!isGap && isSpace(source[at - 1])) return undefined;
    const to = isGap ? skipSpace(source, at, line.end) : at;
    if (isGap && !standsAlone(source, to)) return undefined;
    let cost = this.#textCost(at, isGap);
    if (line.kind !== "text" && line.start > this.#start && line.end - line.start <= this.#maxLength) {
      cost += COST.keptTogether;
    }
    if (source[at - 1] === "\\") cost += COST.atom;
    FENCE_AHEAD.lastIndex = to;
    if (FENCE_AHEAD.test(source)) return undefined;
    BLOCK_START.lastIndex = to;
    if (BLOCK_START.test(source)) cost += COST.looksLikeBlock;
    return { from: at, to, cost: cost + this.#spanCost(at, to) };
  }

  #insideCode(at: number, line: Line, fence: Fence): Place | undefined {
    if (line.kind === "fence-close" || at <= fence.markerEnd) return undefined;
    const { source } = this.#text;
    const [isOpening, marker] = [line.kind === "fence-open", fence.marker];
    if (at <= line.bodyStart) return undefined;
    // Backticks in the code must not come to stand alone on a line, where they would end it.
    if (!isOpening && closes(source, line.bodyStart, at, marker)) return undefined;
    if (closes(source, at, line.end, marker)) return undefined;
    const fits = line.end - line.start <= this.#maxLength && line.start > this.#start;
    const base = isSpace(source[at - 1]) ? COST.word : this.#runCost(at);
    const kept = isOpening ? COST.emptyFence : COST.keptTogether;
    return { from: at, to: at, cost: base + (fits ? kept : 0) };
  }

  #textCost(at: number, isGap: boolean): number {
    const { source } = this.#text;
    if (this.#text.atomAround(at) !== undefined) return this.#atomCost(at);
    const before = source[at - 1] ?? "";
    if (isGap) return SENTENCE_END.test(source.slice(Math.max(0, at - 6), at)) ? COST.sentence : COST.word;
    if (CJK.test(before) && !CJK_NO_START.test(source[at] ?? "")) {
      if (CJK_SENTENCE_END.test(before)) return COST.sentence;
      return CJK_CLAUSE_END.test(before) ? COST.clause : COST.ideograph;
    }
    return this.#runCost(at);
  }

  #atomCost(at: number): number {
    const atom = this.#text.atomAround(at);
    if (atom === undefined) return 0;
    const code = atom.kind === "code" ? atom.marker.length : 0;
    // Cutting at the very edge of inline code would leave empty backticks.
    if (code > 0 && (at <= atom.start + code || at >= atom.end - code)) return COST.atom;
    return atom.end - atom.start > this.#maxLength ? COST.tooLong : COST.atom;
  }

  /** Cost inside a word: little when the word is longer than a message. */
  #runCost(at: number): number {
    if (at <= this.#run.from || at >= this.#run.to) this.#run = this.#runAround(at);
    return this.#run.to - this.#run.from > this.#maxLength ? COST.tooLong : COST.character;
  }

  #runAround(at: number): { readonly from: number; readonly to: number } {
    const { source } = this.#text;
    let from = at;
    let to = at;
    while (from > this.#start && at - from <= this.#maxLength && !/\s/.test(source[from - 1] ?? " ")) from--;
    while (to < source.length && to - at <= this.#maxLength && !/\s/.test(source[to] ?? " ")) to++;
    return { from, to };
  }

  #spanCost(from: number, to: number): number {
    let cost = 0;
    for (const span of this.#text.spansAround(from)) {
      const width = span.marker.length;
      if (from <= span.start + width || to >= span.closeStart) return COST.atom;
      // The marker written here would run together with what stands here already.
      const { source } = this.#text;
      if (source[to] === span.marker[0] || source[from - 1] === span.marker[0]) return COST.atom;
      const isShort = span.end - span.start <= SHORT_SPAN;
      cost = Math.max(cost, isShort ? COST.shortSpan : COST.longSpan);
    }
    return cost;
  }
}

/** Cost of a cut between two lines that are not in one code block. */
function boundaryCost(source: string, line: Line, next: Line): number {
  let cost: number;
  const isApart = next.start > line.next;
  if (next.kind === "heading") cost = COST.paragraph;
  else if (line.fence !== undefined || next.kind === "fence-open") cost = COST.paragraph;
  else if (isApart) cost = next.indent >= 2 ? COST.nestedParagraph : COST.paragraph;
  else if (next.kind === "item") cost = COST.item + COST.nesting * Math.min(4, next.indent >> 1);
  else cost = COST.line;
  if (line.kind === "heading") return cost + COST.afterHeading;
  const leadsIn = source[line.end - 1] === ":" && next.kind !== "text" && next.kind !== "heading";
  return leadsIn ? cost + COST.beforeItsList : cost;
}

/** True when nothing on the line is visible; code may be blank without being the end of anything. */
export function isBlank(source: string, line: Line): boolean {
  if (line.kind === "blank") return true;
  return line.kind === "code" && !/\S/.test(source.slice(line.bodyStart, line.end));
}

/** A line such as "```a``` b" is no fence, but it would be one if it ended before its second backticks. */
function wouldOpenFence(source: string, line: Line, at: number): boolean {
  FENCE_LIKE.lastIndex = line.bodyStart;
  if (!FENCE_LIKE.test(source)) return false;
  const from = FENCE_LIKE.lastIndex;
  // Looked for behind the marker alone; far along the line it no longer matters how far it is.
  const near = source.slice(from, Math.min(at, from + MAX_LOOK));
  return at <= from || (!near.includes("`") && at <= from + MAX_LOOK);
}

function nextVisible(source: string, lines: readonly Line[], from: number): number {
  let index = from;
  for (let line = lines[index]; line !== undefined && isBlank(source, line); line = lines[++index]);
  return index;
}

function isSpace(character: string | undefined): boolean {
  return character === " " || character === "\t" || character === "\u3000";
}

function isGapAt(source: string, at: number): boolean {
  return isSpace(source[at]) && !isSpace(source[at - 1]);
}

function skipSpace(source: string, from: number, to: number): number {
  let at = from;
  while (at < to && isSpace(source[at])) at++;
  return at;
}
