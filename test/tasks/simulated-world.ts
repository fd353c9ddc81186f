import { DatabaseSync, type StatementSync } from "node:sqlite";

import type { OrchestratorResult, Sessions, Task, Turn } from "../../src/contracts.ts";
import type { Delivery } from "../../src/contracts/delivery.ts";
import type { HeldTask, Journal } from "../../src/contracts/journal.ts";
import { DeliveryError } from "../../src/errors.ts";
import { createSessions } from "../../src/sessions/sessions.ts";
import memoryStorage from "../../src/sessions/stores/memory.ts";
import type { Clock } from "../../src/clock.ts";
import { createRunner } from "../../src/tasks/runner.ts";
import { migrate } from "../../src/tasks/schema.ts";
import { createSqliteJournal } from "../../src/tasks/sqlite-journal.ts";
import { createSlotDelivery } from "../fakes/slot-channel.ts";
import type { ShownMessage } from "../fakes/slot-channel.ts";
import { createRandom } from "./random.ts";
import { NO_LOG, ORIGIN, sampleTask } from "./sample-task.ts";

/** Protections that a negative twin switches off. */
export interface Switches {
  readonly nonces?: boolean;
  readonly dedupe?: boolean;
  readonly fencing?: boolean;
  /** What catch-up finds goes through the same door as events. */
  readonly catchUpClaim?: boolean;
  /** An answer that an earlier attempt froze is only delivered. */
  readonly frozenAnswers?: boolean;
  /** What the model said in an earlier attempt is used again. */
  readonly stepLog?: boolean;
}

/** What came of one run; the oracle judges it. */
export interface Outcome {
  readonly taskIds: readonly string[];
  readonly stateOf: ReadonlyMap<string, string>;
  readonly channelOf: ReadonlyMap<string, string>;
  readonly shown: readonly ShownMessage[];
  /** Texts that came again under a nonce that already stood for another text. */
  readonly conflicts: readonly string[];
  readonly cancelled: ReadonlySet<string>;
  readonly turns: ReadonlyMap<string, readonly Turn[]>;
  readonly answerOf: ReadonlyMap<string, { readonly kind: string; readonly texts: readonly string[] }>;
  readonly modelCalls: number;
  /** Model calls whose result had been written down before. */
  readonly boughtAgain: readonly string[];
  readonly disturbances: number;
  /** True when work was left that nothing would ever have taken up. */
  readonly isStuck: boolean;
}

interface Process {
  isAlive: boolean;
  /** Set while it drains; the next one starts when it has let go. */
  isLeaving: boolean;
  readonly journal: Journal;
}

interface Wake {
  readonly of: () => Process | undefined;
  readonly wake: () => void;
}

const CHANNELS = ["a", "b"];
const MAX_EVENTS = 4_000;

/**
 * One run of real journal, lanes, runner and sessions in a world whose time, order of events, crashes
 * and failures come from a seed. Everything that waits, waits for the world: it picks what goes on next.
 */
