import pg from "pg";
import type { PgBoss } from "pg-boss";

import type { Log } from "../contracts.ts";
import type { Journal } from "../contracts/journal.ts";
import { StorageError } from "../errors.ts";
import { settlesWithin, systemClock } from "../clock.ts";
import { forgottenTask } from "./held-task.ts";
import { createPostgresLease } from "./postgres-lease.ts";
import { createPostgresJobs, TICK_MS } from "./postgres-jobs.ts";
import { sendJob, startQueue } from "./postgres-queue.ts";
import {
  absorbTask,
  cancelTask,
  claimTask,
  countTasks,
  findTask,
  forgetEndedTask,
  forgetPersonsTasks,
  insertTask,
  listDisturbed,
  listQueue,
  readAbsorption,
  readAttempts,
  readBacklog,
  reviseTask,
  sweepTasks,
} from "./postgres-rows.ts";
import { inTransaction, migratePostgres, whileAlone } from "./postgres-schema.ts";
import { createSignals } from "./postgres-signals.ts";
import type { ReviseOutcome } from "./stored-task.ts";
import { TaskAborted } from "./task-aborted.ts";
import { createTaskWorker, DEFAULT_MAX_ATTEMPTS, SUSPECT_AFTER_ATTEMPTS } from "./task-worker.ts";

const CONNECT_TIMEOUT_MS = 5_000;
/** A server that is gone without a word (no power, no route) answers nothing, and would be waited for for ever. */
const QUERY_TIMEOUT_MS = 30_000;
const MAX_CONNECTIONS = 10;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const SWEEP_EVERY_MS = 10 * MINUTE_MS;
const ABORT_GRACE_MS = 1_000;
/** As for the SQLite journal. */
const RELEASE_WITHIN_MS = 5_000;

export interface PostgresJournalOptions {
  readonly log: Log;
  /** How many tasks this process runs at once. Default 64. */
  readonly maxConcurrent?: number;
  /** As for the SQLite journal. */
  readonly maxAttempts?: number;
  readonly backOffMs?: (failures: number) => number;
  readonly deliverWithinMs?: number;
  readonly retentionMs?: number;
  readonly idRetentionMs?: number;
  readonly onChange?: (channelId: string) => void;
  /** How often dead workers are looked for, by one process of all. Default 5 s. */
  readonly superviseEverySeconds?: number;
  /** How often this process says that it lives, and looks for what no signal told, in ms. Default {@link TICK_MS}. */
  readonly tickMs?: number;
}

/**
 * The journal on PostgreSQL, for any number of processes on any number of machines.
 *
 * The tables are the record; pg-boss decides who works on what: one job per task, written in the same
 * transaction, in a `key_strict_fifo` queue whose key is the channel. A process holds a job by its
 * heartbeat. When it dies, pg-boss gives the job to another one, and the epoch in the task's row keeps
 * the dead one, should it wake up, from writing anything.
 *
 * A job never fails for pg-boss: a failed head would block its channel. Retries and giving up are the
 * worker's, as in the SQLite journal.
 *
 * @throws {StorageError} When the server cannot be reached or the tables cannot be made.
 */
export async function openPostgresJournal(
  address: string,
  options: PostgresJournalOptions,
): Promise<Journal> {
  const { log, superviseEverySeconds = 5 } = options;
  const connection = {
    connectionString: address,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    keepAlive: true,
  };
  const pool = new pg.Pool({ ...connection, max: MAX_CONNECTIONS });
  // A lost idle connection is replaced at the next query; without a listener it ends the process.
  pool.on("error", (error) => log.warn("journal-connection-lost", { error }));
  let boss: PgBoss;
  try {
    boss = await whileAlone(pool, async () => {
      await migratePostgres(pool);
      return await startQueue(pool, { superviseEverySeconds, log });
    });
  } catch (error) {
    await pool.end();
    throw toStorageError(error);
  }
  return createPostgresJournal(pool, boss, connection, options);
}

