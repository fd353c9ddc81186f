import { z } from "zod";

import type { JsonSchema } from "../contracts.ts";
import { ExtensionError } from "../errors.ts";

/**
 * The JSON Schema that every endpoint takes: `type`, `description`, `properties`, `required`, `items` and
 * `enum`. Gemini refuses `$schema`, `$ref`, `anyOf`, `const`, `format` and `additionalProperties`; llama.cpp
 * turns length bounds into grammars too large for it. Bounds are still checked when the arguments come.
 *
 * @throws {ExtensionError} When the parameters cannot be said in this subset, as with unions.
 */
export function toPlainSchema(parameters: z.ZodObject): JsonSchema {
  return reduce(z.toJSONSchema(parameters, { io: "input", reused: "inline", cycles: "throw" }), "parameters");
}

const SCALARS: ReadonlySet<unknown> = new Set(["string", "number", "integer", "boolean"]);

function reduce(schema: unknown, path: string): JsonSchema {
  if (!isRecord(schema)) throw unsupported(path, "it is not a schema object");
  const common = typeof schema["description"] === "string" ? { description: schema["description"] } : {};
  const { type } = schema;
  if (type === "object") return { type, ...common, ...objectParts(schema, path) };
  if (type === "array") return { type, ...common, items: reduce(schema["items"], `${path}[]`) };
  if (!SCALARS.has(type)) {
    const needed = Object.keys(schema).filter((key) => key !== "type" && key !== "description");
    throw unsupported(path, needed.length === 0 ? "it has several types" : `it needs ${needed.join(", ")}`);
  }
  const choices = schema["enum"] ?? (Object.hasOwn(schema, "const") ? [schema["const"]] : undefined);
  return { type, ...common, ...(choices === undefined ? {} : { enum: choices }) };
}

function objectParts(schema: JsonSchema, path: string): JsonSchema {
  const properties = isRecord(schema["properties"]) ? schema["properties"] : {};
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  const reduced = Object.entries(properties).map(([key, value]) => [key, reduce(value, `${path}.${key}`)]);
  if (reduced.length === 0 && schema["additionalProperties"] !== false) {
    throw unsupported(path, "its keys are not named");
  }
  return { properties: Object.fromEntries(reduced), ...(required.length === 0 ? {} : { required }) };
}

function isRecord(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unsupported(path: string, why: string): ExtensionError {
  const hint =
    "Use objects, arrays, strings, numbers, booleans and enums; make a field optional instead of nullable.";
  // In the message too, because whoever loads the file has a hint of its own.
  return new ExtensionError(`${path} cannot be described to every model: ${why}. ${hint}`, { hint });
}
