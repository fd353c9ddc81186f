/** How the demo model tells what its tools found. */
import { asksForSummary, summarise } from "./demo-requests.ts";
import type { DemoFile, DemoQuote } from "./demo-context.ts";
import { DEMO_FOOTER } from "./demo-texts.ts";

export interface DemoCall {
  readonly tool: string;
  /** Raw JSON text. */
  readonly args: string;
}

export interface FinishedCall extends DemoCall {
  readonly result: string;
}

/** What came of the calls: in short where that was asked, else as it is. */
export function tellResults(question: string, done: readonly FinishedCall[]): string {
  const count = done.length === 1 ? "one tool call" : `${done.length} tool calls`;
  const isSummary = asksForSummary(question);
  const told = done.map((call) => (isSummary ? tellSummary(call) : undefined) ?? tellResult(call));
  return [`Here is what I found with ${count}:`, ...told, "", DEMO_FOOTER].join("\n");
}

/** What is text to be told in short, with where it comes from. */
const TEXTS: Readonly<Record<string, string>> = {
  fetch_url: "url",
  read_file: "path",
  read_channel: "channel",
};

function tellSummary({ tool, args, result }: FinishedCall): string | undefined {
  const key = TEXTS[tool];
  const sentences = key === undefined || isError(result) ? [] : summarise(result);
  if (key === undefined || sentences.length === 0) return undefined;
  const title = /^Title: (.+)$/m.exec(result)?.[1];
  const from = title ?? String(readObject(args)[key] ?? "this channel");
  const lines = sentences.map((sentence) => `- ${shorten(sentence, 300)}`);
  return [`**${shorten(from, 100)}**, in the sentences whose words it uses most:`, ...lines].join("\n");
}

/** What came along with the question: in short where it is long, else as it is. */
export function tellFiles(files: readonly DemoFile[]): string {
  return ["This is what came along:", ...files.map(tellFile), "", DEMO_FOOTER].join("\n");
}

function tellFile({ name, text }: DemoFile): string {
  const called = `- **${shorten(name, 100)}**`;
  if (text === undefined) return `${called}: its text is not shown to me.`;
  const sentences = text.length > 600 ? summarise(text) : [];
  if (sentences.length > 0) {
    const lines = sentences.map((sentence) => `  - ${shorten(sentence, 300)}`);
    return [`${called}, in the sentences whose words it uses most:`, ...lines].join("\n");
  }
  return `${called}:\n\`\`\`\n${shorten(text.trim(), 600).replaceAll("```", "'''")}\n\`\`\``;
}

/** A message that nothing can be found out about with the tools. */
export function tellQuote({ text }: DemoQuote): string {
  const said = asCode(shorten(text, 200));
  return `This is the message that I was shown: ${said}\nWhat it means is beyond me.\n\n${DEMO_FOOTER}`;
}

/** Tools whose results are sentences for people. */
const TELLING: ReadonlySet<string> = new Set(["create_poll", "remind_me", "remember", "send_message"]);

function isError(result: string): boolean {
  return result.startsWith("Tool error:");
}

function tellResult({ tool, args, result }: FinishedCall): string {
  if (result.startsWith("Tool error: refused: the person said no."))
    return `- \`${tool}\` was not used: you said no.`;
  const told = shorten(result.trim() === "" ? "(nothing came back)" : result.trim(), 600);
  const { expression } = readObject(args);
  if (tool === "calculator" && typeof expression === "string") return `- ${asCode(expression)} = **${told}**`;
  const { time, weekday, date, zone } = readObject(result);
  if (tool === "current_time" && [time, weekday, date, zone].every((part) => typeof part === "string")) {
    return `- **${String(time)}** on ${String(weekday)} ${String(date)}, ${asCode(String(zone))}`;
  }
  if (TELLING.has(tool) && !told.includes("\n")) return `- \`${tool}\`: ${told}`;
  const call = `- \`${tool}\` ${asCode(args)}`;
  return told.includes("\n")
    ? `${call}:\n\`\`\`\n${told.replaceAll("```", "'''")}\n\`\`\``
    : `${call}: ${told}`;
}

/** The object in a JSON text; empty when there is none. */
function readObject(text: string): Readonly<Record<string, string | number | undefined>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, string | number>) : {};
  } catch {
    return {};
  }
}

/** In a code span of one line. */
export function asCode(text: string): string {
  return `\`${text.replaceAll("`", "'").replaceAll(/\s+/g, " ")}\``;
}

export function shorten(text: string, maxChars: number): string {
  return text.length <= maxChars ? text : `${text.slice(0, maxChars - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
