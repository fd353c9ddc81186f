/**
 * Removes what a person cannot see from text before a model reads it or a message shows it.
 *
 * Hidden characters carry instructions past the people who read along (the Unicode tag block spells
 * ASCII invisibly, runs of variation selectors hide bytes) or turn text round on the screen. Joiners
 * that writing systems and emoji need are kept, one at a time and only where they do something.
 * Imports nothing.
 */

/** England, Scotland and Wales are the only flags spelled with tag characters that fonts draw. */
const TAG_FLAG =
  /\u{1f3f4}(?:\u{e0067}\u{e0062}(?:\u{e0065}\u{e006e}\u{e0067}|\u{e0073}\u{e0063}\u{e0074}|\u{e0077}\u{e006c}\u{e0073})\u{e007f})/u;
// oxlint-disable no-misleading-character-class, no-control-regex -- hidden characters are what this is about
/** Terminal sequences: colours and moves, and the kind that ends with BEL or ESC backslash. */
const TERMINAL =
  /\u001b(?:\[[0-9;?]{0,64}[ -/]{0,8}[@-~]|\][^\u0007\u001b\n]{0,1000}(?:\u0007|\u001b\\)|[@-Z\\-_])/;
const LINE_END = /\r\n|[\r\u2028\u2029]/;
/** Control characters but tab and newline; format characters; fillers that look like nothing; noncharacters. */
const HIDDEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/u;
// oxlint-enable no-misleading-character-class, no-control-regex
const SUSPECT = new RegExp([TAG_FLAG, TERMINAL, LINE_END, HIDDEN].map((part) => part.source).join("|"), "gu");

const EMOJI_END = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f\u{e007f}]$/u;
const EMOJI_START = /^\p{Extended_Pictographic}/u;
/** Keycaps are digits, so every emoji counts, not only the pictures. */
const TAKES_STYLE = /[\p{Emoji}\p{S}\p{P}]$/u;
const IDEOGRAPH_END = /\p{Script=Han}$/u;
/** Letters and vowel signs of scripts in which joiners change the shape of words. */
const JOINING_END =
  /[\p{scx=Arab}\p{scx=Syrc}\p{scx=Mong}\p{scx=Nkoo}\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}\p{scx=Orya}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}\p{scx=Khmr}\p{scx=Mymr}\p{scx=Tibt}\p{scx=Java}\p{scx=Bali}]$/u;
const JOINING_START = new RegExp(`^${JOINING_END.source.slice(0, -1)}`, "u");

/**
 * Text from people, files and tools, made safe to show to a model: line ends become `\n`; control
 * characters, terminal sequences, the tag block, zero-width and direction characters and stray
 * variation selectors go; half surrogate pairs become U+FFFD. Visible characters stay as they are.
 * Linear in the length of `text`; doing it twice changes nothing more.
 */
export function sanitiseInput(text: string): string {
  return withoutHiddenCharacters(text);
}

/** Removes the characters that {@link sanitiseInput} describes. */
export function withoutHiddenCharacters(text: string): string {
  let current = text.toWellFormed();
  // Removing one character may bring two others together that then hide something: again, until
  // nothing changes. Every pass but the last removes something, and three have always been enough.
  for (let pass = 0; pass < 4; pass++) {
    const next = current.replace(SUSPECT, (found, offset: number, whole: string) =>
      replacement(found, offset, whole),
    );
    if (next === current) break;
    current = next;
  }
  return current;
}

function replacement(found: string, offset: number, whole: string): string {
  if (/^[\r\u2028\u2029]/.test(found)) return "\n";
  if (found.startsWith("\u{1f3f4}")) return found;
  const before = whole.slice(Math.max(0, offset - 2), offset);
  const after = whole.slice(offset + found.length, offset + found.length + 2);
  const code = found.codePointAt(0) ?? 0;
  if (code === 0x200d && EMOJI_END.test(before) && EMOJI_START.test(after)) return found;
  if (code === 0x200d || code === 0x200c) {
    return JOINING_END.test(before) && JOINING_START.test(after) ? found : "";
  }
  if (code === 0xfe0e || code === 0xfe0f) return TAKES_STYLE.test(before) ? found : "";
  if (code >= 0xe0100 && code <= 0xe01ef) return IDEOGRAPH_END.test(before) ? found : "";
  return "";
}
