import type { FrozenAnswer, Origin, StepRecord, Task } from "../contracts.ts";
import type { Slot, TaskRecord, TaskState } from "../contracts/journal.ts";
import type { Interruption } from "./held-task.ts";

/** A row by column name, as either database gives it. */
export type Row = Readonly<Record<string, unknown>>;

/** A task that this process just took up. */
export interface ClaimedTask extends TaskRecord {
  /** Grows with each claim. A write with an older one changes nothing. */
  readonly epoch: number;
  /** Set when a person stopped the task before an earlier process ended. */
  readonly cancelReason: string | undefined;
  readonly steps: ReadonlyMap<string, StepRecord>;
}

/** What happened to a request to stop a task. `withdrawn`: its answer stays, a revision of it is not begun. */
export type CancelOutcome = "ended-before" | "cancelled" | "flagged" | "withdrawn";

/**
 * What happened to a request to revise a task. `restarted`: whoever works on it has to begin anew.
 * `later`: when its answer is sent. `reopened`: it had ended and waits in its lane again.
 */
export type ReviseOutcome = "refused" | "restarted" | "later" | "reopened";

export interface RevisedJson {
  readonly task: string;
  /** Absent keeps the origin. */
  readonly origin: string | null;
}

/** A task that was blanked because its person is forgotten. */
export interface ForgottenTask {
  readonly id: string;
  readonly channelId: string;
  /** Somebody may be working on it. */
  readonly wasBegun: boolean;
}

/** A step as it is stored. */
export interface StepRow {
  readonly status: "intent" | "done";
  readonly requestHash: string;
  readonly resultJson: string | null;
}

/** Why a message that became part of another task has ended, before that task's id. */
export const ABSORBED_INTO = "absorbed into ";
/** Why a task of a forgotten person has ended. */
export const FORGOTTEN = "its person is forgotten";
/** Why a task that was blanked by itself has ended. */
export const BLANKED = "it is forgotten";
/** Written where a forgotten person was named. */
export const SOMEBODY = "somebody";

export function readAbsorbedInto(row: Row | undefined): string | undefined {
  const reason = row === undefined ? undefined : optionalText(row, "reason");
  return reason?.startsWith(ABSORBED_INTO) === true ? reason.slice(ABSORBED_INTO.length) : undefined;
}

export function readForgotten(row: Row): ForgottenTask {
  return {
    id: text(row, "id"),
    channelId: text(row, "channel_id"),
    wasBegun: Number(row["was_begun"]) === 1,
  };
}

/** What a row asks, without what it quotes of a person; `undefined` when it quotes nothing of theirs. */
export function rowWithoutQuotes(
  row: Row,
  personId: string,
): { readonly task: string | null; readonly nextTask: string | null } | undefined {
  const before = { task: optionalText(row, "task"), nextTask: optionalText(row, "next_task") };
  const without = (json: string | undefined): string | null => {
    if (json === undefined) return null;
    const task = JSON.parse(json) as Task;
    const quotes = task.quotes.filter(({ author }) => author.id !== personId);
    return quotes.length === task.quotes.length ? json : JSON.stringify({ ...task, quotes });
  };
  const after = { task: without(before.task), nextTask: without(before.nextTask) };
  const isSame = after.task === (before.task ?? null) && after.nextTask === (before.nextTask ?? null);
  return isSame ? undefined : after;
}

/** True while a further message can become part of a task. */
export function isOpenToMore(row: Row): boolean {
  return (
    row["finished_at"] === null &&
    row["answer"] === null &&
    row["cancel_reason"] === null &&
    row["task"] !== null
  );
}

/** What a person did to an unfinished task while a claim of this epoch held it. */
export function readInterruption(row: Row, epoch: number): Interruption | undefined {
  // What is held has a payload, unless its person was forgotten meanwhile.
  if (Number(row["is_empty"]) === 1) return { kind: "forgotten" };
  const now = Number(row["epoch"]);
  const reason = optionalText(row, "cancel_reason");
  if (now === epoch) return reason === undefined ? undefined : { kind: "cancelled", reason };
  // One further: the revision itself, and nobody has claimed the task since.
  return now === epoch + 1 && Number(row["revised_epoch"]) === now ? { kind: "revised" } : undefined;
}

/** A task from its row and the rows of its slots. */
export function readRecord(row: Row, slotRows: readonly Row[]): TaskRecord {
  const slots: Slot[] = [];
  for (const slot of slotRows) {
    const messageId = optionalText(slot, "message_id");
    slots[Number(slot["position"])] = {
      firstTriedAt: Number(slot["first_tried_at"]),
      ...(messageId === undefined ? {} : { messageId }),
      ...(Number(slot["is_removed"]) === 1 ? { isRemoved: true } : {}),
    };
  }
  const answer = optionalText(row, "answer");
  const endedReason = optionalText(row, "reason");
  const next = optionalText(row, "next_task");
  return {
    // The journal wrote these texts itself, from values of these types.
    task: JSON.parse(text(row, "task")) as Task,
    ...(next === undefined ? {} : { next: JSON.parse(next) as Task }),
    origin: JSON.parse(text(row, "origin")) as Origin,
    state: text(row, "state") as TaskState,
    attempts: Number(row["attempts"]),
    acceptedAt: Number(row["accepted_at"]),
    ...(endedReason === undefined ? {} : { endedReason }),
    ...(answer === undefined ? {} : { answer: JSON.parse(answer) as FrozenAnswer }),
    slots,
  };
}

/** A step from its row. */
export function readStep(row: Row): StepRecord {
  const result = optionalText(row, "result");
  return {
    status: row["status"] === "done" ? "done" : "intent",
    requestHash: text(row, "request_hash"),
    ...(result === undefined ? {} : { result: JSON.parse(result) as unknown }),
  };
}

export function text(row: Row, column: string): string {
  return String(row[column]);
}

export function optionalText(row: Row, column: string): string | undefined {
  const value = row[column];
  return typeof value === "string" ? value : undefined;
}
