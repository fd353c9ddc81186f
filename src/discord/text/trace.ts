/** A receipt as people read it in a trace thread: what ran, side by side, with arguments and results. */
import type { Receipt, ReceiptRound, ToolCallRecord, Usage } from "../../contracts.ts";
import { withoutHiddenCharacters } from "../../text/sanitise.ts";
import english from "../../words/languages/en.ts";
import { noticeIn } from "../../words/notices.ts";
import type { NoticeWords, TraceWords } from "../../words/words.ts";
import { maskedArguments, maskSecrets } from "./mask-secrets.ts";
import { splitMarkdown } from "./split.ts";
import { codeBlock, withoutFences } from "./standard-fences.ts";
import { timeline } from "./trace-timeline.ts";

export interface TraceOptions {
  /** The question's text; its first line names the thread. */
  readonly question: string;
  /** Replaces known secrets in a text. */
  readonly redact: (text: string) => string;
  /** Characters of a result that are shown; the whole is in a file. Default 600. */
  readonly maxResultLength?: number;
  readonly words?: { readonly trace: TraceWords; readonly notices: NoticeWords };
  /** Times in words instead of bars, and the outcome of each call in words. */
  readonly isPlain?: boolean;
}

export interface TraceFile {
  readonly name: string;
  readonly text: string;
}

export interface TraceMessage {
  /** At most 2000 UTF-16 units. */
  readonly text: string;
  /** At most ten, Discord's limit for one message. */
  readonly files?: readonly TraceFile[];
}

export interface RenderedReceipt {
  /** 1 to 100 UTF-16 units, one line, without mentions. */
  readonly title: string;
  readonly messages: readonly TraceMessage[];
  /** The whole receipt, masked, for machines. */
  readonly runJson: TraceFile;
}

