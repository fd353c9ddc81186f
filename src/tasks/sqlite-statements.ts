import type { DatabaseSync } from "node:sqlite";

import { SOMEBODY } from "./stored-task.ts";

/** Prepares the journal's statements on a database that has its tables. */
export function prepareStatements(database: DatabaseSync) {
  return {
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
}
