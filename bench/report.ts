/** One line of a table. */
export type Row = readonly string[];

/** One table. */
export interface Section {
  readonly title: string;
  readonly head: Row;
  readonly rows: readonly Row[];
}

export function section(title: string, head: Row, rows: readonly Row[]): Section {
  return { title, head, rows };
}

/** As markdown, which a terminal shows well enough. */
export function asText({ title, head, rows }: Section): string {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => (row[column] ?? "").length)),
  );
  const line = (row: Row): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`;
  return [`### ${title}`, "", line(head), rule, ...rows.map(line), ""].join("\n");
}
