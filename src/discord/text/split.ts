/**
 * Cuts markdown into parts that each fit into one Discord message and read well on their own.
 *
 * What is open at a cut (a code block, a quote, bold, a spoiler, inline code too long for a message)
 * is closed there and opened again in the next part. Nothing else is added, nothing visible is lost:
 * {@link rejoin} gives the source back exactly.
 *
 * The reader of the structure is our own: marked 18 replaces line ends and tabs, so its tokens do not
 * add up to the source, and it overflows the stack on 5,000 nested quotes; mdast needs six seconds for
 * 1 MB; and neither knows mentions, spoilers or `>>> `.
 */
import { CutCost, isBlank } from "./cut-cost.ts";
import type { Place } from "./cut-cost.ts";
import { characterStarts, lastStartBefore } from "./graphemes.ts";
import { Structure } from "./structure.ts";

/** Characters of one message, in UTF-16 units: Discord documents 2000 and not which unit it counts. */
export const MAX_MESSAGE_LENGTH = 2000;

/** Room for what is closed and opened at a cut, with as much left for text. */
const MIN_LENGTH = 200;

/** The longest that can be closed at a cut: fence and quote marker, six spans. */
const SEAM_ROOM = 60;
const WIDE_INDENT = 100;

export interface SplitLimits {
  /** In UTF-16 units; default {@link MAX_MESSAGE_LENGTH}, at least 200. */
  readonly maxLength?: number;
  /** Stops behind this many parts, so that what nobody will be shown is not cut. Default all. */
  readonly maxParts?: number;
}

/** One part, with what was done at its edges. */
export interface MarkdownPart {
  /** What is sent: `opened`, then a piece of the source, then `closed`. Never blank. */
  readonly text: string;
  readonly opened: string;
  readonly closed: string;
  /**
   * The source between this part and the next, which is not shown: white space, blank lines with
   * their quote markers, and a closing fence that `closed` stands for.
   */
  readonly separator: string;
}

export interface SplitMarkdown {
  /** Blank source in front of the first part; the whole of a blank source. */
  readonly lead: string;
  readonly parts: readonly MarkdownPart[];
}

/**
 * Cuts `source` into messages.
 *
 * @returns Parts of at most `maxLength` units, none blank; an empty list for a blank source.
 * @throws {RangeError} When `maxLength` is below 200.
 */
export function splitMarkdown(source: string, limits: SplitLimits = {}): readonly string[] {
  return cutMarkdown(source, limits).parts.map((part) => part.text);
}

/** Like {@link splitMarkdown}, with what was done at each cut. */
export function cutMarkdown(source: string, limits: SplitLimits = {}): SplitMarkdown {
  const maxLength = limits.maxLength ?? MAX_MESSAGE_LENGTH;
  if (!(maxLength >= MIN_LENGTH)) throw new RangeError(`maxLength must be at least ${MIN_LENGTH}`);
  const text = new Structure(source);
  const visible = text.lines.filter((line) => !isBlank(source, line));
  const first = visible[0];
  const last = visible.at(-1);
  if (first === undefined || last === undefined) return { lead: source, parts: [] };
  const parts: MarkdownPart[] = [];
  const begin = skipWideIndent(source, first.start);
  let start = begin;
  let opened = "";
  while (start < last.end && parts.length < (limits.maxParts ?? Infinity)) {
    const cut = nextCut(text, start, last.end, opened, maxLength);
    const next = skipWideIndent(source, cut.to);
    parts.push({
      text: opened + source.slice(start, cut.from) + cut.closed,
      opened,
      closed: cut.closed,
      separator: source.slice(cut.from, next),
    });
    start = next;
    opened = cut.opened;
  }
  return { lead: source.slice(0, begin), parts };
}

/** The source that {@link cutMarkdown} was given, when it cut all of it. */
export function rejoin(split: SplitMarkdown): string {
  const pieces = split.parts.map(
    (part) => part.text.slice(part.opened.length, part.text.length - part.closed.length) + part.separator,
  );
  return split.lead + pieces.join("");
}

interface Cut {
  readonly from: number;
  readonly to: number;
  readonly closed: string;
  readonly opened: string;
}

function nextCut(text: Structure, start: number, end: number, opened: string, maxLength: number): Cut {
  const room = maxLength - opened.length;
  const ending = text.seam(end, end).closed;
  if (end - start + ending.length <= room) {
    return { from: end, to: text.source.length, closed: ending, opened: "" };
  }
  return (
    bestCut(text, start, Math.min(end, start + room), room, maxLength) ?? rawCut(text, start, opened, room)
  );
}

/** Looks at every place from the fullest part down, until none that is left could be better. */
function bestCut(text: Structure, start: number, limit: number, room: number, maxLength: number) {
  const { source } = text;
  const costs = new CutCost(text, start, maxLength, characterStarts(source, start, limit));
  let best: (Place & { readonly closed: string; readonly opened: string }) | undefined;
  let bestWorth = -Infinity;
  let lineIndex = text.lineIndexAt(limit);
  for (let at = limit; at > start; at--) {
    const fullness = (at - start) / room;
    if (fullness <= bestWorth) break;
    while ((text.lines[lineIndex]?.start ?? 0) > at) lineIndex--;
    const place = costs.at(at, lineIndex);
    if (place === undefined || fullness - place.cost <= bestWorth) continue;
    const seam = text.seam(place.from, place.to);
    if (at - start + seam.closed.length > room || !/\S/.test(source.slice(start, at))) continue;
    best = { ...place, ...seam };
    bestWorth = fullness - place.cost;
  }
  return best;
}

/** Where no place will do, such as in a list marker with 3,000 spaces behind it. */
function rawCut(text: Structure, start: number, opened: string, room: number): Cut {
  const limit = start + Math.max(1, room - SEAM_ROOM);
  const from = Math.max(start + 1, lastStartBefore(text.source, start, limit));
  const seam = text.seam(from, from);
  // A line cut here may have become a fence.
  const part = opened + text.source.slice(start, from) + seam.closed;
  const ending = new Structure(part).seam(part.length, part.length).closed;
  return { from, to: from, opened: seam.opened, closed: seam.closed + ending };
}

/** Indentation that would fill a message with nothing is left out like the white space before it. */
function skipWideIndent(source: string, from: number): number {
  let to = from;
  while (source[to] === " " || source[to] === "\t") to++;
  return to - from > WIDE_INDENT ? to : from;
}
