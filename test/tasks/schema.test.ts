import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, test } from "node:test";

import { openSqliteJournal } from "../../src/tasks/sqlite-journal.ts";
import { NO_LOG, ORIGIN, sampleAnswer, sampleTask, until } from "./sample-task.ts";

const folder = mkdtempSync(join(tmpdir(), "orchid-schema-"));
after(() => rmSync(folder, { recursive: true, force: true }));

test("a file of version 1 is brought up to date with all that is in it", async () => {
  const path = join(folder, "orchid.sqlite");
  const old = new DatabaseSync(path);
  old.exec(readFileSync(join(import.meta.dirname, "schema-1.sql"), "utf8"));
  const insert = old.prepare(
    `INSERT INTO task (id, channel_id, state, attempts, epoch, accepted_at, finished_at, task, origin, answer)
     VALUES (?, 'c1', ?, 1, 1, 1, ?, ?, ?, ?)`,
  );
  const origin = JSON.stringify(ORIGIN);
  insert.run(
    "1",
    "done",
    Date.now(),
    JSON.stringify(sampleTask("1")),
    origin,
    JSON.stringify(sampleAnswer("1")),
  );
  insert.run(
    "2",
    "sending",
    null,
    JSON.stringify(sampleTask("2")),
    origin,
    JSON.stringify(sampleAnswer("2")),
  );
  insert.run("3", "accepted", null, JSON.stringify(sampleTask("3")), origin, null);
  old.exec("INSERT INTO slot VALUES ('2', 0, 5, 'm0')");
  old.close();

  const journal = await openSqliteJournal(path, { log: NO_LOG });
  assert.equal((await journal.find("1"))?.answer?.text, "answer 1");
  assert.deepEqual(await journal.backlog("c1", "7"), { ofChannel: 2, ofPerson: 2 });
  const seen: unknown[] = [];
  journal.work(async (held) => {
    seen.push([held.task.id, held.answer?.text, held.slots]);
    await held.finish("done");
  });
  await until(() => seen.length === 2);
  assert.deepEqual(seen, [
    ["2", "answer 2", [{ firstTriedAt: 5, messageId: "m0" }]],
    ["3", undefined, []],
  ]);
  await journal.close();
});
