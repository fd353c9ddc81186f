-- What Orchid 0.1.0 left behind when it was killed: a task at every stage. Never changed again.
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
   , author_id TEXT, revised_epoch INTEGER, next_task TEXT, next_origin TEXT) STRICT;
CREATE INDEX task_unfinished ON task (channel_id, seq) WHERE finished_at IS NULL;
CREATE INDEX task_finished ON task (finished_at) WHERE finished_at IS NOT NULL;
CREATE TABLE slot (
     task_id TEXT NOT NULL,
     position INTEGER NOT NULL,
     first_tried_at INTEGER NOT NULL,
     message_id TEXT, is_removed INTEGER NOT NULL DEFAULT 0,
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
CREATE INDEX task_of_author ON task (author_id) WHERE finished_at IS NULL;
CREATE TABLE keyv (
  namespace TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  expires_at INTEGER,
  PRIMARY KEY (namespace, key)
) STRICT, WITHOUT ROWID;
INSERT INTO task (seq, id, channel_id, state, attempts, epoch, accepted_at, finished_at, reason, cancel_reason, task, origin, answer, author_id, revised_epoch, next_task, next_origin) VALUES (1, 'done', 'c1', 'done', 1, 1, 1795382593208, 1795382593379, NULL, NULL, '{"id":"done","createdAt":1,"place":{"kind":"channel","channelId":"c1"},"author":{"id":"7","name":"Ada"},"text":"question done","attachments":[],"quotes":[],"respondWithFinal":true}', '{"platform":"test"}', '{"kind":"answer","text":"answer done","receipt":{"taskId":"done","startedAt":1,"durationMs":2,"backend":"test","rounds":[],"usage":{"inputTokens":0,"outputTokens":0,"isEstimated":false},"notices":[]},"parts":[{"content":"answer done part 0"}],"turn":{"taskId":"done","at":1,"author":{"id":"7","name":"Ada"},"user":"question done","assistant":"answer done"}}', '7', NULL, NULL, NULL);
INSERT INTO task (seq, id, channel_id, state, attempts, epoch, accepted_at, finished_at, reason, cancel_reason, task, origin, answer, author_id, revised_epoch, next_task, next_origin) VALUES (2, 'sending', 'c1', 'sending', 1, 1, 1795382593222, NULL, NULL, NULL, '{"id":"sending","createdAt":1,"place":{"kind":"channel","channelId":"c1"},"author":{"id":"7","name":"Ada"},"text":"question sending","attachments":[],"quotes":[],"respondWithFinal":true}', '{"platform":"test"}', '{"kind":"answer","text":"answer sending","receipt":{"taskId":"sending","startedAt":1,"durationMs":2,"backend":"test","rounds":[],"usage":{"inputTokens":0,"outputTokens":0,"isEstimated":false},"notices":[]},"parts":[{"content":"answer sending part 0"},{"content":"answer sending part 1"}],"turn":{"taskId":"sending","at":1,"author":{"id":"7","name":"Ada"},"user":"question sending","assistant":"answer sending"}}', '7', NULL, NULL, NULL);
INSERT INTO task (seq, id, channel_id, state, attempts, epoch, accepted_at, finished_at, reason, cancel_reason, task, origin, answer, author_id, revised_epoch, next_task, next_origin) VALUES (3, 'waiting', 'c1', 'accepted', 0, 0, 1795382593251, NULL, NULL, NULL, '{"id":"waiting","createdAt":1,"place":{"kind":"channel","channelId":"c1"},"author":{"id":"7","name":"Ada"},"text":"question waiting","attachments":[],"quotes":[],"respondWithFinal":true}', '{"platform":"test"}', NULL, '7', NULL, NULL, NULL);
INSERT INTO task (seq, id, channel_id, state, attempts, epoch, accepted_at, finished_at, reason, cancel_reason, task, origin, answer, author_id, revised_epoch, next_task, next_origin) VALUES (4, 'paid', 'c2', 'running', 1, 1, 1795382593360, NULL, NULL, NULL, '{"id":"paid","createdAt":1,"place":{"kind":"channel","channelId":"c2"},"author":{"id":"7","name":"Ada"},"text":"question paid","attachments":[],"quotes":[],"respondWithFinal":true}', '{"platform":"test"}', NULL, '7', NULL, NULL, NULL);
INSERT INTO slot (task_id, position, first_tried_at, message_id, is_removed) VALUES ('done', 0, 1795382593252, 'm-done', 0);
INSERT INTO slot (task_id, position, first_tried_at, message_id, is_removed) VALUES ('sending', 0, 1795382593396, 'm-sending', 0);
INSERT INTO slot (task_id, position, first_tried_at, message_id, is_removed) VALUES ('sending', 1, 1795382593401, NULL, 0);
INSERT INTO step (task_id, key, status, request_hash, result) VALUES ('paid', 'model:1', 'done', 'h', '{"text":"paid for"}');
INSERT INTO journal_owner (only, generation, pid, host, since) VALUES (1, 1, 14481, 'host', 1795382593188);
INSERT INTO keyv (namespace, key, value, expires_at) VALUES ('orchid-sessions-v1', 'c1', '{"value":[{"taskId":"done","at":1,"author":{"id":"7","name":"Ada"},"user":"q 😀","assistant":"a"}]}', NULL);
PRAGMA user_version = 2;
PRAGMA application_id = 1332896616;
