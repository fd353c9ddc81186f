import { z } from "zod";

import { ToolError } from "../errors.ts";

/** Longest arguments that are parsed at all, in characters of JSON text. */
export const MAX_ARGUMENT_CHARACTERS = 256 * 1024;

/** Keys that reach into an object's prototype wherever somebody merges. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Reads a call's arguments: JSON text of one object; empty text, as some servers send it, is an empty object.
 * An optional argument given as `null` counts as absent: many models fill in every key.
 *
 * @throws {ToolError} With what to correct, in words for the model.
 */
export function parseArguments(parameters: z.ZodObject, text: string): unknown {
  const given = readObject(text);
  for (const [key, field] of Object.entries(parameters.shape)) {
    if (given[key] === null && z.safeParse(field, undefined).success) delete given[key];
  }
  const checked = parameters.safeParse(given);
  if (checked.success) return checked.data;
  const problems = checked.error.issues.slice(0, 5).map(({ path, message }) => {
    return path.length === 0 ? message : `${path.join(".")}: ${message}`;
  });
  throw new ToolError(`the arguments do not fit: ${problems.join("; ")}`);
}

/**
 * Reads one JSON object without looking at what is in it; empty text is an empty one.
 *
 * @throws {ToolError} With what to correct, in words for the model.
 */
export function readObject(text: string): Record<string, unknown> {
  if (text.length > MAX_ARGUMENT_CHARACTERS) {
    throw new ToolError(
      `the arguments are too long (${text.length} of ${MAX_ARGUMENT_CHARACTERS} characters)`,
    );
  }
  if (text.trim() === "") return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(text, refuseForbiddenKey);
  } catch (error) {
    if (error instanceof ToolError) throw error;
    const fenced = text.trimStart().startsWith("```") ? " without a code fence" : "";
    throw new ToolError(`the arguments are not valid JSON; send one JSON object${fenced}`, { cause: error });
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    const kind = Array.isArray(parsed) ? "an array" : parsed === null ? "null" : `a ${typeof parsed}`;
    throw new ToolError(`the arguments must be an object, not ${kind}`);
  }
  return { ...parsed };
}

function refuseForbiddenKey(key: string, value: unknown): unknown {
  if (FORBIDDEN_KEYS.has(key)) throw new ToolError(`the argument name ${key} is not allowed`);
  return value;
}
