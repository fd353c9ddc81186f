import { hostname } from "node:os";
import type { DatabaseSync } from "node:sqlite";

import type { FrozenAnswer, Origin, Slot, StepRecord, Task, TaskRecord, TaskState } from "../contracts.ts";
import { StorageError } from "../errors.ts";

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

/** What happened to a request to stop a task. */
export type CancelOutcome = "ended-before" | "cancelled" | "flagged";

/**
 * The journal's statements. Each method is synchronous and belongs into a transaction. Methods with an
 * epoch return false when another process took the task over since.
 */
export interface TaskRows {
  /** Makes this process the one that may accept and begin tasks; no earlier one may from here on. */
  takeOver(now: number): number;
  /** @throws {StorageError} When another process took the journal over. */
  insert(
    task: Task,
    json: { readonly task: string; readonly origin: string },
    generation: number,
    now: number,
  ): boolean;
  unfinished(): readonly { readonly id: string; readonly channelId: string }[];
  /** @returns `undefined` also when another process took the journal over. */
  claim(taskId: string, generation: number): ClaimedTask | undefined;
  freeze(taskId: string, epoch: number, answerJson: string): boolean;
  beginSlot(taskId: string, epoch: number, position: number, now: number): boolean;
  fillSlot(taskId: string, epoch: number, position: number, messageId: string): boolean;
  writeStep(taskId: string, epoch: number, key: string, step: StepRow): boolean;
  finish(taskId: string, epoch: number, state: TaskState, reason: string | undefined, now: number): boolean;
  /** Gives back an attempt that was not the task's fault. */
  forgiveAttempt(taskId: string, epoch: number): boolean;
  /** Set when a person stopped the task while this epoch held it. */
  cancelReason(taskId: string, epoch: number): string | undefined;
  cancel(taskId: string, reason: string, isHeld: boolean, now: number): CancelOutcome;
  find(taskId: string): TaskRecord | undefined;
  queue(channelId: string): readonly TaskRecord[];
  /** Empties tasks that ended before `emptyBefore`, deletes those that ended before `deleteBefore`. @returns how many. */
  sweep(emptyBefore: number, deleteBefore: number, limit: number): number;
}

/** A step as it is stored. */
export interface StepRow {
  readonly status: "intent" | "done";
  readonly requestHash: string;
  readonly resultJson: string | null;
}

