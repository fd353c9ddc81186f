import type pg from "pg";

import type { Task } from "../contracts.ts";
import type { Backlog, TaskRecord } from "../contracts/journal.ts";
import type { Queryable } from "./postgres-schema.ts";
import {
  ABSORBED_INTO,
  BLANKED,
  FORGOTTEN,
  SOMEBODY,
  isOpenToMore,
  readAbsorbedInto,
  readForgotten,
  readRecord,
  readStep,
  rowWithoutQuotes,
} from "./stored-task.ts";
import type {
  CancelOutcome,
  ClaimedTask,
  ForgottenTask,
  ReviseOutcome,
  RevisedJson,
  Row,
} from "./stored-task.ts";

/** @returns false when the id was accepted before. */
export async function insertTask(
  db: Queryable,
  task: Task,
  json: { readonly task: string; readonly origin: string },
  now: number,
): Promise<boolean> {
  const inserted = await db.query(
    `INSERT INTO orchid_task (id, channel_id, author_id, state, accepted_at, task, origin)
     VALUES ($1, $2, $3, 'accepted', $4, $5, $6) ON CONFLICT (id) DO NOTHING`,
    [task.id, task.place.channelId, task.author.id, now, json.task, json.origin],
  );
  return inserted.rowCount === 1;
}

/** Takes a task up; its epoch grows, so that whoever held it before writes nothing any more. */
export async function claimTask(db: Queryable, taskId: string): Promise<ClaimedTask | undefined> {
  const claimed = await db.query<Row>(
    `UPDATE orchid_task SET epoch = epoch + 1, attempts = attempts + 1,
       state = CASE state WHEN 'accepted' THEN 'running' ELSE state END
     WHERE id = $1 AND finished_at IS NULL RETURNING *`,
    [taskId],
  );
  const row = claimed.rows[0];
  if (row === undefined) return undefined;
  const steps = await db.query<Row>("SELECT * FROM orchid_step WHERE task_id = $1", [taskId]);
  return {
    ...(await toRecord(db, row)),
    epoch: Number(row["epoch"]),
    cancelReason: typeof row["cancel_reason"] === "string" ? row["cancel_reason"] : undefined,
    steps: new Map(steps.rows.map((step) => [String(step["key"]), readStep(step)])),
  };
}

/** How often a task was begun since it last got further. */
export async function readAttempts(db: Queryable, taskId: string): Promise<number> {
  const found = await db.query<Row>("SELECT attempts FROM orchid_task WHERE id = $1", [taskId]);
  return Number(found.rows[0]?.["attempts"] ?? 0);
}

export async function findTask(db: Queryable, taskId: string): Promise<TaskRecord | undefined> {
  const found = await db.query<Row>("SELECT * FROM orchid_task WHERE id = $1 AND task IS NOT NULL", [taskId]);
  return found.rows[0] === undefined ? undefined : toRecord(db, found.rows[0]);
}

export async function listQueue(db: Queryable, channelId: string): Promise<readonly TaskRecord[]> {
  const found = await db.query<Row>(
    "SELECT * FROM orchid_task WHERE channel_id = $1 AND finished_at IS NULL ORDER BY seq",
    [channelId],
  );
  return Promise.all(found.rows.map((row) => toRecord(db, row)));
}

/** Belongs into a transaction. A task that was begun is flagged for whoever holds it. */
export async function cancelTask(
  db: Queryable,
  taskId: string,
  reason: string,
  now: number,
): Promise<CancelOutcome> {
  const found = await db.query<Row>("SELECT * FROM orchid_task WHERE id = $1 FOR UPDATE", [taskId]);
  const row = found.rows[0];
  if (row === undefined || row["finished_at"] !== null) return "ended-before";
  const slots = await db.query("SELECT 1 FROM orchid_slot WHERE task_id = $1 LIMIT 1", [taskId]);
  // An answer that may already be visible is brought to its end.
  if (row["answer"] !== null && slots.rows.length > 0) {
    if (row["next_task"] === null) return "ended-before";
    await db.query("UPDATE orchid_task SET next_task = NULL, next_origin = NULL WHERE id = $1", [taskId]);
    return "withdrawn";
  }
  if (row["state"] !== "accepted") {
    await db.query("UPDATE orchid_task SET cancel_reason = $2 WHERE id = $1", [taskId, reason]);
    return "flagged";
  }
  await db.query(
    "UPDATE orchid_task SET state = 'cancelled', reason = $2, finished_at = $3, epoch = epoch + 1 WHERE id = $1",
    [taskId, reason, now],
  );
  return "cancelled";
}

