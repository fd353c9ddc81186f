/** The short form of `npm run bench -- --only=soak`. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { brokenByAnswers } from "./promises.ts";
import { runSoak } from "./soak.ts";

const SEED = Number(process.env["SEED"] ?? Date.now() % 1_000_000);

test(`fifty channels while everything fails a little (SEED=${SEED})`, async () => {
  const figures = await runSoak({
    seed: SEED,
    channels: 50,
    durationMs: 8_000,
    messagesPerSecond: 10,
    taskTimeoutMs: 5_000,
  });
  const told = JSON.stringify(figures);
  assert.deepEqual(brokenByAnswers(figures), [], told);
  assert.equal(figures.leftInJournal, 0, told);
  assert.ok(figures.answered > figures.asked * 0.8, told);
  assert.ok(Object.keys(figures.faults).length > 5, told);
  assert.equal(figures.violations, 0, told);
  assert.equal(figures.exitCode, 0, told);
});
