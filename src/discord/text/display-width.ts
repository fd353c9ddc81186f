/** Columns that text takes in a monospaced font: two for East Asian and emoji, none for combining marks. */
import { eastAsianWidth } from "get-east-asian-width";

import { graphemesOf } from "./graphemes.ts";

const PLAIN = /^[\x20-\x7e]*$/;
const EMOJI = /^(?:\p{Emoji_Presentation}|\p{RI}\p{RI}|.\ufe0f)|\u200d/u;
const NO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]/u;

export function displayWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemesOf(text)) {
    if (EMOJI.test(segment)) width += 2;
    else if (!NO_WIDTH.test(segment)) width += eastAsianWidth(segment.codePointAt(0) ?? 0);
  }
  return width;
}
