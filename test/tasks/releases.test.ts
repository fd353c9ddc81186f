/**
 * What each released version left behind is opened by this one, and goes on from there. The files in
 * `releases/` are never changed; a release adds its own.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, describe, test } from "node:test";

import pg from "pg";

import type { Journal } from "../../src/contracts/journal.ts";
import type { OpenStorage } from "../../src/contracts/storage.ts";
import { createSessions } from "../../src/sessions/sessions.ts";
import postgresStorage from "../../src/sessions/stores/postgres.ts";
import sqliteStorage from "../../src/sessions/stores/sqlite.ts";
import { openPostgresJournal } from "../../src/tasks/postgres-journal.ts";
import { openSqliteJournal } from "../../src/tasks/sqlite-journal.ts";
import { withDatabase } from "../chaos/database.ts";
import { NO_LOG, ORIGIN, sampleTask, until } from "./sample-task.ts";

const RELEASES = join(import.meta.dirname, "releases");
const server = process.env["POSTGRES_TEST_URL"];
const skip = server === undefined && "set POSTGRES_TEST_URL to try it on a real server";

const folder = mkdtempSync(join(tmpdir(), "orchid-releases-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const namesOf = (kind: string): readonly string[] =>
  readdirSync(RELEASES).filter((name) => name.endsWith(`.${kind}.sql`));
const read = (name: string): string => readFileSync(join(RELEASES, name), "utf8");

/** In what was left, `done` had ended, `sending` and `paid` were under way, `waiting` was behind `sending`. */
async function goesOn(journal: Journal, storage: OpenStorage): Promise<void> {
  assert.equal((await journal.find("done"))?.answer?.text, "answer done");
  assert.equal(await journal.accept(sampleTask("done"), ORIGIN), false);
  assert.deepEqual(await journal.backlog("c1", "7"), { ofChannel: 2, ofPerson: 3 });
  const [turn] = await createSessions(storage).load("c1");
  assert.deepEqual([turn?.taskId, turn?.user], ["done", "q \u{1F600}"]);

  const seen = new Map<string, unknown>();
  journal.work(async (held) => {
    const { task, answer, slots, steps } = held;
    seen.set(task.id, [
      answer?.parts.length,
      slots.map((slot) => slot?.messageId),
      steps.recorded("model:1")?.result,
    ]);
    await held.finish("done");
  });
  await until(() => seen.size === 3);
  assert.deepEqual(seen.get("sending"), [2, ["m-sending", undefined], undefined]);
  assert.deepEqual(seen.get("paid"), [undefined, [], { text: "paid for" }]);
  assert.deepEqual(seen.get("waiting"), [undefined, [], undefined]);
  assert.ok([...seen.keys()].indexOf("sending") < [...seen.keys()].indexOf("waiting"));
}

describe("what a released version left behind", () => {
  for (const name of namesOf("sqlite")) {
    test(name, async () => {
      const path = join(folder, `${name}.sqlite`);
      const old = new DatabaseSync(path);
      old.exec(read(name));
      // Or it would be past the time for which it is kept.
      old.prepare("UPDATE task SET finished_at = ? WHERE finished_at IS NOT NULL").run(Date.now());
      old.close();
      const journal = await openSqliteJournal(path, { log: NO_LOG });
      const storage = await sqliteStorage.open(`sqlite:${path}`);
      await goesOn(journal, storage);
      await journal.close();
      await storage.close();
    });
  }

  for (const name of namesOf("postgres")) {
    test(name, { skip }, async () => {
      await withDatabase(server ?? "", async (url) => {
        await inside(url, read(name));
        await inside(
          url,
          `UPDATE public.orchid_task SET finished_at = ${Date.now()} WHERE finished_at IS NOT NULL`,
        );
        const journal = await openPostgresJournal(url, { log: NO_LOG, superviseEverySeconds: 1 });
        const storage = await postgresStorage.open(url);
        await goesOn(journal, storage);
        await journal.close();
        await storage.close();
      });
    });
  }

  test("on PostgreSQL of schema 1, before the release", { skip }, async () => {
    await withDatabase(server ?? "", async (url) => {
      await inside(url, readFileSync(join(import.meta.dirname, "postgres-schema-1.sql"), "utf8"));
      const client = new pg.Client(url);
      await client.connect();
      const insert = async (id: string, state: string, finishedAt: number | null): Promise<void> => {
        await client.query(
          `INSERT INTO orchid_task (id, channel_id, state, accepted_at, finished_at, task, origin)
           VALUES ($1, 'c1', $2, 1, $3, $4, $5)`,
          [id, state, finishedAt, JSON.stringify(sampleTask(id)), JSON.stringify(ORIGIN)],
        );
      };
      await insert("1", "done", Date.now());
      await insert("2", "running", null);
      await client.end();
      const journal = await openPostgresJournal(url, { log: NO_LOG });
      assert.equal((await journal.find("1"))?.state, "done");
      assert.deepEqual(await journal.backlog("c1", "7"), { ofChannel: 1, ofPerson: 1 });
      assert.equal(await journal.accept(sampleTask("2"), ORIGIN), false);
      assert.equal(await journal.revise("2", sampleTask("2", "c1", { text: "anew" })), true);
      assert.equal((await journal.find("2"))?.task.text, "anew");
      await journal.close();
    });
  });
});

async function inside(url: string, sql: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(sql);
  await client.end();
}
