import type pg from "pg";
import { PgBoss } from "pg-boss";

import type { Log } from "../contracts.ts";
import type { Queryable } from "./postgres-schema.ts";

/** The queue of all tasks: one job per unfinished task, in the lane of its channel. */
export const QUEUE = "orchid-tasks";
const SCHEMA = "orchid_jobs";
/** A worker that was silent for so long is dead, and its task is given to another. pg-boss's minimum. */
const HEARTBEAT_SECONDS = 10;

/** Starts pg-boss on our connections and makes the queue. */
export async function startQueue(
  pool: pg.Pool,
  options: { readonly superviseEverySeconds: number; readonly log: Log },
): Promise<PgBoss> {
  const { superviseEverySeconds, log } = options;
  const boss = new PgBoss({
    db: toBossDb(pool),
    schema: SCHEMA,
    schedule: false,
    superviseIntervalSeconds: superviseEverySeconds,
    // Both: pg-boss passes a queue over that was looked at within the last 60 s by default.
    monitorIntervalSeconds: superviseEverySeconds,
  });
  boss.on("error", (error) => log.warn("journal-engine-failed", { error }));
  try {
    await boss.start();
    await boss.createQueue(QUEUE, {
      policy: "key_strict_fifo",
      heartbeatSeconds: HEARTBEAT_SECONDS,
      // Practically never: the worker gives up, not the queue.
      retryLimit: 1_000_000,
      expireInSeconds: 60 * 60,
      deleteAfterSeconds: 60,
      retentionSeconds: 365 * 24 * 60 * 60,
    });
    return boss;
  } catch (error) {
    await boss.stop({ graceful: false, close: false }).catch(() => {});
    throw error;
  }
}

/**
 * Puts a task into its channel's lane, in the transaction that `db` is in.
 *
 * @param jobId A UUID. Jobs of one transaction are of the same time, so their ids alone order them. Default
 *   random.
 */
export async function sendJob(
  boss: PgBoss,
  db: Queryable,
  taskId: string,
  channelId: string,
  jobId?: string,
): Promise<void> {
  const data = { taskId, channelId };
  await boss.send(QUEUE, data, {
    singletonKey: `channel ${channelId}`,
    db: toBossDb(db),
    ...(jobId === undefined ? {} : { id: jobId }),
  });
}

/** pg-boss on our connections: its statements and ours can share a transaction. */
function toBossDb(db: Queryable) {
  return {
    executeSql: async (sql: string, values?: unknown[]) => {
      const result: pg.QueryResult | readonly pg.QueryResult[] = await db.query(sql, values);
      // Several statements in one text give one result each; pg-boss reads the rows of all.
      return {
        rows: Array.isArray(result)
          ? result.flatMap((one: pg.QueryResult) => one.rows)
          : (result as pg.QueryResult).rows,
      };
    },
  };
}
