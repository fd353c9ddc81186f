import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { ExtensionError } from "./errors.ts";

/**
 * Loads a folder in which each `.ts` file is one extension: its default export is the definition, its
 * file name (without the ending) the name.
 *
 * @param folder Address of the folder, ending in `/`: `new URL("./tools/", import.meta.url)`.
 * @param kind What one file is, for messages: `tool`.
 * @param check Says what is missing in a definition, one phrase each; empty when it is complete.
 * @returns The definitions by name, in the order of their names.
 * @throws {ExtensionError} When a file cannot be imported or is incomplete. Nothing is skipped: every
 * broken file is named at once, with what it lacks.
 */
export async function loadExtensions<T>(
  folder: URL,
  kind: string,
  check: (value: unknown, name: string) => readonly string[],
): Promise<ReadonlyMap<string, T>> {
  const names = (await readdir(folder))
    .filter((file) => file.endsWith(".ts"))
    .map((file) => file.slice(0, -".ts".length))
    .sort();
  const loaded = await Promise.all(names.map((name) => loadOne<T>(folder, kind, name, check)));
  const problems = loaded.flatMap((one) => ("problem" in one ? [one.problem] : []));
  if (problems.length > 0) {
    throw new ExtensionError(problems.join("\n"), {
      hint: `Correct or remove the ${kind} file named above; docs/extending.md shows a whole one.`,
    });
  }
  return new Map(loaded.flatMap((one) => ("value" in one ? [[one.name, one.value] as const] : [])));
}

type Loaded<T> = { readonly name: string; readonly value: T } | { readonly problem: string };

async function loadOne<T>(
  folder: URL,
  kind: string,
  name: string,
  check: (value: unknown, name: string) => readonly string[],
): Promise<Loaded<T>> {
  const address = new URL(`${encodeURIComponent(name)}.ts`, folder);
  const path = fileURLToPath(address);
  try {
    const { default: value } = (await import(address.href)) as { default?: unknown };
    if (value === undefined) return { problem: `${path}: a ${kind} needs a default export` };
    const missing = check(value, name);
    // The check has just proved the shape that `T` names.
    return missing.length > 0 ? { problem: `${path}: ${missing.join("; ")}` } : { name, value: value as T };
  } catch (error) {
    return { problem: `${path}: ${error instanceof Error ? error.message : String(error)}` };
  }
}
