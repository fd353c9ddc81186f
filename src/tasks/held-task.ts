import type { FrozenAnswer, HeldTask, Slot, StepLog, StepRecord } from "../contracts.ts";
import { LeaseLostError } from "../errors.ts";
import type { Clock } from "./clock.ts";
import type { Writer } from "./group-commit.ts";
import { TaskAborted } from "./task-aborted.ts";
import type { ClaimedTask, StepRow, TaskRows } from "./task-rows.ts";

/** A held task as the journal sees it. */
export interface Hold {
  readonly held: HeldTask;
  /** True once `finish` is on disk. */
  hasEnded(): boolean;
  /** True once the task is in other hands: nothing more is written. */
  isLost(): boolean;
  /** Gives back the attempt: its end was not the task's fault. */
  forgiveAttempt(): Promise<void>;
  /** Lets go: every later write throws LeaseLostError, without touching the file. */
  release(): void;
}

export interface HoldParts {
  readonly claimed: ClaimedTask;
  readonly rows: TaskRows;
  readonly writer: Writer;
  readonly clock: Clock;
  readonly abort: AbortController;
}

/** Puts a claimed task into a handler's hands: every write carries the epoch of the claim. */
export function holdTask(parts: HoldParts): Hold {
  const { claimed, rows, writer, clock, abort } = parts;
  const { id } = claimed.task;
  const slots: (Slot | undefined)[] = [...claimed.slots];
  let answer = claimed.answer;
  let hasEnded = false;
  let isLost = false;

  async function fenced(change: (epoch: number) => boolean): Promise<void> {
    if (isLost || hasEnded) throw new LeaseLostError(id);
    if (await writer.write(() => change(claimed.epoch))) return;
    // A person's Stop closes the way to an answer too; that is no lost lease.
    const cancelReason = rows.cancelReason(id, claimed.epoch);
    if (cancelReason !== undefined) throw new TaskAborted("cancelled", cancelReason);
    isLost = true;
    abort.abort(new TaskAborted("lease-lost", `The lease of task ${id} was lost`));
    throw new LeaseLostError(id);
  }

  const held: HeldTask = {
    task: claimed.task,
    origin: claimed.origin,
    attempt: claimed.attempts,
    signal: abort.signal,
    steps: createStepLog(claimed.steps, (key, step) =>
      fenced((epoch) => rows.writeStep(id, epoch, key, step)),
    ),
    get answer() {
      return answer;
    },
    slots,
    async freeze(frozen: FrozenAnswer) {
      if (answer !== undefined) throw new Error(`The answer of task ${id} is frozen already`);
      const json = JSON.stringify(frozen);
      await fenced((epoch) => rows.freeze(id, epoch, json));
      answer = frozen;
    },
    async beginSlot(index) {
      const known = slots[index];
      const firstTriedAt = known?.firstTriedAt ?? clock.now();
      await fenced((epoch) => rows.beginSlot(id, epoch, index, firstTriedAt));
      slots[index] ??= { firstTriedAt };
    },
    async fillSlot(index, messageId) {
      await fenced((epoch) => rows.fillSlot(id, epoch, index, messageId));
      slots[index] = { firstTriedAt: slots[index]?.firstTriedAt ?? clock.now(), messageId };
    },
    async finish(state, reason) {
      await fenced((epoch) => rows.finish(id, epoch, state, reason, clock.now()));
      hasEnded = true;
    },
  };
  return {
    held,
    hasEnded: () => hasEnded,
    isLost: () => isLost,
    forgiveAttempt: () => fenced((epoch) => rows.forgiveAttempt(id, epoch)),
    release: () => {
      isLost = true;
    },
  };
}

function createStepLog(
  stored: ReadonlyMap<string, StepRecord>,
  write: (key: string, step: StepRow) => Promise<void>,
): StepLog {
  const known = new Map(stored);
  return {
    recorded: (key) => known.get(key),
    async intend(key, requestHash) {
      await write(key, { status: "intent", requestHash, resultJson: null });
      known.set(key, { status: "intent", requestHash });
    },
    async complete(key, requestHash, result) {
      const resultJson = JSON.stringify(result) ?? null;
      await write(key, { status: "done", requestHash, resultJson });
      known.set(key, { status: "done", requestHash, result });
    },
  };
}