export async function simulate(
  seed: number,
  switches: Switches = {},
  disk: SimulatedDisk = makeSimulatedDisk(),
): Promise<Outcome> {
  const random = createRandom(seed);
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const database = disk.emptied(switches.fencing ?? true);
  const memory = createSessions(await memoryStorage.open());
  const shown: ShownMessage[] = [];
  const conflicts: string[] = [];
  const cancelled = new Set<string>();
  const steps: Wake[] = [];
  let timers: (Wake & { readonly at: number })[] = [];
  let now = 1_000_000;
  let modelCalls = 0;
  const writtenDown = new Set<string>();
  const boughtAgain: string[] = [];
  let disturbances = 0;
  let current: Process | undefined;

  const messages = Array.from({ length: 3 + Math.floor(random() * 5) }, (_, index) =>
    sampleTask(`t${index + 1}`, pick(CHANNELS) ?? "a"),
  );
  const wasOffered = new Set<string>();
  let offered = 0;
  let offers: Task[] = [];

  function startProcess(): Process {
    let self: Process | undefined;
    const of = (): Process | undefined => self;
    const step = (): Promise<void> => new Promise((wake) => steps.push({ of, wake }));
    const clock: Clock = {
      now: () => now,
      after(delayMs, wake) {
        const timer = { of, wake, at: now + delayMs };
        timers.push(timer);
        return () => {
          timers = timers.filter((one) => one !== timer);
        };
      },
    };
    const journal = createSqliteJournal(
      database,
      ":memory:",
      { log: NO_LOG, clock, backOffMs: () => 1_000, defer: (wake) => void steps.push({ of, wake }) },
      () => {},
    );
    const sessions: Sessions = {
      ...memory,
      async load(channelId) {
        await step();
        return memory.load(channelId);
      },
      async append(channelId, turn) {
        await step();
        await memory.append(channelId, turn);
        await step();
      },
    };
    const run = createRunner({
      sessions,
      delivery: createDelivery(step),
      clock,
      log: NO_LOG,
      taskTimeoutMs: 180_000,
      createErrorId: () => "e",
      sentence: (_error, errorId) => `It failed. (Error ${errorId})`,
      async answerTask(held, turns): Promise<OrchestratorResult> {
        const first = await askModel(held, "model:1", step, () => self === current);
        const call = await askModel(held, "model:2", step, () => self === current);
        if (random() < 0.1) throw new Error("the model failed");
        const before = turns.map((turn) => turn.taskId).join(" ");
        return {
          // No two calls say the same: an answer that was replaced unnoticed would show.
          response: `answer ${held.task.id} calls ${first} and ${call} [${before}]`,
          toolCalls: [],
          backend: "test",
          summary: "",
          rounds: 1,
          usage: { inputTokens: 0, outputTokens: 0, isEstimated: false },
          notices: [],
        };
      },
    });
    self = { isAlive: true, isLeaving: false, journal };
    journal.work(switches.frozenAnswers === false ? (held) => run(withoutItsAnswer(held)) : run);
    // Catch-up: what was offered before is offered again, in order; the journal knows what it has.
    offers = [...messages.slice(0, offered), ...offers.filter((one) => messages.indexOf(one) >= offered)];
    return self;
  }

  /** @returns the number of the call, as the model would say something else each time. */
  async function askModel(
    held: HeldTask,
    key: string,
    step: () => Promise<void>,
    isCurrent: () => boolean,
  ): Promise<number> {
    const known = held.steps.recorded(key);
    if (known?.status === "done" && switches.stepLog !== false) return Number(known.result);
    await held.steps.intend(key, "h");
    await step();
    const name = `${held.task.id} ${key}`;
    // One that wakes up beside its successor, with the call already begun, cannot know.
    if (writtenDown.has(name) && isCurrent()) boughtAgain.push(name);
    modelCalls += 1;
    const call = modelCalls;
    await step();
    await held.steps.complete(key, "h", call);
    writtenDown.add(name);
    return call;
  }

  function createDelivery(step: () => Promise<void>): Delivery {
    return createSlotDelivery(
      {
        async create(channelId, nonce, text) {
          await step();
          if (random() < 0.08) throw new DeliveryError("refused", { hint: "later" });
          const id = show(channelId, nonce, text);
          await step();
          if (random() < 0.08) throw new DeliveryError("applied, but the answer was lost", { hint: "later" });
          return id;
        },
      },
      { partsOf: (taskId) => (taskId.startsWith("t2") ? 2 : 1) },
    );
  }

  function show(channelId: string, nonce: string, text: string): string {
    const known = switches.nonces === false ? undefined : shown.find((one) => one.nonce === nonce);
    if (known !== undefined) {
      if (known.text !== text) conflicts.push(nonce);
      return known.id;
    }
    const id = `m${shown.length}`;
    shown.push({ id, channelId, nonce, text });
    return id;
  }

  function offer(process: Process, task: Task): void {
    const isAgain = wasOffered.has(task.id);
    wasOffered.add(task.id);
    const isUnclaimed = switches.dedupe === false || (switches.catchUpClaim === false && isAgain);
    const copy = isUnclaimed ? { ...task, id: `${task.id}#${disturbances}.${steps.length}` } : task;
    process.journal.accept(copy, ORIGIN).catch(() => offers.push(task));
  }

  function cancelSomething(process: Process): void {
    const task = pick(messages.slice(0, offered));
    if (task === undefined) return;
    process.journal.cancel(task.id, "stop").then(
      (isCancelled) => void (isCancelled && cancelled.add(task.id)),
      () => {},
    );
  }

  /** Ends the current process, one way or another, and starts the next. */
  function disturb(process: Process): void {
    disturbances += 1;
    const way = random();
    if (way < 0.25) {
      process.isLeaving = true;
      void process.journal.drain(500).then(async () => {
        await process.journal.close();
        process.isAlive = false;
        current = startProcess();
      });
      return;
    }
    // Killed; or only stopped for a while, so that it wakes up beside its successor (a zombie).
    if (way < 0.75) process.isAlive = false;
    current = startProcess();
  }

  function takeStep(index: number): void {
    const [step] = steps.splice(index, 1);
    if (step?.of()?.isAlive === true) step.wake();
  }

  function passTime(): boolean {
    timers = timers.filter((one) => one.of()?.isAlive === true);
    const next = timers.toSorted((one, other) => one.at - other.at)[0];
    if (next === undefined) return false;
    timers = timers.filter((one) => one !== next);
    now = Math.max(now, next.at);
    next.wake();
    return true;
  }

  const unfinished = database.prepare("SELECT count(*) AS n FROM task WHERE finished_at IS NULL");
  const isDone = (): boolean =>
    offers.length === 0 && offered === messages.length && Number(unfinished.get()?.["n"]) === 0;

  current = startProcess();
  let isStuck = true;
  for (let event = 0; event < MAX_EVENTS; event += 1) {
    // Everything that can go on without the world does so first.
    await new Promise((resolve) => setImmediate(resolve));
    const process: Process = current;
    const chance = random();
    if (steps.length === 0 && isDone() && !process.isLeaving) {
      isStuck = false;
      break;
    }
    if (disturbances < 4 && !process.isLeaving && chance < 0.03) disturb(process);
    else if (chance < 0.06 && !process.isLeaving) cancelSomething(process);
    else if (chance < 0.2 && (offers.length > 0 || offered < messages.length)) {
      const next = offers.shift() ?? messages[offered++];
      if (next !== undefined) offer(process, next);
      if (next !== undefined && random() < 0.3) offer(process, next);
    } else if (steps.length > 0 && chance < 0.97) takeStep(Math.floor(random() * steps.length));
    else if (!passTime() && steps.length === 0 && offers.length === 0 && offered === messages.length) break;
  }

  const records = database.prepare("SELECT * FROM task ORDER BY seq").all();
  const outcome: Outcome = {
    taskIds: records.map((row) => String(row["id"])),
    stateOf: new Map(records.map((row) => [String(row["id"]), String(row["state"])])),
    channelOf: new Map(records.map((row) => [String(row["id"]), String(row["channel_id"])])),
    shown,
    conflicts,
    cancelled,
    turns: new Map(await Promise.all(CHANNELS.map(async (id) => [id, await memory.load(id)] as const))),
    answerOf: new Map(
      records.flatMap((row) =>
        row["answer"] === null ? [] : [[String(row["id"]), readAnswer(row["answer"])]],
      ),
    ),
    modelCalls,
    boughtAgain,
    disturbances,
    isStuck,
  };
  return outcome;
}

