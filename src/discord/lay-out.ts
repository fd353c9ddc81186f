import { setImmediate } from "node:timers/promises";
import type { Answer, Receipt, Task } from "../contracts.ts";
import type { TaskRecord } from "../contracts/journal.ts";
import type { TraceMode } from "../contracts/settings.ts";
import type { Redact } from "../text/redact.ts";
import { noticeIn } from "../words/notices.ts";
import type { Vocabulary } from "../words/vocabulary.ts";
import type { Language, LiveWords } from "../words/words.ts";
import type { MessagePart } from "./api.ts";
import { answerButtons } from "./buttons.ts";
import { createLinkTrust } from "./link-trust.ts";
import type { DiscordOrigin } from "./origin.ts";
import { footer } from "./text/footer.ts";
import { beginningOf, layOut } from "./text/lay-out.ts";
import { neutralise } from "./text/neutralise.ts";
import type { NeutraliseOptions } from "./text/neutralise.ts";
import { piecesOf } from "./text/pieces.ts";
import { previewOf } from "./text/preview.ts";
import { tablesForDiscord } from "./text/tables.ts";
import { renderTrace } from "./text/trace.ts";
import type { RenderedTrace, TraceViewer } from "./trace.ts";

/** Every table as lines, however narrow: a screen reader reads no columns. */
const TABLES_AS_LINES = { maxColumns: 0 } as const;

/**
 * Cuts answers into Discord's messages: secrets masked, links and marks that could deceive taken apart,
 * tables made readable, a quiet footer and buttons under the last one.
 */
export function createLayOut(
  redact: Redact,
  traceModeOf: (channelId: string) => Promise<TraceMode>,
  wordsFor: Vocabulary["words"],
): (task: Task, origin: DiscordOrigin, answer: Answer) => Promise<readonly MessagePart[]> {
  return async (task, origin, answer) => {
    const words = wordsFor(task.author.locale);
    // What no model wrote, such as a reminder, would be the same again.
    const canRegenerate = answer.kind === "failure" || answer.receipt.rounds.length > 0;
    const hasTrace = toolCount(answer.receipt) > 0 && (await traceModeOf(task.place.channelId)) === "button";
    const source = redact(answer.text);
    const links = linksOf(task, answer.receipt);
    const beginning = beginningOf(source);
    const safe = neutralise(beginning ?? source, links);
    const { parts, file } = layOut(tablesForDiscord(safe, task.isPlain === true ? TABLES_AS_LINES : {}), {
      footer: footerOf(answer, words),
      words: words.layOut,
      source: beginning === undefined ? safe : await neutraliseAll(source, links),
      isBeginning: beginning !== undefined,
      // Only the first message of a command's response reaches places where the bot is no member.
      ...(origin.kind === "interaction" && !origin.canPost ? { maxMessages: 1 } : {}),
    });
    const texts = parts.length === 0 ? [words.answers.nothingToShow] : parts;
    return texts.map((content, index) => {
      const isLast = index === texts.length - 1;
      return {
        content,
        files: isLast && file !== undefined ? [file] : [],
        components: isLast && canRegenerate ? answerButtons(task.id, hasTrace, words.buttons) : [],
      };
    });
  };
}

/** A whole long answer, for its file. A megabyte takes a while, so others get their turn in between. */
async function neutraliseAll(source: string, links: NeutraliseOptions): Promise<string> {
  let safe = "";
  for (const { lead, text } of piecesOf(source)) {
    safe += neutralise(lead + text, links).slice(lead.length);
    await setImmediate();
  }
  return safe;
}

/** What one message shows of a text that still grows. */
export function createPreview(
  redact: Redact,
): (textSoFar: string, more: LiveWords["more"], links: NeutraliseOptions) => string {
  return (textSoFar, more, links) =>
    previewOf(textSoFar, { prepare: (text) => neutralise(redact(text), links), more });
}

/** By all that the run was given to read. */
function linksOf(task: Task, receipt: Receipt): NeutraliseOptions {
  const trust = createLinkTrust(task);
  for (const { args, result } of receipt.rounds.flatMap((round) => round.toolCalls)) {
    trust.add(args);
    trust.add(result);
  }
  return trust.links;
}

/** A failure speaks for itself, and so does an answer that took no model. */
function footerOf(answer: Answer, words: Language): string {
  const { backend, rounds, usage, durationMs, notices } = answer.receipt;
  if (answer.kind === "failure" || rounds.length === 0) return "";
  return footer(
    {
      // Which engine spoke to it is for the trace: "openai:" would be wrong about a model at home.
      model: backend.slice(backend.indexOf(":") + 1),
      rounds: rounds.length,
      tools: toolCount(answer.receipt),
      seconds: durationMs / 1000,
      costUsd: usage.costUsd,
      notices: notices.map((notice) => noticeIn(notice, words.notices)),
    },
    words.footer,
  );
}

function toolCount(receipt: Receipt): number {
  return receipt.rounds.reduce((count, round) => count + round.toolCalls.length, 0);
}

/** A receipt as the messages of a trace thread; the first carries everything as `run.json`. */
export function createTraceRenderer(
  redact: Redact,
  wordsFor: Vocabulary["words"],
): (receipt: Receipt, task: TaskRecord["task"], viewer: TraceViewer) => RenderedTrace {
  return (receipt, { text: question }, { locale, isPlain }) => {
    const words = wordsFor(locale);
    const { title, messages, runJson } = renderTrace(receipt, { question, redact, words, isPlain });
    return {
      title,
      messages: messages.map(({ text, files = [] }, index) => ({
        content: text,
        files: index === 0 ? [runJson, ...files] : files,
        components: [],
      })),
    };
  };
}
