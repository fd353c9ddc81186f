import assert from "node:assert/strict";
import { test } from "node:test";

import type { Log, Task } from "../../src/contracts.ts";
import type { Schedule } from "../../src/contracts/schedules.ts";
import type { Asker } from "../../src/contracts/workspace.ts";
import { createScheduler, taskIdOf } from "../../src/schedules/schedules.ts";
import { createScheduleStore } from "../../src/sessions/schedule-store.ts";
import english from "../../src/words/languages/en.ts";
import memory from "../../src/sessions/stores/memory.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2026, 10, 22, 17, 0);
const asker: Asker = {
  person: { id: "3", name: "Ada" },
  place: { kind: "channel", channelId: "2", guildId: "9" },
};
const silent: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

async function open(options: { readonly isWanted?: boolean; readonly failWrites?: number } = {}) {
  const storage = await memory.open();
  const store = createScheduleStore(storage);
  const accepted = new Map<string, Task>();
  let now = START;
  let failing = options.failWrites ?? 0;
  const make = () =>
    createScheduler({
      store: {
        read: () => store.read(),
        change: (change) => {
          // As when the process dies between the journal and the store.
          if (accepted.size > 0 && failing > 0) {
            failing -= 1;
            return Promise.reject(new Error("died"));
          }
          return store.change(change);
        },
      },
      accept: (task) => {
        const isNew = !accepted.has(task.id);
        if (isNew) accepted.set(task.id, task);
        return Promise.resolve(isNew);
      },
      dress: (task) => Promise.resolve(task),
      sentences: () => english.later,
      isWanted: () => Promise.resolve(options.isWanted ?? true),
      log: silent,
      now: () => now,
    });
  return {
    make,
    tasks: () => [...accepted.values()],
    wait: (ms: number) => (now += ms),
    plan: (more: Partial<Schedule> = {}): Omit<Schedule, "id" | "createdAt"> => ({
      kind: "reminder",
      text: "tea",
      asker,
      zone: "UTC",
      nextAt: START + HOUR,
      ...more,
    }),
  };
}

test("a reminder comes at its time, once, as a text without a model", async () => {
  const { make, tasks, wait, plan } = await open();
  const scheduler = make();
  const { id } = await scheduler.add(plan(), START);
  await scheduler.tick();
  assert.equal(tasks().length, 0);
  wait(HOUR);
  await Promise.all([scheduler.tick(), scheduler.tick()]);
  const [task, ...more] = tasks();
  assert.equal(more.length, 0);
  assert.equal(task?.id, taskIdOf(id, START + HOUR));
  assert.match(task?.say ?? "", /tea/);
  assert.equal(task?.preface, undefined);
  assert.deepEqual(await scheduler.list({}), []);
});

test("what came due while nothing ran comes after the restart, and says that it is late", async () => {
  const { make, tasks, wait, plan } = await open();
  await make().add(plan(), START);
  wait(5 * HOUR);
  await make().tick();
  assert.match(tasks()[0]?.preface ?? "", /^\(Late: this was due on Nov 22, 2026, 6:00\sPM, UTC/);
});

test("a death between the two writes repeats nothing", async () => {
  const { make, tasks, wait, plan } = await open({ failWrites: 1 });
  await make().add(plan(), START);
  wait(HOUR);
  await make().tick();
  await make().tick();
  assert.equal(tasks().length, 1);
  assert.deepEqual(await make().list({}), []);
});

test("of many missed times the latest is made up for once; then it goes on", async () => {
  const { make, tasks, wait, plan } = await open();
  await make().add(plan({ kind: "task", cron: "0 * * * *" }), START);
  wait(5 * HOUR + 10_000);
  await make().tick();
  const [task] = tasks();
  assert.equal(tasks().length, 1);
  assert.equal(task?.createdAt, START + 5 * HOUR);
  assert.equal(task?.respondWithFinal, false);
  assert.equal((await make().list({}))[0]?.nextAt, START + 6 * HOUR);
  wait(HOUR);
  await make().tick();
  assert.equal(tasks().length, 2);
});

test("it is dropped when the person or the place is gone", async () => {
  const { make, tasks, wait, plan } = await open({ isWanted: false });
  await make().add(plan(), START);
  wait(HOUR);
  await make().tick();
  assert.deepEqual([tasks().length, (await make().list({})).length], [0, 0]);
});

test("they are listed by person and channel, cancelled, and limited", async () => {
  const { make, plan } = await open();
  const scheduler = make();
  const { id } = await scheduler.add(plan(), START);
  await scheduler.add(plan({ asker: { ...asker, person: { id: "4", name: "Linus" } } }), START);
  assert.equal((await scheduler.list({ personId: "3" })).length, 1);
  assert.equal((await scheduler.list({ channelId: "2" })).length, 2);
  assert.deepEqual([await scheduler.cancel(id), await scheduler.cancel(id)], [true, false]);
  for (let count = 0; count < 20; count += 1) await scheduler.add(plan(), START);
  await assert.rejects(scheduler.add(plan(), START), /20 already/);
});
