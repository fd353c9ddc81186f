import { randomBytes } from "node:crypto";

import type {
  Answer,
  FrozenAnswer,
  Log,
  OrchestratorResult,
  Receipt,
  RunEvent,
  Sessions,
  Turn,
} from "../contracts.ts";
import type { Delivery, LiveView } from "../contracts/delivery.ts";
import type { HeldTask } from "../contracts/journal.ts";
import type { UsageLedger } from "../contracts/usage.ts";
import { DeliveryError, LeaseLostError, StorageError, UsageCapError } from "../errors.ts";
import { settlesWithin, systemClock } from "../clock.ts";
import type { Clock } from "../clock.ts";
import { TaskGivenUpError, TaskTimeoutError, errorCode } from "./failure.ts";
import { createReceiptCollector } from "./receipt.ts";
import type { ReceiptCollector } from "./receipt.ts";
import { TaskAborted } from "./task-aborted.ts";

/** How long an engine may take to let go after its signal fired, before it is left behind. */
const ENGINE_GRACE_MS = 2_000;

/**
 * A process that dies was mostly killed from outside. In `npm run chaos`, with a kill every two or three
 * seconds, four to five of ten attempts end so: ten in a row, the last seven of them alone, are hardly
 * anything but the task's own doing. Few enough for a supervisor that counts restarts.
 */
const DEFAULT_MAX_ATTEMPTS = 10;

/** The step of a task that tells which receipt was counted. */
const COUNTED_STEP = "counted";

/** How long a task may take, and what ends it sooner. */
export interface TaskLimits {
  /** Aborted by Stop, by the deadline, by a lost lease and when the process ends. */
  readonly signal: AbortSignal;
  /** Unix ms. */
  readonly deadlineAt: number;
}

/** From a task and its channel's turns to a result: context and engine together. */
export type AnswerTask = (
  held: HeldTask,
  turns: readonly Turn[],
  emit: (event: RunEvent) => void,
  limits: TaskLimits,
) => Promise<OrchestratorResult>;

export interface RunnerParts {
  readonly sessions: Sessions;
  readonly delivery: Delivery;
  readonly answerTask: AnswerTask;
  /** What the person is told of a failure, in their language; never the error's own message. */
  readonly sentence: (error: unknown, errorId: string, locale: string | undefined) => string;
  readonly log: Log;
  /** Counts what each task spent; absent: nobody counts. */
  readonly usage?: Pick<UsageLedger, "record">;
  /** From the moment that work on a task begins to its answer; waiting in the lane does not count. */
  readonly taskTimeoutMs: number;
  /** Default the machine's. */
  readonly clock?: Clock;
  /** How many times a task may be begun without getting further. Default {@link DEFAULT_MAX_ATTEMPTS}. */
  readonly maxAttempts?: number;
  /** Makes the short id that the person sees and the log has. Default random. */
  readonly createErrorId?: () => string;
}

/**
 * The one way from a held task to its end; `journal.work(createRunner(…))`.
 *
 * An answer that an earlier attempt froze is only delivered. Otherwise: turns → answer → freeze →
 * deliver → remember → finish. A failure becomes an answer of one sentence and goes the same way,
 * except that nothing is remembered. What it throws tells the journal to try again later.
 */
