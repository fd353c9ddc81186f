import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { pinned } from "./children.ts";
import type { ProcessState } from "./process-probe.ts";

export const BOTS = {
  orchid: "../src/start.js",
  /** Remembers in memory. */
  naive: "naive-bot.ts",
  /** The same, and it remembers over a restart: with `@keyv/sqlite` as it comes. */
  stock: "naive-bot.ts",
  plain: "plain-start.ts",
} as const;

export type BotName = keyof typeof BOTS;

/** The options of Node that `npm start` gives. */
const { scripts } = JSON.parse(readFileSync(join(import.meta.dirname, "../package.json"), "utf8")) as {
  readonly scripts: { readonly start: string };
};
const START_OPTIONS = scripts.start.split(" ").filter((word) => word.startsWith("--"));

/** How long a bot may take to end. */
const END_MS = 10_000;

/** Where Discord and the model are. */
export interface Surroundings {
  readonly apiUrl: string;
  readonly cdnUrl: string;
  readonly token: string;
  readonly modelUrl: string;
  readonly model: string;
}

/** A bot that is logged in. */
export interface Bot {
  /** From the start of its process to the moment that it says it is ready. */
  readonly readyMs: number;
  state(): Promise<ProcessState>;
  end(): Promise<void>;
}

/** Starts a bot as its own process, with files of its own, and waits until it is ready. */
export async function startBot(
  name: BotName,
  { apiUrl, cdnUrl, token, modelUrl, model }: Surroundings,
  nodeOptions: readonly string[] = [],
): Promise<Bot> {
  const folder = mkdtempSync(join(tmpdir(), "orchid-bench-"));
  const startedAt = performance.now();
  const child = fork(inJavaScript(BOTS[name]), {
    ...pinned("measured", [...START_OPTIONS, ...nodeOptions, "--import", inJavaScript("process-probe.ts")]),
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: folder,
      DISCORD_TOKEN: token,
      DISCORD_API_URL: apiUrl,
      DISCORD_CDN_URL: cdnUrl,
      DISCORD_REQUESTS_PER_SECOND: "10000",
      OPENAI_BASE_URL: modelUrl,
      OPENAI_MODEL: model,
      DATABASE_URL: `sqlite:${join(folder, "orchid.sqlite")}`,
      MAX_CONCURRENT_TASKS: "128",
      // One person asks as fast as answers come, which would look like a loop.
      MAX_MESSAGES_PER_MINUTE: "10000",
      ...(name === "stock" ? { NAIVE_STORE: `sqlite://${join(folder, "naive.sqlite")}` } : {}),
      // The naive bot has these two; a model is not told of more than it is there.
      TOOLS: "calculator,current_time",
    },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  await ready(child, name);
  const readyMs = performance.now() - startedAt;
  return {
    readyMs,
    async state() {
      child.send("state");
      const [state] = (await once(child, "message")) as [ProcessState];
      return state;
    },
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      // As a deploy ends it: only then is compiled code kept for the next start.
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), END_MS);
      await ended;
      clearTimeout(late);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Orchid starts without Node's reader of TypeScript, which takes 20 MB; so do those beside it. */
function inJavaScript(file: string): string {
  const path = join(import.meta.dirname, file);
  if (!path.endsWith(".ts")) return path;
  const folder = join(import.meta.dirname, "node_modules/.cache");
  mkdirSync(folder, { recursive: true });
  const script = join(folder, file.replace(/ts$/, "mjs"));
  writeFileSync(script, stripTypeScriptTypes(readFileSync(path, "utf8")));
  return script;
}

function ready(child: ChildProcess, name: string): Promise<void> {
  let printed = "";
  return new Promise((resolve, reject) => {
    child.stdout?.on("data", (data: Buffer) => {
      if (printed.length < 10_000) printed += data.toString();
      if (printed.includes("discord-ready")) resolve();
    });
    child.stderr?.on("data", (data: Buffer) => (printed += data.toString()));
    child.once("exit", () => reject(new Error(`${name} ended at once:\n${printed.slice(-2_000)}`)));
  });
}
