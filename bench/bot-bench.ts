/** Whole bots on the stand-in for Discord: how long a person waits, and what a message costs. */
import { setTimeout as pause } from "node:timers/promises";

import { startBot } from "./bots.ts";
import type { Bot, BotName } from "./bots.ts";
import { startChild } from "./children.ts";
import type { Child } from "./children.ts";
import type { Answered, Asking, WorldSize } from "./discord.ts";
import { section } from "./report.ts";
import type { Row, Section } from "./report.ts";
import { median, pairedRatio } from "./statistics.ts";

/** In a channel that was written to within five seconds, signs of progress make room for answers. */
const BETWEEN_QUESTIONS_MS = 5_500;
const RIVALS = ["orchid", "naive"] as const;

/** What a stage needs, in the processes that it runs in. */
interface Stage {
  readonly discord: Child;
  readonly endpoint: Child;
  start(name: BotName, nodeOptions?: readonly string[]): Promise<Bot>;
  end(): Promise<void>;
}

export async function openStage(world: WorldSize, model: string): Promise<Stage> {
  const endpoint = await startChild("endpoint.ts");
  const discord = await startChild("discord.ts", [JSON.stringify(world)]);
  const { port } = endpoint.hello as { port: number };
  const where = discord.hello as { apiUrl: string; cdnUrl: string; token: string };
  const bots: Bot[] = [];
  return {
    discord,
    endpoint,
    async start(name, nodeOptions) {
      const modelUrl = `http://127.0.0.1:${port}/v1`;
      const bot = await startBot(name, { ...where, model, modelUrl }, nodeOptions);
      bots.push(bot);
      return bot;
    },
    async end() {
      for (const bot of bots) await bot.end().catch(() => undefined);
      await discord.end();
      await endpoint.end();
    },
  };
}

/** What asking came to. */
export interface Asked {
  readonly cpuMsPerMessage: number;
  readonly perSecond: number;
  readonly answered: readonly Answered[];
}

export async function ask(stage: Stage, bot: Bot, asking: Omit<Asking, "kind">): Promise<Asked> {
  const before = await bot.state();
  const result = (await stage.discord.ask({ kind: "ask", ...asking })) as {
    readonly wallMs: number;
    readonly answered: readonly Answered[];
    readonly violations: readonly unknown[];
  };
  if (result.violations.length > 0) throw new Error(`Violations: ${JSON.stringify(result.violations)}`);
  const after = await bot.state();
  return {
    cpuMsPerMessage: (after.cpuMs - before.cpuMs) / asking.questions,
    perSecond: (asking.questions / result.wallMs) * 1_000,
    answered: result.answered,
  };
}

const ANSWERS: Readonly<Record<string, string>> = {
  "at once (0 ms)": "rounds-0-parallel-0-latency-0-tokens-40",
  "streamed, 0.5 s": "rounds-0-parallel-0-latency-100-tokens-40-10",
  "streamed, 3 s": "rounds-0-parallel-0-latency-100-tokens-290-10",
};

/** Message → first sign → first words → final, one question at a time. */
export async function measureWaiting(
  questions: number,
): Promise<{ section: Section; goals: readonly Row[] }> {
  const rows: Row[] = [];
  const goals: Row[] = [];
  for (const roundTripMs of [0, 80]) {
    for (const [kind, model] of Object.entries(ANSWERS)) {
      console.error(`waiting: ${roundTripMs} ms, ${kind}`);
      const world = { guilds: 1, channelsPerGuild: 1, oneWayMs: roundTripMs / 2 };
      const stage = await openStage(world, model);
      try {
        const bot = await stage.start("orchid");
        await ask(stage, bot, { questions: 5, atOnce: 1 });
        const all: (Answered & { overMs: number })[] = [];
        for (let question = 0; question < questions; question += 1) {
          await pause(BETWEEN_QUESTIONS_MS);
          const { answered } = await ask(stage, bot, { questions: 1, atOnce: 1 });
          const modelMs = await lastModelMs(stage);
          for (const one of answered) all.push({ ...one, overMs: one.finalMs - modelMs - roundTripMs / 2 });
        }
        const of = (pick: (one: (typeof all)[number]) => number): string => median(all.map(pick)).toFixed(1);
        rows.push([
          `${roundTripMs} ms`,
          kind,
          of(({ signMs }) => signMs),
          of(({ wordsMs }) => wordsMs),
          of(({ finalMs }) => finalMs),
          of(({ overMs }) => overMs),
          of(({ writes }) => writes),
        ]);
        if (roundTripMs === 80 && kind === "streamed, 0.5 s") {
          const over = median(all.map(({ overMs }) => overMs));
          goals.push([
            "final answer over model + 40 ms, 80 ms round trip, streaming",
            "≤ 5 ms",
            `${over.toFixed(1)} ms`,
            over <= 5 ? "yes" : "no",
          ]);
        }
      } finally {
        await stage.end();
      }
    }
  }
  const head = [
    "Discord round trip",
    "model's answer",
    "first sign ms",
    "first words ms",
    "final ms",
    "over model + half a round trip, ms",
    "writes",
  ];
  return { section: section("A person waits: message to answer (Orchid)", head, rows), goals };
}

