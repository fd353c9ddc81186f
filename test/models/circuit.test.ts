import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { waitBeforeNext } from "../../src/models/backoff.ts";
import { Circuit } from "../../src/models/circuit.ts";
import type { Failure } from "../../src/models/failure.ts";
import { durationMs } from "../../src/models/provider-words.ts";

const down: Failure = { fault: "upstream", tries: 4, text: "500" };
const unpaid: Failure = { fault: "billing", tries: 1, opensCircuit: true, text: "402" };

describe("the circuit", () => {
  test("opens after three failures in a row, lets one try after a pause, and closes on success", () => {
    const circuit = new Circuit();
    assert.equal(circuit.failed(down, 0), false);
    assert.equal(circuit.failed(down, 0), false);
    assert.equal(circuit.failed(down, 0), true);
    assert.equal(circuit.refusal(14_999), down);
    assert.equal(circuit.refusal(15_000), undefined, "the probe");
    assert.equal(circuit.refusal(15_000), down, "one probe at a time");
    assert.equal(circuit.failed(down, 15_000), true);
    assert.equal(circuit.refusal(44_999), down, "the pause grows");
    assert.equal(circuit.refusal(45_000), undefined);
    circuit.succeeded();
    assert.equal(circuit.refusal(45_001), undefined);
    assert.equal(circuit.failed(down, 45_001), false, "counted from the start again");
  });

  test("a success in between starts the count again; a refusal means that it is up", () => {
    const circuit = new Circuit();
    circuit.failed(down, 0);
    circuit.failed(down, 0);
    circuit.failed({ fault: "refused", tries: 1, text: "" }, 0);
    assert.equal(circuit.failed(down, 0), false);
  });

  test("a probe that was cancelled leaves room for the next", () => {
    const circuit = new Circuit();
    for (let n = 0; n < 3; n += 1) circuit.failed(down, 0);
    assert.equal(circuit.refusal(20_000), undefined);
    circuit.released();
    assert.equal(circuit.refusal(20_000), undefined);
  });

  test("an empty account opens it at once, for a minute", () => {
    const circuit = new Circuit();
    assert.equal(circuit.failed(unpaid, 0), true);
    assert.equal(circuit.refusal(59_999), unpaid);
    assert.equal(circuit.refusal(60_000), undefined);
  });
});

describe("the wait before the next try", () => {
  const wait = (
    tries: number,
    options: Partial<Parameters<typeof waitBeforeNext>[1]> = {},
  ): number | undefined =>
    waitBeforeNext(tries, {
      retryAfterMs: undefined,
      remainingMs: 100_000,
      hasFallback: false,
      random: () => 1,
      ...options,
    });

  test("doubles up to a limit, with jitter", () => {
    assert.deepEqual(
      [1, 2, 3, 4, 5, 6].map((tries) => wait(tries)),
      [500, 1_000, 2_000, 4_000, 8_000, 8_000],
    );
    assert.equal(wait(1, { random: () => 0 }), 375);
  });

  test("outlasts five seconds of an endpoint that restarts, in the worst case", () => {
    const waits = [1, 2, 3, 4, 5].map((tries) => wait(tries, { random: () => 0 }) ?? 0);
    assert.ok(waits.reduce((sum, ms) => sum + ms) > 5_000);
  });

  test("never less than the server asks, and never beyond the deadline", () => {
    assert.ok((wait(1, { retryAfterMs: 7_000 }) ?? 0) >= 7_000);
    assert.equal(wait(1, { retryAfterMs: 7_000, remainingMs: 7_000 }), undefined);
    assert.equal(wait(1, { retryAfterMs: 86_400_000 }), undefined);
    assert.equal(wait(1, { retryAfterMs: 7_000, hasFallback: true }), undefined, "another model is quicker");
  });
});

test("durations as servers write them", () => {
  const cases = [
    ["7s", 7_000],
    ["1m30s", 90_000],
    ["250ms", 250],
    ["7", 7_000],
    [0.5, 500],
    ["1.5s", 1_500],
    ["soon", undefined],
    [-1, undefined],
    [null, undefined],
  ] as const;
  for (const [written, ms] of cases) assert.equal(durationMs(written), ms, String(written));
});
