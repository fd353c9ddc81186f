/** The inline half of Discord's markdown: emphasis, code, links, mentions, timestamps. */

export type Inline =
  | { readonly type: "text"; readonly text: string }
  | {
      readonly type: "strong" | "emphasis" | "underline" | "strike" | "spoiler";
      readonly children: readonly Inline[];
    }
  | { readonly type: "code"; readonly text: string }
  | {
      readonly type: "link";
      readonly url: string;
      readonly title: string;
      readonly children: readonly Inline[];
    }
  | { readonly type: "mention"; readonly kind: "user" | "role" | "channel"; readonly id: string }
  | { readonly type: "everyone"; readonly text: string }
  | { readonly type: "command"; readonly name: string; readonly id: string }
  | { readonly type: "emoji"; readonly name: string }
  | { readonly type: "time"; readonly seconds: number; readonly style: TimeStyle };

/** As in `<t:1700000000:R>`; Discord's own letters. */
export type TimeStyle = "t" | "T" | "d" | "D" | "f" | "F" | "R";

const MAX_DEPTH = 12;

type Rule = readonly [RegExp, (match: RegExpExecArray, depth: number) => Inline];

/** In order of precedence; each pattern is tried at the place where the text has got to. */
const RULES: readonly Rule[] = [
  [/\\([!-/:-@[-`{-~])/y, (m) => ({ type: "text", text: m[1] ?? "" })],
  [/(`+)([\s\S]*?[^`])\1(?!`)/y, (m) => ({ type: "code", text: trimCode(m[2] ?? "") })],
  [/<@!?(\d+)>/y, (m) => ({ type: "mention", kind: "user", id: m[1] ?? "" })],
  [/<@&(\d+)>/y, (m) => ({ type: "mention", kind: "role", id: m[1] ?? "" })],
  [/<#(\d+)>/y, (m) => ({ type: "mention", kind: "channel", id: m[1] ?? "" })],
  [/@(?:everyone|here)/y, (m) => ({ type: "everyone", text: m[0] })],
  [/<\/([^:>\n]{1,100}):(\d+)>/y, (m) => ({ type: "command", name: m[1] ?? "", id: m[2] ?? "" })],
  [/<a?:(\w{2,32}):\d+>/y, (m) => ({ type: "emoji", name: m[1] ?? "" })],
  [/<t:(-?\d{1,13})(?::([tTdDfFR]))?>/y, readTime],
  [/<(https?:\/\/[^\s<>]+)>/y, (m) => link(m[1] ?? "")],
  [
    /\[((?:[^[\]\\]|\\.|\[[^\]]*\])+)\]\(\s*<?(https?:\/\/[^\s<>()]*(?:\([^\s()]*\)[^\s<>()]*)*)>?(?:\s+"([^"]*)")?\s*\)/y,
    (m, depth) => ({
      type: "link",
      url: m[2] ?? "",
      title: m[3] ?? "",
      children: parseInline(m[1] ?? "", depth + 1),
    }),
  ],
  [/https?:\/\/[^\s<]+[^\s<.,:;"'\])*_~|]/y, (m) => link(m[0])],
  [/\*\*((?:\\.|[\s\S])+?)\*\*(?!\*)/y, (m, depth) => wrap("strong", m, depth)],
  [/__((?:\\.|[\s\S])+?)__(?!_)/y, (m, depth) => wrap("underline", m, depth)],
  [/~~((?:\\.|[\s\S])+?)~~/y, (m, depth) => wrap("strike", m, depth)],
  [/\|\|((?:\\.|[\s\S])+?)\|\|/y, (m, depth) => wrap("spoiler", m, depth)],
  [
    /\*(?=\S)((?:\*\*(?:[^*]|\*(?!\*))+?\*\*|\\.|[^*\\])+?)(?<=\S)\*(?!\*)/y,
    (m, depth) => wrap("emphasis", m, depth),
  ],
  [
    /_(?=\S)((?:__(?:[^_]|_(?!_))+?__|\\.|[^_\\])+?)_(?![\p{L}\p{N}_])/uy,
    (m, depth) => wrap("emphasis", m, depth),
  ],
];

/** A stretch in which no rule can start. */
const PLAIN = /[^\\`<@[h*_~|]+/y;

/** Parses a text without blocks. */
export function parseInline(source: string, depth = 0): Inline[] {
  const nodes: Inline[] = [];
  let plain = "";
  let at = 0;
  while (at < source.length) {
    const run = matchAt(PLAIN, source, at);
    if (run !== null) {
      plain += run[0];
      at += run[0].length;
      continue;
    }
    const found = depth < MAX_DEPTH ? applyRule(source, at, depth) : undefined;
    if (found === undefined) {
      plain += source[at];
      at++;
      continue;
    }
    if (found.node.type === "text") {
      plain += found.node.text;
    } else {
      if (plain !== "") nodes.push({ type: "text", text: plain });
      plain = "";
      nodes.push(found.node);
    }
    at = found.end;
  }
  if (plain !== "") nodes.push({ type: "text", text: plain });
  return nodes;
}

function applyRule(source: string, at: number, depth: number): { node: Inline; end: number } | undefined {
  for (const [pattern, build] of RULES) {
    const match = matchAt(pattern, source, at);
    // `snake_case_name` is no emphasis: an underscore within a word opens nothing.
    if (match === null || (match[0].startsWith("_") && isInsideWord(source, at))) continue;
    return { node: build(match, depth), end: at + match[0].length };
  }
  return undefined;
}

function matchAt(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}

function isInsideWord(source: string, at: number): boolean {
  return at > 0 && /[\p{L}\p{N}]/u.test(source[at - 1] ?? "");
}

function wrap(
  type: "strong" | "emphasis" | "underline" | "strike" | "spoiler",
  match: RegExpExecArray,
  depth: number,
): Inline {
  return { type, children: parseInline(match[1] ?? "", depth + 1) };
}

function link(url: string): Inline {
  return { type: "link", url, title: "", children: [{ type: "text", text: url }] };
}

/** One space on either side is for a code that begins or ends with a backtick. */
function trimCode(text: string): string {
  return /^ .*\S.* $/s.test(text) && text.includes("`") ? text.slice(1, -1) : text;
}

function readTime(match: RegExpExecArray): Inline {
  const seconds = Number(match[1]);
  // Beyond this a JavaScript date is invalid; Discord shows such text as it is.
  if (Math.abs(seconds) > 8_640_000_000_000) return { type: "text", text: match[0] };
  return { type: "time", seconds, style: (match[2] ?? "f") as TimeStyle };
}
