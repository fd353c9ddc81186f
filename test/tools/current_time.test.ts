import assert from "node:assert/strict";
import { test } from "node:test";

import tool from "../../src/tools/current_time.ts";
import { toolContext, toolServices } from "../toolkit/fakes.ts";

const at = (zone: string | undefined, now = Date.UTC(2026, 10, 22, 17, 56, 50)) =>
  tool.prepare(JSON.stringify({ zone }))({
    ...toolContext(),
    services: toolServices({ now: () => now }),
    effectKey: "1a0",
  });

test("without a zone it is UTC", () => {
  assert.deepEqual(at(undefined), {
    weekday: "Sunday",
    date: "2026-11-22",
    time: "17:56:50",
    zone: "UTC",
    offset: "UTC+00:00",
    iso: "2026-11-22T17:56:50+00:00",
    unixSeconds: 1_795_370_210,
  });
});

for (const [zone, iso] of [
  ["Europe/Berlin", "2026-11-22T18:56:50+01:00"],
  ["europe/berlin", "2026-11-22T18:56:50+01:00"],
  ["Berlin", "2026-11-22T18:56:50+01:00"],
  ["Berlin, Germany", "2026-11-22T18:56:50+01:00"],
  ["new york", "2026-11-22T12:56:50-05:00"],
  ["America/New York", "2026-11-22T12:56:50-05:00"],
  ["San Francisco", "2026-11-22T09:56:50-08:00"],
  ["São Paulo", "2026-11-22T14:56:50-03:00"],
  ["tokyo", "2026-11-23T02:56:50+09:00"],
  ["Mumbai", "2026-11-22T23:26:50+05:30"],
  ["+05:45", "2026-11-22T23:41:50+05:45"],
  ["UTC-3", "2026-11-22T14:56:50-03:00"],
  ["", "2026-11-22T17:56:50+00:00"],
] as const) {
  test(`${zone || "an empty zone"} is ${iso}`, () => assert.equal((at(zone) as { iso: string }).iso, iso));
}

test("summer time is kept, and midnight is 00", () => {
  const { iso, weekday } = at("Europe/Berlin", Date.UTC(2026, 6, 1, 22, 0, 0)) as {
    iso: string;
    weekday: string;
  };
  assert.equal(iso, "2026-07-02T00:00:00+02:00");
  assert.equal(weekday, "Thursday");
});

test("an unknown place is an error", () => {
  assert.throws(() => at("Atlantis"), /unknown time zone "Atlantis"/);
  assert.throws(() => at("constructor"), /unknown time zone/);
});
