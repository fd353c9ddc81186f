import assert from "node:assert/strict";
import { test } from "node:test";

import { nextTime, readWhen } from "../../src/schedules/when.ts";

/** A Sunday; Berlin is an hour ahead, and two from the end of March on. */
const NOW = Date.UTC(2026, 10, 22, 17, 0);
const at = async (text: string, zone = "Europe/Berlin", now = NOW): Promise<string> =>
  new Date((await readWhen(text, zone, now)).at).toISOString().slice(0, 16);

for (const [text, expected] of [
  ["in 20 minutes", "2026-11-22T17:20"],
  ["in 2 hours", "2026-11-22T19:00"],
  ["tomorrow at 9:00", "2026-11-23T08:00"],
  ["at 20:00", "2026-11-22T19:00"],
  ["monday at 8am", "2026-11-23T07:00"],
  ["2026-12-24 18:00", "2026-12-24T17:00"],
  ["2027-07-01 18:00", "2027-07-01T16:00"],
  ["2026-12-24T18:00:00Z", "2026-12-24T18:00"],
  ["0 9 * * mon-fri", "2026-11-23T08:00"],
  ["30 6 1 * *", "2026-12-01T05:30"],
] as const) {
  test(`"${text}" in Berlin is ${expected} UTC`, async () => assert.equal(await at(text), expected));
}

test("a distance in hours stays one when the clocks change meanwhile", async () => {
  const eve = Date.UTC(2027, 2, 27, 22, 0);
  assert.equal(await at("in 6 hours", "Europe/Berlin", eve), "2027-03-28T04:00");
  assert.equal(await at("tomorrow at 9:00", "Europe/Berlin", eve), "2027-03-28T07:00");
});

for (const [text, pattern] of [
  ["whenever you like", /no time found/],
  ["yesterday at 9", /past/],
  ["2019-01-01 10:00", /past/],
  ["2099-01-01 10:00", /five years/],
  ["* * * * *", /more often/],
  ["*/5 * * * *", /more often/],
  ["0 0 31 2 *", /never comes/],
  ["99 * * * *", /no cron expression/],
] as const) {
  test(`"${text}" is refused`, () => assert.rejects(readWhen(text, "UTC", NOW), pattern));
}

test("a daily time keeps its wall clock over the change", () => {
  const first = nextTime("0 9 * * *", "Europe/Berlin", Date.UTC(2027, 2, 27, 10, 0));
  assert.equal(new Date(first ?? 0).toISOString(), "2027-03-28T07:00:00.000Z");
});
