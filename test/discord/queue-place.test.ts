import assert from "node:assert/strict";
import { test } from "node:test";

import type { TaskRecord, TaskState } from "../../src/contracts/journal.ts";
import { requestsBefore } from "../../src/discord/queue-place.ts";
import { ORIGIN, sampleTask } from "../tasks/sample-task.ts";

function record(id: string, state: TaskState): TaskRecord {
  return { task: sampleTask(id), origin: ORIGIN, state, attempts: 1, acceptedAt: 1, slots: [] };
}

test("what is just being sent is as good as done, and who is not in the line waits for nobody", () => {
  const own = record("3", "accepted");
  assert.equal(requestsBefore([record("1", "running"), record("2", "accepted"), own], own), 2);
  assert.equal(requestsBefore([record("1", "sending"), own, record("4", "accepted")], own), 0);
  assert.equal(requestsBefore([record("1", "answer-ready"), record("2", "accepted"), own], own), 1);
  assert.equal(requestsBefore([record("1", "running")], own), 0);
});
