import type { DatabaseSync } from "node:sqlite";

import type { Log } from "../contracts.ts";
import type { HeldTask, Journal } from "../contracts/journal.ts";
import { settlesWithin, systemClock } from "../clock.ts";
import type { Clock } from "../clock.ts";
import { createDiskSync, NOTHING_TO_SYNC } from "../disk-sync.ts";
import type { DiskSync } from "../disk-sync.ts";
import { createGroupCommit } from "../group-commit.ts";
import type { Writer } from "../group-commit.ts";
import { IN_MEMORY, toStorageError, walOf } from "../sqlite.ts";
import { createLanes } from "./lanes.ts";
import { openJournalFile } from "./open-journal-file.ts";
import { TaskAborted } from "./task-aborted.ts";
import { forgottenTask } from "./held-task.ts";
import type { Lease, Urgency } from "./held-task.ts";
import { prepareTaskRows } from "./sqlite-rows.ts";
import type { TaskRows } from "./sqlite-rows.ts";
import type { ClaimedTask, ReviseOutcome } from "./stored-task.ts";
import { createTaskWorker, DEFAULT_MAX_ATTEMPTS, SUSPECT_AFTER_ATTEMPTS } from "./task-worker.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const SWEEP_EVERY_MS = 10 * MINUTE_MS;
const SWEEP_BATCH = 500;
/** How long a handler may take to let go after its signal fired. */
const ABORT_GRACE_MS = 1_000;
/** How long forgetting waits for what still runs; an engine that does not heed its signal is left behind before. */
const RELEASE_WITHIN_MS = 5_000;

export interface SqliteJournalOptions {
  readonly log: Log;
  /** Default the machine's. */
  readonly clock?: Clock;
  /** How many tasks run at once, over all channels. Default 64. */
  readonly maxConcurrent?: number;
  /** How often a task may be begun without getting further. Default {@link DEFAULT_MAX_ATTEMPTS}. */
  readonly maxAttempts?: number;
  /** The wait before the n-th try in a row, from 1. Default doubles from 1 s up to 60 s. */
  readonly backOffMs?: (failures: number) => number;
  /** How long an answer is kept for a platform that is out of reach. Default 24 h after acceptance. */
  readonly deliverWithinMs?: number;
  /** How long a finished task, its answer and receipt are kept. Default 7 days. */
  readonly retentionMs?: number;
  /** How long the mere id is kept after that, so that a late repetition is known. Default 30 days. */
  readonly idRetentionMs?: number;
  /** How long to wait for another process to let go of the file, as in a deploy. Default 0. */
  readonly lockWaitMs?: number;
  /** How long writes wait while another program holds the file. Default 10 s. */
  readonly busyTimeoutMs?: number;
  /** Told after a task was accepted, begun or ended: positions in its channel's queue may have changed. */
  readonly onChange?: (channelId: string) => void;
  /** Collects the writes of one turn of the event loop. Default `setImmediate`. */
  readonly defer?: (flush: () => void) => void;
  /** Brings what was committed to the disk. Default: the file's write-ahead log. */
  readonly disk?: DiskSync;
}

/** The journal on one SQLite file, for one process. */
export interface SqliteJournal extends Journal {
  /** Unfinished tasks of a channel, without reading them. */
  depth(channelId: string): number;
  /** Empties and deletes what is past its time; runs by itself while work goes on. */
  sweep(): Promise<void>;
}

/**
 * Opens the journal in a file, for this process alone (see `process-lock.ts`).
 *
 * @param path File path, or `:memory:`.
 * @throws {StorageError} When it is in use, damaged, not ours or cannot be written.
 */
export async function openSqliteJournal(path: string, options: SqliteJournalOptions): Promise<SqliteJournal> {
  const clock = options.clock ?? systemClock;
  const file = await openJournalFile(path, { lockWaitMs: options.lockWaitMs ?? 0, clock });
  try {
    return createSqliteJournal(file.database, path, options, () => file.close());
  } catch (error) {
    file.close();
    throw error;
  }
}

/**
 * The journal on an open database that has its tables.
 *
 * @param release Lets go of the database; called once, at the end.
 */
