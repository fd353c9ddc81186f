/**
 * `npm run bench`: measures everything and writes the tables into docs/performance.md, the numbers into
 * docs/performance.json and the curves into docs/images.
 *
 * `--quick` measures less often; `--only=loop,waiting,load,storage,start,memory,cluster,sharing,soak,growth`
 * only some. `cluster` and `sharing` need PostgreSQL on this machine, or `POSTGRES_TEST_URL`; without, they
 * are left out.
 * The size of `cluster` and `soak`: `MESSAGES`, `CHANNELS`, `RATE` (messages a second), `KILLS`, `ZOMBIES`,
 * `MINUTES` and `SEED`.
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
const { measureCluster, measureSharing } = await import("./cluster-bench.ts");
const { measureSoak } = await import("./soak-bench.ts");
const { hasServer } = await import("../test/chaos/server.ts");

const one = ({ section: only_, goals }: { section: Section; goals: readonly Row[] }): Part => ({
  sections: [only_],
  goals,
});
/** A number from the environment, else one for a quick or a whole measurement. */
const sized = (name: string, quick: number, whole: number): number =>
  Number(process.env[name] ?? (isQuick ? quick : whole));

async function cluster(): Promise<Part> {
  return one(
    await measureCluster({
      messages: sized("MESSAGES", 200, 10_000),
      channels: sized("CHANNELS", 40, 500),
      messagesPerSecond: sized("RATE", 8, 9),
      kills: sized("KILLS", 4, 60),
      zombies: sized("ZOMBIES", 1, 3),
      seed: sized("SEED", 1, 1),
    }),
  );
}

async function sharing(): Promise<Part> {
  const measured = one(await measureSharing(isQuick ? 60 : 200, sized("SEED", 1, 1)));
  return { ...measured, versions: { "@discordjs/proxy": "2.1.1" } };
}

async function soak(): Promise<Part> {
  return one(
    await measureSoak({
      minutes: sized("MINUTES", 1, 10),
      channels: sized("CHANNELS", 200, 1_000),
      messagesPerSecond: sized("RATE", 5, 5),
      seed: sized("SEED", 1, 1),
    }),
  );
}

const PARTS: Readonly<Record<string, () => Promise<Part>>> = {
  loop: () => measureLoop(isQuick ? 3 : 5),
  waiting: async () => one(await measureWaiting(isQuick ? 3 : 6)),
  load: async () => one(await measureLoad(isQuick ? 2 : 5, isQuick ? 150 : 600)),
  storage: async () => one(await measureStorage(isQuick ? 5 : 9)),
  start: async () => one(await measureStart(isQuick ? 3 : 9)),
  memory: async () => one(await measureMemory(isQuick ? 10_000 : 50_000)),
  cluster,
  sharing,
  soak,
};

const measured: Record<string, Part> = await earlier();
for (const [name, measure] of Object.entries(PARTS)) {
  if ((name === "cluster" || name === "sharing") && !hasServer()) {
    console.error(`${name} is left out: it needs PostgreSQL on this machine, or POSTGRES_TEST_URL.`);
  } else if (only === undefined || only.includes(name)) {
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
