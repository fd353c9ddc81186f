import { randomBytes } from "node:crypto";

import pg from "pg";

import type { Log } from "../contracts.ts";
import { systemClock } from "../clock.ts";
import { openJournalFile } from "./open-journal-file.ts";
import { sendJob, startQueue } from "./postgres-queue.ts";
import { inTransaction, migratePostgres, whileAlone } from "./postgres-schema.ts";
import type { Row } from "./stored-task.ts";

/** What was carried over. What was there already is not counted. */
export interface Imported {
  readonly tasks: number;
  readonly unfinishedTasks: number;
  /** Sessions, settings and what else is kept by channel. */
  readonly entries: number;
}

/** The same names in both databases; the rest of a table's columns follows its rows. */
const TABLES = [
  ["task", "orchid_task", "SELECT * FROM task ORDER BY seq"],
  ["slot", "orchid_slot", "SELECT * FROM slot"],
  ["step", "orchid_step", "SELECT * FROM step"],
] as const;

const KEYV_TABLE = `CREATE TABLE IF NOT EXISTS orchid_keyv (
  namespace text NOT NULL, key text NOT NULL, value text NOT NULL, expires_at bigint,
  PRIMARY KEY (namespace, key)
)`;

/**
 * Carries tasks, answers, sessions and settings from a SQLite file to PostgreSQL, all in one transaction;
 * the file stays as it is. What PostgreSQL knows already is left alone, so a repetition is harmless.
 *
 * @throws {StorageError} When a bot still works on the file, or it cannot be read.
 * @throws Whatever PostgreSQL says; nothing was written then.
 */
export async function importFromSqlite(path: string, address: string, log: Log): Promise<Imported> {
  // Opening it as a bot does keeps every bot away meanwhile, and brings its tables to this version.
  const file = await openJournalFile(path, { lockWaitMs: 0, clock: systemClock });
  const pool = new pg.Pool({ connectionString: address, connectionTimeoutMillis: 5_000 });
  pool.on("error", () => {});
  try {
    const boss = await whileAlone(pool, async () => {
      await migratePostgres(pool);
      return await startQueue(pool, { superviseEverySeconds: 60, log });
    });
    try {
      return await inTransaction(pool, async (client) => {
        const known = new Set<unknown>();
        const imported: Row[] = [];
        for (const [name, target, sql] of TABLES) {
          for (const row of file.database.prepare(sql).iterate()) {
            if (name === "task") {
              const { seq: _seq, ...columns } = row;
              if (await insert(client, target, columns)) imported.push(row);
              else known.add(row["id"]);
            } else if (!known.has(row["task_id"])) await insert(client, target, row);
          }
        }
        // Ids that grow, since the jobs of one transaction are ordered by nothing else.
        const run = randomBytes(4).toString("hex");
        const unfinished = imported.filter((row) => row["finished_at"] === null);
        for (const [index, row] of unfinished.entries()) {
          const jobId = `${run}-0000-4000-8000-${index.toString(16).padStart(12, "0")}`;
          await sendJob(boss, client, String(row["id"]), String(row["channel_id"]), jobId);
        }
        await client.query(KEYV_TABLE);
        let entries = 0;
        if (hasTable(file.database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'keyv'").get())) {
          for (const row of file.database.prepare("SELECT * FROM keyv").iterate()) {
            if (await insert(client, "orchid_keyv", row)) entries += 1;
          }
        }
        return { tasks: imported.length, unfinishedTasks: unfinished.length, entries };
      });
    } finally {
      await boss.stop({ graceful: false, close: false });
    }
  } finally {
    await pool.end();
    file.close();
  }
}

function hasTable(row: Row | undefined): boolean {
  return row !== undefined;
}

/** @returns false when the row is there already. Column names are our own schema's. */
async function insert(client: pg.PoolClient, table: string, row: Row): Promise<boolean> {
  const names = Object.keys(row);
  const places = names.map((_, index) => `$${index + 1}`);
  const inserted = await client.query(
    `INSERT INTO ${table} (${names.join(", ")}) VALUES (${places.join(", ")}) ON CONFLICT DO NOTHING`,
    names.map((name) => row[name]),
  );
  return inserted.rowCount === 1;
}
