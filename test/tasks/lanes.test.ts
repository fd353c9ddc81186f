import assert from "node:assert/strict";
import { test } from "node:test";

import { systemClock } from "../../src/clock.ts";
import { createLanes } from "../../src/tasks/lanes.ts";
import type { LaneOutcome } from "../../src/tasks/lanes.ts";
import { createGate, until } from "./sample-task.ts";

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("lanes take turns: a long one starves nobody", async () => {
  const lanes = createLanes(1, systemClock);
  for (let index = 0; index < 50; index += 1) lanes.add("long", `long${index}`);
  lanes.add("short", "short0");
  const order: string[] = [];
  lanes.start(
    async (taskId) => {
      order.push(taskId);
      await nextTurn();
      return "ended";
    },
    () => {},
  );
  await until(() => order.length === 51);
  assert.equal(order.indexOf("short0"), 1);
});

test("a thousand channels at once: all run, never more than may, nothing is left", async () => {
  const lanes = createLanes(64, systemClock);
  let running = 0;
  let most = 0;
  let ended = 0;
  lanes.start(
    async () => {
      running += 1;
      most = Math.max(most, running);
      await nextTurn();
      running -= 1;
      ended += 1;
      return "ended";
    },
    () => {},
  );
  for (let index = 0; index < 1_000; index += 1) lanes.add(`c${index}`, `t${index}`);
  await until(() => ended === 1_000);
  assert.equal(most, 64);
  await nextTurn();
  assert.deepEqual(lanes.counts(), { running: 0, waiting: 0 });
  assert.equal(lanes.depth("c1"), 0);
});

test("a head that waits for its next try holds its own lane alone, and may be taken out", async () => {
  const timers: (() => void)[] = [];
  const clock = {
    now: () => 0,
    after: (_delayMs: number, call: () => void) => (timers.push(call), () => {}),
  };
  const lanes = createLanes(2, clock);
  const order: string[] = [];
  lanes.start(
    async (taskId): Promise<LaneOutcome> => {
      order.push(taskId);
      return taskId === "a1" ? { retryInMs: 1_000 } : "ended";
    },
    () => {},
  );
  for (const id of ["a1", "a2", "b1", "b2"]) lanes.add(id.slice(0, 1), id);
  await until(() => order.length === 3);
  assert.deepEqual(order.toSorted(), ["a1", "b1", "b2"]);
  timers[0]?.();
  await until(() => order.length === 4);
  assert.equal(order[3], "a1");
  await nextTurn();
  lanes.remove("a", "a1");
  await until(() => order.length === 5);
  assert.equal(order[4], "a2");
});

test("a running head is not taken out, and stop lets it end", async () => {
  const lanes = createLanes(2, systemClock);
  const gate = createGate();
  const order: string[] = [];
  lanes.add("a", "a1");
  lanes.add("a", "a2");
  lanes.start(
    async (taskId) => {
      order.push(taskId);
      await gate.opened;
      return "ended";
    },
    () => {},
  );
  lanes.remove("a", "a1");
  assert.equal(lanes.depth("a"), 2);
  lanes.stop();
  gate.open();
  await lanes.idle();
  await nextTurn();
  assert.deepEqual(order, ["a1"]);
});
