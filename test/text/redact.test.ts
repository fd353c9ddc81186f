import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { createRedact, MASK } from "../../src/text/redact.ts";

describe("redact", () => {
  const redact = createRedact(["hunter2hunter2", "hunter2hunter2-and-more"]);

  test("masks known values wherever they stand, the longer one whole", () => {
    assert.equal(redact("a hunter2hunter2 b"), `a ${MASK} b`);
    assert.equal(redact("xhunter2hunter2-and-morey"), `x${MASK}y`);
  });

  const SHAPES: readonly (readonly [before: string, after: string])[] = [
    ["Authorization: Bearer abcdefghijkl123mnopq", `Authorization: Bearer ${MASK}`],
    ["key sk-proj-abcdefghijklmnop1234", `key ${MASK}`],
    ["postgres://user:p4ss@host/db", `postgres://${MASK}@host/db`],
    ["GET https://host/x?a=1&api_key=abc&b=2", `GET https://host/x?a=1&api_key=${MASK}&b=2`],
    ["AIzaSyA1234567890abcdefghijklmnopqrstuvw", MASK],
  ];
  for (const [before, after] of SHAPES) {
    test(`masks the shape in "${before}"`, () => assert.equal(redact(before), after));
  }

  test("leaves ordinary text alone", () => {
    const text =
      "Basic understandability and the Bearer certificates: the key idea: a token is a word; see https://example.com/a?page=2 or mail me@example.com.";
    assert.equal(redact(text), text);
  });

  test("takes linear time on long text", () => {
    const startedAt = performance.now();
    redact(`${"a".repeat(500_000)}://${"b:".repeat(100_000)}`);
    // A guard against a pattern that backtracks, which would take minutes.
    assert.ok(performance.now() - startedAt < 20_000);
  });
});
