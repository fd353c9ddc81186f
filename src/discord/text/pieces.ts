/** A long text in pieces that can be worked on one after the other, with others getting their turn between. */
import { readLines } from "./blocks.ts";

/** Units of a piece: some ten milliseconds of work on a small machine. */
const ENOUGH = 32_768;
/** Look this far back for white space before a line is cut through a word. */
const LOOK_BACK = 200;
/** What follows `>>> ` is quoted to the end, so a later piece begins with it too. */
const REST_QUOTE = ">>> ";
/** In front of the rest of a line that was cut: nothing in it begins a block. */
const MID_LINE = "x ";

export interface Piece {
  /** Must stand in front of `text` for it to read as it does in the whole; no part of it. Often empty. */
  readonly lead: string;
  readonly text: string;
}

/**
 * Pieces whose texts join to `markdown`. None ends in a code block, so that each reads by itself as it does
 * in the whole: a block longer than a piece stays in one. Only inline code over several lines, or in a line
 * longer than a piece, may be cut.
 *
 * @param size Units of a piece, about; default 32,768, at least 400.
 */
export function* piecesOf(markdown: string, size: number = ENOUGH): Generator<Piece> {
  let from = 0;
  let lead = "";
  for (const { line, restQuotedFrom } of readLines(markdown)) {
    if (line.fence !== undefined && line.kind !== "fence-close") continue;
    while (line.fence === undefined && line.next - from > 2 * size) {
      // What stands before a long line goes first, or it would take its place in the line for its start.
      const end = from < line.start ? line.start : placeToCut(markdown, from + size);
      yield { lead, text: markdown.slice(from, end) };
      lead = end > line.start ? MID_LINE : leadAt(end, restQuotedFrom);
      from = end;
    }
    if (line.next - from < size && lead !== MID_LINE) continue;
    yield { lead, text: markdown.slice(from, line.next) };
    from = line.next;
    lead = leadAt(from, restQuotedFrom);
  }
  if (from < markdown.length) yield { lead, text: markdown.slice(from) };
}

function leadAt(at: number, restQuotedFrom: number | undefined): string {
  return restQuotedFrom !== undefined && at > restQuotedFrom ? REST_QUOTE : "";
}

function placeToCut(markdown: string, limit: number): number {
  const near = markdown.slice(Math.max(0, limit - LOOK_BACK), limit);
  const space = near.search(/\s\S*$/);
  if (space !== -1) return limit - near.length + space + 1;
  // Never between the halves of a surrogate pair.
  return /[\ud800-\udbff]$/.test(near) ? limit - 1 : limit;
}