export function createRunner(parts: RunnerParts): (held: HeldTask) => Promise<void> {
  const { sessions, delivery, log, clock = systemClock, maxAttempts = DEFAULT_MAX_ATTEMPTS } = parts;
  const createErrorId = parts.createErrorId ?? (() => randomBytes(4).toString("hex"));

  async function runTask(held: HeldTask): Promise<void> {
    try {
      if (held.answer === undefined) await answer(held);
      await deliver(held);
    } catch (error) {
      if (error instanceof LeaseLostError) return;
      const aborted = abortOf(held, error);
      if (aborted?.why === "lease-lost" || aborted?.why === "revised") return;
      if (aborted?.why === "cancelled") return finishQuietly(held, aborted.message);
      if (aborted?.why === "forgotten") return forgetTurn(held);
      throw error;
    }
  }

  async function finishQuietly(held: HeldTask, reason: string): Promise<void> {
    try {
      await held.finish("cancelled", reason);
    } catch (error) {
      // A question that was changed meanwhile is begun anew after all.
      if (!(error instanceof LeaseLostError || error instanceof TaskAborted)) throw error;
    }
  }

  /** Comes to an answer, a failure's sentence included, and freezes it. */
  async function answer(held: HeldTask): Promise<void> {
    const startedAt = clock.now();
    const receipt = createReceiptCollector(held.task.id, startedAt);
    if (held.attempt > maxAttempts) return freezeFailure(held, receipt, new TaskGivenUpError(maxAttempts));
    const view = openView(held);
    let result: OrchestratorResult;
    try {
      result = await runEngine(held, receipt, view, startedAt);
    } catch (error) {
      const aborted = abortOf(held, error);
      if (aborted?.why === "cancelled" || aborted?.why === "forgotten") view.show({ type: "stopped" });
      await view.close();
      await countThrownAway(held, aborted, () => receipt.build({ errorCode: "cancelled" }, clock.now()));
      if (aborted !== undefined || isForLater(error)) throw error;
      return freezeFailure(held, receipt, error);
    }
    await view.close();
    try {
      await freezeResult(held, receipt, result);
    } catch (error) {
      if (abortOf(held, error) !== undefined || isForLater(error)) throw error;
      // An answer that cannot be laid out is a bug of ours; the person still hears of it.
      await freezeFailure(held, receipt, error);
    }
  }

  async function runEngine(
    held: HeldTask,
    receipt: ReceiptCollector,
    view: LiveView,
    startedAt: number,
  ): Promise<OrchestratorResult> {
    const deadline = new AbortController();
    const stopTimer = clock.after(parts.taskTimeoutMs, () =>
      deadline.abort(new TaskTimeoutError(parts.taskTimeoutMs)),
    );
    const limits: TaskLimits = {
      signal: AbortSignal.any([held.signal, deadline.signal]),
      deadlineAt: startedAt + parts.taskTimeoutMs,
    };
    const emit = (event: RunEvent): void => {
      receipt.add(event);
      view.show(event);
    };
    try {
      limits.signal.throwIfAborted();
      const turns = await loadTurns(held, emit);
      limits.signal.throwIfAborted();
      return await untilAborted(limits.signal, parts.answerTask(held, turns, emit, limits));
    } catch (error) {
      // Whatever the engine makes of its signal, the reason is the signal's own.
      if (deadline.signal.aborted && !held.signal.aborted) throw deadline.signal.reason;
      throw error;
    } finally {
      stopTimer();
    }
  }

  /** An engine that does not heed its signal is left behind after a while; its lane must go on. */
  async function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
    const aborted = new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    const leftBehind = aborted.then(async () => {
      await settlesWithin(clock, ENGINE_GRACE_MS, work);
      throw signal.reason;
    });
    return Promise.race([work, leftBehind]);
  }

  /** Without its storage the bot still answers, and says what is missing. */
  async function loadTurns(held: HeldTask, emit: (event: RunEvent) => void): Promise<readonly Turn[]> {
    try {
      const turns = await sessions.load(held.task.place.channelId);
      // Of a question that was changed, the earlier answer is no part of what came before it.
      return turns.filter((turn) => turn.taskId !== held.task.id);
    } catch (error) {
      log.error("session-not-read", { taskId: held.task.id, error });
      emit({
        type: "notice",
        text: "Answered without this channel's earlier turns: they could not be read.",
      });
      return [];
    }
  }

  async function freezeResult(
    held: HeldTask,
    receipt: ReceiptCollector,
    result: OrchestratorResult,
  ): Promise<void> {
    const endedAt = clock.now();
    const { task } = held;
    const text = task.respondWithFinal ? result.response : result.response || result.summary;
    const answered: Answer = { kind: "answer", text, receipt: receipt.build(result, endedAt) };
    await freeze(held, {
      ...answered,
      parts: await delivery.prepare(task, held.origin, answered),
      turn: {
        taskId: task.id,
        at: endedAt,
        author: task.author,
        user: task.text,
        assistant: text,
        ...rememberedFiles(task),
      },
    });
  }

  async function freezeFailure(held: HeldTask, receipt: ReceiptCollector, error: unknown): Promise<void> {
    const errorId = createErrorId();
    const fields = { errorId, taskId: held.task.id, code: errorCode(error) };
    // A cap that does its work is nothing that the operator has to look at.
    if (error instanceof UsageCapError) log.info("task-over-cap", { ...fields, scope: error.scope });
    else log.error("task-failed", { ...fields, error });
    const failed: Answer = {
      kind: "failure",
      text: parts.sentence(error, errorId, held.task.author.locale),
      receipt: receipt.build({ errorCode: errorCode(error) }, clock.now()),
    };
    await freeze(held, { ...failed, parts: await delivery.prepare(held.task, held.origin, failed) });
  }

  async function freeze(held: HeldTask, frozen: FrozenAnswer): Promise<void> {
    try {
      await held.freeze(frozen);
    } catch (error) {
      await countThrownAway(held, abortOf(held, error), () => frozen.receipt);
      throw error;
    }
  }

  async function deliver(held: HeldTask): Promise<void> {
    // Counting is side by side with sending, but done before the end: a crash in between repeats both.
    const [outcome] = await Promise.all([delivery.deliver(held), count(held)]);
    if (outcome.kind === "undeliverable") {
      log.warn("answer-undeliverable", { taskId: held.task.id, reason: outcome.reason });
      return held.finish("dead", `undeliverable: ${outcome.reason}`);
    }
    if (outcome.kind === "uncertain") {
      log.warn("answer-uncertain", { taskId: held.task.id, reason: outcome.reason });
    }
    await remember(held);
    if (held.answer?.receipt.errorCode === "task-given-up") return held.finish("dead", "task-given-up");
    await held.finish("done", outcome.kind === "uncertain" ? `uncertain: ${outcome.reason}` : undefined);
  }

  /** Once, however often the answer has to be sent: the journal knows. */
  async function count({ task, answer: frozen, steps }: HeldTask): Promise<void> {
    if (parts.usage === undefined || frozen === undefined) return;
    const { receipt } = frozen;
    const receiptId = String(receipt.startedAt);
    if (steps.recorded(COUNTED_STEP)?.requestHash === receiptId) return;
    if (await parts.usage.record(task, receipt)) steps.note(COUNTED_STEP, receiptId, null, true);
  }

  /** A person ended the attempt: it has no answer to be counted with, and what it spent was spent. */
  async function countThrownAway(
    held: HeldTask,
    aborted: TaskAborted | undefined,
    receipt: () => Receipt,
  ): Promise<void> {
    const isForgotten = aborted?.why === "forgotten";
    if (!isForgotten && aborted?.why !== "cancelled" && aborted?.why !== "revised") return;
    await parts.usage?.record(held.task, receipt(), { isAnonymous: isForgotten });
  }

  /** The turn may have been written in the moment in which its person was forgotten. */
  async function forgetTurn(held: HeldTask): Promise<void> {
    try {
      await sessions.drop(held.task.place.channelId, held.task.id);
    } catch (error) {
      log.error("turn-not-forgotten", { taskId: held.task.id, error });
    }
  }

  /** The answer is visible already: it stands, whatever happens to the turn. */
  async function remember(held: HeldTask): Promise<void> {
    const turn = held.answer?.turn;
    const { channelId } = held.task.place;
    try {
      // A question that was changed may have left a turn whose answer nobody sees any more.
      await (turn === undefined ? sessions.drop(channelId, held.task.id) : sessions.append(channelId, turn));
    } catch (error) {
      log.error("turn-not-remembered", { taskId: held.task.id, error });
    }
  }

  /** The live view is decoration: nothing that it throws reaches the task. */
  function openView(held: HeldTask): LiveView {
    const failed = (error: unknown): void => log.warn("live-view-failed", { taskId: held.task.id, error });
    let view: LiveView | undefined;
    try {
      view = delivery.watch(held);
    } catch (error) {
      failed(error);
    }
    return {
      show(event) {
        try {
          view?.show(event);
        } catch (error) {
          failed(error);
        }
      },
      close: async () => view?.close().catch(failed),
    };
  }

  return runTask;
}

/** Why the task is not to go on here; `undefined` when the error is the task's own. */
function abortOf(held: HeldTask, error: unknown): TaskAborted | undefined {
  if (error instanceof TaskAborted) return error;
  const { reason } = held.signal as { readonly reason: unknown };
  return reason instanceof TaskAborted ? reason : undefined;
}

/** Errors that mean "not now": the journal tries again, and nothing is said to the person yet. */
function isForLater(error: unknown): boolean {
  return error instanceof LeaseLostError || error instanceof DeliveryError || error instanceof StorageError;
}

/** Files of one turn that are remembered: Discord's own limit for one message. */
const MAX_REMEMBERED_FILES = 10;

/**
 * So that the next question can be about the same file. Those of quoted messages only when they are the
 * person's own or the bot's: what others sent must not stay here when they want to be forgotten.
 */
function rememberedFiles({ author, attachments, quotes }: HeldTask["task"]): Pick<Turn, "attachments"> {
  const quoted = quotes.filter((quote) => quote.isOwn || quote.author.id === author.id);
  const files = [...attachments, ...quoted.flatMap((quote) => quote.attachments)];
  return files.length === 0 ? {} : { attachments: files.slice(0, MAX_REMEMBERED_FILES) };
}
