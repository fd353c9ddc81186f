import type { Log } from "../contracts.ts";
import type { HeldTask } from "../contracts/journal.ts";
import { DeliveryError, LeaseLostError, StorageError } from "../errors.ts";
import type { Clock } from "../clock.ts";
import { holdTask } from "./held-task.ts";
import type { Hold, Lease } from "./held-task.ts";
import type { LaneOutcome } from "./lanes.ts";
import { TaskAborted } from "./task-aborted.ts";
import type { TaskAbortedWhy } from "./task-aborted.ts";
import type { ClaimedTask } from "./stored-task.ts";

/**
 * How often a task may be begun without getting further before its handler is not called any more. The first
 * tries are for the answer (the runner's own count); the others bring the notice that it failed. They are
 * many, since a process that is killed again and again for reasons of its own must not silence a message:
 * with six, one of 1,383 was lost in 400 kills. They have an end, since bringing a notice might itself be
 * what kills.
 */
export const DEFAULT_MAX_ATTEMPTS = 30;

/**
 * Begun so often without getting further, a task is a suspect: it may be what ends the process. Suspects are
 * begun one at a time, so that the next death speaks against that one alone.
 */
export const SUSPECT_AFTER_ATTEMPTS = 3;
const SUSPECT_WAITS_MS = 250;

export interface TaskWorkerParts {
  /** Takes a task up; `undefined` when it has ended or is not this process's to begin. */
  readonly claim: (taskId: string) => Promise<ClaimedTask | undefined>;
  readonly lease: (claimed: ClaimedTask) => Lease;
  /** Whether a task was begun {@link SUSPECT_AFTER_ATTEMPTS} times, by processes that did not live to its end. */
  readonly isSuspect: (taskId: string) => boolean | Promise<boolean>;
  readonly clock: Clock;
  readonly log: Log;
  readonly maxAttempts: number;
  readonly backOffMs: (failures: number) => number;
  readonly deliverWithinMs: number;
  /** True from the moment the process begins to end. */
  readonly isEnding: () => boolean;
  readonly changed: (channelId: string) => void;
}

/** Brings single tasks from claim to end, and knows those that this process has in hand. */
export interface TaskWorker {
  /** Never rejects. */
  run(taskId: string, handler: (held: HeldTask) => Promise<void>): Promise<LaneOutcome>;
  holds(taskId: string): boolean;
  /** Resolves when none of the tasks is in hand. */
  released(taskIds: readonly string[]): Promise<void>;
  abort(taskId: string, reason: TaskAborted): void;
  /** The same, unless the task was claimed anew with or after this epoch. */
  abortBefore(epoch: number, taskId: string, reason: TaskAborted): void;
  abortAll(reason: TaskAborted): void;
  /** Lets go of what still runs; the next process takes it up, and no attempt is counted. */
  releaseAll(): Promise<void>;
}

interface InHand {
  readonly released: PromiseWithResolvers<void>;
  readonly abort: AbortController;
  /** Absent until the claim is on disk. */
  hold: Hold | undefined;
  epoch: number | undefined;
}

