import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * A pack: the packages that a start loads, in a few files instead of a thousand. It stands in for exactly
 * what it was made of; whatever else is installed is loaded as always. All paths are relative to the
 * project and written with `/`, so that the project may be moved with its pack.
 */
export interface Pack {
  /** The folder of each package in it, with the version that it was made of. */
  readonly packages: Readonly<Record<string, string>>;
  /** The file that Node would load for an import, with the file of the pack that stands in for it. */
  readonly modules: Readonly<Record<string, string>>;
  /** The bytes of each file of the pack. */
  readonly files: Readonly<Record<string, number>>;
}

export const PROJECT_DIR = join(import.meta.dirname, "../..");

/** `npm ci` deletes it with the packages that it was made of. */
export const PACK_DIR = join(PROJECT_DIR, "node_modules/.cache/orchid/pack");

/** What a pack consists of, written last. */
export const PACK_LIST = "pack.json";

/**
 * Reads a pack and compares it with what is installed.
 *
 * @returns Addresses of files by the addresses of those that they stand in for; `undefined` when there is
 * no pack, or when it is damaged or made of other versions.
 */
export function readPack(
  packDir = PACK_DIR,
  projectDir = PROJECT_DIR,
): ReadonlyMap<string, string> | undefined {
  try {
    const { packages, modules, files } = JSON.parse(readFileSync(join(packDir, PACK_LIST), "utf8")) as Pack;
    for (const [folder, version] of Object.entries(packages))
      if (installedVersion(join(projectDir, folder)) !== version) return undefined;
    for (const [file, bytes] of Object.entries(files))
      if (statSync(join(packDir, file)).size !== bytes) return undefined;
    return new Map(
      Object.entries(modules).map(([module, file]) => [
        pathToFileURL(join(projectDir, module)).href,
        pathToFileURL(join(packDir, file)).href,
      ]),
    );
  } catch {
    // Without a pack a start takes longer, and nothing else is different.
    return undefined;
  }
}

/** @throws When there is no such package. */
export function installedVersion(folder: string): string {
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  return version;
}