export function createSqliteJournal(
  database: DatabaseSync,
  path: string,
  options: SqliteJournalOptions,
  release: () => void,
): SqliteJournal {
  const { log, clock = systemClock, retentionMs = 7 * DAY_MS, idRetentionMs = 30 * DAY_MS } = options;
  const rows = prepareTaskRows(database);
  const writer = createGroupCommit(database, {
    path,
    clock,
    defer: options.defer ?? setImmediate,
    busyTimeoutMs: options.busyTimeoutMs ?? 10_000,
  });
  const disk = options.disk ?? (path === IN_MEMORY ? NOTHING_TO_SYNC : createDiskSync(walOf(path)));
  const persist = async <T>(change: () => T): Promise<T> => {
    const result = await writer.write(change);
    await disk.synced();
    return result;
  };
  const generation = read(() => rows.takeOver(clock.now()));
  const lanes = createLanes(options.maxConcurrent ?? 64, clock);
  const changed = options.onChange ?? (() => {});
  let isEnding = false;
  let isClosed = false;
  let isWorking = false;
  let stopSweeping = (): void => {};
  /** Left by earlier processes again and again. */
  const suspects = new Set<string>();
  const worker = createTaskWorker({
    claim: (taskId) => writer.write(() => rows.claim(taskId, generation)),
    lease: (claimed) => createLease(claimed, rows, writer, persist),
    isSuspect: (taskId) => suspects.has(taskId),
    clock,
    log,
    maxAttempts: options.maxAttempts ?? DEFAULT_MAX_ATTEMPTS,
    backOffMs: options.backOffMs ?? ((failures) => Math.min(60_000, 1_000 * 2 ** (failures - 1))),
    deliverWithinMs: options.deliverWithinMs ?? DAY_MS,
    isEnding: () => isEnding,
    changed,
  });

  function read<T>(query: () => T): T {
    try {
      return query();
    } catch (error) {
      throw toStorageError(error, path);
    }
  }

  async function sweep(): Promise<void> {
    const emptyBefore = clock.now() - retentionMs;
    for (;;) {
      const count = await writer.write(() =>
        rows.sweep(emptyBefore, emptyBefore - idRetentionMs, SWEEP_BATCH),
      );
      if (count < SWEEP_BATCH) return;
    }
  }

  function sweepNowAndLater(): void {
    sweep()
      .catch((error: unknown) => {
        if (!isClosed) log.warn("journal-sweep-failed", { error });
      })
      .finally(() => {
        if (!isEnding) stopSweeping = clock.after(SWEEP_EVERY_MS, sweepNowAndLater);
      });
  }

  /** Lets this process act on a revision that is on disk. */
  function settleRevision(
    taskId: string,
    channelId: string,
    { kind, isForLane }: { readonly kind: ReviseOutcome; readonly isForLane: boolean },
  ): boolean {
    if (kind === "restarted") {
      worker.abort(taskId, new TaskAborted("revised", "The question was changed"));
      lanes.hurry(channelId, taskId);
    }
    if (kind === "reopened" && isForLane) lanes.add(channelId, taskId);
    if (kind !== "refused") changed(channelId);
    return kind !== "refused";
  }

  return {
    async accept(task, origin) {
      const json = { task: JSON.stringify(task), origin: JSON.stringify(origin) };
      const { channelId } = task.place;
      const { isNew, isForLane } = await writer.write(() => ({
        isNew: rows.insert(task, json, generation, clock.now()),
        // Asked here, since a work() that comes after the commit finds the row by itself.
        isForLane: isWorking,
      }));
      if (isNew && isForLane) {
        lanes.add(channelId, task.id);
        changed(channelId);
      }
      // Work begins meanwhile; before it shows anything it waits for the disk itself.
      await disk.synced();
      return isNew;
    },
    work(handler: (held: HeldTask) => Promise<void>) {
      if (isWorking || isEnding) throw new Error("work() is called once, before drain()");
      const unfinished = read(() => rows.unfinished());
      isWorking = true;
      for (const { id, channelId, attempts } of unfinished) {
        if (attempts >= SUSPECT_AFTER_ATTEMPTS) suspects.add(id);
        lanes.add(channelId, id);
      }
      lanes.start((taskId) => worker.run(taskId, handler), changed);
      sweepNowAndLater();
    },
    async cancel(taskId, reason) {
      const outcome = await persist(() => ({
        kind: rows.cancel(taskId, reason, worker.holds(taskId), clock.now()),
        channelId: rows.find(taskId)?.task.place.channelId,
      }));
      if (outcome.kind === "ended-before" || outcome.channelId === undefined) return false;
      if (outcome.kind === "flagged") {
        worker.abort(taskId, new TaskAborted("cancelled", reason));
      } else if (outcome.kind === "cancelled") {
        lanes.remove(outcome.channelId, taskId);
        changed(outcome.channelId);
      }
      return true;
    },
    async revise(taskId, task, origin) {
      const json = {
        task: JSON.stringify(task),
        origin: origin === undefined ? null : JSON.stringify(origin),
      };
      return settleRevision(
        taskId,
        task.place.channelId,
        await persist(() => ({ kind: rows.revise(taskId, json, clock.now()), isForLane: isWorking })),
      );
    },
    async absorb(id, intoTaskId, task) {
      const json = JSON.stringify(task);
      return settleRevision(
        intoTaskId,
        task.place.channelId,
        await persist(() => ({
          kind: rows.absorb(id, intoTaskId, json, generation, clock.now()),
          isForLane: isWorking,
        })),
      );
    },
    absorbedInto: async (id) => read(() => rows.absorbedInto(id)),
    async forgetPerson(personId) {
      const forgotten = await persist(() => rows.forgetPerson(personId, clock.now()));
      for (const { id, channelId } of forgotten) {
        worker.abort(id, forgottenTask());
        lanes.remove(channelId, id);
        changed(channelId);
      }
      const released = worker.released(forgotten.map(({ id }) => id));
      await settlesWithin(clock, RELEASE_WITHIN_MS, released);
      return { tasks: forgotten.length };
    },
    forgetTask: (taskId) => persist(() => rows.forgetTask(taskId, clock.now())),
    backlog: async (channelId, personId) => read(() => rows.backlog(channelId, personId)),
    find: async (taskId) => read(() => rows.find(taskId)),
    queue: async (channelId) => read(() => rows.queue(channelId)),
    depth: (channelId) => lanes.depth(channelId),
    counts: async () => read(() => rows.counts()),
    sweep,
    async drain(graceMs) {
      isEnding = true;
      stopSweeping();
      lanes.stop();
      if (await settlesWithin(clock, graceMs, lanes.idle())) return;
      worker.abortAll(new TaskAborted("ending", "Orchid is ending"));
      if (await settlesWithin(clock, ABORT_GRACE_MS, lanes.idle())) return;
      await worker.releaseAll();
    },
    async close() {
      if (isClosed) return;
      isEnding = true;
      isClosed = true;
      stopSweeping();
      lanes.stop();
      worker.abortAll(new TaskAborted("ending", "Orchid is ending"));
      await worker.releaseAll();
      writer.close();
      await disk.close();
      release();
    },
  };
}

