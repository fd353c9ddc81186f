/**
 * Seeded interleavings of the real journal, lanes, runner and sessions with crashes,
 * zombies, hand-overs, cancellations, lost acknowledgements and a platform that is away.
 *
 * `SEED=…` runs that one alone; `RUNS=20000` makes it long (about 200 runs a second and core).
 */
import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { describe, test } from "node:test";
import { Worker } from "node:worker_threads";

import { simulate } from "./simulated-world.ts";
import type { Switches } from "./simulated-world.ts";
import { brokenPromises } from "./simulation-oracle.ts";
import type { Share, ShareResult } from "./simulation-thread.ts";

const RUNS = Number(process.env["RUNS"] ?? 1_000);
const ONE_SEED = process.env["SEED"];
const FIRST_SEED = Math.floor(Date.now() / 1_000) % 1_000_000_000;
const THREADS = Math.min(8, availableParallelism());

function runThread(share: Share): Promise<ShareResult> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL("simulation-thread.ts", import.meta.url), { workerData: share });
    thread.once("message", resolve);
    thread.once("error", reject);
  });
}

test(`every promise holds in ${ONE_SEED === undefined ? RUNS : 1} seeded runs from ${ONE_SEED ?? FIRST_SEED}`, async () => {
  if (ONE_SEED !== undefined) {
    assert.deepEqual(brokenPromises(await simulate(Number(ONE_SEED))), []);
    return;
  }
  const shares = await Promise.all(
    Array.from({ length: THREADS }, (_, index) =>
      runThread({
        first: FIRST_SEED + index,
        step: THREADS,
        runs: Math.ceil(RUNS / THREADS),
        switches: {},
      }),
    ),
  );
  for (const { broken } of shares) {
    if (broken !== undefined) assert.deepEqual(broken.promises, [], `replay with SEED=${broken.seed}`);
  }
  const disturbances = shares.reduce((sum, share) => sum + share.disturbances, 0);
  assert.ok(disturbances > RUNS / 2, "a world without disturbances proves nothing");
});

test("a seed repeats its run", async () => {
  assert.deepEqual(await simulate(7), await simulate(7));
});

describe("with a protection switched off the same oracle goes red", () => {
  const twins: readonly (readonly [string, Switches, RegExp])[] = [
    ["nonces", { nonces: false }, /shows/],
    ["dedupe of ids", { dedupe: false }, /accepted twice/],
    ["the claim of what catch-up finds", { catchUpClaim: false }, /accepted twice/],
    ["frozen answers", { frozenAnswers: false }, /other texts under known nonces|shows/],
    ["the step log", { stepLog: false }, /bought again/],
    ["fencing", { fencing: false }, /shows|other texts|ended as|remembers|model calls/],
  ];
  for (const [name, switches, promise] of twins) {
    test(name, async () => {
      for (let seed = 1; seed <= 400; seed += 1) {
        const broken = brokenPromises(await simulate(seed, switches));
        if (broken.some((one) => promise.test(one))) return;
      }
      assert.fail("400 runs went well without it: the simulation does not see what it is for");
    });
  }
});
