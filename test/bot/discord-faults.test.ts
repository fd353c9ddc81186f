import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";

import type { RequestFault } from "../../src/playground/contracts.ts";
import { startBot } from "../fakes/running-bot.ts";
import { streamCalls, streamText } from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";

const CREATE = { method: "POST", path: /^\/channels\/\d+\/messages$/ };

/** One answer, whatever happens to the request that creates it. */
const FAULTS: readonly (readonly [title: string, fault: RequestFault, times: number])[] = [
  ["500 before it was applied", { kind: "status", status: 500 }, 2],
  ["502 after it was applied", { kind: "status", status: 502, applied: true }, 2],
  ["the socket dies before it was applied", { kind: "disconnect" }, 1],
  ["the socket dies after it was applied", { kind: "disconnect", applied: true }, 1],
  // Some proxies answer so when the way to Discord broke off.
  ["200 without a message before it was applied", { kind: "status", status: 200, body: {} }, 1],
  ["200 without a message after it was applied", { kind: "status", status: 200, body: {}, applied: true }, 1],
  ["500 for longer than one write is tried", { kind: "status", status: 503, applied: true }, 5],
  ["429 for all routes", { kind: "rate-limit", retryAfterMs: 300, scope: "global" }, 1],
  ["the channel's slow mode (20016)", refusal(400, 20_016), 1],
  ["the channel's write limit (20028)", refusal(400, 20_028), 1],
];

/** Refusals that nothing can be done about: the place is gone, or not for the bot. */
const LASTING: readonly (readonly [title: string, fault: RequestFault])[] = [
  ["a channel that it may not see (50001)", refusal(403, 50_001)],
  ["a channel that was deleted (10003)", refusal(404, 10_003)],
  ["a person who takes no direct messages (50007)", refusal(403, 50_007)],
];

