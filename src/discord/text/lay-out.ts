/** A whole answer as messages: a few parts, and a file when there would be more. Nothing is lost. */
import { cutMarkdown, MAX_MESSAGE_LENGTH } from "./split.ts";
import type { MarkdownPart } from "./split.ts";
import english from "../../words/languages/en.ts";
import type { LayOutWords } from "../../words/words.ts";

export interface LayOutOptions {
  /** Messages at most; default 3, the bar that people set for a wall of text in a channel. */
  readonly maxMessages?: number;
  /** `markdown` is only the {@link beginningOf} an answer, so a file comes along. Default false. */
  readonly isBeginning?: boolean;
  /** Stands under the last part, such as {@link footer}'s lines. */
  readonly footer?: string;
  /** What the file holds when it is not `markdown`, such as the answer before its tables were rewritten. */
  readonly source?: string;
  /** Default 10 MiB, Discord's limit for one attachment. */
  readonly maxFileBytes?: number;
  readonly words?: LayOutWords;
}

export interface LaidOut {
  /** Each at most 2000 UTF-16 units, none blank. */
  readonly parts: readonly string[];
  readonly file?: { readonly name: string; readonly text: string };
}

const MAX_MESSAGES = 3;
const MAX_FILE_BYTES = 10 * 1024 * 1024;
const FILE_NAME = "answer.md";
/**
 * Units of an answer that surely fill its messages, even when much of them is left out: so an answer of
 * a megabyte costs no more to cut than one of a few pages.
 */
const ENOUGH = 4 * MAX_MESSAGE_LENGTH * MAX_MESSAGES;

/** What is worked on of an answer that no messages hold; `undefined` when it is short enough to try. */
export function beginningOf(markdown: string): string | undefined {
  if (markdown.length <= ENOUGH) return undefined;
  const beginning = markdown.slice(0, ENOUGH);
  const lineEnd = beginning.lastIndexOf("\n");
  return lineEnd > ENOUGH - MAX_MESSAGE_LENGTH ? beginning.slice(0, lineEnd + 1) : beginning;
}

/** Cuts an answer; beyond `maxMessages` the last part says that the whole is in the file. */
export function layOut(markdown: string, options: LayOutOptions = {}): LaidOut {
  const words = options.words ?? english.layOut;
  const maxMessages = options.maxMessages ?? MAX_MESSAGES;
  const footer = options.footer ?? "";
  const parts = options.isBeginning === true ? undefined : partsWith(markdown, footer, maxMessages);
  if (parts !== undefined) return { parts };
  const ending = [words.whole(FILE_NAME), footer].filter((line) => line !== "").join("\n");
  const maxLength = MAX_MESSAGE_LENGTH - ending.length - 1;
  const kept = textsOf(cutMarkdown(markdown, { maxLength, maxParts: maxMessages }).parts);
  const text = fileText(options.source ?? markdown, options.maxFileBytes ?? MAX_FILE_BYTES, words);
  return { parts: withEnding(kept, ending), file: { name: FILE_NAME, text } };
}

/**
 * The parts with the footer under the last, cut smaller throughout when it does not fit there; `undefined`
 * when they are more than `maxMessages`.
 */
function partsWith(markdown: string, footer: string, maxMessages: number): readonly string[] | undefined {
  const maxParts = maxMessages + 1;
  const whole = textsOf(cutMarkdown(markdown, { maxParts }).parts);
  if (whole.length > maxMessages) return undefined;
  if (footer === "") return whole;
  if ((whole.at(-1)?.length ?? 0) + footer.length < MAX_MESSAGE_LENGTH) return withEnding(whole, footer);
  const { parts } = cutMarkdown(markdown, { maxLength: MAX_MESSAGE_LENGTH - footer.length - 1, maxParts });
  return parts.length > maxMessages ? undefined : withEnding(textsOf(parts), footer);
}

function textsOf(parts: readonly MarkdownPart[]): readonly string[] {
  return parts.map((part) => part.text);
}

function withEnding(parts: readonly string[], ending: string): readonly string[] {
  const last = parts.at(-1);
  return last === undefined ? [ending] : [...parts.slice(0, -1), `${last}\n${ending}`];
}

function fileText(source: string, maxBytes: number, words: LayOutWords): string {
  const bytes = Buffer.byteLength(source);
  if (bytes <= maxBytes) return source;
  const mark = `\n\n${words.cut(bytes)}\n`;
  const room = Math.max(0, maxBytes - Buffer.byteLength(mark));
  // Half a character at the end of the bytes decodes to U+FFFD, which is taken off again.
  return (
    Buffer.from(source)
      .subarray(0, room)
      .toString()
      .replace(/\ufffd+$/, "") + mark
  );
}
