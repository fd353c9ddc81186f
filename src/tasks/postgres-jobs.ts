import type { PgBoss } from "pg-boss";

import type { Log } from "../contracts.ts";
import type { HeldTask } from "../contracts/journal.ts";
import type { Clock } from "../clock.ts";
import { QUEUE } from "./postgres-queue.ts";
import type { TaskWorker } from "./task-worker.ts";

/** How often a worker says that it lives, and looks for new work and stops of which no signal came. */
export const TICK_MS = 1_000;
/** The wait before a lost connection is tried again to say that a job has ended. */
const COMPLETE_AGAIN_MS = 250;

/** The jobs of pg-boss that this process holds, from fetching to completing them. */
export interface PostgresJobs {
  /** Begins to fetch, and to say that this process lives. */
  start(handler: (held: HeldTask) => Promise<void>): void;
  /** Looks for work now and not only at the next tick. Never rejects. */
  fetch(): Promise<void>;
  /** Looks for everything that a tick looks for. Never rejects. */
  look(): Promise<void>;
  holds(taskId: string): boolean;
  /** True when another process had the task before this one. */
  wasTakenOver(taskId: string): boolean;
  /** Ends a task's wait for its next try. */
  hurry(taskId: string): void;
  /** Fetches nothing more, and waits for no further try. */
  beginToEnd(): void;
  isEnding(): boolean;
  /** Resolves when no job is held. */
  idle(): Promise<void>;
  /** Lets go of every job: another process may go on at once. */
  giveBack(): Promise<void>;
  /** Says nothing more. */
  stop(): void;
}

export interface PostgresJobsParts {
  readonly boss: PgBoss;
  readonly worker: Pick<TaskWorker, "run">;
  readonly maxConcurrent: number;
  /** How often it says that it lives, and looks around. */
  readonly tickMs: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly changed: (channelId: string) => void;
  /** Called at each look around with the tasks whose jobs are held. */
  readonly onLook: (taskIds: readonly string[]) => Promise<void>;
}

export function createPostgresJobs(parts: PostgresJobsParts): PostgresJobs {
  const { boss, worker, maxConcurrent, tickMs, clock, log, changed } = parts;
  /** Jobs that this process holds, by task id. */
  const jobs = new Map<string, string>();
  const takenOver = new Set<string>();
  const idleCalls: (() => void)[] = [];
  /** What ends the waits between two tries, with the task's id. */
  const pauses = new Map<() => void, string>();
  let handler: ((held: HeldTask) => Promise<void>) | undefined;
  let isEnding = false;
  let isStopped = false;
  let isFetching = false;
  let wantsMore = false;
  let stopTicking = (): void => {};

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
      if (!isStopped) log.warn("journal-fetch-failed", { error });
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
        await pause(COMPLETE_AGAIN_MS, taskId);
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

  async function look(): Promise<void> {
    try {
      await parts.onLook([...jobs.keys()]);
      await fetchWork();
    } catch (error) {
      if (!isStopped) log.warn("journal-tick-failed", { error });
    }
  }

  async function tick(): Promise<void> {
    try {
      if (jobs.size > 0) await boss.touch(QUEUE, [...jobs.values()]);
    } catch (error) {
      if (!isStopped) log.warn("journal-tick-failed", { error });
    }
    await look();
    if (!isStopped) stopTicking = clock.after(tickMs, () => void tick());
  }

  return {
    start(run) {
      handler = run;
      void tick();
    },
    fetch: fetchWork,
    look,
    holds: (taskId) => jobs.has(taskId),
    wasTakenOver: (taskId) => takenOver.has(taskId),
    hurry(taskId) {
      for (const [resume, waiting] of pauses) if (waiting === taskId) resume();
    },
    beginToEnd() {
      isEnding = true;
      for (const resume of pauses.keys()) resume();
    },
    isEnding: () => isEnding,
    idle: () => (jobs.size === 0 ? Promise.resolve() : new Promise((resolve) => idleCalls.push(resolve))),
    async giveBack() {
      await Promise.allSettled([...jobs.values()].map((jobId) => boss.fail(QUEUE, jobId)));
    },
    stop() {
      isStopped = true;
      stopTicking();
    },
  };
}