async function lastModelMs({ endpoint }: Stage): Promise<number> {
  const { port } = endpoint.hello as { port: number };
  return ((await (await fetch(`http://127.0.0.1:${port}/`)).json()) as { lastMs: number }).lastMs;
}

const TASKS: Readonly<Record<string, string>> = {
  "without tools": "rounds-0-parallel-0-latency-0-tokens-40",
  "3 rounds of 2 tools": "rounds-3-parallel-2-latency-0-tokens-40",
};

/** Messages per second and CPU per message, both bots alive at a time, one at work. */
export async function measureLoad(
  repetitions: number,
  questions: number,
): Promise<{ section: Section; goals: readonly Row[] }> {
  const rows: Row[] = [];
  const goals: Row[] = [];
  for (const [task, model] of Object.entries(TASKS)) {
    const samples = new Map<string, Asked[]>();
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      for (const name of repetition % 2 === 0 ? RIVALS : RIVALS.toReversed()) {
        // Both in one Discord would both be mentioned; each has its own.
        const stage = await openStage({ guilds: 8, channelsPerGuild: 16, oneWayMs: 0 }, model);
        try {
          const bot = await stage.start(name);
          await ask(stage, bot, { questions: 200, atOnce: 16 });
          for (const atOnce of [1, 16, 128]) {
            console.error(`load ${repetition + 1}/${repetitions}: ${name}, ${task}, ${atOnce} at once`);
            const asked = await ask(stage, bot, { questions: Math.max(atOnce, questions), atOnce });
            const key = `${name}/${atOnce}`;
            samples.set(key, [...(samples.get(key) ?? []), asked]);
          }
        } finally {
          await stage.end();
        }
      }
    }
    for (const atOnce of [1, 16, 128]) {
      const [ours = [], theirs = []] = RIVALS.map((name) => samples.get(`${name}/${atOnce}`));
      const cpu = (list: readonly Asked[]): number[] => list.map(({ cpuMsPerMessage }) => cpuMsPerMessage);
      const gain = pairedRatio(cpu(theirs), cpu(ours));
      const wall = pairedRatio(
        ours.map(({ perSecond }) => perSecond),
        theirs.map(({ perSecond }) => perSecond),
      );
      const perCore = (list: readonly Asked[]): string => (1_000 / median(cpu(list))).toFixed(0);
      rows.push([
        task,
        String(atOnce),
        median(cpu(ours)).toFixed(2),
        median(cpu(theirs)).toFixed(2),
        perCore(ours),
        perCore(theirs),
        `${gain.toFixed(2)}×`,
        `${wall.toFixed(2)}×`,
      ]);
      if (atOnce === 128) {
        const goal = task === "without tools" ? 1.5 : 3;
        goals.push([
          `messages per second on one core against the naive bot, ${task}, 128 at once`,
          `≥ ${goal}×`,
          `${gain.toFixed(2)}×`,
          gain >= goal ? "yes" : "no",
        ]);
      }
    }
  }
  const head = [
    "task",
    "at once",
    "CPU ms/message",
    "naive",
    "messages/s of one core",
    "naive",
    "× by CPU",
    "× by the clock",
  ];
  return {
    section: section("Load: Orchid, durable journal on, beside a naive bot on stock parts", head, rows),
    goals,
  };
}
