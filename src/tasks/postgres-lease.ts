import type pg from "pg";

import type { Lease } from "./held-task.ts";
import { readInterruption } from "./stored-task.ts";
import type { ClaimedTask, Row } from "./stored-task.ts";

/** The writes of one claim. Each proves the epoch and writes in one statement. */
export function createPostgresLease(pool: pg.Pool, { task: { id }, epoch }: ClaimedTask): Lease {
  const isMine = "id = $1 AND epoch = $2 AND finished_at IS NULL";
  // Statements of one pool may overtake each other, and what nobody waited for must not come last.
  let before: Promise<unknown> = Promise.resolve();
  const write = (sql: string, ...values: unknown[]): Promise<boolean> => {
    const mine = before.then(async () => (await pool.query(sql, [id, epoch, ...values])).rowCount === 1);
    before = mine.catch(() => undefined);
    return mine;
  };
  return {
    freeze: (answerJson) =>
      write(
        `UPDATE orchid_task SET answer = $3, state = 'answer-ready', attempts = 1
         WHERE ${isMine} AND cancel_reason IS NULL`,
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
    removeSlot: (position) =>
      write(
        `WITH mine AS (SELECT id FROM orchid_task WHERE ${isMine} FOR UPDATE)
         INSERT INTO orchid_slot (task_id, position, first_tried_at, is_removed) SELECT id, $3, 0, 1 FROM mine
         ON CONFLICT (task_id, position) DO UPDATE SET is_removed = 1`,
        position,
      ),
    writeStep: (key, step) =>
      write(
        // What got further did not end the process: only attempts since then count.
        `WITH mine AS (${
          step.status === "done"
            ? `UPDATE orchid_task SET attempts = 1 WHERE ${isMine} RETURNING id`
            : `SELECT id FROM orchid_task WHERE ${isMine} FOR UPDATE`
        })
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
      await before;
      const ended = await pool.query<{ finished_at: string | null }>(
        `WITH ended AS (UPDATE orchid_task SET
           state = CASE WHEN next_task IS NULL THEN $3 ELSE 'accepted' END,
           reason = CASE WHEN next_task IS NULL THEN $4 END,
           finished_at = CASE WHEN next_task IS NULL THEN $5::bigint END,
           attempts = CASE WHEN next_task IS NULL THEN attempts ELSE 0 END,
           answer = CASE WHEN next_task IS NULL THEN answer END, task = coalesce(next_task, task),
           origin = coalesce(next_origin, origin), next_task = NULL, next_origin = NULL
         WHERE ${isMine} RETURNING id, finished_at),
         gone AS (DELETE FROM orchid_step WHERE task_id IN (SELECT id FROM ended))
         SELECT finished_at FROM ended`,
        [id, epoch, state, reason ?? null, now],
      );
      const row = ended.rows[0];
      if (row === undefined) return "refused";
      return row.finished_at === null ? "revised" : "ended";
    },
    forgiveAttempt: () => write(`UPDATE orchid_task SET attempts = attempts - 1 WHERE ${isMine}`),
    async interruption() {
      const found = await pool.query<Row>(
        `SELECT epoch, revised_epoch, cancel_reason, (task IS NULL)::int AS is_empty FROM orchid_task
         WHERE id = $1 AND (finished_at IS NULL OR task IS NULL)`,
        [id],
      );
      return found.rows[0] === undefined ? undefined : readInterruption(found.rows[0], epoch);
    },
  };
}
