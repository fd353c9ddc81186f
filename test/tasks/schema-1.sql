-- The journal as Orchid 0.1.0 made it.
CREATE TABLE task (
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
) STRICT;
PRAGMA user_version = 1;
PRAGMA application_id = 1332896616;