/** Prepares the statements on a database that has the journal's tables. */
export function prepareTaskRows(database: DatabaseSync): TaskRows {
  const sql = {
    takeOver: database.prepare(
      `INSERT INTO journal_owner (only, generation, pid, host, since) VALUES (1, 1, ?, ?, ?)
       ON CONFLICT DO UPDATE SET generation = generation + 1, pid = excluded.pid, host = excluded.host,
         since = excluded.since
       RETURNING generation`,
    ),
    isOwner: database.prepare("SELECT 1 FROM journal_owner WHERE generation = ?"),
    insert: database.prepare(
      `INSERT INTO task (id, channel_id, state, accepted_at, task, origin)
       VALUES (?, ?, 'accepted', ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
    ),
    unfinished: database.prepare("SELECT id, channel_id FROM task WHERE finished_at IS NULL ORDER BY seq"),
    claim: database.prepare(
      `UPDATE task SET epoch = epoch + 1, attempts = attempts + 1,
         state = CASE state WHEN 'accepted' THEN 'running' ELSE state END
       WHERE id = ? AND finished_at IS NULL AND EXISTS (SELECT 1 FROM journal_owner WHERE generation = ?)
       RETURNING *`,
    ),
    freeze: database.prepare(
      `UPDATE task SET answer = ?, state = 'answer-ready'
       WHERE id = ? AND epoch = ? AND finished_at IS NULL AND cancel_reason IS NULL`,
    ),
    /** Proves that the lease still holds, and marks that sending has begun once an answer is there. */
    hold: database.prepare(
      `UPDATE task SET state = CASE WHEN ? AND answer IS NOT NULL THEN 'sending' ELSE state END
       WHERE id = ? AND epoch = ? AND finished_at IS NULL`,
    ),
    cancelReason: database.prepare(
      "SELECT cancel_reason FROM task WHERE id = ? AND epoch = ? AND finished_at IS NULL",
    ),
    beginSlot: database.prepare(
      "INSERT INTO slot (task_id, position, first_tried_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
    ),
    fillSlot: database.prepare("UPDATE slot SET message_id = ? WHERE task_id = ? AND position = ?"),
    writeStep: database.prepare(
      `INSERT INTO step (task_id, key, status, request_hash, result) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET status = excluded.status, request_hash = excluded.request_hash,
         result = excluded.result`,
    ),
    finish: database.prepare(
      `UPDATE task SET state = ?, reason = ?, finished_at = ?
       WHERE id = ? AND epoch = ? AND finished_at IS NULL`,
    ),
    dropSteps: database.prepare("DELETE FROM step WHERE task_id = ?"),
    forgive: database.prepare(
      "UPDATE task SET attempts = attempts - 1 WHERE id = ? AND epoch = ? AND finished_at IS NULL",
    ),
    flag: database.prepare("UPDATE task SET cancel_reason = ? WHERE id = ?"),
    cancel: database.prepare(
      "UPDATE task SET state = 'cancelled', reason = ?, finished_at = ?, epoch = epoch + 1 WHERE id = ?",
    ),
    find: database.prepare("SELECT * FROM task WHERE id = ?"),
    queue: database.prepare("SELECT * FROM task WHERE channel_id = ? AND finished_at IS NULL ORDER BY seq"),
    slots: database.prepare("SELECT * FROM slot WHERE task_id = ? ORDER BY position"),
    steps: database.prepare("SELECT * FROM step WHERE task_id = ?"),
    expired: database.prepare(
      "SELECT id FROM task WHERE finished_at < ? AND (task IS NOT NULL OR finished_at < ?) LIMIT ?",
    ),
    empty: database.prepare("UPDATE task SET task = NULL, origin = NULL, answer = NULL WHERE id = ?"),
    dropSlots: database.prepare("DELETE FROM slot WHERE task_id = ?"),
    deleteOld: database.prepare("DELETE FROM task WHERE finished_at < ?"),
  };

  const holds = (taskId: string, epoch: number, isSending: boolean): boolean =>
    Number(sql.hold.run(isSending ? 1 : 0, taskId, epoch).changes) === 1;
  const cancelReason = (taskId: string, epoch: number): string | undefined => {
    const row = sql.cancelReason.get(taskId, epoch);
    return row === undefined ? undefined : optionalText(row, "cancel_reason");
  };
  const toRecord = (row: Row): TaskRecord => readRecord(row, sql.slots.all(text(row, "id")));

  return {
    takeOver: (now) => Number(sql.takeOver.get(process.pid, hostname(), now)?.["generation"]),
    insert(task, json, generation, now) {
      if (sql.isOwner.get(generation) === undefined) {
        throw new StorageError("Another process took the journal over", {
          hint: "Let one process alone use this file; this one accepts nothing more.",
        });
      }
      return Number(sql.insert.run(task.id, task.place.channelId, now, json.task, json.origin).changes) === 1;
    },
    unfinished: () =>
      sql.unfinished.all().map((row) => ({ id: text(row, "id"), channelId: text(row, "channel_id") })),
    claim(taskId, generation) {
      const row = sql.claim.get(taskId, generation);
      if (row === undefined) return undefined;
      return {
        ...toRecord(row),
        epoch: Number(row["epoch"]),
        cancelReason: optionalText(row, "cancel_reason"),
        steps: new Map(sql.steps.all(taskId).map((step) => [text(step, "key"), readStep(step)])),
      };
    },
    freeze: (taskId, epoch, answerJson) => Number(sql.freeze.run(answerJson, taskId, epoch).changes) === 1,
    cancelReason,
    beginSlot(taskId, epoch, position, now) {
      // After a Stop nothing new becomes visible; what is visible already is still written down.
      if (cancelReason(taskId, epoch) !== undefined || !holds(taskId, epoch, true)) return false;
      sql.beginSlot.run(taskId, position, now);
      return true;
    },
    fillSlot(taskId, epoch, position, messageId) {
      if (!holds(taskId, epoch, true)) return false;
      sql.fillSlot.run(messageId, taskId, position);
      return true;
    },
    writeStep(taskId, epoch, key, step) {
      if (!holds(taskId, epoch, false)) return false;
      sql.writeStep.run(taskId, key, step.status, step.requestHash, step.resultJson);
      return true;
    },
    finish(taskId, epoch, state, reason, now) {
      if (Number(sql.finish.run(state, reason ?? null, now, taskId, epoch).changes) !== 1) return false;
      sql.dropSteps.run(taskId);
      return true;
    },
    forgiveAttempt: (taskId, epoch) => Number(sql.forgive.run(taskId, epoch).changes) === 1,
    cancel(taskId, reason, isHeld, now) {
      const row = sql.find.get(taskId);
      if (row === undefined || row["finished_at"] !== null) return "ended-before";
      // An answer that may already be visible is brought to its end.
      if (row["answer"] !== null && sql.slots.get(taskId) !== undefined) return "ended-before";
      if (isHeld) {
        sql.flag.run(reason, taskId);
        return "flagged";
      }
      sql.cancel.run(reason, now, taskId);
      sql.dropSteps.run(taskId);
      return "cancelled";
    },
    find(taskId) {
      const row = sql.find.get(taskId);
      return row === undefined || row["task"] === null ? undefined : toRecord(row);
    },
    queue: (channelId) => sql.queue.all(channelId).map(toRecord),
    sweep(emptyBefore, deleteBefore, limit) {
      const expired = sql.expired.all(emptyBefore, deleteBefore, limit);
      for (const row of expired) {
        sql.empty.run(text(row, "id"));
        sql.dropSlots.run(text(row, "id"));
      }
      sql.deleteOld.run(deleteBefore);
      return expired.length;
    },
  };
}

/** A task from its row and the rows of its slots. */
export function readRecord(row: Row, slotRows: readonly Row[]): TaskRecord {
  const slots: Slot[] = [];
  for (const slot of slotRows) {
    const messageId = optionalText(slot, "message_id");
    slots[Number(slot["position"])] = {
      firstTriedAt: Number(slot["first_tried_at"]),
      ...(messageId === undefined ? {} : { messageId }),
    };
  }
  const answer = optionalText(row, "answer");
  return {
    // The journal wrote these texts itself, from values of these types.
    task: JSON.parse(text(row, "task")) as Task,
    origin: JSON.parse(text(row, "origin")) as Origin,
    state: text(row, "state") as TaskState,
    attempts: Number(row["attempts"]),
    acceptedAt: Number(row["accepted_at"]),
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

function text(row: Row, column: string): string {
  return String(row[column]);
}

function optionalText(row: Row, column: string): string | undefined {
  const value = row[column];
  return typeof value === "string" ? value : undefined;
}
