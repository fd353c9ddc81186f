/** How cost grows with what there is, drawn as curves. */
import { parse, View } from "vega";
import { compile } from "vega-lite";
import type { TopLevelSpec } from "vega-lite";

import { ask, openStage } from "./bot-bench.ts";
import type { WorldSize } from "./discord.ts";

/** One curve: what it costs at each size. */
export interface Curve {
  readonly name: string;
  readonly x: string;
  readonly y: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

const SHORT = "rounds-0-parallel-0-latency-0-tokens-40";
const QUESTIONS = 200;

export async function measureGrowth(): Promise<readonly Curve[]> {
  const cost = async (
    world: Partial<WorldSize>,
    atOnce: number,
    model = SHORT,
    length = 40,
  ): Promise<number> => {
    const stage = await openStage({ guilds: 1, channelsPerGuild: 16, oneWayMs: 0, ...world }, model);
    try {
      const bot = await stage.start("orchid");
      await ask(stage, bot, { questions: 100, atOnce, length });
      return (await ask(stage, bot, { questions: QUESTIONS, atOnce, length })).cpuMsPerMessage;
    } finally {
      await stage.end();
    }
  };
  const memory = async (guilds: number): Promise<number> => {
    const stage = await openStage({ guilds, channelsPerGuild: 20, oneWayMs: 0 }, SHORT);
    try {
      return (await (await stage.start("orchid")).state()).rssMb;
    } finally {
      await stage.end();
    }
  };
  const curve = async (
    name: string,
    x: string,
    y: string,
    sizes: readonly number[],
    measure: (size: number) => Promise<number>,
  ): Promise<Curve> => {
    const points: { x: number; y: number }[] = [];
    for (const size of sizes) {
      console.error(`growth: ${name}, ${size}`);
      points.push({ x: size, y: await measure(size) });
    }
    return { name, x, y, points };
  };
  const cpu = "CPU ms per message";
  return [
    await curve("channels", "channels in use at once", cpu, [1, 10, 100, 1_000], (channels) =>
      cost({ channelsPerGuild: Math.min(channels, 100), guilds: Math.ceil(channels / 100) }, channels),
    ),
    await curve("guilds", "guilds of 20 channels", "resident MB", [1, 100, 500, 1_000], memory),
    await curve("history", "characters of each remembered question", cpu, [40, 400, 1_800], (length) =>
      cost({}, 16, SHORT, length),
    ),
    await curve("answer", "words of the answer", cpu, [40, 80, 160, 240], (words) =>
      cost({}, 16, `rounds-0-parallel-0-latency-0-tokens-${words}`),
    ),
  ];
}

/** @returns the curve as SVG. */
export async function draw({ x, y, points }: Curve): Promise<string> {
  const spec: TopLevelSpec = {
    width: 420,
    height: 220,
    background: "white",
    data: { values: [...points] },
    mark: { type: "line", point: true },
    encoding: {
      x: { field: "x", type: "quantitative", title: x },
      y: { field: "y", type: "quantitative", title: y, scale: { zero: true } },
    },
  };
  return await new View(parse(compile(spec).spec), { renderer: "none" }).toSVG();
}
