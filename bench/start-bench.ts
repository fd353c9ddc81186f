/** Start to ready, and memory. */
import { openStage } from "./bot-bench.ts";
import type { BotName } from "./bots.ts";
import { section } from "./report.ts";
import type { Row, Section } from "./report.ts";
import { median, pairedRatio } from "./statistics.ts";

const MODEL = "rounds-0-parallel-0-latency-0-tokens-40";

export async function measureStart(
  repetitions: number,
): Promise<{ section: Section; goals: readonly Row[] }> {
  const samples = new Map<BotName, { readyMs: number; cpuMs: number; rssMb: number }[]>();
  const stage = await openStage({ guilds: 1, channelsPerGuild: 4, oneWayMs: 0 }, MODEL);
  try {
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      for (const name of ["orchid", "plain", "naive"] as const) {
        console.error(`start ${repetition + 1}/${repetitions}: ${name}`);
        const bot = await stage.start(name);
        const { cpuMs, rssMb } = await bot.state();
        samples.set(name, [...(samples.get(name) ?? []), { readyMs: bot.readyMs, cpuMs, rssMb }]);
        await bot.end();
      }
    }
  } finally {
    await stage.end();
  }
  const of = (name: BotName, what: "readyMs" | "cpuMs" | "rssMb"): readonly number[] =>
    (samples.get(name) ?? []).map((one) => one[what]);
  const row = (what: string, name: BotName): Row => [
    what,
    median(of(name, "readyMs")).toFixed(0),
    `${pairedRatio(of(name, "readyMs"), of("plain", "readyMs")).toFixed(2)}×`,
    median(of(name, "cpuMs")).toFixed(0),
    `${pairedRatio(of(name, "cpuMs"), of("plain", "cpuMs")).toFixed(2)}×`,
    median(of(name, "rssMb")).toFixed(0),
  ];
  const ratio = pairedRatio(of("orchid", "readyMs"), of("plain", "readyMs"));
  const idle = median(of("orchid", "rssMb"));
  return {
    section: section(
      "Start to ready",
      ["what", "ready ms", "× plain", "CPU ms", "× plain", "resident MB at ready"],
      [
        row("Orchid", "orchid"),
        row("the packages it stands on, loaded plainly, and a login", "plain"),
        row("the naive bot", "naive"),
      ],
    ),
    goals: [
      [
        "start to ready against the same imports plainly loaded",
        "≤ 0.65×",
        `${ratio.toFixed(2)}×`,
        ratio <= 0.65 ? "yes" : "no",
      ],
      ["idle memory", "≤ 125 MB", `${idle.toFixed(0)} MB`, idle <= 125 ? "yes" : "no"],
    ],
  };
}

export async function measureMemory(messages: number): Promise<{ section: Section; goals: readonly Row[] }> {
  const rows: Row[] = [];
  const goals: Row[] = [];
  const small = await openStage({ guilds: 1, channelsPerGuild: 100, oneWayMs: 0 }, MODEL);
  try {
    // What is measured is what is kept.
    const bot = await small.start("orchid", ["--expose-gc"]);
    const state = async (what: string): Promise<number> => {
      console.error(`memory: ${what}`);
      const { rssMb, heapMb } = await bot.state();
      rows.push([what, rssMb.toFixed(0), heapMb.toFixed(0)]);
      return heapMb;
    };
    await state("idle, 1 guild");
    const step = Math.ceil(messages / 2);
    await small.discord.ask({ kind: "chatter", messages: step });
    const half = await state(`after ${step} messages that are not for it`);
    await small.discord.ask({ kind: "chatter", messages: step });
    const whole = await state(`after ${step * 2} messages`);
    const growth = whole - half;
    goals.push([
      `growth of the heap from message ${step} to ${step * 2}`,
      "flat",
      `${growth.toFixed(1)} MB`,
      growth < 5 ? "yes" : "no",
    ]);
  } finally {
    await small.end();
  }
  for (const name of ["orchid", "naive"] as const) {
    const large = await openStage({ guilds: 1_000, channelsPerGuild: 20, oneWayMs: 0 }, MODEL);
    try {
      const bot = await large.start(name);
      const { rssMb, heapMb } = await bot.state();
      rows.push([
        `${name}, 1,000 guilds of 20 channels, ready after ${bot.readyMs.toFixed(0)} ms`,
        rssMb.toFixed(0),
        heapMb.toFixed(0),
      ]);
    } finally {
      await large.end();
    }
  }
  return { section: section("Memory", ["when", "resident MB", "heap MB"], rows), goals };
}
