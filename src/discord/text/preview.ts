/**
 * What one message shows of an answer that is still being written.
 *
 * It shows the beginning, not the end: people read from the top, the message becomes the first part of
 * the finished answer without jumping, and a window that slides along with every edit cannot be read.
 * A line under it tells that more is coming. What is half written at the end (a link, a mention, an
 * emoji, a table row, a marker) is held back, since Discord would show it as something else for a
 * moment; what is open is closed.
 */
import english from "../../words/languages/en.ts";
import { isBlank } from "./cut-cost.ts";
import { cutMarkdown, MAX_MESSAGE_LENGTH } from "./split.ts";
import { Structure } from "./structure.ts";
import { alignmentsOf } from "./table-cells.ts";
import { tablesForDiscord } from "./tables.ts";

export interface PreviewOptions {
  /** Applied to the held-back text before it is closed and cut, such as `neutralise`. */
  readonly prepare?: (markdown: string) => string;
  /** Stands under text that is longer than one message; `characters` is how many there are so far. */
  readonly more?: (characters: number) => string;
}

/** A label, an address or a token that has not ended within this many characters is shown as it is. */
const MAX_HELD_BACK = 600;
/** Units of text that fill one message, even when much of it is held back or left out. */
const ENOUGH = 4 * MAX_MESSAGE_LENGTH;
/** Room for the markers that close what is open: six spans and inline code. */
const MAX_CLOSERS = 20;

/** @returns At most 2000 UTF-16 units, valid on its own; empty while there is nothing to show. */
export function previewOf(textSoFar: string, options: PreviewOptions = {}): string {
  // The first message needs no more of a long text than what surely fills it.
  const isLong = textSoFar.length > ENOUGH;
  const held = heldBack(isLong ? textSoFar.slice(0, ENOUGH) : textSoFar);
  const prepared = tablesForDiscord(options.prepare === undefined ? held : options.prepare(held));
  const closed = closeSpans(prepared.trimEnd());
  const whole = cutMarkdown(closed, { maxParts: 2 }).parts;
  if (whole.length <= 1 && !isLong) return whole[0]?.text ?? "";
  const more = `-# ${(options.more ?? english.live.more)(textSoFar.length)}`;
  const limits = { maxLength: MAX_MESSAGE_LENGTH - more.length - 1, maxParts: 1 };
  const [first] = cutMarkdown(closed, limits).parts;
  return `${first?.text ?? ""}\n${more}`;
}

/** The text without what is half written at its end. */
export function heldBack(textSoFar: string): string {
  let text = withoutHalfCharacter(textSoFar);
  text = withoutHalfLine(text);
  const { lines } = new Structure(text);
  const last = lines.at(-1);
  if (last === undefined || (last.fence !== undefined && last.kind !== "fence-close")) return text;
  return withoutHalfInline(text);
}

/** Half a surrogate pair, a joiner that waits for its partner, half a flag. */
function withoutHalfCharacter(text: string): string {
  const whole = /[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text;
  const cluster = Array.from(new Intl.Segmenter().segment(whole.slice(-80)), (s) => s.segment).at(-1) ?? "";
  const isHalf =
    cluster.endsWith("\u200d") ||
    /^\p{RI}$/u.test(cluster) ||
    /^\u{1f3f4}[\u{e0020}-\u{e007e}]+$/u.test(cluster);
  return isHalf ? whole.slice(0, whole.length - cluster.length) : whole;
}

/** A fence that is being typed, a bare list or heading marker, a table row without its end. */
function withoutHalfLine(text: string): string {
  const structure = new Structure(text);
  const { lines } = structure;
  const last = lines.at(-1);
  if (last === undefined || last.next !== last.end || text.endsWith("\n")) return text;
  const line = text.slice(last.start, last.end);
  if (last.kind === "fence-open") return text.slice(0, last.start);
  if (last.kind === "code") return /^[>\s]*(?:`+|~+)$/.test(line) ? text.slice(0, last.start) : text;
  if (/^[>\s]*(?:[-*+]|\d{1,9}[.)]?|#{1,6}|-#?|>{1,3}|`{1,2}|~{1,2})?\s*$/.test(line))
    return text.slice(0, last.start);
  if (last.kind !== "row" && !(alignmentsOf(line) !== undefined && line.includes("|"))) return text;
  // A header alone is no table yet, nor is one whose second line is not complete.
  let first = lines.length - 1;
  while (first > 0 && lines[first - 1]?.kind === "row") first--;
  const isTable = lines.length - first > 2;
  return text.slice(0, isTable ? last.start : (lines[first]?.start ?? last.start));
}

/** A link, address, mention or marker that has begun near the end and may still go on. */
function withoutHalfInline(text: string): string {
  const structure = new Structure(text);
  const last = structure.atoms.at(-1);
  // An address at the very end may grow, and so may one that punctuation follows without a space.
  if (last?.kind === "url" && !/\s/.test(text.slice(last.start)))
    return withoutHalfInline(text.slice(0, last.start));
  const from = Math.max(last?.end ?? 0, text.length - MAX_HELD_BACK);
  const tail = text.slice(from);
  const half =
    /(?:!?\[[^\]\n]*(?:\]|\]\([^)\n]*)?|<(?:[@#:/atAT]|id:|https?:)[^>\n]{0,200}|<|https?:?\/?|\\|discord[.\w/]*)$/i.exec(
      tail,
    );
  return withoutMarkers(half === null ? text : text.slice(0, from + half.index));
}

/** Markers at the end have nothing to mark yet, or are the first half of one that closes. */
function withoutMarkers(text: string): string {
  const structure = new Structure(text);
  const ended = structure.spans.some((span) => span.end === text.length);
  const code = structure.atoms.at(-1);
  if (ended || (code?.kind === "code" && code.end === text.length)) return text;
  return text.replace(/[*_~|`]{1,4}$/, "").replace(/[ \t]+$/, "");
}

/** Closes what is open at the end: bold, spoilers, inline code. Code blocks are closed by the splitter. */
function closeSpans(text: string): string {
  const structure = new Structure(text);
  const last = structure.lines.findLast((line) => !isBlank(text, line));
  if (last === undefined || last.fence !== undefined) return text;
  const closers = structure.unclosed;
  return closers.length > MAX_CLOSERS ? text : text + closers;
}
