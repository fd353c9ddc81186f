import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

import type { Plugin } from "rolldown";

import { installedVersion, PACK_DIR, PACK_LIST, type Pack, PROJECT_DIR } from "./pack.ts";

/** What a start and the first answer load; `zod/v4` because the client for MCP shares it. */
const PACKED = [
  "@keyv/serialize",
  "croner",
  "decimal.js",
  "discord.js",
  "dotenv/config",
  "get-east-asian-width",
  "ipaddr.js",
  "keyv",
  "openai",
  "pino",
  "undici",
  "ws",
  "yaml",
  "zod",
  "zod/v4",
];

/** The folder of an installed package, and the rest of the path of one of its files. */
const PACKAGE_FILE = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)([\\/].*)$/;

/**
 * Makes the pack of what is installed. An earlier one is replaced at once, and only by a whole one.
 *
 * @param names What is imported of the packages: `dotenv/config`.
 * @throws When rolldown is not installed here, or one of the packages is not.
 */
export async function makePack(names: readonly string[] = PACKED, packDir = PACK_DIR): Promise<void> {
  const { rolldown } = await import("rolldown");
  const entries = await Promise.all(names.map(entryOf));
  const packages = new Map<string, string>();
  const bundle = await rolldown({
    cwd: PROJECT_DIR,
    platform: "node",
    input: Object.fromEntries(entries.map(({ name }) => [fileOf(name), ENTRY_PREFIX + name])),
    // What a package does when it is loaded is its own affair.
    treeshake: false,
    plugins: [facades(entries), oneOfEachVersion(packages)],
    logLevel: "silent",
  });
  const newDir = `${packDir}-${process.pid}`;
  try {
    const { output } = await bundle.generate({
      format: "esm",
      entryFileNames: "[name].mjs",
      chunkFileNames: "shared-[hash].mjs",
      // Node keeps the text of what it loaded in memory.
      comments: false,
    });
    const texts = output.flatMap((file) =>
      file.type === "chunk" ? [[file.fileName, inAscii(file.code)] as const] : [],
    );
    const pack: Pack = {
      packages: Object.fromEntries([...packages].map(([folder, version]) => [inProject(folder), version])),
      modules: Object.fromEntries(entries.map(({ name, path }) => [inProject(path), `${fileOf(name)}.mjs`])),
      files: Object.fromEntries(texts.map(([file, text]) => [file, text.length])),
    };
    mkdirSync(newDir, { recursive: true });
    for (const [file, text] of texts) writeFileSync(join(newDir, file), text);
    writeFileSync(join(newDir, PACK_LIST), JSON.stringify(pack, undefined, 1));
    rmSync(packDir, { recursive: true, force: true });
    renameSync(newDir, packDir);
  } finally {
    await bundle.close();
    rmSync(newDir, { recursive: true, force: true });
  }
}

const ENTRY_PREFIX = "orchid-pack:";

/** One import that the pack serves. */
interface Entry {
  readonly name: string;
  /** The file that Node loads for it. */
  readonly path: string;
  /** What can be imported from it. */
  readonly exports: readonly string[];
}

async function entryOf(name: string): Promise<Entry> {
  const exports = Object.keys((await import(name)) as object);
  return { name, path: fileURLToPath(import.meta.resolve(name)), exports };
}

/** `dotenv/config` → `dotenv-config` */
function fileOf(name: string): string {
  return name.replace(/[^\w.]+/g, "-");
}

function inProject(path: string): string {
  return relative(PROJECT_DIR, path).replaceAll(sep, "/");
}

/** Gives each import of the pack the very names that Node gives it. */
function facades(entries: readonly Entry[]): Plugin {
  const texts = new Map(entries.map((entry) => [ENTRY_PREFIX + entry.name, facadeOf(entry)]));
  return {
    name: "facades",
    resolveId: (id) => (texts.has(id) ? id : undefined),
    load: (id) => texts.get(id),
  };
}

function facadeOf({ path, exports }: Entry): string {
  const file = JSON.stringify(path);
  // CommonJS has no list of exports, so a bundle of it would have none but `default`.
  if (!exports.includes("module.exports"))
    return `export * from ${file};${exports.includes("default") ? `export { default } from ${file};` : ""}`;
  const lines = exports.map((name, at) => {
    const value = name === "module.exports" ? "all.default" : `all[${JSON.stringify(name)}]`;
    return `const v${at} = ${value}; export { v${at} as ${JSON.stringify(name)} };`;
  });
  return [`import * as all from ${file};`, ...lines].join("\n");
}

/**
 * A version that is installed at two places is loaded once, which `npm` leaves undone where a third place
 * has another version. What is not installed at all is left to `require` at run time, as ever.
 *
 * @param packages Is told the folder and version of each package met.
 */
function oneOfEachVersion(packages: Map<string, string>): Plugin {
  const folders = new Map<string, string>();
  return {
    name: "one-of-each-version",
    async resolveId(id, importer, options) {
      const found = await this.resolve(id, importer, { ...options, skipSelf: true });
      if (found === null) return { id, external: true };
      const [, folder, rest] = PACKAGE_FILE.exec(found.id) ?? [];
      if (found.external !== false || folder === undefined || rest === undefined) return found;
      const version = packages.get(folder) ?? installedVersion(folder);
      packages.set(folder, version);
      const key = `${basename(join(folder, ".."))}/${basename(folder)}@${version}`;
      const first = folders.get(key) ?? folder;
      folders.set(key, first);
      return { ...found, id: first + rest };
    },
  };
}

/** One letter beyond Latin-1, and the whole text takes Node twice the memory. */
function inAscii(code: string): string {
  // One unit of UTF-16 at a time, as JavaScript writes them.
  return code.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
