-- The tables of schema version 1, before the first release.
CREATE TABLE orchid_task (
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
);
CREATE TABLE orchid_schema (version integer NOT NULL);
INSERT INTO orchid_schema VALUES (1);
