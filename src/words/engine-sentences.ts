import type { EngineSentences } from "../contracts.ts";
import { noticeIn } from "./notices.ts";
import type { Language } from "./words.ts";

/** What the engines say where no model gave words, in a language. */
export function engineSentences({ answers, notices }: Language): EngineSentences {
  return {
    incomplete: (limit, hasFindings) => answers.incomplete(noticeIn(limit, notices), hasFindings),
    declined: answers.declined,
  };
}
