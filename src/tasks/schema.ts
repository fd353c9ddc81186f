import type { DatabaseSync } from "node:sqlite";

import { StorageError } from "../errors.ts";

/** Marks the file as ours: "Orch" in ASCII. Source: https://sqlite.org/pragma.html#pragma_application_id */
const APPLICATION_ID = 0x4f726368;

/**
 * Each entry leads from one version to the next; `PRAGMA user_version` counts them. Entries are only
 * ever added: what has run on somebody's file stays as it is.
 */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE task (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT NOT NULL UNIQUE,
     channel_id TEXT NOT NULL,
     state TEXT NOT NULL,
     attempts INTEGER NOT NULL DEFAULT 0,
     epoch INTEGER NOT NULL DEFAULT 0,
     accepted_at INTEGER NOT NULL,
     finished_at INTEGER,
     reason TEXT,
     cancel_reason TEXT,
     task TEXT,
     origin TEXT,
     answer TEXT
   ) STRICT;
   CREATE INDEX task_unfinished ON task (channel_id, seq) WHERE finished_at IS NULL;
   CREATE INDEX task_finished ON task (finished_at) WHERE finished_at IS NOT NULL;
   CREATE TABLE slot (
     task_id TEXT NOT NULL,
     position INTEGER NOT NULL,
     first_tried_at INTEGER NOT NULL,
     message_id TEXT,
     PRIMARY KEY (task_id, position)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE step (
     task_id TEXT NOT NULL,
     key TEXT NOT NULL,
     status TEXT NOT NULL,
     request_hash TEXT NOT NULL,
     result TEXT,
     PRIMARY KEY (task_id, key)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE journal_owner (
     only INTEGER PRIMARY KEY CHECK (only = 1),
     generation INTEGER NOT NULL,
     pid INTEGER NOT NULL,
     host TEXT NOT NULL,
     since INTEGER NOT NULL
   ) STRICT;`,
  `ALTER TABLE task ADD COLUMN author_id TEXT;
   UPDATE task SET author_id = json_extract(task, '$.author.id') WHERE task IS NOT NULL;
   CREATE INDEX task_of_author ON task (author_id) WHERE finished_at IS NULL;
   ALTER TABLE task ADD COLUMN revised_epoch INTEGER;
   ALTER TABLE task ADD COLUMN next_task TEXT;
   ALTER TABLE task ADD COLUMN next_origin TEXT;
   ALTER TABLE slot ADD COLUMN is_removed INTEGER NOT NULL DEFAULT 0;`,
];

/** The version that this Orchid works with. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/**
 * Brings the journal's tables to this version.
 *
 * @throws {StorageError} When the file belongs to another program or to a newer Orchid.
 */
export function migrate(database: DatabaseSync, path: string): void {
  const version = pragma(database, "user_version");
  const owner = pragma(database, "application_id");
  if (owner !== APPLICATION_ID && (owner !== 0 || version !== 0)) {
    throw new StorageError(`${path} belongs to another program`, {
      hint: "Name another file in DATABASE_URL.",
    });
  }
  if (version > MIGRATIONS.length) {
    throw new StorageError(`${path} was written by a newer Orchid (schema ${version})`, {
      hint: "Start that version again, or name another file in DATABASE_URL.",
    });
  }
  for (const [index, sql] of MIGRATIONS.entries()) {
    if (index < version) continue;
    database.exec("BEGIN IMMEDIATE");
    try {
      database.exec(sql);
      database.exec(`PRAGMA user_version = ${index + 1}; PRAGMA application_id = ${APPLICATION_ID}; COMMIT`);
    } catch (error) {
      if (database.isTransaction) database.exec("ROLLBACK");
      throw error;
    }
  }
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0);
}
