import { isRecord, parseJson } from "./shape.ts";
import type { Json } from "./shape.ts";

/** A tool call while it is put together. */
export interface RawCall {
  /** The index that the server counts it by; absent when it gives none. */
  readonly index: number | undefined;
  /** As it will stand in the message: `{id, type, function: {name, arguments}}` and unknown keys. */
  readonly call: Json & { function: { name: string; arguments: string } };
}

/** The index of a call, which some servers write as text. */
export function callKey(delta: Json): number | undefined {
  const { index } = delta;
  if (typeof index === "number") return index;
  return typeof index === "string" && /^\d+$/.test(index) ? Number(index) : undefined;
}

/**
 * Adds a piece of a tool call to the calls so far. Which call it belongs to is told by, in this order:
 * a new id (always a new call), the index, a known id, and whether the last call is already whole.
 */
export function mergeCallDelta(calls: RawCall[], delta: Json): void {
  const wrapped = isRecord(delta["function"]) ? delta["function"] : delta;
  const name = textOf(wrapped["name"]);
  const args = argumentsText(wrapped["arguments"] ?? wrapped["parameters"] ?? wrapped["input"]);
  const id = textOf(delta["id"]);
  const index = callKey(delta);
  const target = findTarget(calls, { id, index, name, args });
  if (target === undefined) {
    calls.push({ index, call: newCall(delta, wrapped, { id, name, args }) });
    return;
  }
  const { call } = target;
  if (id !== "" && textOf(call["id"]) === "") call["id"] = id;
  call.function.name = joinName(call.function, name);
  call.function.arguments += args;
  keepAllUnknown(call, delta, wrapped);
}

interface Piece {
  readonly id: string;
  readonly index: number | undefined;
  readonly name: string;
  readonly args: string;
}

function findTarget(calls: readonly RawCall[], piece: Piece): RawCall | undefined {
  const { id, index } = piece;
  const candidate =
    index === undefined
      ? (calls.findLast(({ call }) => id !== "" && call["id"] === id) ??
        (id === "" ? calls.at(-1) : undefined))
      : calls.findLast((one) => one.index === index);
  if (candidate === undefined) {
    // The first piece had no index and the next ones have: they continue it.
    const last = calls.at(-1);
    return last !== undefined && last.index === undefined && piece.name === "" && id === ""
      ? last
      : undefined;
  }
  const knownId = textOf(candidate.call["id"]);
  if (id !== "" && knownId !== "" && id !== knownId) return undefined;
  return startsAnother(candidate, piece) ? undefined : candidate;
}

/** A second whole call under the same id or index: the first one can be read already. */
function startsAnother({ call }: RawCall, piece: Piece): boolean {
  if (piece.name === "") return false;
  const isWhole = isRecord(parseJson(call.function.arguments));
  return isWhole && (piece.args !== "" || piece.name !== call.function.name);
}

/** A name may come in pieces, or be repeated with every piece of the arguments. */
function joinName(known: { readonly name: string; readonly arguments: string }, name: string): string {
  if (name === "" || name === known.name) return known.name;
  if (known.name === "") return name;
  return known.arguments === "" ? known.name + name : known.name;
}

function newCall(delta: Json, wrapped: Json, piece: { id: string; name: string; args: string }) {
  const call: RawCall["call"] = {
    id: piece.id,
    type: "function",
    function: { name: piece.name, arguments: piece.args },
  };
  keepAllUnknown(call, delta, wrapped);
  return call;
}

const KNOWN_KEYS = new Set(["id", "type", "index", "function", "name", "arguments", "parameters", "input"]);

/** Keys such as Gemini's `extra_content` go back as they came. */
function keepAllUnknown(call: RawCall["call"], delta: Json, wrapped: Json): void {
  keepUnknown(call, delta);
  if (wrapped !== delta) keepUnknown(call.function, wrapped);
}

function keepUnknown(call: Json, delta: Json): void {
  for (const [key, value] of Object.entries(delta)) {
    if (KNOWN_KEYS.has(key) || value === null || value === undefined) continue;
    const known = call[key];
    call[key] = isRecord(known) && isRecord(value) ? { ...known, ...value } : value;
  }
}

function textOf(value: unknown): string {
  if (typeof value === "number") return String(value);
  return typeof value === "string" ? value : "";
}

/** Arguments as JSON text, also from servers that send an object. */
function argumentsText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
