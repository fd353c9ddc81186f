import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** A real proxy for model endpoints, as many people run one, as its own process. */
export interface Gateway {
  /** Base address for the client, ending in `/v1`. */
  readonly url: string;
  close(): Promise<void>;
}

/** The package names no entry point but its binary. */
const SERVER = join(import.meta.dirname, "../../node_modules/@portkey-ai/gateway/build/start-server.js");
const START_MS = 15_000;

/** @returns why it cannot run here, as a text, when it cannot. */
export async function startGateway(): Promise<Gateway | string> {
  if (!existsSync(SERVER)) return "@portkey-ai/gateway is not installed";
  const child = fork(SERVER, ["--headless", "--port=0"], {
    cwd: dirname(SERVER),
    execArgv: ["--import", new URL("./portkey-preload.ts", import.meta.url).href],
    // It refuses private addresses unless they are named: the scripted endpoint is one.
    env: { PATH: process.env["PATH"] ?? "", TRUSTED_CUSTOM_HOSTS: "127.0.0.1,localhost" },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let printed = "";
  child.stderr?.on("data", (data: Buffer) => (printed += data.toString()));
  const port = await portOf(child);
  if (port === undefined) {
    child.kill("SIGKILL");
    return `the proxy did not start: ${printed.slice(0, 500) || "no word from it"}`;
  }
  return {
    url: `http://127.0.0.1:${port}/v1`,
    async close() {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}

async function portOf(child: ChildProcess): Promise<number | undefined> {
  const timeout = AbortSignal.timeout(START_MS);
  const told = once(child, "message", { signal: timeout }).then(([message]) => message as { port: number });
  const ended = once(child, "exit", { signal: timeout }).then(() => undefined);
  return (await Promise.race([told, ended]).catch(() => undefined))?.port;
}
