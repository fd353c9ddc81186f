import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { test } from "node:test";

/**
 * What each part of the program may import of the others. A part is a folder of `src`, or a file at its
 * top; everything may import `contracts`, `errors` and `text`.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  contracts: [],
  errors: [],
  text: [],
  extensions: [],
  config: [],
  sqlite: [],
  clock: [],
  "disk-sync": [],
  "group-commit": ["clock", "sqlite"],
  log: ["config"],
  loading: [],
  models: ["extensions"],
  toolkit: ["extensions"],
  tools: ["toolkit"],
  sessions: ["clock", "extensions", "group-commit", "sqlite"],
  tasks: ["clock", "disk-sync", "group-commit", "sqlite"],
  usage: [],
  orchestrator: ["models", "extensions"],
  words: ["extensions"],
  discord: ["extensions", "words"],
  commands: ["discord", "words"],
  playground: [],
  schedules: [],
  mcp: ["toolkit"],
  app: [
    "config",
    "discord",
    "extensions",
    "log",
    "mcp",
    "models",
    "orchestrator",
    "schedules",
    "sessions",
    "sqlite",
    "tasks",
    "toolkit",
    "tools",
    "usage",
    "words",
  ],
  main: ["app", "config", "log", "playground"],
  operations: ["clock", "config", "discord", "models", "sqlite", "tasks"],
};

/** Packages that only these parts may know. */
const PACKAGE_OWNERS: Readonly<Record<string, readonly string[]>> = {
  "discord.js": ["discord", "commands", "app"],
  openai: ["models"],
  "@google/genai": ["models", "orchestrator"],
  keyv: ["sessions"],
  rolldown: ["loading"],
  dotenv: ["main", "operations"],
};

const ROOT = resolve(import.meta.dirname, "..");

function sourceFiles(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(folder, file));
}

function partOf(path: string): string {
  const [top = "", next = ""] = path.split("/");
  return top === "src" ? next.replace(/\.ts$/, "") : top;
}

/** Also type imports and `import()`: a type from above ties the parts together just as well. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  return [...text.matchAll(/(?:\bfrom|\bimport\(|^import)\s*"([^"]+)"/gm)].map((match) => match[1] ?? "");
}

const FILES = [...sourceFiles("src"), ...sourceFiles("commands")].filter(
  // Runs in a browser and imports only its own folder; its own tsconfig.json sees to that.
  (file) => !file.startsWith("src/playground/page/"),
);

test("imports point one way", () => {
  const wrong: string[] = [];
  for (const file of FILES) {
    const part = partOf(file);
    const allowed = [part, "contracts", "errors", "text", ...(MAY_IMPORT[part] ?? [])];
    if (MAY_IMPORT[part] === undefined) wrong.push(`${file}: ${part} is not in the list of parts`);
    for (const imported of importsOf(file)) {
      if (!imported.startsWith(".")) continue;
      const target = partOf(relative(ROOT, resolve(ROOT, dirname(file), imported)));
      if (!allowed.includes(target)) wrong.push(`${file} imports ${target}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test("each outside world is known to one part", () => {
  const wrong: string[] = [];
  for (const file of FILES) {
    for (const imported of importsOf(file)) {
      const owners = Object.entries(PACKAGE_OWNERS).find(
        ([name]) => imported === name || imported.startsWith(`${name}/`),
      );
      if (owners !== undefined && !owners[1].includes(partOf(file)))
        wrong.push(`${file} imports ${imported}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test("only config.ts and the programs read the environment", () => {
  const readers = FILES.filter((file) => /process\.env\b/.test(readFileSync(join(ROOT, file), "utf8")));
  const programs = ["backup", "doctor", "migrate-to-postgres"].map((name) => `src/operations/${name}.ts`);
  assert.deepEqual(readers, ["src/main.ts", ...programs]);
});

test("contracts.ts imports nothing, and what stands beside it only contracts", () => {
  assert.deepEqual(importsOf("src/contracts.ts"), []);
  const beside = FILES.filter((file) => file.startsWith("src/contracts/")).flatMap(importsOf);
  assert.deepEqual(
    beside.filter((imported) => !/^(\.\.\/contracts|\.\/\w+)\.ts$/.test(imported)),
    [],
  );
});
