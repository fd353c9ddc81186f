/** Runs one contender, alive for the whole benchmark; the parent says when and how much it works. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

import type { Contender } from "./task.ts";

/** What the parent asks for. */
export interface Load {
  readonly model: string;
  readonly tasks: number;
  readonly atOnce: number;
}

/** What came of it. */
export interface Measured {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly p50Ms: number;
}

const [name = "", baseUrl = ""] = process.argv.slice(2);
const { default: contender } = (await import(`./contenders/${name}.ts`)) as { default: Contender };
const runTask = await contender.open(baseUrl);
/** While the others work, the engine throws compiled code away; so long does each work before it is measured. */
const REFRESH_MS = 2_000;

process.on("message", (load: Load) => void measure(load).then((measured) => process.send?.(measured)));
process.send?.({ versions: await versionsOf(contender.packages) });

async function measure(load: Load): Promise<Measured> {
  const until = performance.now() + REFRESH_MS;
  while (performance.now() < until) await run({ ...load, tasks: 64, atOnce: 16 });
  return await run(load);
}

async function run({ model, tasks, atOnce }: Load): Promise<Measured> {
  const times: number[] = [];
  let left = tasks;
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left > 0) {
        left -= 1;
        const begunAt = performance.now();
        const text = await runTask(model);
        if (!text.includes("word")) throw new Error(`${name} answered "${text.slice(0, 200)}"`);
        times.push(performance.now() - begunAt);
      }
    }),
  );
  const { user, system } = process.cpuUsage(cpu);
  const p50Ms = times.sort((a, b) => a - b)[times.length >> 1] ?? 0;
  return { wallMs: performance.now() - startedAt, cpuMs: (user + system) / 1_000, p50Ms };
}

async function versionsOf(packages: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const roots = createRequire(import.meta.url).resolve.paths("x") ?? [];
  const versions: Record<string, string> = {};
  for (const one of packages) {
    // The project's own first: what is beside the bench may be there for another package's sake.
    for (const root of roots.slice(0, 2).reverse()) {
      const text = await readFile(join(root, one, "package.json"), "utf8").catch(() => undefined);
      if (text === undefined) continue;
      versions[one] = (JSON.parse(text) as { version: string }).version;
      break;
    }
  }
  return versions;
}
