import type pg from "pg";

import type { Task, TaskRecord } from "../contracts.ts";
import type { Lease } from "./held-task.ts";
import { readRecord, readStep } from "./task-rows.ts";
import type { CancelOutcome, ClaimedTask, Row } from "./task-rows.ts";

/** A pool, or one of its connections inside a transaction. */
export type Queryable = Pick<pg.Pool, "query">;

/**
 * Each entry leads from one version to the next; `orchid_schema` counts them. Entries are only ever
 * added. The tables are those of the SQLite journal.
 */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE orchid_task (
     seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     id text NOT NULL UNIQUE,
     channel_id text NOT NULL,
     state text NOT NULL,
     attempts integer NOT NULL DEFAULT 0,
     epoch integer NOT NULL DEFAULT 0,
     accepted_at bigint NOT NULL,
     finished_at bigint,
     reason text,
     cancel_reason text,
     task text,
     origin text,
     answer text
   );
   CREATE INDEX orchid_task_unfinished ON orchid_task (channel_id, seq) WHERE finished_at IS NULL;
   CREATE INDEX orchid_task_finished ON orchid_task (finished_at) WHERE finished_at IS NOT NULL;
   CREATE TABLE orchid_slot (
     task_id text NOT NULL,
     position integer NOT NULL,
     first_tried_at bigint NOT NULL,
     message_id text,
     PRIMARY KEY (task_id, position)
   );
   CREATE TABLE orchid_step (
     task_id text NOT NULL,
     key text NOT NULL,
     status text NOT NULL,
     request_hash text NOT NULL,
     result text,
     PRIMARY KEY (task_id, key)
   );`,
];

/** Any number that nobody else locks: "Orch" in ASCII. */
const MIGRATION_LOCK = 0x4f726368;

/** Runs in one transaction and gives the connection back. */
export async function inTransaction<T>(
  pool: pg.Pool,
  run: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  // A connection that is lost between two statements says so here; without a listener that ends the
  // process. The next statement fails by itself.
  const ignore = (): void => {};
  client.on("error", ignore);
  try {
    await client.query("BEGIN");
    const result = await run(client);
    await client.query("COMMIT");
    client.off("error", ignore);
    client.release();
    return result;
  } catch (error) {
    // A connection that cannot even roll back is thrown away.
    const isBroken = await client.query("ROLLBACK").then(
      () => false,
      () => true,
    );
    if (!isBroken) client.off("error", ignore);
    client.release(isBroken);
    throw error;
  }
}

/** Brings the tables to this version; several processes may start at once. */
export async function migratePostgres(pool: pg.Pool): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query("SELECT pg_advisory_xact_lock($1)", [MIGRATION_LOCK]);
    await client.query("CREATE TABLE IF NOT EXISTS orchid_schema (version integer NOT NULL)");
    const found = await client.query<{ version: number }>("SELECT version FROM orchid_schema");
    const version = found.rows[0]?.version ?? 0;
    if (version > MIGRATIONS.length) throw new Error(`the tables are of a newer Orchid (schema ${version})`);
    for (const sql of MIGRATIONS.slice(version)) await client.query(sql);
    await client.query("DELETE FROM orchid_schema");
    await client.query("INSERT INTO orchid_schema VALUES ($1)", [MIGRATIONS.length]);
  });
}

/** @returns false when the id was accepted before. */
export async function insertTask(
  db: Queryable,
  task: Task,
  json: { readonly task: string; readonly origin: string },
  now: number,
): Promise<boolean> {
  const inserted = await db.query(
    `INSERT INTO orchid_task (id, channel_id, state, accepted_at, task, origin)
     VALUES ($1, $2, 'accepted', $3, $4, $5) ON CONFLICT (id) DO NOTHING`,
    [task.id, task.place.channelId, now, json.task, json.origin],
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
  if (row["answer"] !== null && slots.rows.length > 0) return "ended-before";
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

/** Those of the tasks that a person stopped, with the reason. */
export async function listCancelled(
  db: Queryable,
  taskIds: readonly string[],
): Promise<readonly { readonly id: string; readonly reason: string }[]> {
  const found = await db.query<{ id: string; reason: string }>(
    "SELECT id, cancel_reason AS reason FROM orchid_task WHERE id = ANY($1) AND cancel_reason IS NOT NULL",
    [taskIds],
  );
  return found.rows;
}

/** Empties tasks that ended before `emptyBefore`, and deletes those that ended before `deleteBefore`. */
export async function sweepTasks(pool: pg.Pool, emptyBefore: number, deleteBefore: number): Promise<void> {
  await pool.query(
    `WITH emptied AS (
       UPDATE orchid_task SET task = NULL, origin = NULL, answer = NULL
       WHERE finished_at < $1 AND task IS NOT NULL RETURNING id
     ) DELETE FROM orchid_slot WHERE task_id IN (SELECT id FROM emptied)`,
    [emptyBefore],
  );
  await pool.query("DELETE FROM orchid_task WHERE finished_at < $1", [deleteBefore]);
}

/** The writes of one claim. Each proves the epoch and writes in one statement. */
export function createPostgresLease(pool: pg.Pool, { task: { id }, epoch }: ClaimedTask): Lease {
  const isMine = "id = $1 AND epoch = $2 AND finished_at IS NULL";
  const write = async (sql: string, ...values: unknown[]): Promise<boolean> =>
    (await pool.query(sql, [id, epoch, ...values])).rowCount === 1;
  return {
    freeze: (answerJson) =>
      write(
        `UPDATE orchid_task SET answer = $3, state = 'answer-ready' WHERE ${isMine} AND cancel_reason IS NULL`,
        answerJson,
      ),
    beginSlot: (position, firstTriedAt) =>
      write(
        `WITH mine AS (
           UPDATE orchid_task SET state = CASE WHEN answer IS NULL THEN state ELSE 'sending' END
           WHERE ${isMine} AND cancel_reason IS NULL RETURNING id
         ) INSERT INTO orchid_slot (task_id, position, first_tried_at) SELECT id, $3, $4 FROM mine
         ON CONFLICT (task_id, position) DO UPDATE SET first_tried_at = orchid_slot.first_tried_at`,
        position,
        firstTriedAt,
      ),
    fillSlot: (position, messageId) =>
      write(
        `UPDATE orchid_slot SET message_id = $4 WHERE task_id = $1 AND position = $3
           AND EXISTS (SELECT 1 FROM orchid_task WHERE ${isMine} FOR UPDATE)`,
        position,
        messageId,
      ),
    writeStep: (key, step) =>
      write(
        `WITH mine AS (SELECT id FROM orchid_task WHERE ${isMine} FOR UPDATE)
         INSERT INTO orchid_step (task_id, key, status, request_hash, result)
         SELECT id, $3, $4, $5, $6 FROM mine
         ON CONFLICT (task_id, key) DO UPDATE SET status = excluded.status,
           request_hash = excluded.request_hash, result = excluded.result`,
        key,
        step.status,
        step.requestHash,
        step.resultJson,
      ),
    async finish(state, reason, now) {
      const isFinished = await write(
        `UPDATE orchid_task SET state = $3, reason = $4, finished_at = $5 WHERE ${isMine}`,
        state,
        reason ?? null,
        now,
      );
      // Only tidying up: steps of a finished task are never read.
      if (isFinished) await pool.query("DELETE FROM orchid_step WHERE task_id = $1", [id]);
      return isFinished;
    },
    forgiveAttempt: () => write(`UPDATE orchid_task SET attempts = attempts - 1 WHERE ${isMine}`),
    async cancelReason() {
      const found = await pool.query<{ cancel_reason: string | null }>(
        `SELECT cancel_reason FROM orchid_task WHERE ${isMine}`,
        [id, epoch],
      );
      return found.rows[0]?.cancel_reason ?? undefined;
    },
  };
}

async function toRecord(db: Queryable, row: Row): Promise<TaskRecord> {
  const slots = await db.query<Row>("SELECT * FROM orchid_slot WHERE task_id = $1 ORDER BY position", [
    row["id"],
  ]);
  return readRecord(row, slots.rows);
}
