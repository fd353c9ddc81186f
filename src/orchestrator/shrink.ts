import type { ConversationItem } from "../contracts.ts";

const HEAD_CHARS = 1_500;
const TAIL_CHARS = 300;
const MARK = "\n[… shortened …]\n";

/**
 * The conversation made smaller for a model that it does not fit: the session's messages go, long tool
 * results keep their beginning and end. The system prompt, the task and each call with its result stay.
 *
 * @param historyLength How many items after the system prompt belong to the session.
 * @returns `undefined` when there is nothing to leave out.
 */
export function shrink(
  items: readonly ConversationItem[],
  historyLength: number,
): readonly ConversationItem[] | undefined {
  const hasLongResult = items.some(
    (item) => item.role === "tool" && item.text.length > HEAD_CHARS + TAIL_CHARS,
  );
  if (historyLength === 0 && !hasLongResult) return undefined;
  const first = items.findIndex((item) => item.role !== "system");
  return items
    .filter((_, index) => index < first || index >= first + historyLength)
    .map((item) => (item.role === "tool" ? { ...item, text: shorten(item.text) } : item));
}

function shorten(text: string): string {
  if (text.length <= HEAD_CHARS + TAIL_CHARS) return text;
  return text.slice(0, HEAD_CHARS) + MARK + text.slice(-TAIL_CHARS);
}
