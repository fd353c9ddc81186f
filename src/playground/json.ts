import type { JsonObject } from "./contracts.ts";

/** The text, or an empty one for everything else. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object, or an empty one for everything else. */
export function toObject(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
