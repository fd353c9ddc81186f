/** The loop alone: each contender its own process, one at work at a time, their order turned each time. */
import { startChild } from "./children.ts";
import type { Child } from "./children.ts";
import type { Load, Measured } from "./contender-process.ts";
import { median, pairedRatio, turned } from "./statistics.ts";
import { section } from "./report.ts";
import type { Row, Section } from "./report.ts";

const CONTENDERS = [
  "orchid-whole",
  "planned-whole",
  "lean-whole",
  "openai-whole",
  "ai-generate",
  "openai-agents",
  "langchain",
  "orchid-streamed",
  "planned-streamed",
  "lean-streamed",
  "openai-streamed",
  "ai-stream",
] as const;

/** Fewer would measure how fast each is compiled. */
const WARM_UP_TASKS = 1_600;

type Name = (typeof CONTENDERS)[number];

/** Three rounds of two tools, then the answer: four calls. */
const MODEL = "rounds-3-parallel-2-latency-0-tokens-40";
const SLOW_MODEL = "rounds-3-parallel-2-latency-100-tokens-40";
const LOADS: Readonly<Record<string, Load>> = {
  "1 at once": { model: MODEL, tasks: 100, atOnce: 1 },
  "16 at once": { model: MODEL, tasks: 480, atOnce: 16 },
  "128 at once": { model: MODEL, tasks: 256, atOnce: 128 },
  "128 at once, model 100 ms": { model: SLOW_MODEL, tasks: 256, atOnce: 128 },
};

export interface LoopResult {
  readonly sections: readonly Section[];
  readonly goals: readonly Row[];
  readonly versions: Readonly<Record<string, string>>;
}

export async function measureLoop(repetitions: number): Promise<LoopResult> {
  const endpoint = await startChild("endpoint.ts");
  const { port } = endpoint.hello as { port: number };
  const children = new Map<Name, Child>();
  const versions: Record<string, string> = {};
  try {
    for (const name of CONTENDERS) {
      const child = await startChild("contender-process.ts", [name, `http://127.0.0.1:${port}/v1`], {
        core: "measured",
      });
      Object.assign(versions, (child.hello as { versions: Record<string, string> }).versions);
      children.set(name, child);
      await child.ask({ model: MODEL, tasks: WARM_UP_TASKS, atOnce: 16 });
    }
    const samples = new Map<string, Measured[]>();
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      for (const [label, load] of Object.entries(LOADS)) {
        console.error(`loop ${repetition + 1}/${repetitions}: ${label}`);
        for (const name of turned(CONTENDERS, repetition)) {
          const measured = (await children.get(name)?.ask(load)) as Measured;
          const key = `${label}/${name}`;
          samples.set(key, [...(samples.get(key) ?? []), measured]);
        }
      }
    }
    const counts = (await (await fetch(`http://127.0.0.1:${port}/`)).json()) as { refused: number };
    if (counts.refused > 0) throw new Error(`The endpoint refused: ${JSON.stringify(counts)}`);
    return {
      sections: Object.keys(LOADS).map((label) => table(label, samples)),
      goals: goals(samples),
      versions,
    };
  } finally {
    for (const child of [...children.values(), endpoint]) await child.end();
  }
}

type Samples = ReadonlyMap<string, readonly Measured[]>;

function table(label: string, samples: Samples): Section {
  const tasks = LOADS[label]?.tasks ?? 1;
  const rows = CONTENDERS.map((name) => {
    const own = samples.get(`${label}/${name}`) ?? [];
    const hand = samples.get(`${label}/openai-whole`) ?? [];
    return [
      name,
      fixed(median(own.map(({ cpuMs }) => cpuMs / tasks)), 2),
      fixed(ratio(own, hand, "cpuMs"), 2),
      fixed(median(own.map(({ wallMs }) => wallMs / tasks)), 2),
      fixed(ratio(own, hand, "wallMs"), 2),
      fixed(median(own.map(({ p50Ms }) => p50Ms)), 1),
    ];
  });
  const head = ["contender", "CPU ms/task", "× openai-whole", "wall ms/task", "× openai-whole", "p50 ms"];
  return section(`The loop alone, ${label}: 3 rounds of 2 tools`, head, rows);
}

function ratio(ours: readonly Measured[], theirs: readonly Measured[], what: keyof Measured): number {
  return pairedRatio(
    ours.map((one) => one[what]),
    theirs.map((one) => one[what]),
  );
}

function goals(samples: Samples): readonly Row[] {
  const of = (name: Name, label = "16 at once"): readonly Measured[] => samples.get(`${label}/${name}`) ?? [];
  const against = (ours: Name, theirs: Name, what: keyof Measured): number =>
    ratio(of(ours), of(theirs), what);
  const below = (what: string, value: number, limit: number): Row => [
    what,
    `≤ ${limit}×`,
    `${fixed(value, 2)}×`,
    value <= limit ? "yes" : "no",
  ];
  const less = (what: string, value: number, limit: number): Row => [
    what,
    `${limit}× less`,
    `${fixed(1 / value, 1)}× less`,
    1 / value >= limit ? "yes" : "no",
  ];
  const waited = (name: Name): number =>
    median(of(name, "128 at once, model 100 ms").map(({ p50Ms }) => p50Ms)) / 400;
  return [
    below(
      "loop against a hand-written loop on the same transport, CPU, whole",
      against("orchid-whole", "lean-whole", "cpuMs"),
      1.05,
    ),
    below("… streamed", against("orchid-streamed", "lean-streamed", "cpuMs"), 1.05),
    below(
      "loop against a hand-written loop on stock openai, CPU, whole",
      against("orchid-whole", "openai-whole", "cpuMs"),
      0.55,
    ),
    below("… streamed, stream to stream", against("orchid-streamed", "openai-streamed", "cpuMs"), 0.55),
    below("… wall, whole", against("orchid-whole", "openai-whole", "wallMs"), 0.65),
    below(
      "… wall, streamed, stream to stream",
      against("orchid-streamed", "openai-streamed", "wallMs"),
      0.65,
    ),
    less("CPU per task against AI SDK generateText", against("orchid-whole", "ai-generate", "cpuMs"), 2.7),
    less(
      "CPU per task against AI SDK streamText, stream to stream",
      against("orchid-streamed", "ai-stream", "cpuMs"),
      7,
    ),
    less("CPU per task against @openai/agents", against("orchid-whole", "openai-agents", "cpuMs"), 5),
    less("CPU per task against LangChain createAgent", against("orchid-whole", "langchain", "cpuMs"), 8),
    below("128 at once, model 100 ms, four calls: p50 against 400 ms, whole", waited("orchid-whole"), 1.05),
    below("… streamed", waited("orchid-streamed"), 1.05),
  ];
}

function fixed(value: number, digits: number): string {
  return value.toFixed(digits);
}
