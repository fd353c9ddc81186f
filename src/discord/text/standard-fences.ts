/**
 * Writes code blocks the one way Discord reads them.
 *
 * Discord knows no `~~~` and no longer fences, ends a block at the next three backticks wherever they
 * stand, and shows words behind the language as code. So every block gets three backticks on lines of
 * their own, and backticks inside it are held apart by an invisible character. Stray ones outside get
 * backslashes: what is code to us is code to Discord then, and nothing else is.
 */
import { readBlocks } from "./blocks.ts";
import type { Line } from "./blocks.ts";

/** Zero-width space. */
const GAP = "\u200b";
const STRAY = /`{3,}/g;

/** @returns `markdown` with every code block in Discord's own form. Linear; twice is the same as once. */
export function standardFences(markdown: string): string {
  if (!markdown.includes("```") && !markdown.includes("~~~")) return markdown;
  const { lines } = readBlocks(markdown);
  return lines
    .map((line, index) => rewrite(markdown, line) + missingEnd(markdown, line, lines[index + 1]))
    .join("");
}

/** A block that its quote or the text ends without a closing line: Discord would not take it for code. */
function missingEnd(source: string, line: Line, next: Line | undefined): string {
  const { fence } = line;
  if (fence === undefined || fence.isClosed || next?.fence === fence) return "";
  const newline = source[line.next - 1] === "\n" ? "" : "\n";
  return `${newline}${fence.quote}\`\`\`${next === undefined ? "" : "\n"}`;
}

/** Text for inside a code block: it cannot end the block. */
export function withoutFences(code: string): string {
  return code.replace(STRAY, (run) => run.replaceAll("`", `\`${GAP}`).slice(0, -1));
}

/** A code block that holds `code` whatever is in it. */
export function codeBlock(code: string, language = ""): string {
  const safe = withoutFences(code);
  // A backtick at the edge would join the closing ones.
  return `\`\`\`${language}\n${safe.endsWith("`") ? safe + GAP : safe}\n\`\`\``;
}

function rewrite(source: string, line: Line): string {
  const text = source.slice(line.start, line.next);
  const { fence } = line;
  if (fence === undefined) return escapeStrays(text);
  if (line.kind === "code") return withoutFences(text);
  const lead = source.slice(
    line.start,
    line.kind === "fence-open" ? fence.markerEnd - fence.marker.length : line.bodyStart,
  );
  if (line.kind === "fence-close") {
    const indent = /^[ \t]*/.exec(source.slice(line.bodyStart, line.end))?.[0] ?? "";
    return `${lead}${indent}\`\`\`${source.slice(line.end, line.next)}`;
  }
  const info = source.slice(fence.markerEnd, line.end).trim();
  const end = source.slice(line.end, line.next);
  // Words that name no language are shown, as Discord would; settings behind a language are not.
  const isLanguage = info === fence.language || /^\S+\s+\S*[={]/.test(info) || info === "";
  const shown = isLanguage ? "" : `\n${fence.quote}${withoutFences(info)}`;
  const isBehindText = /[^\s>*+\-\d.)]/.test(lead);
  const ownLine = isBehindText ? `${escapeStrays(lead).trimEnd()}\n${fence.quote}` : lead;
  return `${ownLine}\`\`\`${isLanguage ? fence.language : ""}${shown}${end}`;
}

/** Leaves inline code on one line alone, where both fences are the same length. */
function escapeStrays(text: string): string {
  if (!text.includes("```")) return text;
  const runs = [...text.matchAll(STRAY)];
  const isPaired = runs.length % 2 === 0 && runs.every((run) => run[0].length === 3);
  return isPaired ? text : text.replace(STRAY, (run) => "\\`".repeat(run.length));
}
