import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";

import pg from "pg";

import type { Log } from "../../src/contracts.ts";
import { createScheduler } from "../../src/schedules/schedules.ts";
import { createScheduleStore } from "../../src/sessions/schedule-store.ts";
import { loadStorages, openStorage } from "../../src/sessions/storage.ts";
import { openPostgresJournal } from "../../src/tasks/postgres-journal.ts";
import english from "../../src/words/languages/en.ts";

const url = process.env["POSTGRES_TEST_URL"];
const skip = url === undefined && "set POSTGRES_TEST_URL to try it on a real server";
const silent: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const HOUR = 3_600_000;
/** Of this year, because the journal reckons with the real time. */
const START = Math.floor(Date.now() / HOUR) * HOUR;

test("two processes plan and fire at once: nothing is lost, and nothing fires twice", { skip }, async (t) => {
  const name = `orchid_${randomUUID().replaceAll("-", "")}`;
  const admin = new pg.Client(url);
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  const address = Object.assign(new URL(url ?? ""), { pathname: `/${name}` }).href;
  const storages = await loadStorages();
  let now = START;
  const open = async () => {
    const storage = await openStorage(address, storages);
    const journal = await openPostgresJournal(address, { log: silent });
    const taken: string[] = [];
    const scheduler = createScheduler({
      store: createScheduleStore(storage),
      accept: async (task) => {
        const { channelId } = task.place;
        const isNew = await journal.accept(task, { platform: "discord", kind: "channel", channelId });
        if (isNew) taken.push(task.id);
        return isNew;
      },
      dress: (task) => Promise.resolve(task),
      sentences: () => english.later,
      isWanted: () => Promise.resolve(true),
      log: silent,
      now: () => now,
    });
    return { storage, journal, scheduler, taken };
  };
  const processes = [await open(), await open()];
  t.after(async () => {
    for (const { storage, journal } of processes) {
      await journal.close();
      await storage.close();
    }
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.end();
  });
  const asker = (personId: string) => ({
    person: { id: personId, name: "Ada" },
    place: { kind: "channel" as const, channelId: "2", guildId: "9" },
  });
  const plan = (n: number) => ({
    kind: "reminder" as const,
    text: `tea ${n}`,
    asker: asker(String(n)),
    zone: "UTC",
    nextAt: START + HOUR,
    // Some come again and again.
    ...(n % 3 === 0 ? { cron: "0 * * * *" } : {}),
  });
  await Promise.all(
    processes.flatMap(({ scheduler }, at) =>
      Array.from({ length: 6 }, (_, n) => scheduler.add(plan(2 * n + at), START)),
    ),
  );
  assert.equal((await processes[0]?.scheduler.list({}))?.length, 12);
  for (const hours of [1, 2]) {
    now = START + hours * HOUR;
    await Promise.all(processes.flatMap(({ scheduler }) => [scheduler.tick(), scheduler.tick()]));
    await Promise.all(processes.map(({ scheduler }) => scheduler.tick()));
  }
  const taken = processes.flatMap((one) => one.taken);
  assert.equal(taken.length, 12 + 4, "each once, and what comes again a second time");
  assert.equal(new Set(taken).size, taken.length);
  assert.equal((await processes[1]?.scheduler.list({}))?.length, 4);
});