function readAnswer(json: unknown): { readonly kind: string; readonly texts: readonly string[] } {
  const answer = JSON.parse(String(json)) as { kind: string; parts: { text: string }[] };
  return { kind: answer.kind, texts: answer.parts.map((part) => part.text) };
}

/** A database in memory for run after run: making its tables and statements costs more than a run. */
export interface SimulatedDisk {
  /** @param isFenced False gives it to code that has forgotten to compare epochs and generations. */
  emptied(isFenced: boolean): DatabaseSync;
}

export function makeSimulatedDisk(): SimulatedDisk {
  const database = new DatabaseSync(":memory:");
  migrate(database, ":memory:");
  const views = [true, false].map((isFenced) => viewOf(database, isFenced ? (sql) => sql : withoutFencing));
  const tables = ["task", "slot", "step", "journal_owner", "sqlite_sequence"];
  return {
    emptied(isFenced) {
      if (database.isTransaction) database.exec("ROLLBACK");
      for (const table of tables) database.exec(`DELETE FROM ${table}`);
      // Two views were made, of which one is asked for.
      return views[isFenced ? 0 : 1] as DatabaseSync;
    },
  };
}

/** A database whose statements are made once, however many processes ask for them. */
function viewOf(database: DatabaseSync, rewrite: (sql: string) => string): DatabaseSync {
  const statements = new Map<string, StatementSync>();
  const view = {
    exec: (sql: string) => database.exec(sql),
    prepare(sql: string) {
      const known = statements.get(sql) ?? database.prepare(rewrite(sql));
      statements.set(sql, known);
      return known;
    },
    get isTransaction() {
      return database.isTransaction;
    },
  };
  // The journal uses these three members alone.
  return view as unknown as DatabaseSync;
}

/** A task for a runner that has forgotten to look whether there is an answer already. */
function withoutItsAnswer(held: HeldTask): HeldTask {
  let answer: HeldTask["answer"];
  return {
    ...held,
    get answer() {
      return answer;
    },
    async freeze(frozen) {
      if (held.answer === undefined) await held.freeze(frozen);
      answer = frozen;
    },
  };
}

function withoutFencing(sql: string): string {
  return sql
    .replaceAll("epoch = ? ", "(epoch = ? OR 1) ")
    .replaceAll("generation = ?", "(generation = ? OR 1)");
}
