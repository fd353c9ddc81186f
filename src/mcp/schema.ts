import type { JsonSchema } from "../contracts.ts";

/** Deeper than this nobody fills in arguments. */
const MAX_DEPTH = 8;
const SCALARS: ReadonlySet<unknown> = new Set(["string", "number", "integer", "boolean"]);

/**
 * A stranger's schema in the subset that every endpoint takes; see `toPlainSchema` for ours. What cannot be
 * said becomes text that holds JSON, which the server then checks.
 *
 * @returns `undefined` when it is not the schema of an object.
 */
export function plainSchemaOf(schema: unknown): JsonSchema | undefined {
  if (!isRecord(schema) || schema["type"] !== "object") return undefined;
  const plain = reduce(schema, 0);
  return isRecord(plain["properties"]) ? plain : { ...plain, properties: {} };
}

function reduce(schema: unknown, depth: number): JsonSchema {
  if (!isRecord(schema) || depth > MAX_DEPTH) return { type: "string", description: "JSON" };
  const common =
    typeof schema["description"] === "string" ? { description: schema["description"].slice(0, 500) } : {};
  const type = Array.isArray(schema["type"]) ? schema["type"].find((one) => one !== "null") : schema["type"];
  if (type === "object" && isRecord(schema["properties"])) {
    const properties = Object.entries(schema["properties"])
      .filter(([key]) => !FORBIDDEN.has(key))
      .map(([key, value]) => [key, reduce(value, depth + 1)]);
    const required = Array.isArray(schema["required"]) ? schema["required"].filter(isText) : [];
    return {
      type,
      ...common,
      properties: Object.fromEntries(properties),
      ...(required.length === 0 ? {} : { required }),
    };
  }
  if (type === "array") return { type, ...common, items: reduce(schema["items"], depth + 1) };
  if (SCALARS.has(type)) {
    const choices = Array.isArray(schema["enum"]) ? schema["enum"].filter(isText) : [];
    return { type, ...common, ...(choices.length === 0 || type !== "string" ? {} : { enum: choices }) };
  }
  const [branch] = [schema["anyOf"], schema["oneOf"]].filter(Array.isArray).flat().filter(isUseful);
  if (branch !== undefined) return { ...reduce(branch, depth + 1), ...common };
  return { type: "string", description: `${common.description ?? ""} (JSON)`.trim() };
}

const FORBIDDEN: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

function isUseful(value: unknown): boolean {
  return isRecord(value) && value["type"] !== "null";
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
