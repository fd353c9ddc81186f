/** What a model is shown of a long text at a time, in characters; about 5,000 tokens of English. */
export const PART_CHARACTERS = 20_000;

/**
 * Cuts the part of a text that begins at `offset` characters and says what there is besides.
 *
 * @param isCut True when the text itself is only the beginning of something longer.
 */
export function textPart(text: string, offset: number, isCut: boolean): string {
  const end = Math.min(text.length, offset + PART_CHARACTERS);
  const part = text.slice(offset, end).toWellFormed();
  if (offset > 0 && offset >= text.length)
    return `[nothing at offset ${offset}: the text has ${text.length} characters]`;
  if (end < text.length)
    return `${part}\n[cut: characters ${offset} to ${end} of ${text.length}; go on with offset ${end}]`;
  return isCut ? `${part}\n[cut: there is more, but it is too long to read]` : part;
}
