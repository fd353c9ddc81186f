/** The durable record of tasks, and who works on them. */

import type { FrozenAnswer, Origin, StepLog, Task } from "../contracts.ts";

/** A message that an answer occupies. */
export interface Slot {
  /** When it was first tried to be created. On disk before the try. */
  readonly firstTriedAt: number;
  /** Set when the platform confirmed it. */
  readonly messageId?: string;
  /** Deleted again, because a corrected answer needed fewer messages. Its number is not used again. */
  readonly isRemoved?: boolean;
}

export type TaskState =
  | "accepted"
  | "running"
  | "answer-ready"
  | "sending"
  | "done"
  /** Failed too often, or could not be delivered; its notice was sent where that was possible. */
  | "dead"
  | "cancelled";

/** The durable record of tasks, and who works on them. */
export interface Journal {
  /**
   * On disk when it resolves. Work may begin before, but nobody sees anything of it.
   *
   * @returns false when a task of this id was accepted before.
   * @throws {StorageError} When it could not be written: the task is not accepted.
   */
  accept(task: Task, origin: Origin): Promise<boolean>;
  /**
   * Starts working: calls `handler` for every task that is not finished, also those that an earlier
   * process left, one at a time per channel in the order of acceptance, many channels side by side.
   * A handler that rejects is tried again with a back-off.
   */
  work(handler: (held: HeldTask) => Promise<void>): void;
  /** Aborts a task, wherever it runs; one that waits is not started. @returns false when it has already ended. */
  cancel(taskId: string, reason: string): Promise<boolean>;
  /**
   * Replaces what a task asks, as when its message is edited; on disk when it resolves. One that waits asks
   * the new thing. One that runs is aborted and begun anew; the attempt does not count. One whose answer is
   * being sent is answered first, then anew. One that has ended waits in its lane again, as long as it is
   * kept. Its messages stay its own: the new answer is edited into them.
   *
   * @param origin Replaces the origin too.
   * @returns false when no such task is kept.
   * @throws {StorageError} When it could not be written: the task stays as it was.
   */
  revise(taskId: string, task: Task, origin?: Origin): Promise<boolean>;
  /**
   * Makes a further message part of a task that has no answer yet, in one transaction: the task is revised,
   * and the message's id counts as accepted, so that it is never answered by itself.
   *
   * @param id Of the further message.
   * @param task What the other task asks from now on.
   * @returns false, with nothing changed, when that task has an answer, has ended, is being stopped or is
   *   unknown, or when `id` was accepted before.
   * @throws {StorageError} When it could not be written: nothing changed.
   */
  absorb(id: string, intoTaskId: string, task: Task): Promise<boolean>;
  /** @returns the task that a message became part of; `undefined` when it did not, or is no longer known. */
  absorbedInto(id: string): Promise<string | undefined>;
  /**
   * Forgets a person: stops what is not finished, blanks what the person's tasks asked and were answered,
   * their receipts and steps, and what other tasks quote of the person. The bare ids stay, so that an event
   * that comes late is still known. When it resolves, nothing in this process works for the person any more.
   *
   * @throws {StorageError} When it could not be written: nothing changed.
   */
  forgetPerson(personId: string): Promise<{ readonly tasks: number }>;
  /**
   * Blanks one task that has ended: what it asked and was answered, its receipt and its messages. The bare id
   * stays, as when a person is forgotten.
   *
   * @returns false, with nothing changed, when it has not ended, or is not kept any more.
   * @throws {StorageError} When it could not be written: nothing changed.
   */
  forgetTask(taskId: string): Promise<boolean>;
  /** @returns `undefined` for an unknown task, and for one that is no longer kept. */
  find(taskId: string): Promise<TaskRecord | undefined>;
  /** Unfinished tasks of a channel, in the order they will run; the first may be running. */
  queue(channelId: string): Promise<readonly TaskRecord[]>;
  /** How many tasks are not finished: of a channel, and of a person in all channels. */
  backlog(channelId: string, personId: string): Promise<Backlog>;
  /** Unfinished tasks of all channels and all processes: begun ones, and those that wait for their turn. */
  counts(): Promise<{ readonly running: number; readonly waiting: number }>;
  /** Takes no new work, lets what runs finish for at most `graceMs`, then releases it. */
  drain(graceMs: number): Promise<void>;
  /** Ends; nothing is written afterwards. */
  close(): Promise<void>;
}

/** Unfinished tasks, running ones included. */
export interface Backlog {
  readonly ofChannel: number;
  readonly ofPerson: number;
}

export interface TaskRecord {
  readonly task: Task;
  /** What it asks as soon as the answer that is being sent has arrived; absent when it was not changed since. */
  readonly next?: Task;
  readonly origin: Origin;
  readonly state: TaskState;
  /** How often it was begun since it last got further: a completed step, a frozen answer. */
  readonly attempts: number;
  readonly acceptedAt: number;
  /** Why it was cancelled, given up or not delivered. */
  readonly endedReason?: string;
  readonly answer?: FrozenAnswer;
  readonly slots: readonly Slot[];
}

/**
 * A task in this process's hands. Every write carries the lease's epoch.
 *
 * @throws {LeaseLostError} From every write when another process took the task over: stop before the
 * next outside effect.
 */
export interface HeldTask {
  readonly task: Task;
  readonly origin: Origin;
  /** 1 for the first try, and for the first after one that got further. */
  readonly attempt: number;
  /** Aborted when the task is cancelled, the lease is lost or the process drains. */
  readonly signal: AbortSignal;
  readonly steps: StepLog;
  /** Set when the answer was already frozen, by this attempt or an earlier one. */
  readonly answer: FrozenAnswer | undefined;
  readonly slots: readonly (Slot | undefined)[];
  /** Freezes the answer. From here on the engine is not asked again. On disk before a message shows it. */
  freeze(answer: FrozenAnswer): Promise<void>;
  /** Before a message is created; on disk when it resolves. Keeps the time of the first try. */
  beginSlot(index: number): Promise<void>;
  /** After the platform confirmed it. */
  fillSlot(index: number, messageId: string): Promise<void>;
  /** After the message of a slot was deleted, or turned out never to have been there. */
  removeSlot(index: number): Promise<void>;
  /** Ends the task. */
  finish(state: "done" | "dead" | "cancelled", reason?: string): Promise<void>;
}
