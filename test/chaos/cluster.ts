import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import pg from "pg";

import { startStandIn } from "../../src/playground/stand-in.ts";
import type { RateLimitOptions, StandIn } from "../../src/playground/stand-in.ts";
import { spawnBot } from "../fakes/bot-process.ts";
import { listen } from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";
import { createRandom } from "../tasks/random.ts";
import { startStopwatch, type Stopwatch } from "./stopwatch.ts";
import { callsNeeded, playModel, readChannels, startTalk, type Talk, type Verdict } from "./talk.ts";
import { buildTown } from "./town.ts";

/** Two gateway processes and three workers on one PostgreSQL, in front of many channels. */
export interface ClusterOptions {
  readonly seed: number;
  readonly messages: number;
  readonly channels: number;
  /** How fast people ask. */
  readonly messagesPerSecond: number;
  /** Processes that are killed at seeded instants; each is started again at once. */
  readonly kills: number;
  /** Workers that are stopped past their lease and woken up beside their successor. */
  readonly zombies: number;
  /** A database of its own. */
  readonly postgresUrl: string;
  /** `SESSION_STORE_URL`. Default the same database. */
  readonly sessionStoreUrl?: string;
  /** `real`: Discord's own limits, such as 50 requests a second in all; `fast` lifts them. */
  readonly rateLimits: "real" | "fast" | RateLimitOptions;
  /** `DISCORD_REQUESTS_PER_SECOND` of each process. */
  readonly requestsPerSecond: { readonly gateway: number; readonly worker: number };
  /** Puts something between the processes and Discord. @returns the address to use instead. */
  readonly throughProxy?: (apiUrl: string) => Promise<string>;
  /** How long the processes may take for what is left when nobody asks any more. Default 180 s. */
  readonly settleMs?: number;
  readonly onProgress?: (line: string) => void;
}

export interface ClusterFigures extends Verdict {
  readonly kills: number;
  readonly zombies: number;
  /** None: this run has no deploys. */
  readonly handOvers: 0;
  readonly modelCalls: number;
  readonly repeatedModelCalls: number;
  readonly messagesPerSecond: number;
  /** From a question to the last words of its answer, without what the model took. */
  readonly addedMs: { readonly p50: number; readonly p95: number; readonly max: number };
  /** Of requests that Discord counts. */
  readonly peakRequestsPerSecond: number;
  readonly refusedRequests: number;
  /** Tasks that the journal still holds in the end. */
  readonly leftInJournal: number;
  readonly violations: number;
  readonly durationMs: number;
}

type Bot = ReturnType<typeof spawnBot>;

/** One place in the cluster, whichever process fills it. */
interface Post {
  readonly environment: Readonly<Record<string, string>>;
  readonly isWorker: boolean;
  bot: Bot;
  isStopped: boolean;
}

const SHARDS = 2;
const WORKERS = 3;
const START_MS = 60_000;
/** Longer than pg-boss's lease of 10 s and its supervision every 5 s. */
const ZOMBIE_MS = 18_000;
const PROGRESS_MS = 15_000;
/** After the last answer: whatever would come twice has its chance to. */
const AFTERMATH_MS = 5_000;

