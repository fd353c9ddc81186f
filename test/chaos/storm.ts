import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { startStandIn } from "../../src/playground/stand-in.ts";
import type { StandIn } from "../../src/playground/stand-in.ts";
import { spawnBot } from "../fakes/bot-process.ts";
import { listen } from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";
import { createRandom } from "../tasks/random.ts";
import { callsNeeded, playModel, readChannels, startTalk } from "./talk.ts";
import type { Talk, Verdict } from "./talk.ts";

/** A protection of the whole bot that a negative twin takes away, from outside. */
export type Twin = "nonces" | "catch-up";

export interface StormOptions {
  readonly seed: number;
  readonly kills: number;
  /** A database of its own on PostgreSQL, for one gateway process and two workers; absent: one process on SQLite. */
  readonly postgresUrl?: string;
  /** Default 6. */
  readonly channels?: number;
  readonly without?: Twin;
  /** How long a process that was left alone may take to finish what is left. Default 180 s. */
  readonly settleMs?: number;
  readonly onProgress?: (line: string) => void;
}

export interface Figures extends Verdict {
  readonly kills: number;
  /** Of the kills, those that struck while an answer was under way. */
  readonly killsAtWork: number;
  /** Ended by SIGTERM instead: a deploy. */
  readonly handOvers: number;
  /** Stopped past their lease and woken up beside their successor. */
  readonly zombies: number;
  readonly modelCalls: number;
  /** Model calls beyond those that are needed when nobody is killed. */
  readonly repeatedModelCalls: number;
  readonly violations: number;
  readonly durationMs: number;
}

type Bot = ReturnType<typeof spawnBot>;

/** Where in its life a process is killed: at its start one time in five, else at work. */
const AT_START = 0.2;
const DEFAULT_SETTLE_MS = 180_000;
const SETTLE_POLL_MS = 250;
/** People wait when so many questions are open, as on a machine that has no time for anything but starts. */
const MOST_OPEN = 60;
/** Longer than pg-boss's lease of 10 s and its supervision every 5 s. */
const ZOMBIE_MS = 18_000;

/**
 * The real program against the stand-in for Discord, killed again and again while people talk; then one
 * process is left alone until nothing is left to do, and the channels are read.
 */
export async function runStorm(options: StormOptions): Promise<Figures> {
  const startedAt = performance.now();
  const random = createRandom(options.seed);
  const folder = mkdtempSync(join(tmpdir(), "orchid-chaos-"));
  const standIn = await startStandIn({
    keepRequests: false,
    ...(options.without === "nonces" ? { nonceWindowMs: 0 } : {}),
  });
  const endpoint = await listen();
  const modelCalls = playModel(endpoint, random);
  const talk = startTalk(standIn);
  const channels = openChannels(standIn, options.channels ?? 6);
  const bots = new Set<Bot>();
  const start = (role: string): Bot => {
    const bot = spawnBot({
      DISCORD_TOKEN: standIn.botToken,
      DISCORD_API_URL: standIn.apiUrl,
      OPENAI_BASE_URL: endpoint.url,
      OPENAI_MODEL: "scripted",
      DATABASE_URL: options.postgresUrl ?? `sqlite:${join(folder, "orchid.sqlite")}`,
      PROCESS_ROLE: role,
      // Nobody is killed by a limit here.
      MAX_QUEUED_PER_PERSON: "10000",
      MAX_QUEUED_PER_CHANNEL: "10000",
      NODE_COMPILE_CACHE: join(tmpdir(), "orchid-chaos-compiled"),
    });
    bots.add(bot);
    return bot;
  };
  const finish = async (): Promise<void> => {
    await Promise.all([...bots].map((bot) => bot.end("SIGKILL")));
    await endpoint.close();
    await standIn.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    // The first start ever answers nothing old, so it has to be over before anybody speaks. Ended in peace,
    // it also leaves its compiled code behind for those that are killed.
    const first = start("all");
    await isWorking(first);
    await until(() => standIn.commands().length > 0, "the commands", 30_000);
    await first.end("SIGTERM");
    bots.delete(first);
    const roles = options.postgresUrl === undefined ? ["all"] : ["gateway", "worker", "worker"];
    const crew = roles.map((role) => ({ role, bot: start(role), isStopped: false }));
    for (const { bot } of crew) await isWorking(bot);
    const counts = { kills: 0, killsAtWork: 0, handOvers: 0, zombies: 0 };
    const stopTalking = keepTalking(standIn, talk, channels, random);
    const sleepers: Promise<void>[] = [];
    while (counts.kills < options.kills) {
      troubleDiscord(standIn, options, random);
      const awake = crew.filter((one) => !one.isStopped);
      const victim = awake[Math.floor(random() * awake.length)];
      if (victim === undefined) break;
      const chance = random();
      const pause = random();
      if (chance < AT_START) await sleep(pause * 1_000);
      else {
        await isWorking(victim.bot);
        await sleep(pause * 700);
      }
      const isAtWork = talk.questions.length > 0 && hasUnanswered(standIn, talk);
      if (victim.role === "worker" && random() < 0.08 && awake.length === crew.length) {
        counts.zombies += 1;
        victim.isStopped = true;
        victim.bot.child.kill("SIGSTOP");
        sleepers.push(
          sleep(ZOMBIE_MS).then(() => {
            victim.bot.child.kill("SIGCONT");
            victim.isStopped = false;
          }),
        );
        continue;
      }
      const isHandOver = random() < 0.08;
      await victim.bot.end(isHandOver ? "SIGTERM" : "SIGKILL");
      bots.delete(victim.bot);
      victim.bot = start(victim.role);
      if (isHandOver) counts.handOvers += 1;
      else {
        counts.kills += 1;
        if (isAtWork) counts.killsAtWork += 1;
        if (counts.kills % 50 === 0)
          options.onProgress?.(`${counts.kills} kills, ${talk.questions.length} questions`);
      }
    }
    stopTalking();
    await Promise.all(sleepers);
    await settle(standIn, talk, [...bots], options.settleMs ?? DEFAULT_SETTLE_MS);
    // Whatever would come twice has its chance to.
    await sleep(500);
    const verdict = readChannels(standIn, talk.questions);
    const needed = talk.questions.reduce((sum, { number }) => sum + callsNeeded(number), 0);
    const made = [...modelCalls.values()].reduce((sum, calls) => sum + calls.length, 0);
    return {
      ...verdict,
      ...counts,
      modelCalls: made,
      repeatedModelCalls: Math.max(0, made - needed),
      violations: standIn.violations.length,
      durationMs: Math.round(performance.now() - startedAt),
    };
  } finally {
    await finish();
  }
}

