import type { JsonObject } from "./contracts.ts";
import { textOf } from "./json.ts";
import type { Problem } from "./schemas.ts";
import { FLAG_COMPONENTS_V2 } from "./world.ts";

/** Source of the numbers: https://docs.discord.com/developers/resources/message#create-message */
const MAX_CONTENT = 2000;
const MAX_EMBEDS_TOTAL = 6000;
const MAX_NONCE = 25;
/** Source: https://docs.discord.com/developers/components/reference */
const MAX_ROWS = 5;
const MAX_COMPONENTS_V2 = 40;
const MAX_CUSTOM_ID = 100;
/** Source: https://docs.discord.com/developers/interactions/application-commands */
const MAX_COMMAND_CHARACTERS = 8000;
const MAX_COMMANDS: Readonly<Record<number, number>> = { 1: 100, 2: 15, 3: 15, 4: 1 };
const COMMAND_NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;

/** Source: https://docs.discord.com/developers/reference#uploading-files */
export const MAX_FILE_BYTES = 10 * 1024 * 1024;
export const MAX_REQUEST_BYTES = 25 * 1024 * 1024;

/**
 * What the schemas leave out about a message that is created or edited. The count of characters is
 * in UTF-16 units, the strictest reading.
 */
export function messageProblems(body: JsonObject): readonly Problem[] {
  const problems: Problem[] = [];
  const content = body["content"];
  if (typeof content === "string" && content.length > MAX_CONTENT)
    problems.push(refuse("content", `Must be ${MAX_CONTENT} or fewer in length.`));
  const nonce = body["nonce"];
  if ((typeof nonce === "string" || typeof nonce === "number") && String(nonce).length > MAX_NONCE)
    problems.push(refuse("nonce", `Must be ${MAX_NONCE} or fewer in length.`));
  if (embedCharacters(body["embeds"]) > MAX_EMBEDS_TOTAL)
    problems.push(refuse("embeds", `Embed size exceeds maximum size of ${MAX_EMBEDS_TOTAL}`));
  problems.push(...componentProblems(body), ...mentionProblems(body));
  return problems;
}

/** Leaving `allowed_mentions` out lets whatever the text says notify people: never done on purpose. */
export function carelessMentions(body: JsonObject): readonly Problem[] {
  if (body["allowed_mentions"] !== undefined && body["allowed_mentions"] !== null) return [];
  return [{ path: "allowed_mentions", message: "is missing: the default parse applies", isTolerated: true }];
}

function refuse(path: string, message: string): Problem {
  return { path, message, isTolerated: false };
}

function embedCharacters(embeds: unknown): number {
  if (!Array.isArray(embeds)) return 0;
  let total = 0;
  for (const embed of embeds as JsonObject[]) {
    total += textLength(embed["title"]) + textLength(embed["description"]);
    total += textLength((embed["footer"] as JsonObject | undefined)?.["text"]);
    total += textLength((embed["author"] as JsonObject | undefined)?.["name"]);
    const fields = embed["fields"];
    if (!Array.isArray(fields)) continue;
    for (const field of fields as JsonObject[])
      total += textLength(field["name"]) + textLength(field["value"]);
  }
  return total;
}

function textLength(text: unknown): number {
  return typeof text === "string" ? text.length : 0;
}

function componentProblems(body: JsonObject): readonly Problem[] {
  const components = body["components"];
  if (!Array.isArray(components)) return [];
  const all = flatten(components as JsonObject[]);
  const problems: Problem[] = [];
  const isV2 = ((Number(body["flags"] ?? 0) || 0) & FLAG_COMPONENTS_V2) !== 0;
  if (isV2) {
    if (all.length > MAX_COMPONENTS_V2)
      problems.push(refuse("components", `Must be ${MAX_COMPONENTS_V2} or fewer components in total.`));
    for (const field of ["content", "embeds", "poll", "sticker_ids"]) {
      const value = body[field];
      if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) continue;
      problems.push(refuse(field, `The '${field}' field cannot be used with IS_COMPONENTS_V2`));
    }
  } else {
    if (components.length > MAX_ROWS)
      problems.push(refuse("components", `Must be ${MAX_ROWS} or fewer rows.`));
    if ((components as JsonObject[]).some(({ type }) => type !== 1))
      problems.push(refuse("components", "Only action rows without IS_COMPONENTS_V2."));
  }
  const seen = new Set<string>();
  for (const { custom_id: customId } of all) {
    if (typeof customId !== "string") continue;
    if (customId.length < 1 || customId.length > MAX_CUSTOM_ID)
      problems.push(refuse("components", `custom_id must be between 1 and ${MAX_CUSTOM_ID} in length.`));
    if (seen.has(customId)) problems.push(refuse("components", "Component custom id cannot be duplicated"));
    seen.add(customId);
  }
  return problems;
}

