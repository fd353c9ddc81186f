/**
 * Tables for Discord, which shows none: a code block with columns in line when it is narrow enough
 * for a phone held sideways, else each row as a few lines of `header: value`.
 */
import { displayWidth } from "./display-width.ts";
import { readBlocks } from "./blocks.ts";
import type { Line } from "./blocks.ts";
import { codeBlock } from "./standard-fences.ts";
import { alignmentsOf, cellsOf, plainCell } from "./table-cells.ts";
import type { Alignment } from "./table-cells.ts";

/** Columns of a code block that Discord's desktop client shows beside a member list without wrapping. */
const MAX_COLUMNS = 60;
/** Wider cells never fit, and looking for markup in them is wasted. */
const MAX_CELL_LENGTH = 400;

export interface TableOptions {
  /** Columns of a monospaced character; a wide one takes two. Default 60; 0 writes every table as lines. */
  readonly maxColumns?: number;
}

/** @returns `markdown` with its tables rewritten; code blocks and malformed tables stay as they are. Linear. */
export function tablesForDiscord(markdown: string, options: TableOptions = {}): string {
  if (!markdown.includes("|")) return markdown;
  const { lines } = readBlocks(markdown);
  let result = "";
  for (let index = 0; index < lines.length;) {
    const end = tableEnd(markdown, lines, index);
    if (end === index) {
      result += textOf(markdown, lines[index]);
      index++;
    } else {
      result += renderTable(markdown, lines.slice(index, end), options.maxColumns ?? MAX_COLUMNS);
      index = end;
    }
  }
  return result;
}

/** Index behind the last row of the table that begins at `index`; `index` itself when none does. */
export function tableEnd(source: string, lines: readonly Line[], index: number): number {
  const header = lines[index];
  const delimiter = lines[index + 1];
  if (header === undefined || delimiter === undefined || !isRow(source, header)) return index;
  if (delimiter.quote !== header.quote) return index;
  const columns = alignmentsOf(bodyOf(source, delimiter));
  if (columns === undefined || columns.length !== cellsOf(bodyOf(source, header)).length) return index;
  let end = index + 2;
  for (let line = lines[end]; line !== undefined; line = lines[++end]) {
    if (!isRow(source, line) || line.quote !== header.quote) break;
  }
  return end;
}

function isRow(source: string, line: Line): boolean {
  return (line.kind === "row" || line.kind === "text") && bodyOf(source, line).includes("|");
}

function textOf(source: string, line: Line | undefined): string {
  return line === undefined ? "" : source.slice(line.start, line.next);
}

/** The line behind its quote markers. */
function bodyOf(source: string, line: Line): string {
  const lead = source.startsWith(">>> ", line.start) && line.quote === "" ? 4 : line.quote.length;
  return source.slice(line.start + lead, line.end);
}

function renderTable(source: string, lines: readonly Line[], maxColumns: number): string {
  const [header, delimiter, ...rows] = lines;
  if (header === undefined || delimiter === undefined) return "";
  const heads = cellsOf(bodyOf(source, header));
  const alignments = alignmentsOf(bodyOf(source, delimiter)) ?? [];
  const cells = rows.map((row) => fitRow(cellsOf(bodyOf(source, row)), heads.length));
  const text = columnsText([heads, ...cells], alignments, maxColumns) ?? rowsText(heads, cells);
  const last = lines.at(-1) ?? header;
  const lead = source.slice(header.start, header.start + header.quote.length);
  return (
    text
      .split("\n")
      .map((line) => lead + line)
      .join("\n") + source.slice(last.end, last.next)
  );
}

/** Missing cells are empty; what is too much stays visible in the last one. */
function fitRow(cells: readonly string[], columns: number): readonly string[] {
  const kept = cells.slice(0, columns);
  if (cells.length > columns)
    kept[columns - 1] = cells
      .slice(columns - 1)
      .filter((cell) => cell !== "")
      .join(" | ");
  while (kept.length < columns) kept.push("");
  return kept;
}

function columnsText(
  table: readonly (readonly string[])[],
  alignments: readonly Alignment[],
  maxColumns: number,
): string | undefined {
  const widths = alignments.map(() => 0);
  const plain: string[][] = [];
  for (const row of table) {
    const cells: string[] = [];
    for (const [column, cell] of row.entries()) {
      const text = cell.length > MAX_CELL_LENGTH ? undefined : plainCell(cell);
      if (text === undefined) return undefined;
      widths[column] = Math.max(widths[column] ?? 0, displayWidth(text));
      cells.push(text);
    }
    if (widths.reduce((sum, width) => sum + width + 2, -2) > maxColumns) return undefined;
    plain.push(cells);
  }
  const [heads, ...rows] = plain.map((row) =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0, alignments[column] ?? "left"))
      .join("  ")
      .trimEnd(),
  );
  const rule = widths.map((width) => "-".repeat(Math.max(1, width))).join("  ");
  return codeBlock([heads, rule, ...rows].join("\n"));
}

function pad(cell: string, width: number, alignment: Alignment): string {
  const room = width - displayWidth(cell);
  const before = alignment === "left" ? 0 : alignment === "right" ? room : room >> 1;
  return " ".repeat(before) + cell + " ".repeat(room - before);
}

function rowsText(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return heads.map((head) => `**${head}**`).join(" · ");
  const blocks = rows.map((row) =>
    row
      .map((cell, column) => (cell === "" ? "" : labelled(heads[column] ?? "", cell)))
      .filter((line) => line !== ""),
  );
  return blocks.map((lines) => (lines.length === 0 ? "–" : lines.join("\n"))).join("\n\n");
}

function labelled(head: string, cell: string): string {
  const label = head.replace(/^(\*\*|__)(.*)\1$/s, "$2");
  return label === "" ? cell : `**${label}:** ${cell.replace(/<br\s*\/?>/gi, " ")}`;
}
