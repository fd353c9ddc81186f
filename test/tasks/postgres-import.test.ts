import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { StorageError } from "../../src/errors.ts";
import { createSessions } from "../../src/sessions/sessions.ts";
import postgresStorage from "../../src/sessions/stores/postgres.ts";
import sqliteStorage from "../../src/sessions/stores/sqlite.ts";
import { importFromSqlite } from "../../src/tasks/postgres-import.ts";
import { openPostgresJournal } from "../../src/tasks/postgres-journal.ts";
import { openSqliteJournal } from "../../src/tasks/sqlite-journal.ts";
import { withDatabase } from "../chaos/database.ts";
import { NO_LOG, ORIGIN, createGate, sampleAnswer, sampleTask, until } from "./sample-task.ts";

const server = process.env["POSTGRES_TEST_URL"];
const skip = server === undefined && "set POSTGRES_TEST_URL to try it on a real server";

test("tasks, answers, slots, steps and sessions go from SQLite to PostgreSQL, once", { skip }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "orchid-import-"));
  const path = join(folder, "orchid.sqlite");
  const turn = {
    taskId: "1",
    at: 1,
    author: { id: "7", name: "Ada" },
    user: "q \ud83d\ude00",
    assistant: "a",
  };
  const old = await openSqliteJournal(path, { log: NO_LOG });
  const reached = createGate();
  old.work(async (held) => {
    if (held.task.id === "1") return held.finish("done");
    await held.steps.complete("model:1", "h", { text: "paid for" });
    await held.freeze(sampleAnswer("2", 2));
    await held.beginSlot(0);
    await held.fillSlot(0, "m0");
    reached.open();
    await new Promise(() => {});
  });
  for (const id of ["1", "2", "3"]) await old.accept(sampleTask(id), ORIGIN);
  await reached.opened;
  await assert.rejects(
    importFromSqlite(path, "postgres://nowhere", NO_LOG),
    StorageError,
    "a bot works on it",
  );
  await old.close();
  const sessions = await sqliteStorage.open(`sqlite:${path}`);
  await createSessions(sessions).append("c1", turn);
  await sessions.close();

  await withDatabase(server ?? "", async (url) => {
    assert.deepEqual(await importFromSqlite(path, url, NO_LOG), { tasks: 3, unfinishedTasks: 2, entries: 1 });
    assert.deepEqual(await importFromSqlite(path, url, NO_LOG), { tasks: 0, unfinishedTasks: 0, entries: 0 });
    const journal = await openPostgresJournal(url, { log: NO_LOG });
    const seen: unknown[] = [];
    journal.work(async (held) => {
      seen.push([
        held.task.id,
        held.answer?.text,
        held.slots[0]?.messageId,
        held.steps.recorded("model:1")?.result,
      ]);
      await held.finish("done");
    });
    await until(() => seen.length === 2);
    assert.deepEqual(seen, [
      ["2", "answer 2", "m0", { text: "paid for" }],
      ["3", undefined, undefined, undefined],
    ]);
    assert.equal((await journal.find("1"))?.state, "done");
    assert.equal(await journal.accept(sampleTask("1"), ORIGIN), false);
    await journal.close();
    const storage = await postgresStorage.open(url);
    assert.deepEqual(await createSessions(storage).load("c1"), [turn]);
    await storage.close();
  });
  rmSync(folder, { recursive: true, force: true });
});