/** Belongs into a transaction. */
export async function reviseTask(
  db: Queryable,
  taskId: string,
  json: RevisedJson,
  now: number,
): Promise<ReviseOutcome> {
  const found = await db.query<Row>("SELECT * FROM orchid_task WHERE id = $1 FOR UPDATE", [taskId]);
  const row = found.rows[0];
  if (row === undefined || row["task"] === null) return "refused";
  if (row["finished_at"] !== null) {
    await db.query(
      `UPDATE orchid_task SET seq = DEFAULT, task = $2, origin = coalesce($3, origin), state = 'accepted',
         attempts = 0, accepted_at = $4, finished_at = NULL, reason = NULL, cancel_reason = NULL, answer = NULL
       WHERE id = $1`,
      [taskId, json.task, json.origin, now],
    );
    await db.query("DELETE FROM orchid_step WHERE task_id = $1", [taskId]);
    return "reopened";
  }
  if (row["answer"] !== null) {
    await db.query(
      "UPDATE orchid_task SET next_task = $2, next_origin = coalesce($3, next_origin) WHERE id = $1",
      [taskId, json.task, json.origin],
    );
    return "later";
  }
  // A begun task is fenced off from whoever works on it, as a claim would.
  await db.query(
    `UPDATE orchid_task SET task = $2, origin = coalesce($3, origin), state = 'accepted', attempts = 0,
       cancel_reason = NULL, epoch = CASE state WHEN 'accepted' THEN epoch ELSE epoch + 1 END,
       revised_epoch = CASE state WHEN 'accepted' THEN revised_epoch ELSE epoch + 1 END
     WHERE id = $1`,
    [taskId, json.task, json.origin],
  );
  await db.query("DELETE FROM orchid_step WHERE task_id = $1", [taskId]);
  return "restarted";
}

/** Belongs into a transaction: a message becomes part of a task that has no answer yet. */
export async function absorbTask(
  db: Queryable,
  id: string,
  intoTaskId: string,
  taskJson: string,
  now: number,
): Promise<ReviseOutcome> {
  const found = await db.query<Row>("SELECT * FROM orchid_task WHERE id = $1 FOR UPDATE", [intoTaskId]);
  const into = found.rows[0];
  if (into === undefined || !isOpenToMore(into)) return "refused";
  const inserted = await db.query(
    `INSERT INTO orchid_task (id, channel_id, state, accepted_at, finished_at, reason)
     VALUES ($1, $2, 'done', $3, $3, $4) ON CONFLICT (id) DO NOTHING`,
    [id, into["channel_id"], now, `${ABSORBED_INTO}${intoTaskId}`],
  );
  if (inserted.rowCount !== 1) return "refused";
  return reviseTask(db, intoTaskId, { task: taskJson, origin: null }, now);
}

export async function readAbsorption(db: Queryable, id: string): Promise<string | undefined> {
  const found = await db.query<Row>("SELECT reason FROM orchid_task WHERE id = $1 AND task IS NULL", [id]);
  return readAbsorbedInto(found.rows[0]);
}

/** Belongs into a transaction. */
export async function forgetPersonsTasks(
  db: Queryable,
  personId: string,
  now: number,
): Promise<readonly ForgottenTask[]> {
  const found = await db.query<Row>(
    `SELECT id, channel_id, (finished_at IS NULL AND state <> 'accepted')::int AS was_begun FROM orchid_task
     WHERE author_id = $1 AND task IS NOT NULL FOR UPDATE`,
    [personId],
  );
  const theirs = found.rows.map(readForgotten);
  await blank(
    db,
    theirs.map(({ id }) => id),
    FORGOTTEN,
    now,
  );
  await forgetName(db, personId);
  return theirs;
}

/** Belongs into a transaction. @returns false when the task has not ended, or is blank already. */
export async function forgetEndedTask(db: Queryable, taskId: string, now: number): Promise<boolean> {
  const found = await db.query(
    "SELECT 1 FROM orchid_task WHERE id = $1 AND finished_at IS NOT NULL AND task IS NOT NULL FOR UPDATE",
    [taskId],
  );
  if (found.rows.length === 0) return false;
  await blank(db, [taskId], BLANKED, now);
  return true;
}

