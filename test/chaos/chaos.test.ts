/** The short form of `npm run chaos`, and its negative twins. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { brokenPromises } from "./promises.ts";
import { runStorm } from "./storm.ts";

const SEED = Number(process.env["SEED"] ?? Date.now() % 1_000_000);

describe(`the whole bot, killed again and again (SEED=${SEED})`, { concurrency: true }, () => {
  test("answers every message once and in order", async () => {
    const figures = await runStorm({ seed: SEED, kills: 4, channels: 3 });
    assert.deepEqual(brokenPromises(figures, 3), [], JSON.stringify(figures));
  });

  test("without nonces shows answers twice: the oracle sees it", async () => {
    const figures = await runStorm({ seed: 2, kills: 3, channels: 2, without: "nonces" });
    assert.match(brokenPromises(figures, 2).join(), /doubled/);
  });

  test("without catch-up loses what was asked while it was down: the oracle sees it", async () => {
    const storm = { seed: 3, kills: 3, channels: 2, without: "catch-up", settleMs: 2_000 } as const;
    assert.match(brokenPromises(await runStorm(storm), 2).join(), /lost/);
  });
});
