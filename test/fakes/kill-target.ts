/**
 * A whole worker process for the kill tests: the real journal, sessions and runner on a real SQLite
 * file, against a channel server on loopback. Started by `test/tasks/kill.test.ts`, which kills it.
 *
 * Environment: `SERVER` (address of the channel server), `DATABASE` (path), `CRASH_AT` (`K09:2` dies at
 * the second time that point K09 is reached; absent: lives until killed).
 */
import type { OrchestratorResult, Task } from "../../src/contracts.ts";
import type { OpenStorage } from "../../src/contracts/storage.ts";
import { createSessions } from "../../src/sessions/sessions.ts";
import sqliteStorage from "../../src/sessions/stores/sqlite.ts";
import type { AnswerTask } from "../../src/tasks/runner.ts";
import { createRunner } from "../../src/tasks/runner.ts";
import { openSqliteJournal } from "../../src/tasks/sqlite-journal.ts";
import { createSlotDelivery } from "./slot-channel.ts";

const server = process.env["SERVER"] ?? "";
const path = process.env["DATABASE"] ?? "";
const [crashPoint, crashCount = "1"] = (process.env["CRASH_AT"] ?? "").split(":");
let passes = 0;
/** Whoever is killed on purpose all the time is not to be given up. */
const MANY = 10_000;

/** Dies like a killed process: no handler runs, nothing is flushed. */
function point(name: string): void {
  if (name !== crashPoint) return;
  passes += 1;
  if (passes === Number(crashCount)) process.kill(process.pid, "SIGKILL");
}

async function ask<T>(route: string, body: unknown): Promise<T> {
  const response = await fetch(server + route, { method: "POST", body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${route}: ${response.status}`);
  return (await response.json()) as T;
}

function withPoints(storage: OpenStorage): OpenStorage {
  return {
    adapter(namespace) {
      const adapter = storage.adapter(namespace) as {
        set: (key: string, value: string, ttlMs?: number) => Promise<boolean>;
      };
      const set = adapter.set.bind(adapter);
      adapter.set = async (key, value, ttlMs) => {
        point("K18-before");
        const isSet = await set(key, value, ttlMs);
        point("K18-after");
        return isSet;
      };
      return adapter;
    },
    close: () => storage.close(),
  };
}

const answerTask: AnswerTask = async (held, turns): Promise<OrchestratorResult> => {
  point("K03");
  const key = "model:1";
  let step = held.steps.recorded(key);
  if (step?.status !== "done") {
    await held.steps.intend(key, "h");
    const text = await ask<string>("/model", {
      taskId: held.task.id,
      crashAt: crashPoint === "K04" ? "K04" : "",
    });
    await held.steps.complete(key, "h", text);
    point("K06");
    step = held.steps.recorded(key);
  }
  await new Promise((resolve) => setImmediate(resolve));
  point("K07");
  return {
    response: `${String(step?.result)} [${turns.map((turn) => turn.taskId).join(" ")}]`,
    toolCalls: [],
    backend: "test",
    summary: "",
    rounds: 1,
    usage: { inputTokens: 1, outputTokens: 1, isEstimated: false },
    notices: [],
  };
};

const log = {
  debug() {},
  info() {},
  warn() {},
  error: (event: string, fields?: unknown) => console.error(event, fields),
};
const journal = await openSqliteJournal(path, {
  log,
  backOffMs: () => 5,
  lockWaitMs: 2_000,
  maxAttempts: MANY,
});
const sessions = createSessions(withPoints(await sqliteStorage.open(`sqlite:${path}`)));
const delivery = createSlotDelivery(
  {
    create: (channelId, nonce, text) =>
      ask<string>("/create", { channelId, nonce, text, crashAt: crashPoint === "K11" ? "K11" : "" }),
  },
  { point, partsOf: (taskId) => (taskId.endsWith("3") ? 3 : 1) },
);
const run = createRunner({
  sessions,
  delivery,
  answerTask,
  sentence: (_error, errorId) => `It failed. (Error ${errorId})`,
  log,
  taskTimeoutMs: 30_000,
  maxAttempts: MANY,
});

journal.work(async (held) => {
  await run({
    ...held,
    get answer() {
      return held.answer;
    },
    async freeze(answer) {
      await held.freeze(answer);
      point("K09");
    },
    async finish(state, reason) {
      point("K17");
      await held.finish(state, reason);
      point("after-finish");
    },
  });
});

// The gateway and its catch-up in one: every message is offered again and again; the journal sees to it
// that each is accepted once.
const accepted = new Set<string>();
process.stdout.write("ready\n");
for (;;) {
  const messages = await ask<readonly Task[]>("/inbox", { wait: accepted.size });
  for (const message of messages) {
    if (accepted.has(message.id)) continue;
    point("K01");
    await journal.accept(message, { platform: "test" });
    accepted.add(message.id);
    point("K02");
  }
}