export function createTaskWorker(parts: TaskWorkerParts): TaskWorker {
  const { clock, log } = parts;
  const inHand = new Map<string, InHand>();
  /** Bad ends in a row. Forgotten with the process: a new one tries at once. */
  const failures = new Map<string, number>();
  let suspect: string | undefined;

  async function run(taskId: string, handler: (held: HeldTask) => Promise<void>): Promise<LaneOutcome> {
    const mine: InHand = {
      released: Promise.withResolvers(),
      abort: new AbortController(),
      hold: undefined,
      epoch: undefined,
    };
    inHand.set(taskId, mine);
    try {
      if (await parts.isSuspect(taskId)) {
        if (suspect !== undefined) return { retryInMs: SUSPECT_WAITS_MS };
        suspect = taskId;
      }
      const claimed = await parts.claim(taskId);
      if (claimed === undefined) return "ended";
      const hold = holdTask({ claimed, lease: parts.lease(claimed), clock, abort: mine.abort });
      mine.hold = hold;
      mine.epoch = claimed.epoch;
      await workOn(claimed, hold, handler);
      if (isRevised(mine)) return beginAnew(taskId);
      const isForgotten = wasAborted(mine.abort.signal, "forgotten");
      if (hold.hasEnded() || hold.isLost() || isForgotten) {
        failures.delete(taskId);
        return hold.hasEnded() || isForgotten ? "ended" : "lost";
      }
    } catch (error) {
      if (isRevised(mine)) return beginAnew(taskId);
      if (wasAborted(mine.abort.signal, "forgotten")) return "ended";
      if (error instanceof LeaseLostError) return "lost";
      // The journal itself cannot be written: the task stays where it is.
      log.error("journal-failed", { taskId, error });
    } finally {
      if (suspect === taskId) suspect = undefined;
      inHand.delete(taskId);
      mine.released.resolve();
    }
    const count = (failures.get(taskId) ?? 0) + 1;
    failures.set(taskId, count);
    return { retryInMs: parts.backOffMs(count) };
  }

  function beginAnew(taskId: string): LaneOutcome {
    failures.delete(taskId);
    return { retryInMs: 0 };
  }

  async function workOn(
    claimed: ClaimedTask,
    hold: Hold,
    handler: (held: HeldTask) => Promise<void>,
  ): Promise<void> {
    if (claimed.cancelReason !== undefined) return hold.held.finish("cancelled", claimed.cancelReason);
    if (claimed.attempts > parts.maxAttempts) {
      log.error("task-given-up", { taskId: claimed.task.id, attempts: claimed.attempts });
      return hold.held.finish("dead", `given up after ${parts.maxAttempts} attempts`);
    }
    parts.changed(claimed.task.place.channelId);
    try {
      await handler(hold.held);
      if (hold.hasEnded() || hold.isLost() || isOthersBusiness(hold.held.signal)) return;
      log.error("task-left-unfinished", { taskId: claimed.task.id });
    } catch (error) {
      if (!hold.hasEnded() && !hold.isLost()) await settleFailure(claimed, hold, error);
    }
  }

  async function settleFailure(claimed: ClaimedTask, hold: Hold, error: unknown): Promise<void> {
    const taskId = claimed.task.id;
    if (error instanceof DeliveryError && clock.now() - claimed.acceptedAt > parts.deliverWithinMs) {
      log.error("task-not-delivered-in-time", { taskId, error });
      return hold.held.finish("dead", "not delivered in time");
    }
    log.warn("task-tried-again", { taskId, attempt: claimed.attempts, error });
    // Neither the platform, nor the disk, nor a shutdown counts against the task.
    if (error instanceof DeliveryError || error instanceof StorageError || parts.isEnding()) {
      await hold.forgiveAttempt();
    }
  }

  return {
    run,
    holds: (taskId) => inHand.has(taskId),
    async released(taskIds) {
      for (const taskId of taskIds) await inHand.get(taskId)?.released.promise;
    },
    abort: (taskId, reason) => inHand.get(taskId)?.abort.abort(reason),
    abortBefore(epoch, taskId, reason) {
      const held = inHand.get(taskId);
      if (held?.epoch !== undefined && held.epoch < epoch) held.abort.abort(reason);
    },
    abortAll(reason) {
      for (const one of inHand.values()) one.abort.abort(reason);
    },
    async releaseAll() {
      const holds = [...inHand.values()].flatMap((one) => (one.hold === undefined ? [] : [one.hold]));
      // One after the other: a row that cannot be written only costs that task an attempt.
      const forgiven = holds.map((hold) => hold.forgiveAttempt());
      for (const hold of holds) hold.release();
      await Promise.allSettled(forgiven);
    },
  };
}

/** True when what is in hand is an older question than the journal's. */
function isRevised({ hold, abort }: InHand): boolean {
  return hold?.isRevised() === true || wasAborted(abort.signal, "revised");
}

/** Whoever aborted it has written its end, or its new beginning. */
function isOthersBusiness(signal: AbortSignal): boolean {
  return wasAborted(signal, "revised") || wasAborted(signal, "forgotten");
}

function wasAborted(signal: AbortSignal, why: TaskAbortedWhy): boolean {
  const reason: unknown = signal.reason;
  return reason instanceof TaskAborted && reason.why === why;
}
