/**
 * `npm run bench`: measures everything and writes the tables into docs/performance.md, the numbers into
 * docs/performance.json and the curves into docs/images.
 *
 * `--quick` measures less often; `--only=loop,waiting,load,storage,start,memory,growth` only some.
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";

import type { Row, Section } from "./report.ts";
import { asText, section } from "./report.ts";

const here = import.meta.dirname;
const docs = join(here, "../docs");
const isQuick = process.argv.includes("--quick");
const only = process.argv
  .find((arg) => arg.startsWith("--only="))
  ?.slice(7)
  .split(",");
const BEGIN = "<!-- measured: written by npm run bench -->";
const END = "<!-- end of what was measured -->";

/** What a part measured. */
interface Part {
  readonly sections: readonly Section[];
  readonly goals: readonly Row[];
  readonly versions?: Readonly<Record<string, string>>;
}

if (!existsSync(join(here, "node_modules"))) {
  execFileSync("npm", ["ci", "--ignore-scripts"], { cwd: here, stdio: "inherit" });
}
// Only now are the contenders and the drawing library there.
const { measureLoop } = await import("./loop.ts");
const { measureLoad, measureWaiting } = await import("./bot-bench.ts");
const { measureStorage } = await import("./storage-bench.ts");
const { measureMemory, measureStart } = await import("./start-bench.ts");

const one = ({ section: only_, goals }: { section: Section; goals: readonly Row[] }): Part => ({
  sections: [only_],
  goals,
});
const PARTS: Readonly<Record<string, () => Promise<Part>>> = {
  loop: () => measureLoop(isQuick ? 3 : 7),
  waiting: async () => one(await measureWaiting(isQuick ? 5 : 15)),
  load: async () => one(await measureLoad(isQuick ? 2 : 5, isQuick ? 150 : 600)),
  storage: async () => one(await measureStorage(isQuick ? 5 : 9)),
  start: async () => one(await measureStart(isQuick ? 3 : 9)),
  memory: async () => one(await measureMemory(isQuick ? 10_000 : 50_000)),
};

const measured: Record<string, Part> = await earlier();
for (const [name, measure] of Object.entries(PARTS)) {
  if (only === undefined || only.includes(name)) {
    measured[name] = await measure();
    await write();
  }
}
if (only === undefined || only.includes("growth")) {
  const { draw, measureGrowth } = await import("./growth-bench.ts");
  await mkdir(join(docs, "images"), { recursive: true });
  for (const curve of await measureGrowth()) {
    await writeFile(join(docs, `images/growth-${curve.name}.svg`), await draw(curve));
  }
}

/** Parts that are not measured now keep what was measured before. */
async function earlier(): Promise<Record<string, Part>> {
  const text = await readFile(join(docs, "performance.json"), "utf8").catch(() => undefined);
  return text === undefined ? {} : (JSON.parse(text) as { parts: Record<string, Part> }).parts;
}

async function write(): Promise<void> {
  const parts = Object.keys(PARTS).flatMap((name) => measured[name] ?? []);
  const goals = section(
    "The goals",
    ["what", "goal", "measured", "reached"],
    parts.flatMap((part) => part.goals),
  );
  const versions = Object.assign({}, ...parts.map((part) => part.versions ?? {})) as Record<string, string>;
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const machine = `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? "?"}`;
  const text = [
    `${machine}${isQuick ? ", quick" : ""}. ${list.join(", ")}.`,
    "",
    ...[goals, ...parts.flatMap((part) => part.sections)].map(asText),
  ].join("\n");
  console.log(text);
  const page = join(docs, "performance.md");
  const old = await readFile(page, "utf8");
  const [before = ""] = old.split(BEGIN);
  const after = old.split(END)[1] ?? "";
  await writeFile(page, `${before}${BEGIN}\n\n${text}\n${END}${after}`);
  await writeFile(
    join(docs, "performance.json"),
    `${JSON.stringify({ machine, versions, parts: measured }, null, 2)}\n`,
  );
}
