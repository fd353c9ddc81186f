import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { parse } from "yaml";

import { ExtensionError } from "../errors.ts";

/** A voice for the bot: one markdown file, its name the file's name. */
export interface Persona {
  /** File name without `.md`, as `PERSONA` and `/persona` name it. */
  readonly id: string;
  /** As shown to people. Default: the id. */
  readonly name: string;
  /** Instructions for the model. */
  readonly prompt: string;
  /** Label of the model entry to use; absent: the role's own. */
  readonly model?: string;
  readonly temperature?: number;
  /** Names of the tools it may use; absent: all that are on. */
  readonly tools?: readonly string[];
}

/**
 * Reads every `.md` file of the folders; a later folder replaces a persona of the same id.
 *
 * @throws {ExtensionError} When a file has no text or an unknown or wrong header field; every broken file
 * is named at once.
 */
export async function loadPersonas(folders: readonly string[]): Promise<ReadonlyMap<string, Persona>> {
  const personas = new Map<string, Persona>();
  const problems: string[] = [];
  for (const folder of folders) {
    for (const file of (await filesOf(folder)).filter((name) => name.endsWith(".md")).sort()) {
      const path = join(folder, file);
      const id = file.slice(0, -".md".length);
      const result = toPersona(id, await readFile(path, "utf8"));
      if (typeof result === "string") problems.push(`${path}: ${result}`);
      else personas.set(id, result);
    }
  }
  if (problems.length > 0) {
    throw new ExtensionError(problems.join("\n"), {
      hint: "Correct or remove the persona named above; docs/extending.md shows a whole one.",
    });
  }
  return personas;
}

async function filesOf(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    throw new ExtensionError(`${folder}: cannot be read`, {
      hint: "PERSONAS_DIR names a folder with persona files; check the path and who may read it.",
      cause,
    });
  }
}

/** @returns The persona, or what is wrong with the file. */
function toPersona(id: string, text: string): Persona | string {
  const match = /^---\r?\n(.*?)\r?\n---\r?\n(.*)$/s.exec(text);
  const prompt = (match?.[2] ?? text).trim();
  if (prompt === "") return "has no text after its header";
  let header: unknown;
  try {
    header = parse(match?.[1] ?? "") ?? {};
  } catch (error) {
    return `the header is not valid YAML (${error instanceof Error ? error.message.split("\n")[0] : ""})`;
  }
  if (typeof header !== "object" || header === null || Array.isArray(header)) {
    return "the header is not a list of fields";
  }
  const { name, model, temperature, tools, ...unknown } = header as Record<string, unknown>;
  const extra = Object.keys(unknown);
  if (extra.length > 0)
    return `unknown header field ${extra.join(", ")}; known are name, model, temperature, tools`;
  if (name !== undefined && typeof name !== "string") return "name is not a text";
  if (model !== undefined && typeof model !== "string") return "model is not the label of a model entry";
  if (temperature !== undefined && (typeof temperature !== "number" || temperature < 0 || temperature > 2)) {
    return "temperature is not a number from 0 to 2";
  }
  if (tools !== undefined && !isTextList(tools)) return "tools is not a list of tool names";
  return {
    id,
    name: name ?? id,
    prompt,
    ...(model === undefined ? {} : { model }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(tools === undefined ? {} : { tools }),
  };
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
