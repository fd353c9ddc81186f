import type { FrozenAnswer, StepLog, StepRecord } from "../contracts.ts";
import type { HeldTask, Slot, TaskState } from "../contracts/journal.ts";
import { LeaseLostError } from "../errors.ts";
import type { Clock } from "../clock.ts";
import { TaskAborted } from "./task-aborted.ts";
import type { ClaimedTask, StepRow } from "./stored-task.ts";

/** A held task as the journal sees it. */
export interface Hold {
  readonly held: HeldTask;
  /** True once `finish` is on disk. */
  hasEnded(): boolean;
  /** True once the task is in other hands, or was revised: nothing more is written. */
  isLost(): boolean;
  /** True when the task is to be begun anew at once: it asks something else now. */
  isRevised(): boolean;
  /** Gives back the attempt: its end was not the task's fault. */
  forgiveAttempt(): Promise<void>;
  /** Lets go: every later write throws LeaseLostError, without touching the file. */
  release(): void;
}

/** When a write resolves. Later ones are never on disk without it. */
export type Urgency =
  /** On disk: it survives a power cut. */
  | "on-disk"
  /** Written: it survives the end of the process. */
  | "written"
  /** Written, some milliseconds later, with what comes next. */
  | "can-wait";

/**
 * The writes of one claim, each written when it resolves: it survives the end of the process. False means
 * that another process has taken the task over since, or that a person stopped it; nothing was written then.
 */
export interface Lease {
  freeze(answerJson: string, urgency: Urgency): Promise<boolean>;
  /** On disk when it resolves. */
  beginSlot(position: number, firstTriedAt: number): Promise<boolean>;
  fillSlot(position: number, messageId: string): Promise<boolean>;
  removeSlot(position: number): Promise<boolean>;
  writeStep(key: string, step: StepRow, urgency: Urgency): Promise<boolean>;
  finish(state: TaskState, reason: string | undefined, now: number): Promise<FinishOutcome>;
  /** Gives back an attempt that was not the task's fault. */
  forgiveAttempt(): Promise<boolean>;
  /** What a person did to the task while this claim held it; `undefined` when the lease was lost. */
  interruption(): Promise<Interruption | undefined>;
}

/** `revised`: a person changed the question while its answer was being sent, so it waits again. */
export type FinishOutcome = "ended" | "revised" | "refused";

export type Interruption =
  | { readonly kind: "cancelled"; readonly reason: string }
  | { readonly kind: "forgotten" }
  | { readonly kind: "revised" };

export interface HoldParts {
  readonly claimed: ClaimedTask;
  readonly lease: Lease;
  readonly clock: Clock;
  readonly abort: AbortController;
}

/** Puts a claimed task into a handler's hands: every write carries the epoch of the claim. */
export function holdTask(parts: HoldParts): Hold {
  const { claimed, lease, clock, abort } = parts;
  const { id } = claimed.task;
  const slots: (Slot | undefined)[] = [...claimed.slots];
  let answer = claimed.answer;
  let hasEnded = false;
  let isLost = false;
  let isRevised = false;

  async function fenced(write: () => Promise<boolean>): Promise<void> {
    if (isLost || hasEnded) throw new LeaseLostError(id);
    if (await write()) return;
    // A person's Stop or edit closes the way to an answer too; that is no lost lease.
    const interruption = await lease.interruption();
    if (interruption?.kind === "cancelled") throw new TaskAborted("cancelled", interruption.reason);
    isLost = true;
    if (interruption?.kind === "forgotten") {
      const forgotten = forgottenTask();
      abort.abort(forgotten);
      throw forgotten;
    }
    if (interruption?.kind === "revised") {
      isRevised = true;
      const revised = new TaskAborted("revised", "The question was changed");
      abort.abort(revised);
      throw revised;
    }
    abort.abort(new TaskAborted("lease-lost", `The lease of task ${id} was lost`));
    throw new LeaseLostError(id);
  }

  const held: HeldTask = {
    task: claimed.task,
    origin: claimed.origin,
    attempt: claimed.attempts,
    signal: abort.signal,
    steps: createStepLog(claimed.steps, (key, step, urgency) =>
      fenced(() => lease.writeStep(key, step, urgency)),
    ),
    get answer() {
      return answer;
    },
    slots,
    async freeze(frozen: FrozenAnswer) {
      if (answer !== undefined) throw new Error(`The answer of task ${id} is frozen already`);
      const json = JSON.stringify(frozen);
      // What is visible already becomes the answer at once; else the first slot comes before anything is seen.
      const urgency = slots.some((slot) => slot !== undefined) ? "on-disk" : "written";
      await fenced(() => lease.freeze(json, urgency));
      answer = frozen;
    },
    async beginSlot(index) {
      const known = slots[index];
      const firstTriedAt = known?.firstTriedAt ?? clock.now();
      await fenced(() => lease.beginSlot(index, firstTriedAt));
      slots[index] ??= { firstTriedAt };
    },
    async fillSlot(index, messageId) {
      await fenced(() => lease.fillSlot(index, messageId));
      slots[index] = { firstTriedAt: slots[index]?.firstTriedAt ?? clock.now(), messageId };
    },
    async removeSlot(index) {
      await fenced(() => lease.removeSlot(index));
      slots[index] = { firstTriedAt: clock.now(), ...slots[index], isRemoved: true };
    },
    async finish(state, reason) {
      await fenced(async () => {
        const outcome = await lease.finish(state, reason, clock.now());
        isRevised = outcome === "revised";
        return outcome !== "refused";
      });
      hasEnded = true;
    },
  };
  return {
    held,
    hasEnded: () => hasEnded,
    isLost: () => isLost,
    isRevised: () => isRevised,
    forgiveAttempt: () => fenced(() => lease.forgiveAttempt()),
    release: () => {
      isLost = true;
    },
  };
}

export function forgottenTask(): TaskAborted {
  return new TaskAborted("forgotten", "The person is forgotten");
}

function createStepLog(
  stored: ReadonlyMap<string, StepRecord>,
  write: (key: string, step: StepRow, urgency: Urgency) => Promise<void>,
): StepLog {
  const known = new Map(stored);
  return {
    recorded: (key) => known.get(key),
    async intend(key, requestHash) {
      await write(key, { status: "intent", requestHash, resultJson: null }, "on-disk");
      known.set(key, { status: "intent", requestHash });
    },
    async complete(key, requestHash, result) {
      const resultJson = JSON.stringify(result) ?? null;
      await write(key, { status: "done", requestHash, resultJson }, "on-disk");
      known.set(key, { status: "done", requestHash, result });
    },
    note(key, requestHash, result, canWait) {
      const resultJson = JSON.stringify(result) ?? null;
      known.set(key, { status: "done", requestHash, result });
      // A lease that was lost has aborted the run by then; a disk that is full says so when the answer is frozen.
      const urgency = canWait ? "can-wait" : "written";
      write(key, { status: "done", requestHash, resultJson }, urgency).catch(() => undefined);
    },
  };
}
