/** Whole bots on the stand-in for Discord: how long a person waits, and what a message costs. */
import { setTimeout as pause } from "node:timers/promises";

import { startBot } from "./bots.ts";
import type { Bot, BotName } from "./bots.ts";
import { startChild } from "./children.ts";
import type { Child } from "./children.ts";
import type { Answered, Asking, WorldSize } from "./discord.ts";
import { section } from "./report.ts";
import type { Row, Section } from "./report.ts";
import { median, pairedRatio, turned } from "./statistics.ts";

/** In a channel that was written to within five seconds, signs of progress make room for answers. */
const BETWEEN_QUESTIONS_MS = 5_500;
const RIVALS = ["orchid", "naive", "stock"] as const;

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
  // Not more than one message holds: what follows would be taken for the next answer.
  "streamed, 2.6 s": "rounds-0-parallel-0-latency-100-tokens-250-10",
};

/** Message → first sign → words → final, one question at a time; beside it a bot that does nothing besides. */
export async function measureWaiting(
  questions: number,
): Promise<{ section: Section; goals: readonly Row[] }> {
  const rows: Row[] = [];
  const goals: Row[] = [];
  for (const roundTripMs of [0, 80]) {
    for (const [kind, model] of Object.entries(ANSWERS)) {
      for (const name of ["orchid", "naive"] as const) {
        console.error(`waiting: ${roundTripMs} ms, ${kind}, ${name}`);
        const all = await waitFor(name, roundTripMs, model, questions);
        const of = (pick: (one: Waited) => number): string => median(all.map(pick)).toFixed(1);
        rows.push([
          name,
          `${roundTripMs} ms`,
          kind,
          of(({ signMs }) => signMs),
          of(({ wordsMs }) => wordsMs),
          of(({ finalMs }) => finalMs),
          of(({ overMs }) => overMs),
          of(({ writes }) => writes),
        ]);
        if (name === "orchid" && roundTripMs === 80 && kind === "streamed, 0.5 s") {
          const over = median(all.map(({ overMs }) => overMs));
          goals.push([
            "final answer over model + 40 ms, 80 ms round trip, streaming",
            "≤ 5 ms",
            `${over.toFixed(1)} ms`,
            over <= 5 ? "yes" : "no",
          ]);
        }
      }
    }
  }
  const head = [
    "bot",
    "Discord round trip",
    "model's answer",
    "first sign ms",
    "first words ms",
    "final ms",
    "over model + half a round trip, ms",
    "writes",
  ];
  return { section: section("A person waits: message to answer", head, rows), goals };
}

/** One question's way, and what it took longer than the model and half a round trip. */
interface Waited extends Answered {
  readonly overMs: number;
}

async function waitFor(
  name: BotName,
  roundTripMs: number,
  model: string,
  questions: number,
): Promise<readonly Waited[]> {
  const stage = await openStage({ guilds: 1, channelsPerGuild: 1, oneWayMs: roundTripMs / 2 }, model);
  try {
    const bot = await stage.start(name);
    await ask(stage, bot, { questions: 10, atOnce: 1 });
    const all: Waited[] = [];
    for (let question = 0; question < questions; question += 1) {
      await pause(BETWEEN_QUESTIONS_MS);
      const { answered } = await ask(stage, bot, { questions: 1, atOnce: 1 });
      const modelMs = await lastModelMs(stage);
      for (const one of answered) all.push({ ...one, overMs: one.finalMs - modelMs - roundTripMs / 2 });
    }
    return all;
  } finally {
    await stage.end();
  }
}

async function lastModelMs({ endpoint }: Stage): Promise<number> {
  const { port } = endpoint.hello as { port: number };
  return ((await (await fetch(`http://127.0.0.1:${port}/`)).json()) as { lastMs: number }).lastMs;
}

const TASKS: Readonly<Record<string, string>> = {
  "without tools": "rounds-0-parallel-0-latency-0-tokens-40",
  "3 rounds of 2 tools": "rounds-3-parallel-2-latency-0-tokens-40",
};

/** Messages per second and CPU per message, one bot after the other. */
export async function measureLoad(
  repetitions: number,
  questions: number,
): Promise<{ section: Section; goals: readonly Row[] }> {
  const rows: Row[] = [];
  const goals: Row[] = [];
  for (const [task, model] of Object.entries(TASKS)) {
    const samples = new Map<string, Asked[]>();
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      for (const name of turned(RIVALS, repetition)) {
        // In one Discord all would be mentioned; each has its own.
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
      const of = (name: BotName): readonly Asked[] => samples.get(`${name}/${atOnce}`) ?? [];
      const cpu = (name: BotName): number[] => of(name).map(({ cpuMsPerMessage }) => cpuMsPerMessage);
      const perSecond = (name: BotName): number[] => of(name).map((asked) => asked.perSecond);
      const gain = (rival: BotName): number => pairedRatio(cpu(rival), cpu("orchid"));
      const times = (ratio: number): string => `${ratio.toFixed(2)}×`;
      rows.push([
        task,
        String(atOnce),
        ...RIVALS.map((name) => median(cpu(name)).toFixed(2)),
        ...RIVALS.map((name) => median(perSecond(name)).toFixed(0)),
        times(gain("naive")),
        times(gain("stock")),
        times(pairedRatio(perSecond("orchid"), perSecond("stock"))),
      ]);
      if (atOnce !== 128) continue;
      const goal = task === "without tools" ? 1.5 : 3;
      for (const [rival, what] of [
        ["stock", "that remembers over a restart"],
        ["naive", "that remembers in memory"],
      ] as const) {
        const reached = gain(rival);
        goals.push([
          `messages per second on one core against a naive bot ${what}, ${task}, 128 at once`,
          `≥ ${goal}×`,
          times(reached),
          reached >= goal ? "yes" : "no",
        ]);
      }
    }
  }
  const head = [
    "task",
    "at once",
    "CPU ms/message",
    "naive",
    "with @keyv/sqlite",
    "messages/s",
    "naive",
    "with @keyv/sqlite",
    "× naive, by CPU",
    "× with @keyv/sqlite, by CPU",
    "× with @keyv/sqlite, by the clock",
  ];
  return {
    section: section("Load: Orchid, durable journal on, beside a naive bot on stock parts", head, rows),
    goals,
  };
}
