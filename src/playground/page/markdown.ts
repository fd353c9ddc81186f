/**
 * Discord's markdown, text to tree. Pure and without a DOM, so that Node can test it; the tree holds
 * strings alone and `markdown-view.ts` makes elements of it, so no text can become HTML.
 */
import { parseInline } from "./markdown-inline.ts";
import type { Inline } from "./markdown-inline.ts";

export type Block =
  | { readonly type: "text"; readonly children: readonly Inline[] }
  | { readonly type: "heading"; readonly level: 1 | 2 | 3; readonly children: readonly Inline[] }
  | { readonly type: "subtext"; readonly children: readonly Inline[] }
  | { readonly type: "quote"; readonly blocks: readonly Block[] }
  | {
      readonly type: "list";
      readonly start: number | undefined;
      readonly items: readonly (readonly Block[])[];
    }
  | { readonly type: "code"; readonly language: string; readonly text: string };

/** How deep quotes and lists nest; what is deeper is shown as text. */
const MAX_DEPTH = 8;

const FENCE = /```(?:([\w+#.-]*)[ \t]*\n)?([\s\S]*?)\n?```/;
const HEADING = /^(#{1,3})[ \t]+(\S.*)$/;
const SUBTEXT = /^-#[ \t]+(\S.*)$/;
const QUOTE = /^> ?(?=.)|^>[ \t]*$/;
const ITEM = /^([ \t]*)(?:([-*])|(\d{1,9})\.)[ \t]+(?=\S)/;

/** Parses a whole message. */
export function parseMarkdown(source: string): Block[] {
  return parseBlocks(source.replaceAll("\r\n", "\n"), 0);
}

function parseBlocks(source: string, depth: number): Block[] {
  const blocks: Block[] = [];
  let rest = source;
  for (;;) {
    const fence = FENCE.exec(rest);
    // A fence in a quote or list belongs to it: those take whole lines, so they come first.
    const before = fence === null ? rest : rest.slice(0, fence.index);
    const prefix = before.slice(before.lastIndexOf("\n") + 1);
    if (fence === null || QUOTE.test(prefix) || before.includes("\n>>> ") || before.startsWith(">>> ")) {
      return [...blocks, ...parseLines(rest, depth)];
    }
    // Discord swallows one line break on either side of a code block.
    blocks.push(...parseLines(before.replace(/\n$/, ""), depth));
    blocks.push({ type: "code", language: fence[1] ?? "", text: fence[2] ?? "" });
    rest = rest.slice(fence.index + fence[0].length).replace(/^\n/, "");
  }
}

function parseLines(source: string, depth: number): Block[] {
  const blocks: Block[] = [];
  if (source === "") return blocks;
  const lines = source.split("\n");
  let text: string[] = [];
  const flush = () => {
    if (text.length > 0) blocks.push({ type: "text", children: parseInline(text.join("\n")) });
    text = [];
  };
  let index = 0;
  while (index < lines.length) {
    const found = depth < MAX_DEPTH ? readBlock(lines, index, depth) : undefined;
    if (found === undefined) {
      text.push(lines[index] ?? "");
      index++;
      continue;
    }
    flush();
    blocks.push(found.block);
    index = found.next;
  }
  flush();
  return blocks;
}

function readBlock(
  lines: readonly string[],
  index: number,
  depth: number,
): { block: Block; next: number } | undefined {
  const line = lines[index] ?? "";
  const heading = HEADING.exec(line);
  if (heading !== null) {
    const level = Math.min(3, heading[1]?.length ?? 1) as 1 | 2 | 3;
    return { block: { type: "heading", level, children: parseInline(heading[2] ?? "") }, next: index + 1 };
  }
  const subtext = SUBTEXT.exec(line);
  if (subtext !== null) {
    return { block: { type: "subtext", children: parseInline(subtext[1] ?? "") }, next: index + 1 };
  }
  if (line.startsWith(">>> ")) {
    const rest = [line.slice(4), ...lines.slice(index + 1)].join("\n");
    return { block: { type: "quote", blocks: parseBlocks(rest, depth + 1) }, next: lines.length };
  }
  if (line.startsWith("> ")) return readQuote(lines, index, depth);
  return ITEM.test(line) ? readList(lines, index, depth) : undefined;
}

function readQuote(lines: readonly string[], index: number, depth: number) {
  const inner: string[] = [];
  let next = index;
  while (next < lines.length && QUOTE.test(lines[next] ?? "")) {
    inner.push((lines[next] ?? "").replace(QUOTE, ""));
    next++;
  }
  const block: Block = { type: "quote", blocks: parseBlocks(inner.join("\n"), depth + 1) };
  return { block, next };
}

/** Items of one list: lines indented deeper belong to the item above and may be lists themselves. */
function readList(lines: readonly string[], index: number, depth: number) {
  const first = ITEM.exec(lines[index] ?? "");
  const indent = first?.[1]?.length ?? 0;
  const isOrdered = first?.[3] !== undefined;
  const items: Block[][] = [];
  let next = index;
  while (next < lines.length) {
    const item = ITEM.exec(lines[next] ?? "");
    if (item === null || (item[1]?.length ?? 0) > indent + 1 || (item[3] !== undefined) !== isOrdered) break;
    if ((item[1]?.length ?? 0) < indent) break;
    const inner = [(lines[next] ?? "").slice(item[0].length)];
    next++;
    while (next < lines.length && isContinuation(lines[next] ?? "", indent)) {
      inner.push(dedent(lines[next] ?? "", indent + 2));
      next++;
    }
    items.push(parseBlocks(inner.join("\n"), depth + 1));
  }
  const block: Block = { type: "list", start: isOrdered ? Number(first?.[3]) : undefined, items };
  return { block, next };
}

function isContinuation(line: string, indent: number): boolean {
  const spaces = /^[ \t]*/.exec(line)?.[0].length ?? 0;
  return line.trim() !== "" && spaces >= indent + 2;
}

function dedent(line: string, count: number): string {
  return line.replace(new RegExp(`^[ \\t]{0,${count}}`), "");
}
