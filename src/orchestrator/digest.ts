import type { ToolCallRecord } from "../contracts.ts";

/** Characters of each tool's result that a digest shows. */
const RESULT_CHARS = 500;

/**
 * What is said when no more rounds are possible and the model still gave no answer: what was found out.
 *
 * @param limit Which limit was reached, as a sentence.
 */
export function limitDigest(limit: string, records: readonly ToolCallRecord[]): string {
  const opening = `${limit} I had no complete answer by then.`;
  if (records.length === 0) return opening;
  const lines = records.map(({ tool, result }) => `**${tool}**: ${start(result)}`);
  return [`${opening} This is what I found:`, ...lines].join("\n\n");
}

function start(result: string): string {
  if (result.length <= RESULT_CHARS) return result;
  // Half of an emoji is not a character.
  const cut = result.slice(0, RESULT_CHARS).replace(/[\uD800-\uDBFF]$/, "");
  return `${cut}…`;
}