function flatten(components: readonly JsonObject[]): readonly JsonObject[] {
  return components.flatMap((component) => {
    const children = [component["components"], component["accessory"], component["component"]]
      .flat()
      .filter((child) => typeof child === "object" && child !== null);
    return [component, ...flatten(children as JsonObject[])];
  });
}

function mentionProblems(body: JsonObject): readonly Problem[] {
  const allowed = body["allowed_mentions"] as JsonObject | null | undefined;
  if (allowed === undefined || allowed === null) return [];
  const parse = Array.isArray(allowed["parse"]) ? (allowed["parse"] as unknown[]) : [];
  return (["users", "roles"] as const)
    .filter((kind) => parse.includes(kind) && Array.isArray(allowed[kind]) && allowed[kind].length > 0)
    .map((kind) =>
      refuse(`allowed_mentions.${kind}`, `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`),
    );
}

/** All commands of one place, as they are about to be. */
export function commandProblems(commands: readonly JsonObject[]): readonly Problem[] {
  const problems: Problem[] = [];
  const counts = new Map<number, number>();
  const names = new Set<string>();
  for (const [index, command] of commands.entries()) {
    const type = Number(command["type"] ?? 1);
    const name = textOf(command["name"]);
    counts.set(type, (counts.get(type) ?? 0) + 1);
    if (names.has(`${type}:${name}`))
      problems.push(refuse(`${index}.name`, "Application command names must be unique"));
    names.add(`${type}:${name}`);
    if (type !== 1) continue;
    if (!COMMAND_NAME.test(name) || name !== name.toLowerCase())
      problems.push(refuse(`${index}.name`, "Command name is invalid"));
    if (textLength(command["description"]) < 1)
      problems.push(refuse(`${index}.description`, "This field is required"));
    problems.push(...optionProblems(command["options"], `${index}.options`));
    if (commandCharacters(command) > MAX_COMMAND_CHARACTERS)
      problems.push(refuse(`${index}`, `Command exceeds maximum size (${MAX_COMMAND_CHARACTERS})`));
  }
  for (const [type, count] of counts)
    if (count > (MAX_COMMANDS[type] ?? 0)) problems.push(refuse("", `Too many commands of type ${type}`));
  return problems;
}

function optionProblems(options: unknown, path: string): readonly Problem[] {
  if (!Array.isArray(options)) return [];
  const problems: Problem[] = [];
  const names = new Set<unknown>();
  let sawOptional = false;
  for (const [index, option] of (options as JsonObject[]).entries()) {
    const at = `${path}.${index}`;
    if (!COMMAND_NAME.test(String(option["name"])))
      problems.push(refuse(`${at}.name`, "Option name is invalid"));
    if (names.has(option["name"])) problems.push(refuse(`${at}.name`, "Option names must be unique"));
    names.add(option["name"]);
    if (option["required"] === true && sawOptional)
      problems.push(refuse(at, "Required options must be placed before non-required options"));
    sawOptional ||= option["required"] !== true;
    problems.push(...optionProblems(option["options"], `${at}.options`));
  }
  return problems;
}

function commandCharacters(part: JsonObject): number {
  let total = textLength(part["name"]) + textLength(part["description"]);
  if (typeof part["value"] === "string") total += part["value"].length;
  for (const list of [part["options"], part["choices"]])
    if (Array.isArray(list)) for (const child of list as JsonObject[]) total += commandCharacters(child);
  return total;
}
