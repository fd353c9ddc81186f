import { mkdtempSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { startStandIn } from "../../src/playground/stand-in.ts";
import type { StandIn } from "../../src/playground/stand-in.ts";
import { spawnBot } from "../fakes/bot-process.ts";
import { destroySocket, hang, listen, stream, whole } from "../fakes/scripted-endpoint.ts";
import type { Step } from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";
import { createRandom } from "../tasks/random.ts";
import { startStopwatch, type Stopwatch } from "./stopwatch.ts";
import { playModel, readChannels, startTalk, type Verdict } from "./talk.ts";
import { buildTown, type Town } from "./town.ts";

/** One real process on SQLite, in front of many channels, for a long time and with everything failing a little. */
export interface SoakOptions {
  readonly seed: number;
  readonly channels: number;
  /** How long people ask. */
  readonly durationMs: number;
  readonly messagesPerSecond: number;
  /** Messages of people among themselves before the first question, so that the bot's caches are full. Default 0. */
  readonly chatterPerChannel?: number;
  /** What a model that never answers costs its channel. Default 20 s. */
  readonly taskTimeoutMs?: number;
  /** How long the process may take for what is left when nobody asks any more. Default 180 s. */
  readonly settleMs?: number;
  readonly onProgress?: (line: string) => void;
}

export interface SoakFigures extends Verdict {
  readonly faults: Readonly<Record<string, number>>;
  /** Tasks that the journal still holds in the end. */
  readonly leftInJournal: number;
  /** After a garbage collection each; the growth is the slope over the second half, in MB a minute. */
  readonly memory: {
    readonly samples: number;
    readonly heapMb: number;
    readonly rssMb: number;
    readonly heapGrowth: number;
    readonly rssGrowth: number;
  };
  /** Of the process after SIGTERM. */
  readonly exitCode: number | null;
  readonly violations: number;
  readonly durationMs: number;
}

type Bot = ReturnType<typeof spawnBot>;

interface Sample {
  readonly at: number;
  readonly rssMb: number;
  readonly heapMb: number;
}

const START_MS = 60_000;
const SAMPLES = 60;
const STALL_MS = 3_000;
/** Of a model's answers, how many go wrong: less than what its retries cannot make good would be seldom seen. */
const MODEL_TROUBLE = 0.06;
/** After the last answer: whatever would come twice has its chance to. */
const AFTERMATH_MS = 3_000;

export async function runSoak(options: SoakOptions): Promise<SoakFigures> {
  const startedAt = performance.now();
  const random = createRandom(options.seed);
  const folder = mkdtempSync(join(tmpdir(), "orchid-soak-"));
  const path = join(folder, "orchid.sqlite");
  const standIn = await startStandIn({ keepRequests: false });
  const endpoint = await listen({ keepRequests: false });
  const town = await buildTown(standIn, options.channels, 1);
  const talk = startTalk(standIn, town.peopleOf);
  const stopwatch = startStopwatch(standIn, talk);
  const faults = new Map<string, number>();
  const struck = (fault: string): void => void faults.set(fault, (faults.get(fault) ?? 0) + 1);
  playModel(endpoint, createRandom(options.seed + 1), modelTrouble(createRandom(options.seed + 2), struck));
  const bot = spawnBot({
    DISCORD_TOKEN: standIn.botToken,
    DISCORD_API_URL: standIn.apiUrl,
    OPENAI_BASE_URL: endpoint.url,
    OPENAI_MODEL: "scripted",
    DATABASE_URL: `sqlite:${path}`,
    TASK_TIMEOUT_MS: String(options.taskTimeoutMs ?? 20_000),
    // As often as a short run needs it.
    CATCH_UP_INTERVAL_MS: "5000",
    // Nobody is refused here, however much is asked.
    MAX_QUEUED_PER_PERSON: "10000",
    MAX_QUEUED_PER_CHANNEL: "10000",
    NODE_OPTIONS: `--import=${join(import.meta.dirname, "memory-probe.ts")}`,
    NODE_COMPILE_CACHE: join(tmpdir(), "orchid-chaos-compiled"),
  });
  try {
    await until(() => bot.output().includes('"working"') || bot.hasEnded(), "the start", START_MS);
    failIfEnded(bot);
    await chatter(standIn, town, options.chatterPerChannel ?? 0);
    const trouble = troubleEverything(options, { standIn, path, random, struck });
    const watched = watchMemory(bot, options);
    await askForAWhile(options, stopwatch, town, random);
    await trouble;
    const samples = await watched;
    await settle(bot, stopwatch, options.settleMs ?? 180_000);
    await sleep(AFTERMATH_MS);
    return {
      ...readChannels(standIn, talk.questions),
      faults: Object.fromEntries([...faults].sort(([a], [b]) => a.localeCompare(b))),
      leftInJournal: countUnfinished(path),
      memory: summarise(samples),
      exitCode: await bot.end("SIGTERM"),
      violations: standIn.violations.length,
      durationMs: Math.round(performance.now() - startedAt),
    };
  } finally {
    await bot.end("SIGKILL");
    await endpoint.close();
    await standIn.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function failIfEnded(bot: Bot): void {
  if (bot.hasEnded()) throw new Error(`The bot ended by itself:\n${bot.output().slice(-4_000)}`);
}

/** A model's bad moments, each of a few answers in a hundred. */
function modelTrouble(random: () => number, struck: (fault: string) => void): () => Step | undefined {
  const kinds: readonly (readonly [string, Step])[] = [
    ["model 500", whole({ error: { message: "the engine fell over" } }, { status: 500 })],
    ["model 503", whole("upstream connect error", { status: 503 })],
    [
      "model 429",
      whole({ error: { message: "slow down" } }, { status: 429, headers: { "retry-after": "1" } }),
    ],
    ["model garbage", whole("<html>this is no answer</html>")],
    ["model broken stream", stream(['data: {"choices": [{"delta": \n\n'], { end: "destroy" })],
    ["model cut off", destroySocket],
  ];
  return () => {
    if (random() >= MODEL_TROUBLE) return undefined;
    // Seldom: it holds its channel up until the task's time is over.
    const [name, step] =
      random() < 0.04
        ? (["model silence", hang] as const)
        : (kinds[Math.floor(random() * kinds.length)] ?? []);
    if (name === undefined) return undefined;
    struck(name);
    return step;
  };
}

interface TroubleParts {
  readonly standIn: StandIn;
  readonly path: string;
  readonly random: () => number;
  readonly struck: (fault: string) => void;
}

/** Once a second something of Discord fails; now and then the connection, and the disk holds still. */
async function troubleEverything(options: SoakOptions, parts: TroubleParts): Promise<void> {
  const { standIn, random, struck } = parts;
  const { faults, gateway } = standIn;
  const writes = /^\/channels\/\d+\/messages(\/\d+)?$/;
  const kinds: readonly (readonly [string, () => unknown])[] = [
    ["Discord 500", () => faults.onRequest({ path: writes }, { kind: "status", status: 500 })],
    [
      "Discord 502 after the fact",
      () => faults.onRequest({ path: writes }, { kind: "status", status: 502, applied: true }),
    ],
    [
      "Discord lost acknowledgement",
      () => faults.onRequest({ path: writes }, { kind: "disconnect", applied: true }),
    ],
    ["Discord 429", () => faults.onRequest({ path: writes }, { kind: "rate-limit", retryAfterMs: 700 })],
    [
      "Discord 429 of all",
      () => faults.onRequest({}, { kind: "rate-limit", retryAfterMs: 500, scope: "global" }),
    ],
    ["Discord says it twice", () => faults.onEvent({ event: "MESSAGE_CREATE" }, { kind: "duplicate" })],
  ];
  const connection: readonly (readonly [string, () => unknown])[] = [
    ["gateway cut", () => gateway.cut()],
    ["gateway reconnect", () => gateway.askToReconnect()],
    ["gateway new session", () => gateway.invalidate(false)],
    [
      "gateway cut and forgotten",
      () => {
        gateway.forgetSessions();
        gateway.cut();
      },
    ],
  ];
  const oneOf = (list: readonly (readonly [string, () => unknown])[]): void => {
    const [name, strike] = list[Math.floor(random() * list.length)] ?? [];
    if (name === undefined || strike === undefined) return;
    strike();
    struck(name);
  };
  const endAt = performance.now() + options.durationMs;
  const rounds = Math.floor(options.durationMs / 1_000);
  const stallAt = Math.floor(rounds / 2);
  for (let round = 1; performance.now() < endAt - 2_000; round += 1) {
    oneOf(kinds);
    if (round % Math.max(5, Math.floor(rounds / 20)) === 0) {
      oneOf(connection);
    }
    if (round === stallAt) {
      struck("storage stall");
      await stallStorage(parts.path);
    } else await sleep(1_000);
  }
}

/** Another program holds the file. */
async function stallStorage(path: string): Promise<void> {
  const database = new DatabaseSync(path, { timeout: 5_000 });
  try {
    database.exec("BEGIN IMMEDIATE");
    await sleep(STALL_MS);
    database.exec("COMMIT");
  } finally {
    database.close();
  }
}

/** People among themselves: nothing for the bot to do but to keep up. */
async function chatter(standIn: StandIn, town: Town, perChannel: number): Promise<void> {
  for (let round = 0; round < perChannel; round += 1) {
    for (const [index, channelId] of town.channelIds.entries()) {
      const people = town.peopleOf(channelId);
      const authorId = people[round % people.length] ?? "";
      standIn.people.say({ authorId, channelId, content: `Talk number ${round} among people.` });
      if (index % 50 === 49) await sleep(5);
    }
  }
}

async function askForAWhile(
  { durationMs, messagesPerSecond, onProgress }: SoakOptions,
  stopwatch: Stopwatch,
  town: Town,
  random: () => number,
): Promise<void> {
  const startedAt = performance.now();
  const messages = Math.floor((durationMs / 1_000) * messagesPerSecond);
  for (let asked = 0; asked < messages; asked += 1) {
    const wait = startedAt + (asked / messagesPerSecond) * 1_000 - performance.now();
    if (wait > 0) await sleep(wait);
    stopwatch.ask(town.channelIds[Math.floor(random() * town.channelIds.length)] ?? "");
    if (asked % Math.ceil(messages / 20) === 0)
      onProgress?.(`${asked} asked, ${stopwatch.openQuestions()} open`);
  }
}

async function watchMemory(bot: Bot, { durationMs, onProgress }: SoakOptions): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  const startedAt = performance.now();
  for (let index = 1; index <= SAMPLES; index += 1) {
    await sleep(Math.max(0, startedAt + (durationMs * index) / SAMPLES - performance.now()));
    failIfEnded(bot);
    const seen = bot.output().length;
    bot.child.kill("SIGUSR2");
    const pattern = /\{"rssMb":[\d.]+,"heapMb":[\d.]+\}/;
    const line = await until(() => pattern.exec(bot.output().slice(seen))?.[0], "the memory", START_MS);
    const sample = { at: performance.now(), ...(JSON.parse(line) as Omit<Sample, "at">) };
    samples.push(sample);
    if (index % 6 === 0)
      onProgress?.(`heap ${sample.heapMb.toFixed(1)} MB, RSS ${sample.rssMb.toFixed(1)} MB`);
  }
  return samples;
}

function summarise(samples: readonly Sample[]): SoakFigures["memory"] {
  const last = samples.at(-1);
  const half = samples.slice(Math.floor(samples.length / 2));
  return {
    samples: samples.length,
    heapMb: last?.heapMb ?? Number.NaN,
    rssMb: last?.rssMb ?? Number.NaN,
    heapGrowth: slopePerMinute(half.map(({ at, heapMb }) => [at, heapMb])),
    rssGrowth: slopePerMinute(half.map(({ at, rssMb }) => [at, rssMb])),
  };
}

/** Least squares. */
function slopePerMinute(points: readonly (readonly [atMs: number, value: number])[]): number {
  const mean = (pick: (point: readonly [number, number]) => number): number =>
    points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const [meanAt, meanValue] = [mean(([at]) => at), mean(([, value]) => value)];
  const covariance = mean(([at, value]) => (at - meanAt) * (value - meanValue));
  return (covariance / mean(([at]) => (at - meanAt) ** 2)) * 60_000;
}

/** Waits until every question shows its end, or the time is over. */
async function settle(bot: Bot, stopwatch: Stopwatch, timeMs: number): Promise<void> {
  const giveUpAt = performance.now() + timeMs;
  while (stopwatch.openQuestions() > 0 && performance.now() < giveUpAt) {
    failIfEnded(bot);
    await sleep(100);
  }
}

function countUnfinished(path: string): number {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const row = database.prepare("SELECT count(*) AS tasks FROM task WHERE finished_at IS NULL").get();
    return Number(row?.["tasks"]);
  } finally {
    database.close();
  }
}
