import pg from "pg";
import type { PgBoss } from "pg-boss";

import type { Log } from "../contracts.ts";
import type { HeldTask, Journal } from "../contracts/journal.ts";
import { StorageError } from "../errors.ts";
import { settlesWithin, systemClock } from "./clock.ts";
import { forgottenTask } from "./held-task.ts";
import { createPostgresLease } from "./postgres-lease.ts";
import { QUEUE, sendJob, startQueue } from "./postgres-queue.ts";
import {
  absorbTask,
  cancelTask,
  claimTask,
  countTasks,
  findTask,
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
import type { ReviseOutcome } from "./stored-task.ts";
import { TaskAborted } from "./task-aborted.ts";
import { createTaskWorker, DEFAULT_MAX_ATTEMPTS, SUSPECT_AFTER_ATTEMPTS } from "./task-worker.ts";

const CONNECT_TIMEOUT_MS = 5_000;
const MAX_CONNECTIONS = 10;
/** How often a worker says that it lives, looks for new work of other processes and for stops. */
const TICK_MS = 1_000;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
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
  const pool = new pg.Pool({
    connectionString: address,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
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
  return createPostgresJournal(pool, boss, options);
}

function createPostgresJournal(pool: pg.Pool, boss: PgBoss, options: PostgresJournalOptions): Journal {
  const { log, maxConcurrent = 64, retentionMs = 7 * DAY_MS, idRetentionMs = 30 * DAY_MS } = options;
  const clock = systemClock;
  const changed = options.onChange ?? (() => {});
  /** Jobs that this process holds, by task id. */
  const jobs = new Map<string, string>();
  /** Tasks that another process had before this one. */
  const takenOver = new Set<string>();
  /** The last accept of each channel, so that one channel's are written in the order they came. */
  const accepting = new Map<string, Promise<unknown>>();
  const idleCalls: (() => void)[] = [];
  /** What ends the waits between two tries, with the task's id. */
  const pauses = new Map<() => void, string>();
  let handler: ((held: HeldTask) => Promise<void>) | undefined;
  let isEnding = false;
  let isClosed = false;
  let isFetching = false;
  let wantsMore = false;
  let stopTicking = (): void => {};
  let sweptAt = 0;
  const worker = createTaskWorker({
    claim: (taskId) => guarded(() => claimTask(pool, taskId)),
    lease: (claimed) => createPostgresLease(pool, claimed),
    isSuspect: async (taskId) =>
      takenOver.has(taskId) && (await guarded(() => readAttempts(pool, taskId))) >= SUSPECT_AFTER_ATTEMPTS,
    clock,
    log,
    maxAttempts: options.maxAttempts ?? DEFAULT_MAX_ATTEMPTS,
    backOffMs: options.backOffMs ?? ((failures) => Math.min(60_000, 1_000 * 2 ** (failures - 1))),
    deliverWithinMs: options.deliverWithinMs ?? DAY_MS,
    isEnding: () => isEnding,
    changed,
  });

  async function guarded<T>(run: () => Promise<T>): Promise<T> {
    if (isClosed) throw new StorageError("The journal is closed", { hint: "Orchid is ending." });
    try {
      return await run();
    } catch (error) {
      throw toStorageError(error);
    }
  }

  /** Takes as many jobs as this process may still run. */
  async function fetchWork(): Promise<void> {
    if (isEnding || handler === undefined || jobs.size >= maxConcurrent) return;
    wantsMore = isFetching;
    if (isFetching) return;
    isFetching = true;
    try {
      const found = await boss.fetch<{ taskId: string; channelId: string }>(QUEUE, {
        batchSize: maxConcurrent - jobs.size,
        includeMetadata: true,
      });
      for (const job of found) {
        // This process was silent for too long, and is its own successor: what runs goes on.
        if (jobs.get(job.data.taskId) === job.id) continue;
        if (job.retryCount > 0) takenOver.add(job.data.taskId);
        void runJob(job.id, job.data, handler);
      }
    } catch (error) {
      if (!isClosed) log.warn("journal-fetch-failed", { error });
    } finally {
      isFetching = false;
    }
    // Asked for while this fetch was under way, which may not have seen what was new.
    if (wantsMore) await fetchWork();
  }

  async function runJob(
    jobId: string,
    { taskId, channelId }: { readonly taskId: string; readonly channelId: string },
    run: (held: HeldTask) => Promise<void>,
  ): Promise<void> {
    jobs.set(taskId, jobId);
    for (;;) {
      const outcome = isEnding ? "left" : await worker.run(taskId, run);
      if (outcome === "ended") {
        await complete(taskId, jobId);
        break;
      }
      // The job is another process's now. Completed from here, it would let the channel's next task begin
      // beside this one.
      if (outcome === "lost") break;
      if (outcome === "left") {
        // Another process may go on with it at once.
        await boss.fail(QUEUE, jobId).catch(() => {});
        break;
      }
      await pause(outcome.retryInMs, taskId);
    }
    // A revised task may have a new job already.
    if (jobs.get(taskId) === jobId) jobs.delete(taskId);
    if (!jobs.has(taskId)) takenOver.delete(taskId);
    if (jobs.size === 0) for (const call of idleCalls.splice(0)) call();
    changed(channelId);
    await fetchWork();
  }

  /** Until it is done the channel's next task waits, so a lost connection is not the end of it. */
  async function complete(taskId: string, jobId: string): Promise<void> {
    for (;;) {
      try {
        await boss.complete(QUEUE, jobId);
        return;
      } catch (error) {
        // Its heartbeat ends; another process gets the job and finds that the task has ended.
        if (isEnding) return;
        log.warn("journal-complete-failed", { taskId, error });
        await pause(TICK_MS / 4, taskId);
      }
    }
  }

  /** Ends sooner when the process ends, or somebody changed the task. */
  async function pause(timeMs: number, taskId: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const stop = clock.after(timeMs, resolve);
    pauses.set(resolve, taskId);
    await promise;
    pauses.delete(resolve);
    stop();
  }

  function beginToEnd(): void {
    isEnding = true;
    for (const resume of pauses.keys()) resume();
  }

  async function tick(): Promise<void> {
    try {
      if (jobs.size > 0) {
        await boss.touch(QUEUE, [...jobs.values()]);
        for (const disturbance of await listDisturbed(pool, [...jobs.keys()])) {
          const { id, epoch, cancelReason, isForgotten } = disturbance;
          if (isForgotten) letGo(id);
          else if (cancelReason === null) beginAnew(id, epoch);
          else worker.abort(id, new TaskAborted("cancelled", cancelReason));
        }
      }
      await fetchWork();
      if (clock.now() - sweptAt > 10 * MINUTE_MS) {
        sweptAt = clock.now();
        await sweepTasks(pool, sweptAt - retentionMs, sweptAt - retentionMs - idRetentionMs);
      }
    } catch (error) {
      if (!isClosed) log.warn("journal-tick-failed", { error });
    }
    if (!isClosed) stopTicking = clock.after(TICK_MS, () => void tick());
  }

  function beginAnew(taskId: string, epoch: number): void {
    worker.abortBefore(epoch, taskId, new TaskAborted("revised", "The question was changed"));
    endPause(taskId);
  }

  function letGo(taskId: string): void {
    worker.abort(taskId, forgottenTask());
    endPause(taskId);
  }

  function endPause(taskId: string): void {
    for (const [resume, waiting] of pauses) if (waiting === taskId) resume();
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
      return outcome;
    });
    if (kind === "refused") return false;
    // Elsewhere the holder finds it at its next tick.
    if (kind === "restarted") beginAnew(taskId, Number.MAX_SAFE_INTEGER);
    if (kind === "reopened") void fetchWork();
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

  function idle(): Promise<void> {
    return jobs.size === 0 ? Promise.resolve() : new Promise((resolve) => idleCalls.push(resolve));
  }

  return {
    async accept(task, origin) {
      const json = { task: JSON.stringify(task), origin: JSON.stringify(origin) };
      const { channelId } = task.place;
      const isNew = await inChannel(channelId, async (client) => {
        if (!(await insertTask(client, task, json, clock.now()))) return false;
        await sendJob(boss, client, task.id, channelId);
        return true;
      });
      if (isNew) {
        changed(channelId);
        void fetchWork();
      }
      return isNew;
    },
    work(run) {
      if (handler !== undefined || isEnding) throw new Error("work() is called once, before drain()");
      handler = run;
      void tick();
    },
    async cancel(taskId, reason) {
      const outcome = await guarded(() =>
        inTransaction(pool, (client) => cancelTask(client, taskId, reason, clock.now())),
      );
      // Elsewhere the holder finds the flag at its next tick.
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
        inTransaction(pool, (client) => forgetPersonsTasks(client, personId, clock.now())),
      );
      for (const { id, channelId } of forgotten) {
        letGo(id);
        changed(channelId);
      }
      const released = worker.released(forgotten.map(({ id }) => id));
      await settlesWithin(clock, RELEASE_WITHIN_MS, released);
      // Another process finds out at its next tick, and may remember a turn until then.
      const isElsewhere = forgotten.some(({ id, wasBegun }) => wasBegun && !jobs.has(id));
      if (isElsewhere) await settlesWithin(clock, 2 * TICK_MS, new Promise(() => {}));
      return { tasks: forgotten.length };
    },
    backlog: (channelId, personId) => guarded(() => readBacklog(pool, channelId, personId)),
    counts: () => guarded(() => countTasks(pool)),
    find: (taskId) => guarded(() => findTask(pool, taskId)),
    queue: (channelId) => guarded(() => listQueue(pool, channelId)),
    async drain(graceMs) {
      beginToEnd();
      if (await settlesWithin(clock, graceMs, idle())) return;
      worker.abortAll(new TaskAborted("ending", "Orchid is ending"));
      if (await settlesWithin(clock, ABORT_GRACE_MS, idle())) return;
      await worker.releaseAll();
      await Promise.allSettled([...jobs.values()].map((jobId) => boss.fail(QUEUE, jobId)));
    },
    async close() {
      if (isClosed) return;
      beginToEnd();
      worker.abortAll(new TaskAborted("ending", "Orchid is ending"));
      await worker.releaseAll();
      isClosed = true;
      stopTicking();
      await Promise.allSettled([...jobs.values()].map((jobId) => boss.fail(QUEUE, jobId)));
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