function openChannels(standIn: StandIn, count: number): readonly string[] {
  const { garden, world } = standIn;
  return Array.from({ length: count }, (_, index) =>
    index === 0 ? garden.general : world.addChannel(garden.guildId, { name: `storm-${index}` }),
  );
}

async function isWorking(bot: Bot): Promise<void> {
  await until(() => bot.output().includes('"working"') || bot.hasEnded(), "a start", 60_000);
  if (bot.hasEnded()) throw new Error(`The bot ended by itself:\n${bot.output().slice(-4_000)}`);
}

/** Somebody says something every now and then, whether the bot is there or not. */
function keepTalking(
  standIn: StandIn,
  talk: Talk,
  channels: readonly string[],
  random: () => number,
): () => void {
  let timer: NodeJS.Timeout;
  const speak = (): void => {
    const { lost } = readChannels(standIn, talk.questions.slice(-MOST_OPEN));
    if (lost.length < MOST_OPEN) talk.ask(channels[Math.floor(random() * channels.length)] ?? "");
    timer = setTimeout(speak, 50 + random() * 700);
  };
  speak();
  return () => clearTimeout(timer);
}

/** Now and then Discord itself loses an answer, fails after the fact, or says something twice. */
function troubleDiscord(standIn: StandIn, options: StormOptions, random: () => number): void {
  const creates = { method: "POST", path: /^\/channels\/\d+\/messages$/ };
  if (options.without === "catch-up") {
    standIn.faults.onRequest(
      { method: "GET", path: /^\/channels\/\d+\/messages$/, times: Infinity },
      { kind: "status", status: 500 },
    );
  }
  const chance = random();
  if (chance < 0.15) standIn.faults.onRequest(creates, { kind: "disconnect", applied: true });
  else if (chance < 0.3) standIn.faults.onRequest(creates, { kind: "status", status: 502, applied: true });
  else if (chance < 0.4) standIn.faults.onEvent({ event: "MESSAGE_CREATE" }, { kind: "duplicate" });
}

function hasUnanswered(standIn: StandIn, talk: Talk): boolean {
  const { lost, incomplete } = readChannels(standIn, talk.questions.slice(-20));
  return lost.length + incomplete.length > 0;
}

/** Waits until nothing is left to do, or the time is over. */
async function settle(standIn: StandIn, talk: Talk, bots: readonly Bot[], timeMs: number): Promise<void> {
  const giveUpAt = performance.now() + timeMs;
  while (!isSettled(standIn, talk) && performance.now() < giveUpAt) {
    const ended = bots.find((bot) => bot.hasEnded());
    if (ended !== undefined) throw new Error(`The bot ended by itself:\n${ended.output().slice(-4_000)}`);
    await sleep(SETTLE_POLL_MS);
  }
}

function isSettled(standIn: StandIn, talk: Talk): boolean {
  const { lost, incomplete } = readChannels(standIn, talk.questions);
  return lost.length + incomplete.length === 0;
}
