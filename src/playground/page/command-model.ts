/** Slash commands as the composer needs them: flattened, with checked option values. Pure. */
import type { JsonObject, RegisteredCommand } from "../contracts.ts";
import { asList, asNumber, asText } from "./json.ts";
import { localised } from "./localised.ts";

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
  /** The name in the person's language. */
  readonly label: string;
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
  /** What is typed, in the person's language: `trace set`. */
  readonly path: string;
  readonly description: string;
  readonly options: readonly OptionSpec[];
}

/** @param locale - Of the person who is to choose one; texts that it has no translation of stay as registered. */
export function flattenCommands(commands: readonly RegisteredCommand[], locale = "en-US"): Runnable[] {
  return commands
    .flatMap((command) => flatten(command, { names: [command.name], labels: [] }, locale))
    .sort((a, b) => a.path.localeCompare(b.path, locale));
}

interface Walked {
  /** Of the command and of what is nested in it. */
  readonly names: readonly [string, ...string[]];
  /** The same without the innermost, in the person's language. */
  readonly labels: readonly string[];
}

function flatten(node: JsonObject, walked: Walked, locale: string): Runnable[] {
  const [name, ...nestedNames] = walked.names;
  const labels = [...walked.labels, localised(node, "name", locale)];
  const options = asList(node["options"]);
  const nested = options.filter((one) => one["type"] === OPTION.subcommand || one["type"] === OPTION.group);
  if (nested.length > 0) {
    return nested.flatMap((one) =>
      flatten(one, { names: [name, ...nestedNames, asText(one["name"])], labels }, locale),
    );
  }
  return [
    {
      name,
      ...(nestedNames.length > 0 ? { subcommand: nestedNames.join(" ") } : {}),
      path: labels.join(" "),
      description: localised(node, "description", locale),
      options: options.map((option) => readSpec(option, locale)),
    },
  ];
}

function readSpec(option: JsonObject, locale: string): OptionSpec {
  return {
    name: asText(option["name"]),
    label: localised(option, "name", locale),
    description: localised(option, "description", locale),
    type: asNumber(option["type"]) ?? OPTION.string,
    isRequired: option["required"] === true,
    hasAutocomplete: option["autocomplete"] === true,
    choices: asList(option["choices"]).map((choice) => ({
      label: localised(choice, "name", locale),
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

/** Best first: names that begin with what was typed, then those that contain it; the registered ones count too. */
export function matchCommands(runnables: readonly Runnable[], typed: string): Runnable[] {
  const wanted = typed.toLowerCase();
  const namesOf = ({ path, name, subcommand }: Runnable): readonly string[] => [
    path,
    subcommand === undefined ? name : `${name} ${subcommand}`,
  ];
  const starts = runnables.filter((one) => namesOf(one).some((name) => name.startsWith(wanted)));
  const contains = runnables.filter((one) => namesOf(one).some((name) => name.includes(wanted)));
  return [...new Set([...starts, ...contains])];
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
