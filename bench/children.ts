import { type ChildProcess, fork, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpus } from "node:os";
import { join } from "node:path";

/** A process of the benchmark. */
export interface Child {
  readonly pid: number;
  /** The first message that it sent. */
  readonly hello: unknown;
  /** Sends a message and waits for its answer. */
  ask(message: unknown): Promise<unknown>;
  end(): Promise<void>;
}

/** What is measured has one core, and what it speaks to another. */
export type Core = "measured" | "surroundings";

const canPin = cpus().length > 1 && spawnSync("taskset", ["--version"]).status === 0;

/** How a process is started on its core; as any other where that cannot be chosen. */
export function pinned(
  core: Core,
  execArgv: readonly string[],
): { readonly execPath: string; readonly execArgv: string[] } {
  if (!canPin) return { execPath: process.execPath, execArgv: [...execArgv] };
  const cpu = core === "measured" ? "0" : "1";
  return { execPath: "taskset", execArgv: ["-c", cpu, process.execPath, ...execArgv] };
}

/** Starts a script of this folder and waits for its first message. */
export async function startChild(
  script: string,
  args: readonly string[] = [],
  options: {
    readonly env?: Readonly<Record<string, string>>;
    readonly execArgv?: readonly string[];
    readonly core?: Core;
  } = {},
): Promise<Child> {
  const child = fork(join(import.meta.dirname, script), args, {
    ...pinned(options.core ?? "surroundings", [
      "--disable-warning=ExperimentalWarning",
      ...(options.execArgv ?? []),
    ]),
    env: { PATH: process.env["PATH"] ?? "", ...options.env },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let printed = "";
  child.stderr?.on("data", (data: Buffer) => (printed = (printed + data.toString()).slice(-4_000)));
  const next = async (): Promise<unknown> => {
    const done = new AbortController();
    const { signal } = done;
    const ended = once(child, "exit", { signal }).then(() => {
      throw new Error(`${script} ${args.join(" ")} ended:\n${printed}`);
    });
    try {
      const [message] = (await Promise.race([once(child, "message", { signal }), ended])) as [unknown];
      return message;
    } finally {
      // The one that was not needed is not waited for.
      ended.catch(() => undefined);
      done.abort();
    }
  };
  const hello = await next();
  return {
    pid: child.pid ?? 0,
    hello,
    ask(message) {
      const answer = next();
      child.send(message as object);
      return answer;
    },
    end: () => end(child),
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}
