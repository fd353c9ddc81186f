/** What a person sees as one character is never cut: family emoji, flags, letters with combining marks. */

/** Made when the first text needs it: that loads Unicode's tables. */
let segmenter: Intl.Segmenter | undefined;
const NOT_ASCII = /\P{ASCII}/u;

export function graphemesOf(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return segmenter.segment(text);
}

/**
 * Says where `source` may be cut between `from`, which must be such a place itself, and `to`.
 *
 * @returns A test for offsets from `from` to `to`, both included.
 */
export function characterStarts(source: string, from: number, to: number): (at: number) => boolean {
  // The characters behind `to` decide whether `to` itself is a boundary: one code point is enough.
  const window = source.slice(from, to + 2);
  if (!NOT_ASCII.test(window)) return (at) => source[at] !== "\n" || source[at - 1] !== "\r";
  const starts = new Set<number>([source.length]);
  for (const segment of graphemesOf(window)) starts.add(from + segment.index);
  return (at) => starts.has(at);
}

/** True when the character at `at` does not combine with the one before it, which is a white space. */
export function standsAlone(source: string, at: number): boolean {
  if (at <= 0 || at >= source.length) return true;
  const pair = source.slice(at - 1, at + 2);
  if (!NOT_ASCII.test(pair)) return true;
  const first = graphemesOf(pair)[Symbol.iterator]().next().value;
  return first?.segment.length === 1;
}

/** The last offset at or before `to` that cuts neither a surrogate pair nor what belongs together. */
export function lastStartBefore(source: string, from: number, to: number): number {
  const isStart = characterStarts(source, from, to);
  for (let at = to; at > from; at--) if (isStart(at)) return at;
  return isLowSurrogate(source, to) ? to - 1 : to;
}

/** True when a cut at `at` would separate the halves of one code point. */
export function isLowSurrogate(source: string, at: number): boolean {
  const code = source.charCodeAt(at);
  const before = source.charCodeAt(at - 1);
  return code >= 0xdc00 && code <= 0xdfff && before >= 0xd800 && before <= 0xdbff;
}
