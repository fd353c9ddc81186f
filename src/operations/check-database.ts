import { existsSync, statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { StorageError } from "../errors.ts";
import { IN_MEMORY, sqlitePath } from "../sqlite.ts";
import { systemClock } from "../clock.ts";
import { lockProcess } from "../tasks/process-lock.ts";
import { SCHEMA_VERSION } from "../tasks/schema.ts";
import { broken, type Finding, fine, look, messageOf } from "./finding.ts";

/** Below this much free space the doctor warns: a busy bot's journal grows by some MB a day. */
const LITTLE_SPACE_BYTES = 500 * 1024 * 1024;
const OLD_TASK_MS = 10 * 60_000;
const WHAT = "database";

/** Looks at the database without changing it, also while a bot works on it. */
export async function checkDatabase(address: string): Promise<readonly Finding[]> {
  return address.startsWith("sqlite:")
    ? await checkSqlite(sqlitePath(address))
    : await checkPostgres(address);
}

async function checkSqlite(path: string): Promise<readonly Finding[]> {
  if (path === IN_MEMORY) return [look(WHAT, "is in memory.", "Everything is gone when the process ends.")];
  const space = checkSpace(path);
  if (!existsSync(path)) return [fine(WHAT, `${path} will be made at the first start.`), ...space];
  try {
    return [...readSqlite(path), await checkHolder(path), ...space];
  } catch (error) {
    return [
      broken(
        WHAT,
        `${path} cannot be read: ${messageOf(error)}.`,
        "Restore a backup; see docs/operations.md.",
      ),
      ...space,
    ];
  }
}

function readSqlite(path: string): readonly Finding[] {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
  try {
    const verdict = database.prepare("PRAGMA quick_check(1)").get()?.["quick_check"];
    if (verdict !== "ok") {
      return [
        broken(WHAT, `${path} is damaged: ${String(verdict)}.`, "Restore a backup; see docs/operations.md."),
      ];
    }
    const version = Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
    const size = `${Math.ceil(statSync(path).size / 1024)} KiB`;
    if (version > SCHEMA_VERSION) {
      return [broken(WHAT, `${path} is of a newer Orchid (schema ${version}).`, "Start that version again.")];
    }
    const upgrade =
      version < SCHEMA_VERSION ? `, will be brought to ${SCHEMA_VERSION} at the next start` : "";
    const found = fine(WHAT, `${path} is sound (${size}, schema ${version}${upgrade}).`);
    if (version === 0) return [found];
    const row = database
      .prepare("SELECT count(*) AS n, min(accepted_at) AS oldest FROM task WHERE finished_at IS NULL")
      .get();
    return [found, describeBacklog(Number(row?.["n"]), Number(row?.["oldest"] ?? Date.now()))];
  } finally {
    database.close();
  }
}

function describeBacklog(count: number, oldestAt: number): Finding {
  const ageMs = Date.now() - oldestAt;
  if (count === 0) return fine("tasks", "none is waiting.");
  const text = `${count} unfinished, the oldest for ${Math.round(ageMs / 1_000)} s.`;
  return ageMs < OLD_TASK_MS
    ? fine("tasks", text)
    : look("tasks", text, "Is the bot running, and does the model answer? The log says what holds it up.");
}

async function checkHolder(path: string): Promise<Finding> {
  try {
    const lock = await lockProcess(path, {
      waitMs: 0,
      clock: systemClock,
      describeOwner: () => readOwner(path),
    });
    lock.release();
    return fine("process", "no bot is running on this database.");
  } catch (error) {
    if (error instanceof StorageError) return fine("process", `${error.message}.`);
    throw error;
  }
}

function readOwner(path: string): string {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const row = database.prepare("SELECT pid, host FROM journal_owner").get();
    return row === undefined ? "" : ` (process ${String(row["pid"])} on ${String(row["host"])})`;
  } finally {
    database.close();
  }
}

function checkSpace(path: string): readonly Finding[] {
  try {
    const { bavail, bsize } = statfsSync(existsSync(dirname(path)) ? dirname(path) : ".");
    const freeBytes = bavail * bsize;
    const text = `${Math.floor(freeBytes / 2 ** 20)} MiB free beside the database.`;
    return [
      freeBytes < LITTLE_SPACE_BYTES
        ? look("disk", text, "Free some: on a full disk nothing new is accepted.")
        : fine("disk", text),
    ];
  } catch (error) {
    return [
      broken("disk", `${dirname(path)} cannot be looked at: ${messageOf(error)}.`, "Look at the path."),
    ];
  }
}

async function checkPostgres(address: string): Promise<readonly Finding[]> {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: address, connectionTimeoutMillis: 5_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    const server = await client.query<{ server_version: string }>("SHOW server_version");
    const found = fine(WHAT, `PostgreSQL ${server.rows[0]?.server_version ?? ""} answers.`);
    const tables = await client.query<{ there: boolean }>(
      "SELECT to_regclass('orchid_task') IS NOT NULL AS there",
    );
    if (tables.rows[0]?.there !== true)
      return [found, fine("tasks", "the tables will be made at the first start.")];
    const open = await client.query<{ n: string; oldest: string | null }>(
      "SELECT count(*) AS n, min(accepted_at) AS oldest FROM orchid_task WHERE finished_at IS NULL",
    );
    return [found, describeBacklog(Number(open.rows[0]?.n), Number(open.rows[0]?.oldest ?? Date.now()))];
  } catch (error) {
    return [
      broken(
        WHAT,
        `PostgreSQL cannot be used: ${messageOf(error)}.`,
        "Correct DATABASE_URL or start the server.",
      ),
    ];
  } finally {
    await client.end().catch(() => {});
  }
}
