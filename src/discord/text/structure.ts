/** What surrounds a place in markdown, and what must be written there to end it and to begin it again. */
import { readBlocks } from "./blocks.ts";
import type { Fence, Line } from "./blocks.ts";
import { readInlines } from "./inlines.ts";
import type { Atom, Span } from "./inlines.ts";

/** What ends at a cut, and what begins again behind it. */
export interface Seam {
  readonly closed: string;
  readonly opened: string;
}

/** The structure of one text, with questions about places in it. Reading it takes linear time. */
export class Structure {
  readonly source: string;
  readonly lines: readonly Line[];
  readonly atoms: readonly Atom[];
  /** The markers that would close what is open at the end, innermost first; code blocks apart. */
  readonly unclosed: string;
  readonly #restQuotedFrom: number | undefined;
  readonly spans: readonly Span[];
  /** Index of the span around each span; -1 for none. */
  readonly #parents: readonly number[];

  constructor(source: string) {
    const blocks = readBlocks(source);
    const inlines = readInlines(source, blocks);
    this.source = source;
    this.lines = blocks.lines;
    this.atoms = inlines.atoms;
    this.#restQuotedFrom = blocks.restQuotedFrom;
    this.spans = inlines.spans;
    this.unclosed = inlines.unclosed;
    this.#parents = findParents(inlines.spans);
  }

  /** Index of the line that holds `at`; its end belongs to it. */
  lineIndexAt(at: number): number {
    return lastIndexWhere(this.lines, (line) => line.start <= at);
  }

  /** The piece that a cut at `at` would break. */
  atomAround(at: number): Atom | undefined {
    const atom = this.atoms[lastIndexWhere(this.atoms, (candidate) => candidate.start < at)];
    return atom !== undefined && at < atom.end ? atom : undefined;
  }

  /** The emphasised stretches around `at`, outermost first. At most six. */
  spansAround(at: number): readonly Span[] {
    const found: Span[] = [];
    let index = lastIndexWhere(this.spans, (span) => span.start < at);
    while (index >= 0) {
      const span = this.spans[index];
      if (span !== undefined && at < span.end) found.unshift(span);
      index = this.#parents[index] ?? -1;
    }
    return found;
  }

  /** The code block whose code `at` is in; the place before its closing line is not. */
  fenceAround(at: number, line: Line): Fence | undefined {
    const fence = line.fence;
    if (fence === undefined || line.kind === "fence-close") return undefined;
    return at >= fence.markerEnd ? fence : undefined;
  }

  /**
   * What to write at the end of a part that stops at `from` and at the start of one that goes on at
   * `to`, white space between them being left out.
   */
  seam(from: number, to: number): Seam {
    const line = this.lines[this.lineIndexAt(from)];
    const nextLine = this.lines[this.lineIndexAt(to)];
    if (line === undefined || nextLine === undefined) return { closed: "", opened: "" };
    const fence = this.fenceAround(from, line);
    const reopens = fence !== undefined && this.fenceAround(to, nextLine) === fence;
    const closing = this.spansAround(from).map((span) => span.marker);
    const atom = this.atomAround(from);
    const ticks = atom !== undefined && to < atom.end ? atom.marker : "";
    // Markers of spans must not stand on a line that opens or closes a block.
    const closers = closing.reverse().join("");
    const ownLine = closers !== "" && (fence !== undefined || line.kind === "fence-close") ? "\n" : "";
    const fenceEnd = fence === undefined ? "" : `\n${fence.quote}${fence.marker}`;
    const fenceStart = reopens ? `${fence.quote}${fence.marker}${fence.language}\n` : "";
    return {
      closed: fenceEnd + ticks + ownLine + closers,
      opened: this.#openers(line === nextLine, nextLine, to, fenceStart) + ticks,
    };
  }

  #openers(isSameLine: boolean, nextLine: Line, to: number, fenceStart: string): string {
    const rest = this.#restQuotedFrom !== undefined && to > this.#restQuotedFrom ? ">>> " : "";
    const quote = isSameLine ? nextLine.quote : "";
    const markers = this.spansAround(to)
      .map((span) => span.marker)
      .join("");
    if (fenceStart !== "") return rest + (markers === "" ? "" : `${markers}\n`) + fenceStart + quote;
    const startsBlock = !isSameLine && (nextLine.kind !== "text" || nextLine.quote !== "");
    return rest + quote + (markers !== "" && startsBlock ? `${markers}\n` : markers);
  }
}

function findParents(spans: readonly Span[]): number[] {
  const parents: number[] = [];
  const stack: number[] = [];
  for (const [index, span] of spans.entries()) {
    while (stack.length > 0 && (spans[stack.at(-1) ?? 0]?.end ?? 0) <= span.start) stack.pop();
    parents.push(stack.at(-1) ?? -1);
    stack.push(index);
  }
  return parents;
}

/** Index of the last item that passes, when all that pass stand first; -1 when none does. */
function lastIndexWhere<T>(items: readonly T[], passes: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && passes(item)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
