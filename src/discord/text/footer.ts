/** The quiet line under an answer: which model, how much work, how long, what it cost, what to know. */
import english from "../../words/languages/en.ts";
import type { FooterWords } from "../../words/words.ts";

export interface FooterFacts {
  readonly model: string;
  readonly rounds: number;
  readonly tools: number;
  readonly seconds: number;
  /** US dollars; left out when the model has no price. */
  readonly costUsd?: number | undefined;
  /** One sentence each, such as `Answer cut off at the model's limit.` */
  readonly notices?: readonly string[];
}

/** Notices are sentences; longer ones are somebody's text and not ours. */
const MAX_NOTICE_LENGTH = 200;
const MAX_NOTICES = 5;

/** Lines of Discord's small text (`-#`), without a line end behind the last. At most some 1,300 units. */
export function footer(facts: FooterFacts, words: FooterWords = english.footer): string {
  const items = [
    oneLine(facts.model, 60),
    facts.rounds > 0 ? words.rounds(facts.rounds) : "",
    facts.tools > 0 ? words.tools(facts.tools) : "",
    words.seconds(facts.seconds),
    facts.costUsd === undefined ? "" : words.cost(facts.costUsd),
  ];
  const notices = (facts.notices ?? [])
    .slice(0, MAX_NOTICES)
    .map((notice) => oneLine(notice, MAX_NOTICE_LENGTH));
  return [items.filter((item) => item !== "").join(" · "), ...notices]
    .filter((line) => line !== "")
    .map((line) => `-# ${line}`)
    .join("\n");
}

/** Text of others on one line, without marks that would reach beyond it. */
function oneLine(text: string, maxLength: number): string {
  const flat = text
    .replace(/\s+/g, " ")
    .replace(/[`*_~|<>[\]\\]/g, (mark) => `\\${mark}`)
    .trim();
  if (flat.length <= maxLength) return flat;
  const cut = flat
    .slice(0, maxLength - 1)
    .replace(/[\ud800-\udbff]$/, "")
    .replace(/\\$/, "");
  return `${cut}…`;
}
