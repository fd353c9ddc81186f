import assert from "node:assert/strict";
import { describe, test } from "node:test";

import type { RequestFault } from "../../src/playground/contracts.ts";
import { startBot } from "../fakes/running-bot.ts";
import { streamText } from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";

const CREATE = { method: "POST", path: /^\/channels\/\d+\/messages$/ };

/** One answer, whatever happens to the request that creates it. */
const FAULTS: readonly (readonly [title: string, fault: RequestFault, times: number])[] = [
  ["500 before it was applied", { kind: "status", status: 500 }, 2],
  ["502 after it was applied", { kind: "status", status: 502, applied: true }, 2],
  ["the socket dies before it was applied", { kind: "disconnect" }, 1],
  ["the socket dies after it was applied", { kind: "disconnect", applied: true }, 1],
  ["500 for longer than one write is tried", { kind: "status", status: 503, applied: true }, 5],
];

describe("when Discord's REST fails", () => {
  for (const [title, fault, times] of FAULTS) {
    test(`${title}: exactly one answer`, async (t) => {
      const bot = await startBot(t, { script: [streamText("Here.")] });
      bot.standIn.faults.onRequest({ ...CREATE, times }, fault);
      const question = bot.mention("hello");
      await bot.answerTo(question.id, /^Here\./);
      assert.equal(bot.said(bot.garden.general).length, 1);
      assert.equal(bot.endpoint.requests.length, 1);
    });
  }

  test("429 is waited for: exactly one answer", async (t) => {
    const bot = await startBot(t, { script: [streamText("Here.")] });
    bot.standIn.faults.onRequest(CREATE, { kind: "rate-limit", retryAfterMs: 300 });
    await bot.answerTo(bot.mention("hello").id, /^Here\./);
    assert.equal(bot.said(bot.garden.general).length, 1);
  });

  test("without the right to reply it answers without the reference", async (t) => {
    const bot = await startBot(t, { script: [streamText("Here.")] });
    bot.standIn.faults.onRequest(
      { ...CREATE, times: 1 },
      { kind: "status", status: 400, body: { code: 160002, message: "no history" } },
    );
    bot.mention("hello");
    await until(() => bot.said(bot.garden.general).length === 1, "the answer");
    assert.equal(bot.said(bot.garden.general)[0]?.replyToId, undefined);
  });

  test("a place where it may not write ends the task, and the next one is answered", async (t) => {
    const bot = await startBot(t, { otherwise: streamText("Here.") });
    bot.standIn.faults.onRequest(
      { ...CREATE, times: 1 },
      { kind: "status", status: 403, body: { code: 50013, message: "no" } },
    );
    bot.mention("first");
    const second = bot.mention("second");
    await bot.answerTo(second.id);
    assert.equal(bot.said(bot.garden.general).length, 1);
  });

  test("what AutoMod refuses becomes one neutral sentence", async (t) => {
    const bot = await startBot(t, { script: [streamText("A bad word.")] });
    bot.standIn.faults.onRequest(
      { ...CREATE, times: 1 },
      { kind: "status", status: 400, body: { code: 200000, message: "blocked" } },
    );
    const answer = await bot.answerTo(bot.mention("hello").id);
    assert.match(answer.content, /blocked by this server's content filter/);
  });
});

describe("when the gateway fails", () => {
  test("an event that comes twice is answered once", async (t) => {
    const bot = await startBot(t, { otherwise: streamText("Here.") });
    bot.standIn.faults.onEvent({ event: "MESSAGE_CREATE" }, { kind: "duplicate" });
    await bot.answerTo(bot.mention("first").id);
    await bot.answerTo(bot.mention("second").id);
    assert.equal(bot.said(bot.garden.general).length, 2);
    assert.equal(bot.endpoint.requests.length, 2);
  });

  for (const [title, fail] of [
    ["a lost connection", (gateway) => gateway.cut()],
    ["op 7", (gateway) => gateway.askToReconnect()],
    ["op 9, resumable", (gateway) => gateway.invalidate(true)],
    ["op 9, not resumable", (gateway) => gateway.invalidate(false)],
    ["a forgotten session", (gateway) => (gateway.forgetSessions(), gateway.cut())],
  ] as readonly (readonly [
    string,
    (gateway: Awaited<ReturnType<typeof startBot>>["standIn"]["gateway"]) => void,
  ])[]) {
    test(`${title}: what is asked meanwhile is answered once`, async (t) => {
      const bot = await startBot(t, { otherwise: streamText("Here.") });
      await bot.answerTo(bot.mention("before").id);
      fail(bot.standIn.gateway);
      const meanwhile = bot.mention("meanwhile");
      await until(
        () => bot.said(bot.garden.general).some(({ replyToId }) => replyToId === meanwhile.id),
        "the answer to what was asked meanwhile",
        20_000,
      );
      const after = bot.mention("after");
      await bot.answerTo(after.id);
      assert.equal(bot.said(bot.garden.general).length, 3);
    });
  }
});