async function blank(db: Queryable, ids: readonly string[], reason: string, now: number): Promise<void> {
  await db.query(
    `UPDATE orchid_task SET state = CASE WHEN finished_at IS NULL THEN 'cancelled' ELSE state END, reason = $2,
       finished_at = coalesce(finished_at, $3), epoch = epoch + 1, cancel_reason = NULL, author_id = NULL,
       task = NULL, origin = NULL, answer = NULL, next_task = NULL, next_origin = NULL
     WHERE id = ANY($1)`,
    [ids, reason, now],
  );
  await db.query("DELETE FROM orchid_step WHERE task_id = ANY($1)", [ids]);
  await db.query("DELETE FROM orchid_slot WHERE task_id = ANY($1)", [ids]);
}

/** Where tasks of others quote the person, or were stopped by the person. */
async function forgetName(db: Queryable, personId: string): Promise<void> {
  const naming = await db.query<Row>(
    `SELECT id, task, next_task FROM orchid_task
     WHERE strpos(task, $1) > 0 OR strpos(next_task, $1) > 0 FOR UPDATE`,
    [personId],
  );
  for (const row of naming.rows) {
    const without = rowWithoutQuotes(row, personId);
    if (without === undefined) continue;
    const { task, nextTask } = without;
    await db.query("UPDATE orchid_task SET task = $2, next_task = $3 WHERE id = $1", [
      row["id"],
      task,
      nextTask,
    ]);
  }
  await db.query(
    `UPDATE orchid_task SET reason = replace(reason, $1, $2), cancel_reason = replace(cancel_reason, $1, $2)
     WHERE strpos(reason, $1) > 0 OR strpos(cancel_reason, $1) > 0`,
    [personId, SOMEBODY],
  );
}

export async function readBacklog(db: Queryable, channelId: string, personId: string): Promise<Backlog> {
  const found = await db.query<Row>(
    `SELECT count(*) FILTER (WHERE channel_id = $1) AS of_channel,
       count(*) FILTER (WHERE author_id = $2) AS of_person
     FROM orchid_task WHERE finished_at IS NULL AND (channel_id = $1 OR author_id = $2)`,
    [channelId, personId],
  );
  return {
    ofChannel: Number(found.rows[0]?.["of_channel"]),
    ofPerson: Number(found.rows[0]?.["of_person"]),
  };
}

export async function countTasks(
  db: Queryable,
): Promise<{ readonly running: number; readonly waiting: number }> {
  const found = await db.query<Row>(
    `SELECT count(*) FILTER (WHERE state <> 'accepted') AS running,
       count(*) FILTER (WHERE state = 'accepted') AS waiting
     FROM orchid_task WHERE finished_at IS NULL`,
  );
  return { running: Number(found.rows[0]?.["running"]), waiting: Number(found.rows[0]?.["waiting"]) };
}

/** A task that a person stopped or changed; without a reason it was changed, unless its person is forgotten. */
export interface Disturbance {
  readonly id: string;
  readonly epoch: number;
  readonly isForgotten: boolean;
  readonly cancelReason: string | null;
}

/** Those of the tasks that a person stopped, or changed since they were claimed. */
export async function listDisturbed(
  db: Queryable,
  taskIds: readonly string[],
): Promise<readonly Disturbance[]> {
  const found = await db.query<Disturbance>(
    `SELECT id, epoch, cancel_reason AS "cancelReason", task IS NULL AS "isForgotten" FROM orchid_task
     WHERE id = ANY($1) AND (task IS NULL
       OR (finished_at IS NULL AND (cancel_reason IS NOT NULL OR revised_epoch = epoch)))`,
    [taskIds],
  );
  return found.rows;
}

/** Empties tasks that ended before `emptyBefore`, and deletes those that ended before `deleteBefore`. */
export async function sweepTasks(pool: pg.Pool, emptyBefore: number, deleteBefore: number): Promise<void> {
  await pool.query(
    `WITH emptied AS (
       UPDATE orchid_task SET task = NULL, origin = NULL, answer = NULL, author_id = NULL
       WHERE finished_at < $1 AND task IS NOT NULL RETURNING id
     ) DELETE FROM orchid_slot WHERE task_id IN (SELECT id FROM emptied)`,
    [emptyBefore],
  );
  await pool.query("DELETE FROM orchid_task WHERE finished_at < $1", [deleteBefore]);
}

async function toRecord(db: Queryable, row: Row): Promise<TaskRecord> {
  const slots = await db.query<Row>("SELECT * FROM orchid_slot WHERE task_id = $1 ORDER BY position", [
    row["id"],
  ]);
  return readRecord(row, slots.rows);
}
