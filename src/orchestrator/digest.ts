import type { EngineSentences, ToolCallRecord } from "../contracts.ts";
import { FILTERED } from "../models/outcome.ts";

/** Characters of each tool's result that a digest shows. */
const RESULT_CHARS = 500;

/** For callers that name no language; the same as the English of the bot. */
export const ENGLISH_SENTENCES: EngineSentences = {
  incomplete: (limit, hasFindings) =>
    `${limit} I had no complete answer by then.${hasFindings ? " This is what I found:" : ""}`,
  declined: FILTERED,
};

/**
 * What is said when no more rounds are possible and the model still gave no answer: what was found out.
 *
 * @param limit Which limit was reached: the text of a notice.
 */
export function limitDigest(
  limit: string,
  records: readonly ToolCallRecord[],
  sentences: EngineSentences = ENGLISH_SENTENCES,
): string {
  const opening = sentences.incomplete(limit, records.length > 0);
  const lines = records.map(({ tool, result }) => `**${tool}**: ${start(result)}`);
  return [opening, ...lines].join("\n\n");
}

function start(result: string): string {
  if (result.length <= RESULT_CHARS) return result;
  // Half of an emoji is not a character.
  const cut = result.slice(0, RESULT_CHARS).replace(/[\uD800-\uDBFF]$/, "");
  return `${cut}…`;
}
