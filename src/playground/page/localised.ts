/** Names and descriptions as Discord's client shows them to somebody. Pure. */
import type { JsonObject } from "../contracts.ts";
import { asObject, asText } from "./json.ts";

/**
 * A text of a command, an option or a choice in a person's language, else as it was registered.
 *
 * @param locale - Of the person, such as `de`.
 */
export function localised(node: JsonObject, key: "name" | "description", locale: string): string {
  return asText(asObject(node[`${key}_localizations`])[locale]) || asText(node[key]);
}