export async function runCluster(options: ClusterOptions): Promise<ClusterFigures> {
  const startedAt = performance.now();
  const random = createRandom(options.seed);
  const standIn = await startStandIn({ keepRequests: false, rateLimits: options.rateLimits });
  const endpoint = await listen({ keepRequests: false });
  const town = await buildTown(standIn, options.channels, SHARDS);
  const talk = startTalk(standIn, town.peopleOf);
  const stopwatch = startStopwatch(standIn, talk);
  const calls = playModel(endpoint, createRandom(options.seed + 1));
  const apiUrl = (await options.throughProxy?.(standIn.apiUrl)) ?? standIn.apiUrl;
  const base = {
    DISCORD_TOKEN: standIn.botToken,
    DISCORD_API_URL: apiUrl,
    OPENAI_BASE_URL: endpoint.url,
    OPENAI_MODEL: "scripted",
    DATABASE_URL: options.postgresUrl,
    ...(options.sessionStoreUrl === undefined ? {} : { SESSION_STORE_URL: options.sessionStoreUrl }),
    // Nobody is refused here, however much is asked.
    MAX_QUEUED_PER_PERSON: "10000",
    MAX_QUEUED_PER_CHANNEL: "10000",
    NODE_COMPILE_CACHE: join(tmpdir(), "orchid-chaos-compiled"),
  };
  const posts: Post[] = [];
  try {
    await startFirst(standIn, { ...base, DISCORD_REQUESTS_PER_SECOND: "50" });
    for (const environment of rolesOf(options)) {
      const all = { ...base, ...environment };
      const isWorker = environment["PROCESS_ROLE"] === "worker";
      posts.push({ environment: all, isWorker, bot: spawnBot(all), isStopped: false });
    }
    for (const { bot } of posts) await isWorking(bot);
    const strikes = strike(options, posts, random);
    await askEverything(options, stopwatch, town.channelIds, random);
    const { kills, zombies } = await strikes;
    await settle(options, stopwatch, posts);
    await sleep(AFTERMATH_MS);
    const needed = talk.questions.reduce((sum, { number }) => sum + callsNeeded(number), 0);
    const made = [...calls.values()].reduce((sum, times) => sum + times.length, 0);
    return {
      ...readChannels(standIn, talk.questions),
      kills,
      zombies,
      handOvers: 0,
      modelCalls: made,
      repeatedModelCalls: Math.max(0, made - needed),
      messagesPerSecond: (talk.questions.length / stopwatch.spanMs()) * 1_000,
      addedMs: addedTimes(talk, stopwatch, calls),
      peakRequestsPerSecond: stopwatch.peakPerSecond(),
      refusedRequests: stopwatch.refused(),
      leftInJournal: await countUnfinished(options.postgresUrl),
      violations: standIn.violations.length,
      durationMs: Math.round(performance.now() - startedAt),
    };
  } finally {
    await Promise.all(posts.map(({ bot }) => bot.end("SIGKILL")));
    await endpoint.close();
    await standIn.close();
  }
}

/** The first start ever answers nothing old, so it has to be over before anybody speaks. */
async function startFirst(standIn: StandIn, environment: Readonly<Record<string, string>>): Promise<void> {
  const first = spawnBot({ ...environment, PROCESS_ROLE: "all" });
  await isWorking(first);
  await until(() => standIn.commands().length > 0, "the commands", START_MS);
  await first.end("SIGTERM");
}

function rolesOf({ requestsPerSecond }: ClusterOptions): readonly Readonly<Record<string, string>>[] {
  const gateways = Array.from({ length: SHARDS }, (_, shard) => ({
    PROCESS_ROLE: "gateway",
    SHARDS: `${shard}/${SHARDS}`,
    DISCORD_REQUESTS_PER_SECOND: String(requestsPerSecond.gateway),
  }));
  const workers = Array.from({ length: WORKERS }, () => ({
    PROCESS_ROLE: "worker",
    DISCORD_REQUESTS_PER_SECOND: String(requestsPerSecond.worker),
  }));
  return [...gateways, ...workers];
}

async function isWorking(bot: Bot): Promise<void> {
  await until(() => bot.output().includes('"working"') || bot.hasEnded(), "a start", START_MS);
  failIfEnded(bot);
}

function failIfEnded(bot: Bot): void {
  if (bot.hasEnded()) throw new Error(`A process ended by itself:\n${bot.output().slice(-4_000)}`);
}