/**
 * What must be on disk before something outside happens waits for it; the rest only has to outlive the process.
 * All go into one log, so what is on disk is so with everything that was written before it.
 */
function createLease(
  { task: { id }, epoch }: ClaimedTask,
  rows: TaskRows,
  writer: Writer,
  persist: <T>(change: () => T) => Promise<T>,
): Lease {
  const write = <T>(change: () => T, urgency: Urgency): Promise<T> =>
    urgency === "on-disk" ? persist(change) : writer.write(change, { canWait: urgency === "can-wait" });
  return {
    freeze: (answerJson, urgency) => write(() => rows.freeze(id, epoch, answerJson), urgency),
    beginSlot: (position, at) => persist(() => rows.beginSlot(id, epoch, position, at)),
    fillSlot: (position, messageId) => writer.write(() => rows.fillSlot(id, epoch, position, messageId)),
    removeSlot: (position) => writer.write(() => rows.removeSlot(id, epoch, position)),
    writeStep: (key, step, urgency) => write(() => rows.writeStep(id, epoch, key, step), urgency),
    finish: (state, reason, now) => writer.write(() => rows.finish(id, epoch, state, reason, now)),
    forgiveAttempt: () => writer.write(() => rows.forgiveAttempt(id, epoch)),
    interruption: () => writer.write(() => rows.interruption(id, epoch)),
  };
}