function createPostgresJournal(
  pool: pg.Pool,
  boss: PgBoss,
  connection: pg.ClientConfig,
  options: PostgresJournalOptions,
): Journal {
  const { log, maxConcurrent = 64, retentionMs = 7 * DAY_MS, idRetentionMs = 30 * DAY_MS } = options;
  const clock = systemClock;
  const changed = options.onChange ?? (() => {});
  /** The last accept of each channel, so that one channel's are written in the order they came. */
  const accepting = new Map<string, Promise<unknown>>();
  let isWorking = false;
  let isClosed = false;
  let sweptAt = 0;
  const worker = createTaskWorker({
    claim: (taskId) => guarded(() => claimTask(pool, taskId)),
    lease: (claimed) => createPostgresLease(pool, claimed),
    isSuspect: async (taskId) =>
      jobs.wasTakenOver(taskId) &&
      (await guarded(() => readAttempts(pool, taskId))) >= SUSPECT_AFTER_ATTEMPTS,
    clock,
    log,
    maxAttempts: options.maxAttempts ?? DEFAULT_MAX_ATTEMPTS,
    backOffMs: options.backOffMs ?? ((failures) => Math.min(60_000, 1_000 * 2 ** (failures - 1))),
    deliverWithinMs: options.deliverWithinMs ?? DAY_MS,
    isEnding: () => jobs.isEnding(),
    changed,
  });
  const jobs = createPostgresJobs({
    boss,
    worker,
    maxConcurrent,
    tickMs: options.tickMs ?? TICK_MS,
    clock,
    log,
    changed,
    onLook,
  });
  const signals = createSignals({ connection, onSignal: () => jobs.look(), log });

  async function guarded<T>(run: () => Promise<T>): Promise<T> {
    if (isClosed) throw new StorageError("The journal is closed", { hint: "Orchid is ending." });
    try {
      return await run();
    } catch (error) {
      throw toStorageError(error);
    }
  }

  async function onLook(taskIds: readonly string[]): Promise<void> {
    const disturbed = taskIds.length === 0 ? [] : await listDisturbed(pool, taskIds);
    for (const { id, epoch, cancelReason, isForgotten } of disturbed) {
      if (isForgotten) letGo(id);
      else if (cancelReason === null) beginAnew(id, epoch);
      else worker.abort(id, new TaskAborted("cancelled", cancelReason));
    }
    if (clock.now() - sweptAt <= SWEEP_EVERY_MS) return;
    sweptAt = clock.now();
    await sweepTasks(pool, sweptAt - retentionMs, sweptAt - retentionMs - idRetentionMs);
  }

  function beginAnew(taskId: string, epoch: number): void {
    worker.abortBefore(epoch, taskId, new TaskAborted("revised", "The question was changed"));
    jobs.hurry(taskId);
  }

  function letGo(taskId: string): void {
    worker.abort(taskId, forgottenTask());
    jobs.hurry(taskId);
  }

  /** Writes a revision with the job that it needs, and lets this process act on it at once. */
  async function reviseInTurn(
    taskId: string,
    channelId: string,
    write: (client: pg.PoolClient) => Promise<ReviseOutcome>,
  ): Promise<boolean> {
    const kind = await inChannel(channelId, async (client) => {
      const outcome = await write(client);
      if (outcome === "reopened") await sendJob(boss, client, taskId, channelId);
      if (outcome === "reopened" || outcome === "restarted") await signals.send(client);
      return outcome;
    });
    if (kind === "refused") return false;
    // Elsewhere the holder gets the signal.
    if (kind === "restarted") beginAnew(taskId, Number.MAX_SAFE_INTEGER);
    if (kind === "reopened") void jobs.fetch();
    changed(channelId);
    return true;
  }

  /** One transaction, after those of the same channel that were asked for before. */
  async function inChannel<T>(channelId: string, run: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const write = (): Promise<T> => guarded(() => inTransaction(pool, run));
    const mine = (accepting.get(channelId) ?? Promise.resolve()).then(write, write);
    accepting.set(channelId, mine);
    try {
      return await mine;
    } finally {
      if (accepting.get(channelId) === mine) accepting.delete(channelId);
    }
  }

  return {
    async accept(task, origin) {
      const json = { task: JSON.stringify(task), origin: JSON.stringify(origin) };
      const { channelId } = task.place;
      const isNew = await inChannel(channelId, async (client) => {
        if (!(await insertTask(client, task, json, clock.now()))) return false;
        await sendJob(boss, client, task.id, channelId);
        await signals.send(client);
        return true;
      });
      if (isNew) {
        changed(channelId);
        void jobs.fetch();
      }
      return isNew;
    },
    work(run) {
      if (isWorking || jobs.isEnding()) throw new Error("work() is called once, before drain()");
      isWorking = true;
      jobs.start(run);
      void signals.listen();
    },
    async cancel(taskId, reason) {
      const outcome = await guarded(() =>
        inTransaction(pool, async (client) => {
          const kind = await cancelTask(client, taskId, reason, clock.now());
          if (kind === "flagged") await signals.send(client);
          return kind;
        }),
      );
      // Elsewhere the holder gets the signal.
      if (outcome === "flagged") worker.abort(taskId, new TaskAborted("cancelled", reason));
      return outcome !== "ended-before";
    },
    revise(taskId, task, origin) {
      const json = {
        task: JSON.stringify(task),
        origin: origin === undefined ? null : JSON.stringify(origin),
      };
      return reviseInTurn(taskId, task.place.channelId, (client) =>
        reviseTask(client, taskId, json, clock.now()),
      );
    },
    absorb(id, intoTaskId, task) {
      const json = JSON.stringify(task);
      return reviseInTurn(intoTaskId, task.place.channelId, (client) =>
        absorbTask(client, id, intoTaskId, json, clock.now()),
      );
    },
    absorbedInto: (id) => guarded(() => readAbsorption(pool, id)),
    async forgetPerson(personId) {
      const forgotten = await guarded(() =>
        inTransaction(pool, async (client) => {
          const theirs = await forgetPersonsTasks(client, personId, clock.now());
          await signals.send(client);
          return theirs;
        }),
      );
      for (const { id, channelId } of forgotten) {
        letGo(id);
        changed(channelId);
      }
      const released = worker.released(forgotten.map(({ id }) => id));
      await settlesWithin(clock, RELEASE_WITHIN_MS, released);
      // Another process finds out at its next tick, and may remember a turn until then.
      const isElsewhere = forgotten.some(({ id, wasBegun }) => wasBegun && !jobs.holds(id));
      if (isElsewhere) await settlesWithin(clock, 2 * TICK_MS, new Promise(() => {}));
      return { tasks: forgotten.length };
    },
    forgetTask: (taskId) =>
      guarded(() => inTransaction(pool, (client) => forgetEndedTask(client, taskId, clock.now()))),
    backlog: (channelId, personId) => guarded(() => readBacklog(pool, channelId, personId)),
    counts: () => guarded(() => countTasks(pool)),
    find: (taskId) => guarded(() => findTask(pool, taskId)),
    queue: (channelId) => guarded(() => listQueue(pool, channelId)),
    async drain(graceMs) {
      jobs.beginToEnd();
      if (await settlesWithin(clock, graceMs, jobs.idle())) return;
      worker.abortAll(new TaskAborted("ending", "Orchid is ending"));
      if (await settlesWithin(clock, ABORT_GRACE_MS, jobs.idle())) return;
      await worker.releaseAll();
      await jobs.giveBack();
    },
    async close() {
      if (isClosed) return;
      jobs.beginToEnd();
      worker.abortAll(new TaskAborted("ending", "Orchid is ending"));
      await worker.releaseAll();
      isClosed = true;
      jobs.stop();
      await signals.close();
      await jobs.giveBack();
      await boss.stop({ graceful: false, close: false });
      await pool.end();
    },
  };
}

function toStorageError(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  return new StorageError(`PostgreSQL: ${error instanceof Error ? error.message : String(error)}`, {
    hint: "Is the server named in DATABASE_URL running, and may this user create tables in it?",
    cause: error,
  });
}
