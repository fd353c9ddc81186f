import { ToolError } from "../../errors.ts";

/** One piece of an expression; `at` counts characters from 1, for messages. */
export interface Token {
  readonly kind: "number" | "name" | "operator" | "end";
  readonly text: string;
  readonly at: number;
}

/** What people and models write instead of ASCII operators. */
const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ["×", "*"],
  ["·", "*"],
  ["∙", "*"],
  ["÷", "/"],
  ["−", "-"],
  ["–", "-"],
  ["**", "^"],
  ["√", "sqrt"],
  ["π", "pi"],
  ["τ", "tau"],
]);

const TOKEN =
  /\s*(?:(?<number>0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>[A-Za-z][A-Za-z0-9_]*|[√πτ])|(?<operator>\*\*|[-+*/^%!(),×·∙÷−–]))/uy;

/**
 * Cuts an expression into tokens; the last is `end`. Linear in the length of the text.
 *
 * @throws {ToolError} At a character that begins none.
 */
export function readTokens(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const start = TOKEN.lastIndex;
    const groups = TOKEN.exec(text)?.groups;
    if (groups === undefined) {
      const at = start + (text.slice(start).length - text.slice(start).trimStart().length);
      const found = String.fromCodePoint(text.codePointAt(at) ?? 0);
      throw new ToolError(`unexpected ${JSON.stringify(found)} at character ${at + 1}`);
    }
    const kind = groups["number"] ? "number" : groups["name"] ? "name" : "operator";
    const found = groups[kind] ?? "";
    tokens.push({ kind, text: SPELLINGS.get(found) ?? found, at: TOKEN.lastIndex - found.length + 1 });
    const last = tokens.at(-1);
    if (last?.kind === "name" && last.text === "of") {
      tokens[tokens.length - 1] = { kind: "operator", text: "*", at: last.at };
    }
  }
  tokens.push({ kind: "end", text: "the end", at: end + 1 });
  return tokens;
}
