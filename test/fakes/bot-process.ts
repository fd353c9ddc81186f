import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import { until } from "./until.ts";

const MAIN = join(import.meta.dirname, "../../src/start.js");

/** The bot as its own process, started as `npm start` does, to be killed and started again. */
export interface BotProcess {
  /** What it printed so far. */
  output(): string;
  /** Sends a signal and waits for the end. @returns the exit code, `null` when the signal ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/**
 * Starts the bot and waits until Discord let it in.
 *
 * @param environment All of it: nothing is inherited but the path.
 */
export async function startBotProcess(environment: Readonly<Record<string, string>>): Promise<BotProcess> {
  const bot = spawnBot(environment);
  await until(() => bot.output().includes("discord-ready") || bot.hasEnded(), "the bot's start", 20_000);
  if (bot.hasEnded()) throw new Error(`The bot ended at once:\n${bot.output()}`);
  return bot;
}

/** Starts the bot without waiting, for starts that are meant to fail. */
export function spawnBot(
  environment: Readonly<Record<string, string>>,
): BotProcess & { hasEnded(): boolean; readonly child: ChildProcess } {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env["PATH"] ?? "", LOG_LEVEL: "info", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  child.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  const ended = once(child, "exit");
  return {
    child,
    output: () => printed,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    async end(signal) {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      const [code] = (await ended) as [number | null];
      return code;
    },
  };
}