/** Asks at the given pace, whatever becomes of the answers. */
async function askEverything(
  { messages, messagesPerSecond, onProgress }: ClusterOptions,
  stopwatch: Stopwatch,
  channelIds: readonly string[],
  random: () => number,
): Promise<void> {
  const startedAt = performance.now();
  let toldAt = startedAt;
  for (let asked = 0; asked < messages; asked += 1) {
    const wait = startedAt + (asked / messagesPerSecond) * 1_000 - performance.now();
    if (wait > 0) await sleep(wait);
    stopwatch.ask(channelIds[Math.floor(random() * channelIds.length)] ?? "");
    if (performance.now() - toldAt < PROGRESS_MS) continue;
    toldAt = performance.now();
    onProgress?.(`${asked + 1} asked, ${stopwatch.openQuestions()} open`);
  }
}

/** Kills and stops at seeded instants, spread over the time of asking. */
async function strike(
  options: ClusterOptions,
  posts: readonly Post[],
  random: () => number,
): Promise<{ kills: number; zombies: number }> {
  const askingMs = (options.messages / options.messagesPerSecond) * 1_000;
  const instants = [
    ...Array.from({ length: options.kills }, () => ({ at: random() * askingMs, isKill: true })),
    // Early enough to wake up while there is work.
    ...Array.from({ length: options.zombies }, () => ({ at: random() * askingMs * 0.7, isKill: false })),
  ].sort((a, b) => a.at - b.at);
  const counts = { kills: 0, zombies: 0 };
  const sleepers: Promise<void>[] = [];
  const startedAt = performance.now();
  for (const { at, isKill } of instants) {
    await sleep(Math.max(0, startedAt + at - performance.now()));
    const awake = posts.filter(({ isStopped, isWorker }) => !isStopped && (isKill || isWorker));
    const victim = awake[Math.floor(random() * awake.length)];
    if (victim === undefined) continue;
    if (isKill) {
      await victim.bot.end("SIGKILL");
      victim.bot = spawnBot(victim.environment);
      counts.kills += 1;
    } else {
      sleepers.push(stopForAWhile(victim));
      counts.zombies += 1;
    }
  }
  await Promise.all(sleepers);
  return counts;
}

async function stopForAWhile(post: Post): Promise<void> {
  post.isStopped = true;
  post.bot.child.kill("SIGSTOP");
  await sleep(ZOMBIE_MS);
  post.bot.child.kill("SIGCONT");
  post.isStopped = false;
}

/** Waits until every question shows its end, or the time is over. */
async function settle(
  { settleMs = 180_000, onProgress }: ClusterOptions,
  stopwatch: Stopwatch,
  posts: readonly Post[],
): Promise<void> {
  const giveUpAt = performance.now() + settleMs;
  for (let round = 0; stopwatch.openQuestions() > 0 && performance.now() < giveUpAt; round += 1) {
    for (const { bot } of posts) failIfEnded(bot);
    if (round % 60 === 0) onProgress?.(`everything asked, ${stopwatch.openQuestions()} open`);
    await sleep(250);
  }
}

/** What Orchid added to what the model took for each answer; calls that were lost are Orchid's to bear. */
function addedTimes(
  { questions }: Talk,
  stopwatch: Stopwatch,
  calls: ReadonlyMap<number, readonly number[]>,
): ClusterFigures["addedMs"] {
  const added = questions
    .flatMap((question) => {
      const waitedMs = stopwatch.waitedMs(question);
      const times = calls.get(question.number)?.slice(-callsNeeded(question.number)) ?? [];
      return waitedMs === undefined ? [] : [waitedMs - times.reduce((sum, time) => sum + time, 0)];
    })
    .sort((a, b) => a - b);
  const at = (share: number): number =>
    Math.round(added[Math.floor(share * (added.length - 1))] ?? Number.NaN);
  return { p50: at(0.5), p95: at(0.95), max: at(1) };
}

async function countUnfinished(postgresUrl: string): Promise<number> {
  const client = new pg.Client(postgresUrl);
  await client.connect();
  try {
    const found = await client.query("SELECT count(*) AS tasks FROM orchid_task WHERE finished_at IS NULL");
    return Number(found.rows[0]["tasks"]);
  } finally {
    await client.end();
  }
}
