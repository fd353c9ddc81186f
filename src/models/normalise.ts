import type { ModelEcho, ModelEntry, ToolCall } from "../contracts.ts";
import type { RawAnswer } from "./accumulate.ts";
import { isRecord, parseJson } from "./shape.ts";
import type { Json } from "./shape.ts";

/** What a raw answer says, in our words. */
export interface Normalised {
  readonly calls: readonly ToolCall[];
  readonly refusal: string;
  readonly echo: ModelEcho;
}

/** Prefixes that models put before a tool's name, because their template shows tools that way. */
const NAME_PREFIX = /^(?:functions?|default_api|tools?|default|namespace)[./:]/i;

/**
 * Makes a raw answer regular: each call has an id of its own within the request, arguments are JSON
 * text, calls without a name are gone; the message goes back as the server wrote it but for that.
 *
 * @param usedIds Ids of all earlier calls of the request.
 */
export function normalise(
  entry: ModelEntry,
  raw: RawAnswer,
  toolNames: ReadonlySet<string>,
  usedIds: ReadonlySet<string>,
): Normalised {
  const message: Json = { ...raw.message };
  const refusal = typeof message["refusal"] === "string" ? message["refusal"].trim() : "";
  const { calls, rawCalls } = normaliseCalls(message["tool_calls"], toolNames, usedIds);
  if (rawCalls.length > 0) message["tool_calls"] = rawCalls;
  else delete message["tool_calls"];
  return { calls, refusal, echo: { from: entry.label, message } };
}

function normaliseCalls(
  value: unknown,
  toolNames: ReadonlySet<string>,
  usedIds: ReadonlySet<string>,
): { readonly calls: ToolCall[]; readonly rawCalls: Json[] } {
  const calls: ToolCall[] = [];
  const rawCalls: Json[] = [];
  const used = new Set(usedIds);
  for (const rawCall of Array.isArray(value) ? value : []) {
    if (!isRecord(rawCall) || !isRecord(rawCall["function"])) continue;
    const wrapped = rawCall["function"];
    const name = knownName(textOf(wrapped["name"]), toolNames);
    if (name === "") continue;
    const id = freeId(rawCall["id"], used);
    used.add(id);
    const args = argumentsOf(textOf(wrapped["arguments"]));
    calls.push({ id, name, args });
    rawCalls.push({
      ...rawCall,
      id,
      type: "function",
      // What cannot be parsed would be refused when it goes back, and poison the whole run.
      function: { ...wrapped, name: sendableName(name), arguments: sendableArguments(args) },
    });
  }
  return { calls, rawCalls };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The exact name; a known prefix is taken off only when that gives the name of an offered tool. */
function knownName(name: string, toolNames: ReadonlySet<string>): string {
  if (toolNames.has(name)) return name;
  const trimmed = name.trim();
  if (toolNames.has(trimmed)) return trimmed;
  const bare = trimmed.replace(NAME_PREFIX, "");
  return toolNames.has(bare) ? bare : trimmed;
}

function freeId(id: unknown, used: ReadonlySet<string>): string {
  const given = typeof id === "string" ? id.trim() : "";
  if (given !== "" && given.length <= 256 && !used.has(given)) return given;
  let count = used.size + 1;
  while (used.has(`call_${count}`)) count += 1;
  return `call_${count}`;
}

/** No arguments are an empty object; arguments that were encoded twice are unwrapped once. */
function argumentsOf(text: string): string {
  if (text.trim() === "") return "{}";
  if (!text.trimStart().startsWith('"')) return text;
  const inner = parseJson(text);
  return typeof inner === "string" && isRecord(parseJson(inner)) ? inner : text;
}

function sendableArguments(args: string): string {
  return isRecord(parseJson(args)) ? args : "{}";
}

/** Servers refuse a whole request for one odd name in its history. */
export function sendableName(name: string): string {
  const clean = name.replaceAll(/[^a-zA-Z0-9_-]/g, "_").slice(0, 64);
  return /^[a-zA-Z_]/.test(clean) ? clean : `_${clean}`.slice(0, 64);
}

/** The text of `content`, which is a text, an array of parts, a single part, or nothing. */
export function contentText(content: unknown): string {
  if (typeof content === "string") return content;
  if (Array.isArray(content)) return content.map(contentText).join("");
  if (!isRecord(content)) return "";
  const { type, text } = content;
  const isText = type === undefined || type === "text" || type === "output_text";
  if (!isText) return "";
  return isRecord(text) ? contentText(text["value"]) : contentText(text);
}