function refusal(status: number, code: number): RequestFault {
  return { kind: "status", status, body: { code, message: "no" } };
}

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

  for (const [title, fault] of LASTING) {
    test(`${title} ends the task after one try, and the next one is answered`, async (t) => {
      const bot = await startBot(t, { otherwise: streamText("Here.") });
      const strikes = bot.standIn.faults.onRequest({ ...CREATE, times: 1 }, fault);
      bot.mention("first");
      const second = bot.mention("second");
      await bot.answerTo(second.id);
      assert.equal(strikes(), 1);
      assert.equal(bot.said(bot.garden.general).length, 1);
    });
  }

  test("a server that throws it out while it works ends the task; direct messages are still answered", async (t) => {
    const { promise: left, resolve: leave } = Promise.withResolvers<void>();
    const bot = await startBot(t, {
      script: [
        async (request, response) => {
          await left;
          await streamText("Too late.")(request, response);
        },
      ],
      otherwise: streamText("Here."),
      isStrict: false,
    });
    bot.mention("first");
    await until(() => bot.endpoint.requests.length === 1, "the model to be asked");
    bot.standIn.world.removeMember(bot.garden.guildId, bot.standIn.botUserId);
    leave();
    const direct = bot.standIn.people.startDm(bot.garden.ada).id;
    const question = bot.standIn.people.say({
      authorId: bot.garden.ada,
      channelId: direct,
      content: "and here?",
    });
    await bot.answerTo(question.id);
    assert.deepEqual(bot.said(bot.garden.general), []);
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

describe("when a trace thread fails", () => {
  const CALCULATE = [{ name: "calculator", args: { expression: "6*7" } }];
  const THREAD = { method: "POST", path: /^\/channels\/\d+\/messages\/\d+\/threads$/ };
  const IN_THREAD = (threadIds: () => readonly string[]) => ({
    ...CREATE,
    when: ({ path }: { readonly path: string }) => threadIds().includes(path.split("/")[2] ?? ""),
  });
  const startTracing = (t: TestContext) =>
    startBot(t, {
      script: [streamCalls(CALCULATE), streamText("42."), streamText("Here.")],
      environment: { TRACE: "thread" },
      isStrict: false,
    });

  for (const [title, fault] of [
    ["may not be made (50013)", refusal(403, 50_013)],
    ["may not be made, since the channel is hidden (50001)", refusal(403, 50_001)],
    ["is refused as it is (400)", refusal(400, 50_035)],
  ] as const) {
    test(`one that ${title}: the answer stands, and the next one comes`, async (t) => {
      const bot = await startTracing(t);
      bot.standIn.faults.onRequest(THREAD, fault);
      await bot.answerTo(bot.mention("what is 6*7?").id, /^42\./);
      await until(
        () => bot.standIn.requests.some(({ path }) => THREAD.path.test(path)),
        "the thread to be tried",
      );
      await bot.answerTo(bot.mention("and now?").id, /^Here\./);
      assert.equal(bot.said(bot.garden.general).length, 2);
      assert.deepEqual(bot.standIn.threads(bot.garden.general), []);
    });
  }

  test("one that was made although the answer to that was lost (160004): it is used, once", async (t) => {
    const bot = await startTracing(t);
    bot.standIn.faults.onRequest(THREAD, { kind: "status", status: 502, applied: true });
    await bot.answerTo(bot.mention("what is 6*7?").id, /^42\./);
    const thread = await until(() => bot.standIn.threads(bot.garden.general)[0], "the thread");
    await until(() => bot.said(thread.id).length > 0, "the trace");
    await bot.answerTo(bot.mention("and now?").id, /^Here\./);
    assert.equal(bot.standIn.threads(bot.garden.general).length, 1);
    const texts = bot.said(thread.id).map(({ content }) => content);
    assert.equal(new Set(texts).size, texts.length);
  });

  test("one that is deleted or locked before it is written: the answer stands, and the next one comes", async (t) => {
    const bot = await startTracing(t);
    const threadIds = (): readonly string[] => bot.standIn.threads(bot.garden.general).map(({ id }) => id);
    bot.standIn.faults.onRequest({ ...IN_THREAD(threadIds), times: Infinity }, refusal(404, 10_003));
    await bot.answerTo(bot.mention("what is 6*7?").id, /^42\./);
    await until(
      () =>
        bot.standIn.requests.some(
          ({ path, status }) => status === 404 && threadIds().includes(path.split("/")[2] ?? ""),
        ),
      "the trace to be refused",
    );
    await bot.answerTo(bot.mention("and now?").id, /^Here\./);
    assert.equal(bot.said(bot.garden.general).length, 2);
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

  test("heartbeats that nobody answers: a dead connection is replaced, and what came meanwhile is answered once", async (t) => {
    const bot = await startBot(t, {
      otherwise: streamText("Here."),
      standIn: { heartbeatIntervalMs: 200 },
    });
    await bot.answerTo(bot.mention("before").id);
    bot.standIn.gateway.setSilent(true);
    await until(() => (bot.standIn.gateway.sessions()[0]?.resumes ?? 0) > 0, "the resume", 10_000);
    const meanwhile = bot.mention("meanwhile");
    bot.standIn.gateway.setSilent(false);
    await bot.answerTo(meanwhile.id);
    assert.equal(bot.said(bot.garden.general).length, 2);
  });

  test("twenty lost connections in a row take no second login, and what is asked is answered once", async (t) => {
    const bot = await startBot(t, { otherwise: streamText("Here.") });
    const asked: string[] = [];
    for (let cut = 1; cut <= 20; cut += 1) {
      bot.standIn.gateway.cut();
      asked.push(bot.mention(`during cut ${cut}`).id);
      await until(() => bot.standIn.gateway.sessions()[0]?.isConnected === true, "the connection", 20_000);
    }
    for (const id of asked)
      await until(
        () => bot.said(bot.garden.general).some(({ replyToId }) => replyToId === id),
        "an answer",
        20_000,
      );
    assert.deepEqual(
      bot.said(bot.garden.general).map(({ replyToId }) => replyToId),
      asked,
    );
    assert.equal(bot.standIn.gateway.sessions().length, 1);
  });

  test("kinds of messages and channels that it does not know are passed over", async (t) => {
    const bot = await startBot(t, { otherwise: streamText("Here.") });
    bot.standIn.faults.onEvent(
      { event: "MESSAGE_CREATE" },
      { kind: "change", change: (data) => ({ ...(data as object), type: 250 }) },
    );
    bot.mention("of a kind that is yet to come");
    bot.standIn.faults.onEvent(
      { event: "CHANNEL_CREATE" },
      { kind: "change", change: (data) => ({ ...(data as object), type: 99 }) },
    );
    bot.standIn.world.addChannel(bot.garden.guildId, { name: "holodeck" });
    const after = bot.mention("after");
    await bot.answerTo(after.id);
    assert.deepEqual(
      bot.said(bot.garden.general).map(({ replyToId }) => replyToId),
      [after.id],
    );
  });
});
