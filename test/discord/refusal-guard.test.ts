import assert from "node:assert/strict";
import { test } from "node:test";

import { Routes } from "discord.js";

import { faultOf } from "../../src/discord/api.ts";
import { guardRefusals, RefusedTooOftenError } from "../../src/discord/refusal-guard.ts";

const URL = `https://discord.test${Routes.channelMessages("1")}`;

/** A way to Discord whose answers and time are the test's. */
function open(maxRefused: number) {
  let nowMs = 0;
  let sent = 0;
  let answer = (): Response => new Response(null, { status: 204 });
  const silences: RefusedTooOftenError[] = [];
  const send = guardRefusals(
    async () => {
      sent += 1;
      return answer();
    },
    { now: () => nowMs, maxRefused, onSilence: (error) => silences.push(error) },
  );
  return {
    send: () => send(URL, {}),
    sent: () => sent,
    silences,
    wait: (ms: number) => (nowMs += ms),
    answerWith: (status: number, headers: Record<string, string> = {}) =>
      (answer = () => new Response(null, { status, headers })),
  };
}

for (const status of [401, 403, 429]) {
  test(`after too many refusals (${status}) nothing is sent until the ten minutes are over`, async () => {
    const way = open(3);
    way.answerWith(status);
    for (let count = 0; count < 3; count += 1) await way.send();
    assert.equal(way.silences.length, 1, "told once");
    await assert.rejects(way.send(), RefusedTooOftenError);
    assert.equal(way.sent(), 3, "the fourth did not leave");
    way.wait(10 * 60_000);
    way.answerWith(200);
    await way.send();
    assert.equal(way.sent(), 4);
  });
}

test("what works, and a limit that others used up, counts nothing", async () => {
  const way = open(2);
  way.answerWith(429, { "x-ratelimit-scope": "shared" });
  for (let count = 0; count < 5; count += 1) await way.send();
  way.answerWith(500);
  for (let count = 0; count < 5; count += 1) await way.send();
  assert.equal(way.sent(), 10);
});

test("refusals long ago are forgotten", async () => {
  const way = open(3);
  way.answerWith(403);
  for (let count = 0; count < 2; count += 1) await way.send();
  way.wait(10 * 60_000);
  for (let count = 0; count < 2; count += 1) await way.send();
  assert.equal(way.sent(), 4);
  assert.equal(way.silences.length, 0);
});

test("an answer that cannot be sent for now is sent later", () => {
  assert.equal(faultOf(new RefusedTooOftenError(0)), "temporary");
});
