import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

import { StorageError } from "../../src/errors.ts";
import { backUp } from "../../src/operations/backup-file.ts";
import { createSessions } from "../../src/sessions/sessions.ts";
import sqliteStorage from "../../src/sessions/stores/sqlite.ts";
import { openSqliteJournal } from "../../src/tasks/sqlite-journal.ts";
import { NO_LOG, ORIGIN, sampleTask } from "../tasks/sample-task.ts";

const folder = mkdtempSync(join(tmpdir(), "orchid-backup-"));
after(() => rmSync(folder, { recursive: true, force: true }));

test("a backup is taken while a bot works, and a bot starts from it", async () => {
  const path = join(folder, "orchid.sqlite");
  const journal = await openSqliteJournal(path, { log: NO_LOG });
  const storage = await sqliteStorage.open(`sqlite:${path}`);
  const turn = { taskId: "1", at: 1, author: { id: "7", name: "Ada" }, user: "q", assistant: "a" };
  await createSessions(storage).append("c1", turn);
  for (let index = 0; index < 50; index += 1) await journal.accept(sampleTask(`t${index}`), ORIGIN);

  const target = join(folder, "copy.sqlite");
  const accepting = Array.from({ length: 50 }, (_, index) => journal.accept(sampleTask(`u${index}`), ORIGIN));
  await Promise.all([backUp(path, target), ...accepting]);
  await storage.close();
  await journal.close();
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith("copy")),
    ["copy.sqlite"],
  );

  const restored = await openSqliteJournal(target, { log: NO_LOG });
  assert.ok((await restored.queue("c1")).length >= 50);
  await restored.close();
  const copy = await sqliteStorage.open(`sqlite:${target}`);
  assert.deepEqual(await createSessions(copy).load("c1"), [turn]);
  await copy.close();
});

test("an existing file is not overwritten, and a failure leaves nothing behind", async () => {
  await assert.rejects(backUp(join(folder, "orchid.sqlite"), join(folder, "copy.sqlite")), StorageError);
  await assert.rejects(backUp(join(folder, "none.sqlite"), join(folder, "x.sqlite")), /does not exist/);
  await assert.rejects(
    backUp(join(folder, "orchid.sqlite"), join(folder, "no-such-folder", "x.sqlite")),
    StorageError,
  );
  assert.equal(existsSync(join(folder, "x.sqlite.partial")), false);
});