const MAX_TITLE = 100;
const MAX_RESULT = 600;
const MAX_ARGUMENTS = 1_500;
/** A longer result pushes the next call off the screen. */
const MAX_LINES = 20;
const MAX_FILES = 10;
/** What Discord would not show; `snake_case`, `2 * 3` and `a | b` are no markup. */
const MARKERS =
  /^[#>\s*-]+|(?<=\S)\*+|\*+(?=\S)|`+|~~+|\|\|+|(?<![\p{L}\p{N}])_+(?=\S)|(?<=\S)_+(?![\p{L}\p{N}_])/gu;
const MENTION = /<(?:@[!&]?|#|a?:\w{1,32}:|\/[^<>\n]{1,100}:|t:|id:)[\w:-]{0,40}>|@(?:everyone|here)/g;

/** Renders a receipt. Linear in its size; nothing in it can end a code block or ping anybody. */
export function renderTrace(receipt: Receipt, options: TraceOptions): RenderedReceipt {
  const { trace: words, notices } = options.words ?? english;
  // Hidden characters first: one in the middle of a secret would keep it from being recognised.
  const redact = (text: string): string => options.redact(withoutHiddenCharacters(text));
  const safe = { ...options, redact };
  const messages = [
    ...messagesOf(totals(receipt, words, notices, redact), []),
    ...receipt.rounds.flatMap((round) => roundMessages(round, words, safe)),
  ];
  const masked = maskSecrets(withParsedArguments(receipt), redact);
  const runJson = { name: "run.json", text: `${JSON.stringify(masked, undefined, 2)}\n` };
  return { title: titleOf(options.question, words.untitled, redact), messages, runJson };
}

/** The first line that says something, without mentions and markers. */
export function titleOf(question: string, untitled: string, redact: (text: string) => string): string {
  const lines = redact(question).slice(0, 4_000).replace(MENTION, " ").split("\n");
  const plain = lines.map((line) => line.replace(MARKERS, "").replace(/\s+/g, " ").trim());
  const title = plain.find((line) => line !== "") ?? untitled;
  if (title.length <= MAX_TITLE) return title;
  let short = "";
  for (const { segment } of new Intl.Segmenter().segment(title.slice(0, 2 * MAX_TITLE))) {
    if (short.length + segment.length >= MAX_TITLE) break;
    short += segment;
  }
  return `${short.trimEnd()}…`;
}

function totals(
  receipt: Receipt,
  words: TraceWords,
  noticeWords: NoticeWords,
  redact: (text: string) => string,
): string {
  const calls = receipt.rounds.reduce((sum, round) => sum + round.toolCalls.length, 0);
  const items = [
    `\`${inline(redact(receipt.backend))}\``,
    words.rounds(receipt.rounds.length),
    words.tools(calls),
    usageText(receipt.usage, words),
    words.seconds(receipt.durationMs / 1000),
  ];
  const error =
    receipt.errorCode === undefined ? [] : [`${words.endedWith} \`${inline(receipt.errorCode)}\``];
  const notices = receipt.notices.map((notice) => `- ${oneLine(redact(noticeIn(notice, noticeWords)))}`);
  return [`**${words.total}:** ${items.join(" · ")}`, ...error, ...notices].join("\n");
}

function roundMessages(
  round: ReceiptRound,
  words: TraceWords,
  options: TraceOptions,
): readonly TraceMessage[] {
  const head = `**${words.round} ${round.round}** · \`${inline(options.redact(round.model))}\` · ${words.seconds(round.durationMs / 1000)} · ${usageText(round.usage, words)}`;
  if (round.toolCalls.length === 0) return messagesOf(`${head}\n${words.noTools}`, []);
  const bars =
    options.isPlain === true ? [] : [codeBlock(options.redact(timeline(round.toolCalls, words.failed)))];
  const startedAt = round.toolCalls.reduce((first, call) => Math.min(first, call.startedAt), Infinity);
  const calls = round.toolCalls.map((call, index) => callText(call, index, startedAt, words, options));
  const text = [head, ...bars, ...calls.map((call) => call.text)].join("\n");
  return messagesOf(
    text,
    calls.flatMap((call) => call.files),
  );
}

function callText(
  call: ToolCallRecord,
  index: number,
  roundStartedAt: number,
  words: TraceWords,
  options: TraceOptions,
) {
  const stem = `round-${call.round}-${index + 1}-${call.tool.replace(/[^\w-]/g, "_").slice(0, 40)}`;
  const args = shortened(maskedArguments(call.args, options.redact), MAX_ARGUMENTS, `${stem}-arguments.json`);
  const result = shortened(
    options.redact(call.result),
    options.maxResultLength ?? MAX_RESULT,
    `${stem}-result.txt`,
  );
  const lines = [
    `**${index + 1}. \`${inline(options.redact(call.tool))}\`** · ${courseOf(call, roundStartedAt, words, options.isPlain ?? false)}`,
    `${words.arguments}${cutNote(args, words)}`,
    codeBlock(args.shown, "json"),
    `${words.result}${cutNote(result, words)}`,
    codeBlock(result.shown),
  ];
  return { text: lines.join("\n"), files: [args.file, result.file].filter((file) => file !== undefined) };
}

/** How a call went. Its place in time is in the bars above, unless there are none. */
function courseOf(call: ToolCallRecord, roundStartedAt: number, words: TraceWords, isPlain: boolean): string {
  if (!isPlain) return (call.isError ? `${words.failed} · ` : "") + words.milliseconds(call.durationMs);
  const outcome = call.isError ? words.failed : words.succeeded;
  return `${outcome}, ${words.began(call.startedAt - roundStartedAt, call.durationMs)}`;
}

interface Shortened {
  readonly shown: string;
  readonly file: TraceFile | undefined;
}

function shortened(text: string, maxLength: number, fileName: string): Shortened {
  const lineEnd = endOfLine(text, MAX_LINES);
  if (text.length <= maxLength && lineEnd === text.length)
    return { shown: text.trim() === "" ? "–" : text, file: undefined };
  const limits = { maxLength: Math.max(200, maxLength), maxParts: 1 };
  // A block needs no more of a long text than what surely fills it.
  const beginning = text.slice(0, Math.min(lineEnd, 4 * limits.maxLength));
  const [first] = splitMarkdown(codeBlock(beginning.toWellFormed()), limits);
  const shown = (first ?? "").replace(/^```\n|\n```$/g, "");
  return { shown: `${shown} …`, file: { name: fileName, text } };
}

/** Where the line with this number, counted from one, ends. */
function endOfLine(text: string, number: number): number {
  let at = -1;
  for (let line = 0; line < number; line++) {
    at = text.indexOf("\n", at + 1);
    if (at === -1) return text.length;
  }
  return at;
}

function cutNote(part: Shortened, words: TraceWords): string {
  return part.file === undefined ? "" : ` (${words.wholeIn} ${part.file.name})`;
}

/** The files go with the first message of their text; more than ten get messages of their own. */
function messagesOf(text: string, files: readonly TraceFile[]): readonly TraceMessage[] {
  const messages: TraceMessage[] = splitMarkdown(text).map((part) => ({ text: part }));
  const groups: (readonly TraceFile[])[] = [];
  for (let at = 0; at < files.length; at += MAX_FILES) groups.push(files.slice(at, at + MAX_FILES));
  for (const [index, group] of groups.entries()) {
    const message = messages[index];
    if (message !== undefined) messages[index] = { ...message, files: group };
    else messages.push({ text: group.map((file) => `\`${file.name}\``).join(" "), files: group });
  }
  return messages;
}

function usageText(usage: Usage, words: TraceWords): string {
  const about = usage.isEstimated ? `${words.about} ` : "";
  const cost = usage.costUsd === undefined ? "" : ` · ${words.cost(usage.costUsd)}`;
  return `${about}${words.tokensIn(usage.inputTokens)}, ${words.tokensOut(usage.outputTokens)}${cost}`;
}

function inline(text: string): string {
  return withoutFences(text).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 100).toWellFormed();
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").slice(0, 300).toWellFormed();
}

/** Arguments become data in the JSON, so that their keys can be masked; text that does not parse is masked as text. */
function withParsedArguments(receipt: Receipt): unknown {
  const rounds = receipt.rounds.map((round) => ({
    ...round,
    toolCalls: round.toolCalls.map((call) => ({ ...call, args: parsed(call.args) })),
  }));
  return { ...receipt, rounds };
}

function parsed(args: string): unknown {
  try {
    return JSON.parse(args);
  } catch {
    return maskedArguments(args, (text) => text);
  }
}
