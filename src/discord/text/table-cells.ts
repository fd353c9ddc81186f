/** Cells of a table in GitHub's markdown. */
import { Structure } from "./structure.ts";

export type Alignment = "left" | "right" | "centre";

const DELIMITER = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

/** The alignments of a line such as `|:--|:-:|`; `undefined` when it is not one. */
export function alignmentsOf(line: string): readonly Alignment[] | undefined {
  if (!line.includes("-") || !DELIMITER.test(line)) return undefined;
  return cellsOf(line).map((cell) => {
    if (!cell.endsWith(":")) return "left";
    return cell.startsWith(":") ? "centre" : "right";
  });
}

/** Cuts a row at its bars; `\|` is a bar in a cell. */
export function cellsOf(line: string): readonly string[] {
  const cells: string[] = [];
  let cell = "";
  for (let at = 0; at < line.length; at++) {
    if (line[at] === "\\" && at + 1 < line.length) {
      cell += line[at + 1] === "|" ? "|" : line.slice(at, at + 2);
      at++;
    } else if (line[at] === "|") {
      cells.push(cell.trim());
      cell = "";
    } else {
      cell += line[at] ?? "";
    }
  }
  cells.push(cell.trim());
  if (line.trimStart().startsWith("|")) cells.shift();
  if (cells.length > 1 && cells.at(-1) === "") cells.pop();
  return cells;
}

/**
 * A cell as it reads without markup, for a code block.
 *
 * @returns `undefined` when it would lose something there: mentions, times and emoji of Discord.
 */
export function plainCell(cell: string): string | undefined {
  const text = new Structure(cell.replace(/<br\s*\/?>/gi, " "));
  if (text.atoms.some((atom) => atom.kind === "token" && !/^<https?:/i.test(text.source.slice(atom.start)))) {
    return undefined;
  }
  const markers = new Set<number>();
  for (const span of text.spans) {
    for (let i = 0; i < span.marker.length; i++) markers.add(span.start + i).add(span.closeStart + i);
  }
  const atoms = new Map(text.atoms.map((atom) => [atom.start, atom]));
  let result = "";
  for (let at = 0; at < text.source.length; at++) {
    const atom = atoms.get(at);
    if (atom !== undefined) {
      result += plainAtom(text.source.slice(atom.start, atom.end), atom.kind, atom.marker.length);
      at = atom.end - 1;
    } else if (!markers.has(at)) result += text.source[at] ?? "";
  }
  return result;
}

function plainAtom(raw: string, kind: string, ticks: number): string {
  switch (kind) {
    case "code":
      return raw.slice(ticks, -ticks).trim();
    case "escape":
      return raw.slice(1);
    case "token":
      return raw.slice(1, -1);
    case "link":
    case "image": {
      const match = /^!?\[(.*)\]\(<?(.*?)>?\)$/s.exec(raw);
      return match === null ? raw : `${match[1] ?? ""} (${match[2] ?? ""})`;
    }
    default:
      return raw;
  }
}
