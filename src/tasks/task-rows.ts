import { hostname } from "node:os";
import type { DatabaseSync } from "node:sqlite";

import type { FrozenAnswer, Origin, StepRecord, Task } from "../contracts.ts";
import type { Backlog, Slot, TaskRecord, TaskState } from "../contracts/journal.ts";
import { StorageError } from "../errors.ts";
import type { FinishOutcome, Interruption } from "./held-task.ts";

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
  unfinished(): readonly {
    readonly id: string;
    readonly channelId: string;
    readonly attempts: number;
  }[];
  /** @returns `undefined` also when another process took the journal over. */
  claim(taskId: string, generation: number): ClaimedTask | undefined;
  freeze(taskId: string, epoch: number, answerJson: string): boolean;
  beginSlot(taskId: string, epoch: number, position: number, now: number): boolean;
  fillSlot(taskId: string, epoch: number, position: number, messageId: string): boolean;
  removeSlot(taskId: string, epoch: number, position: number): boolean;
  writeStep(taskId: string, epoch: number, key: string, step: StepRow): boolean;
  finish(
    taskId: string,
    epoch: number,
    state: TaskState,
    reason: string | undefined,
    now: number,
  ): FinishOutcome;
  /** Gives back an attempt that was not the task's fault. */
  forgiveAttempt(taskId: string, epoch: number): boolean;
  /** What a person did to the task while this epoch held it. */
  interruption(taskId: string, epoch: number): Interruption | undefined;
  revise(taskId: string, json: RevisedJson, now: number): ReviseOutcome;
  /** @throws {StorageError} When another process took the journal over. */
  absorb(id: string, intoTaskId: string, taskJson: string, generation: number, now: number): ReviseOutcome;
  absorbedInto(id: string): string | undefined;
  forgetPerson(personId: string, now: number): readonly ForgottenTask[];
  backlog(channelId: string, personId: string): Backlog;
  counts(): { readonly running: number; readonly waiting: number };
  cancel(taskId: string, reason: string, isHeld: boolean, now: number): CancelOutcome;
  find(taskId: string): TaskRecord | undefined;
  queue(channelId: string): readonly TaskRecord[];
  /** Empties tasks that ended before `emptyBefore`, deletes those that ended before `deleteBefore`. @returns how many. */
  sweep(emptyBefore: number, deleteBefore: number, limit: number): number;
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
      `INSERT INTO task (id, channel_id, author_id, state, accepted_at, task, origin)
       VALUES (?, ?, ?, 'accepted', ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
    ),
    insertAbsorbed: database.prepare(
      `INSERT INTO task (id, channel_id, state, accepted_at, finished_at, reason)
       VALUES (?, ?, 'done', ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
    ),
    unfinished: database.prepare(
      "SELECT id, channel_id, attempts FROM task WHERE finished_at IS NULL ORDER BY seq",
    ),
    claim: database.prepare(
      `UPDATE task SET epoch = epoch + 1, attempts = attempts + 1,
         state = CASE state WHEN 'accepted' THEN 'running' ELSE state END
       WHERE id = ? AND finished_at IS NULL AND EXISTS (SELECT 1 FROM journal_owner WHERE generation = ?)
       RETURNING *`,
    ),
    freeze: database.prepare(
      `UPDATE task SET answer = ?, state = 'answer-ready', attempts = 1
       WHERE id = ? AND epoch = ? AND finished_at IS NULL AND cancel_reason IS NULL`,
    ),
    /** Proves that the lease still holds, and marks that sending has begun once an answer is there. */
    hold: database.prepare(
      `UPDATE task SET state = CASE WHEN ? AND answer IS NOT NULL THEN 'sending' ELSE state END
       WHERE id = ? AND epoch = ? AND finished_at IS NULL`,
    ),
    interruption: database.prepare(
      `SELECT epoch, revised_epoch, cancel_reason, task IS NULL AS is_empty FROM task
       WHERE id = ? AND (finished_at IS NULL OR task IS NULL)`,
    ),
    // A begun task is fenced off from whoever works on it, as a claim would.
    reviseNow: database.prepare(
      `UPDATE task SET task = ?, origin = coalesce(?, origin), state = 'accepted', attempts = 0,
         cancel_reason = NULL, epoch = epoch + (state <> 'accepted'),
         revised_epoch = CASE state WHEN 'accepted' THEN revised_epoch ELSE epoch + 1 END
       WHERE id = ?`,
    ),
    reviseLater: database.prepare(
      "UPDATE task SET next_task = ?, next_origin = coalesce(?, next_origin) WHERE id = ?",
    ),
    withdraw: database.prepare(
      "UPDATE task SET next_task = NULL, next_origin = NULL WHERE id = ? AND next_task IS NOT NULL",
    ),
    reopen: database.prepare(
      `UPDATE task SET seq = (SELECT max(seq) + 1 FROM task), task = ?, origin = coalesce(?, origin),
         state = 'accepted', attempts = 0, accepted_at = ?, finished_at = NULL, reason = NULL,
         cancel_reason = NULL, answer = NULL
       WHERE id = ?`,
    ),
    beginSlot: database.prepare(
      "INSERT INTO slot (task_id, position, first_tried_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
    ),
    fillSlot: database.prepare("UPDATE slot SET message_id = ? WHERE task_id = ? AND position = ?"),
    removeSlot: database.prepare("UPDATE slot SET is_removed = 1 WHERE task_id = ? AND position = ?"),
    /** What got further did not end the process: only attempts since then count. */
    progress: database.prepare("UPDATE task SET attempts = 1 WHERE id = ? AND attempts > 1"),
    writeStep: database.prepare(
      `INSERT INTO step (task_id, key, status, request_hash, result) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET status = excluded.status, request_hash = excluded.request_hash,
         result = excluded.result`,
    ),
    finish: database.prepare(
      `UPDATE task SET
         state = iif(next_task IS NULL, ?, 'accepted'), reason = iif(next_task IS NULL, ?, NULL),
         finished_at = iif(next_task IS NULL, ?, NULL), attempts = iif(next_task IS NULL, attempts, 0),
         answer = iif(next_task IS NULL, answer, NULL), task = coalesce(next_task, task),
         origin = coalesce(next_origin, origin), next_task = NULL, next_origin = NULL
       WHERE id = ? AND epoch = ? AND finished_at IS NULL
       RETURNING finished_at`,
    ),
    dropSteps: database.prepare("DELETE FROM step WHERE task_id = ?"),
    forgive: database.prepare(
      "UPDATE task SET attempts = attempts - 1 WHERE id = ? AND epoch = ? AND finished_at IS NULL",
    ),
    flag: database.prepare("UPDATE task SET cancel_reason = ? WHERE id = ?"),
    cancel: database.prepare(
      "UPDATE task SET state = 'cancelled', reason = ?, finished_at = ?, epoch = epoch + 1 WHERE id = ?",
    ),
    absorbedInto: database.prepare("SELECT reason FROM task WHERE id = ? AND task IS NULL"),
    ofPerson: database.prepare(
      `SELECT id, channel_id, finished_at IS NULL AND state <> 'accepted' AS was_begun FROM task
       WHERE author_id = ? AND task IS NOT NULL`,
    ),
    forget: database.prepare(
      `UPDATE task SET state = iif(finished_at IS NULL, 'cancelled', state), reason = ?,
         finished_at = coalesce(finished_at, ?), epoch = epoch + 1, cancel_reason = NULL, author_id = NULL,
         task = NULL, origin = NULL, answer = NULL, next_task = NULL, next_origin = NULL
       WHERE id = ?`,
    ),
    naming: database.prepare(
      "SELECT id, task, next_task FROM task WHERE instr(task, ?) > 0 OR instr(next_task, ?) > 0",
    ),
    rewrite: database.prepare("UPDATE task SET task = ?, next_task = ? WHERE id = ?"),
    hideName: database.prepare(
      `UPDATE task SET reason = replace(reason, ?, '${SOMEBODY}'),
         cancel_reason = replace(cancel_reason, ?, '${SOMEBODY}')
       WHERE instr(reason, ?) > 0 OR instr(cancel_reason, ?) > 0`,
    ),
    find: database.prepare("SELECT * FROM task WHERE id = ?"),
    backlog: database.prepare(
      `SELECT count(*) FILTER (WHERE channel_id = ?) AS of_channel,
         count(*) FILTER (WHERE author_id = ?) AS of_person
       FROM task WHERE finished_at IS NULL AND (channel_id = ? OR author_id = ?)`,
    ),
    counts: database.prepare(
      `SELECT count(*) FILTER (WHERE state <> 'accepted') AS running,
         count(*) FILTER (WHERE state = 'accepted') AS waiting
       FROM task WHERE finished_at IS NULL`,
    ),
    queue: database.prepare("SELECT * FROM task WHERE channel_id = ? AND finished_at IS NULL ORDER BY seq"),
    slots: database.prepare("SELECT * FROM slot WHERE task_id = ? ORDER BY position"),
    steps: database.prepare("SELECT * FROM step WHERE task_id = ?"),
    expired: database.prepare(
      "SELECT id FROM task WHERE finished_at < ? AND (task IS NOT NULL OR finished_at < ?) LIMIT ?",
    ),
    empty: database.prepare(
      "UPDATE task SET task = NULL, origin = NULL, answer = NULL, author_id = NULL WHERE id = ?",
    ),
    dropSlots: database.prepare("DELETE FROM slot WHERE task_id = ?"),
    deleteOld: database.prepare("DELETE FROM task WHERE finished_at < ?"),
  };

  const holds = (taskId: string, epoch: number, isSending: boolean): boolean =>
    Number(sql.hold.run(isSending ? 1 : 0, taskId, epoch).changes) === 1;
  const interruption = (taskId: string, epoch: number): Interruption | undefined => {
    const row = sql.interruption.get(taskId);
    return row === undefined ? undefined : readInterruption(row, epoch);
  };
  const refuseUnlessOwner = (generation: number): void => {
    if (sql.isOwner.get(generation) !== undefined) return;
    throw new StorageError("Another process took the journal over", {
      hint: "Let one process alone use this file; this one accepts nothing more.",
    });
  };
  const revise = (taskId: string, json: RevisedJson, now: number): ReviseOutcome => {
    const row = sql.find.get(taskId);
    if (row === undefined || row["task"] === null) return "refused";
    if (row["finished_at"] !== null) {
      sql.reopen.run(json.task, json.origin, now, taskId);
      return "reopened";
    }
    if (row["answer"] !== null) {
      sql.reviseLater.run(json.task, json.origin, taskId);
      return "later";
    }
    sql.reviseNow.run(json.task, json.origin, taskId);
    sql.dropSteps.run(taskId);
    return "restarted";
  };
  const toRecord = (row: Row): TaskRecord => readRecord(row, sql.slots.all(text(row, "id")));

  return {
    takeOver: (now) => Number(sql.takeOver.get(process.pid, hostname(), now)?.["generation"]),
    insert(task, json, generation, now) {
      refuseUnlessOwner(generation);
      const { id, place, author } = task;
      const inserted = sql.insert.run(id, place.channelId, author.id, now, json.task, json.origin);
      return Number(inserted.changes) === 1;
    },
    unfinished: () =>
      sql.unfinished.all().map((row) => ({
        id: text(row, "id"),
        channelId: text(row, "channel_id"),
        attempts: Number(row["attempts"]),
      })),
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
    interruption,
    revise,
    absorb(id, intoTaskId, taskJson, generation, now) {
      refuseUnlessOwner(generation);
      const into = sql.find.get(intoTaskId);
      if (into === undefined || !isOpenToMore(into)) return "refused";
      const reason = `${ABSORBED_INTO}${intoTaskId}`;
      const inserted = sql.insertAbsorbed.run(id, text(into, "channel_id"), now, now, reason);
      if (Number(inserted.changes) === 0) return "refused";
      return revise(intoTaskId, { task: taskJson, origin: null }, now);
    },
    absorbedInto: (id) => readAbsorbedInto(sql.absorbedInto.get(id)),
    forgetPerson(personId, now) {
      const theirs = sql.ofPerson.all(personId).map(readForgotten);
      for (const { id } of theirs) {
        sql.forget.run(FORGOTTEN, now, id);
        sql.dropSteps.run(id);
        sql.dropSlots.run(id);
      }
      for (const row of sql.naming.all(personId, personId)) {
        const without = rowWithoutQuotes(row, personId);
        if (without !== undefined) sql.rewrite.run(without.task, without.nextTask, text(row, "id"));
      }
      sql.hideName.run(personId, personId, personId, personId);
      return theirs;
    },
    backlog(channelId, personId) {
      const row = sql.backlog.get(channelId, personId, channelId, personId);
      return { ofChannel: Number(row?.["of_channel"]), ofPerson: Number(row?.["of_person"]) };
    },
    counts() {
      const row = sql.counts.get();
      return { running: Number(row?.["running"]), waiting: Number(row?.["waiting"]) };
    },
    beginSlot(taskId, epoch, position, now) {
      // After a Stop nothing new becomes visible; what is visible already is still written down.
      if (interruption(taskId, epoch) !== undefined || !holds(taskId, epoch, true)) return false;
      sql.beginSlot.run(taskId, position, now);
      return true;
    },
    fillSlot(taskId, epoch, position, messageId) {
      if (!holds(taskId, epoch, true)) return false;
      sql.fillSlot.run(messageId, taskId, position);
      return true;
    },
    removeSlot(taskId, epoch, position) {
      if (!holds(taskId, epoch, true)) return false;
      sql.removeSlot.run(taskId, position);
      return true;
    },
    writeStep(taskId, epoch, key, step) {
      if (!holds(taskId, epoch, false)) return false;
      sql.writeStep.run(taskId, key, step.status, step.requestHash, step.resultJson);
      if (step.status === "done") sql.progress.run(taskId);
      return true;
    },
    finish(taskId, epoch, state, reason, now) {
      const row = sql.finish.get(state, reason ?? null, now, taskId, epoch);
      if (row === undefined) return "refused";
      sql.dropSteps.run(taskId);
      return row["finished_at"] === null ? "revised" : "ended";
    },
    forgiveAttempt: (taskId, epoch) => Number(sql.forgive.run(taskId, epoch).changes) === 1,
    cancel(taskId, reason, isHeld, now) {
      const row = sql.find.get(taskId);
      if (row === undefined || row["finished_at"] !== null) return "ended-before";
      // An answer that may already be visible is brought to its end.
      if (row["answer"] !== null && sql.slots.get(taskId) !== undefined) {
        return Number(sql.withdraw.run(taskId).changes) === 1 ? "withdrawn" : "ended-before";
      }
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

/** Why a message that became part of another task has ended, before that task's id. */
export const ABSORBED_INTO = "absorbed into ";
/** Why a task of a forgotten person has ended. */
export const FORGOTTEN = "its person is forgotten";
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

function text(row: Row, column: string): string {
  return String(row[column]);
}

function optionalText(row: Row, column: string): string | undefined {
  const value = row[column];
  return typeof value === "string" ? value : undefined;
}
