/** Slash commands as the composer needs them: flattened, with checked option values. Pure. */
import type { JsonObject, RegisteredCommand } from "../contracts.ts";
import { asList, asNumber, asText } from "./json.ts";

/** Discord's option types. */
export const OPTION = {
  subcommand: 1,
  group: 2,
  string: 3,
  integer: 4,
  boolean: 5,
  user: 6,
  channel: 7,
  role: 8,
  mentionable: 9,
  number: 10,
  file: 11,
} as const;

const TYPE_NAMES: Readonly<Record<number, string>> = {
  [OPTION.string]: "text",
  [OPTION.integer]: "whole number",
  [OPTION.boolean]: "true or false",
  [OPTION.user]: "person",
  [OPTION.channel]: "channel",
  [OPTION.role]: "role",
  [OPTION.mentionable]: "person or role",
  [OPTION.number]: "number",
  [OPTION.file]: "file",
};

export interface OptionSpec {
  readonly name: string;
  readonly description: string;
  readonly type: number;
  readonly isRequired: boolean;
  readonly hasAutocomplete: boolean;
  readonly choices: readonly { readonly label: string; readonly value: string | number }[];
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly minLength: number | undefined;
  readonly maxLength: number | undefined;
}

/** One thing that can be run: a command, or one of its subcommands. */
export interface Runnable {
  readonly name: string;
  /** `set`, or `group set`. */
  readonly subcommand?: string;
  /** What is typed: `trace set`. */
  readonly path: string;
  readonly description: string;
  readonly options: readonly OptionSpec[];
}

export function flattenCommands(commands: readonly RegisteredCommand[]): Runnable[] {
  return commands
    .flatMap((command) => flatten(command, command.name, []))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function flatten(node: JsonObject, name: string, path: readonly string[]): Runnable[] {
  const options = asList(node["options"]);
  const nested = options.filter((one) => one["type"] === OPTION.subcommand || one["type"] === OPTION.group);
  if (nested.length > 0) return nested.flatMap((one) => flatten(one, name, [...path, asText(one["name"])]));
  return [
    {
      name,
      ...(path.length > 0 ? { subcommand: path.join(" ") } : {}),
      path: [name, ...path].join(" "),
      description: asText(node["description"]),
      options: options.map(readSpec),
    },
  ];
}

function readSpec(option: JsonObject): OptionSpec {
  return {
    name: asText(option["name"]),
    description: asText(option["description"]),
    type: asNumber(option["type"]) ?? OPTION.string,
    isRequired: option["required"] === true,
    hasAutocomplete: option["autocomplete"] === true,
    choices: asList(option["choices"]).map((choice) => ({
      label: asText(choice["name"]),
      value: typeof choice["value"] === "number" ? choice["value"] : asText(choice["value"]),
    })),
    min: asNumber(option["min_value"]),
    max: asNumber(option["max_value"]),
    minLength: asNumber(option["min_length"]),
    maxLength: asNumber(option["max_length"]),
  };
}

export function typeName(spec: OptionSpec): string {
  return spec.choices.length > 0 ? "choice" : (TYPE_NAMES[spec.type] ?? "text");
}

/** Best first: names that begin with what was typed, then those that contain it. */
export function matchCommands(runnables: readonly Runnable[], typed: string): Runnable[] {
  const wanted = typed.toLowerCase();
  const starts = runnables.filter((one) => one.path.startsWith(wanted));
  const contains = runnables.filter((one) => !one.path.startsWith(wanted) && one.path.includes(wanted));
  return [...starts, ...contains];
}

export type OptionValue = { readonly value: string | number | boolean } | { readonly problem: string };

/**
 * The value of an option from what was typed or picked; as strict as Discord's client.
 *
 * @param picked - The value behind a chosen suggestion, if it was chosen and not typed over.
 */
export function readOption(
  spec: OptionSpec,
  text: string,
  picked: string | number | boolean | undefined,
): OptionValue | undefined {
  const typed = text.trim();
  if (picked === undefined && typed === "")
    return spec.isRequired ? { problem: "This option is required." } : undefined;
  if (spec.choices.length > 0) {
    const choice = spec.choices.find(
      (one) => one.value === picked || one.label.toLowerCase() === typed.toLowerCase(),
    );
    return choice === undefined ? { problem: "Choose one of the list." } : { value: choice.value };
  }
  switch (spec.type) {
    case OPTION.integer:
    case OPTION.number:
      return readNumber(spec, picked ?? typed);
    case OPTION.boolean:
      if (typeof picked === "boolean") return { value: picked };
      return /^(?:true|false)$/i.test(typed)
        ? { value: typed.toLowerCase() === "true" }
        : { problem: "True or False." };
    case OPTION.user:
    case OPTION.channel:
    case OPTION.role:
    case OPTION.mentionable:
      return picked === undefined ? { problem: "Choose one of the list." } : { value: picked };
    default:
      return readText(spec, picked === undefined ? text : String(picked));
  }
}

function readNumber(spec: OptionSpec, value: string | number | boolean): OptionValue {
  const number = Number(value);
  if (!Number.isFinite(number)) return { problem: "This is no number." };
  if (spec.type === OPTION.integer && !Number.isInteger(number))
    return { problem: "A whole number is needed." };
  if (spec.min !== undefined && number < spec.min) return { problem: `At least ${spec.min}.` };
  if (spec.max !== undefined && number > spec.max) return { problem: `At most ${spec.max}.` };
  return { value: number };
}

function readText(spec: OptionSpec, value: string): OptionValue {
  if (spec.minLength !== undefined && value.length < spec.minLength) {
    return { problem: `At least ${spec.minLength} characters.` };
  }
  if (spec.maxLength !== undefined && value.length > spec.maxLength) {
    return { problem: `At most ${spec.maxLength} characters.` };
  }
  return { value };
}
