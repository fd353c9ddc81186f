import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";

import { type StandIn, startStandIn } from "../../src/playground/stand-in.ts";
import { spawnBot, startBotProcess } from "../fakes/bot-process.ts";
import { chunk, listen, type ScriptedEndpoint, type Step, streamText } from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";

interface Scene {
  readonly standIn: StandIn;
  readonly endpoint: ScriptedEndpoint;
  readonly environment: Readonly<Record<string, string>>;
  ask(text: string): string;
  answersTo(messageId: string): readonly string[];
}

/** @param expected What the stand-in objects to, when a test provokes that. */
async function setScene(t: TestContext, expected: readonly RegExp[] = []): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), "orchid-"));
  const standIn = await startStandIn();
  const endpoint = await listen();
  t.after(async () => {
    await endpoint.close();
    await standIn.close();
    rmSync(folder, { recursive: true, force: true });
    const unexpected = standIn.violations.filter(({ what }) => !expected.some((known) => known.test(what)));
    assert.deepEqual(unexpected, []);
  });
  const { garden, people, botUserId } = standIn;
  return {
    standIn,
    endpoint,
    environment: {
      DISCORD_TOKEN: standIn.botToken,
      DISCORD_API_URL: standIn.apiUrl,
      OPENAI_BASE_URL: endpoint.url,
      OPENAI_API_KEY: "key-for-the-endpoint",
      OPENAI_MODEL: "scripted",
      DATABASE_URL: `sqlite:${join(folder, "orchid.sqlite")}`,
    },
    ask: (text) =>
      people.say({ authorId: garden.ada, channelId: garden.general, content: `<@${botUserId}> ${text}` }).id,
    answersTo: (messageId) =>
      standIn
        .messages(garden.general)
        .filter(({ replyToId, author }) => replyToId === messageId && author.id === botUserId)
        .map(({ content }) => content),
  };
}

/** Begins to answer and then says nothing more. */
const beginAndHang: Step = (_request, response) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(
    `data: ${JSON.stringify(chunk({ delta: { role: "assistant", content: "The begin" } }))}\n\n`,
  );
};

describe("the program", { concurrency: 2 }, () => {
  test("kill -9 in the middle of an answer, and again, leaves exactly one answer", async (t) => {
    const { endpoint, environment, ask, answersTo } = await setScene(t);
    endpoint.script(beginAndHang, beginAndHang);
    endpoint.otherwise(streamText("The whole answer."));
    const first = await startBotProcess(environment);
    const question = ask("tell me");
    await until(() => answersTo(question).length > 0, "the first words");
    await first.end("SIGKILL");

    const second = await startBotProcess(environment);
    await until(() => endpoint.requests.length === 2, "the second try");
    await second.end("SIGKILL");

    const third = await startBotProcess(environment);
    await until(() => answersTo(question)[0]?.startsWith("The whole answer."), "the answer");
    const next = ask("and then?");
    await until(() => answersTo(next).length > 0, "the next answer");
    assert.equal(await third.end("SIGTERM"), 0);
    assert.equal(answersTo(question).length, 1);
    assert.equal(answersTo(next).length, 1);
  });

  test("what was asked while it was down is answered once, in order", async (t) => {
    const { endpoint, environment, ask, answersTo, standIn } = await setScene(t);
    endpoint.otherwise(streamText("Here."));
    const first = await startBotProcess(environment);
    const known = ask("hello");
    await until(() => answersTo(known).length === 1, "the first answer");
    await first.end("SIGTERM");
    const missed = [ask("one"), ask("two"), ask("three")];

    const second = await startBotProcess(environment);
    await until(() => missed.every((id) => answersTo(id).length > 0), "the missed answers");
    await second.end("SIGTERM");
    const replies = standIn.messages(standIn.garden.general).flatMap(({ replyToId }) => replyToId ?? []);
    assert.deepEqual(replies, [known, ...missed]);
  });

  test("of more than 500 messages in one channel the first 500 are looked through, and the log says so", async (t) => {
    const { endpoint, environment, ask, answersTo, standIn } = await setScene(t);
    const { garden, people } = standIn;
    endpoint.otherwise(streamText("Here."));
    const first = await startBotProcess(environment);
    const known = ask("hello");
    await until(() => answersTo(known).length === 1, "the first answer");
    await first.end("SIGTERM");
    const missed = ask("one");
    const chat = (count: number): void => {
      for (let index = 0; index < count; index += 1) {
        people.say({ authorId: garden.linus, channelId: garden.general, content: `chat ${index}` });
      }
    };
    // What was said in the last half minute before is looked through again.
    chat(480);
    const last = ask("within the first 500");
    chat(20);
    const beyond = ask("beyond them");

    // Looking around once a minute must not make up for it either: it would come after newer ones.
    const second = await startBotProcess({ ...environment, CATCH_UP_INTERVAL_MS: "200" });
    await until(() => answersTo(last).length > 0, "the last answer that is due", 20_000);
    const after = ask("after");
    await until(() => answersTo(after).length > 0, "the next answer");
    assert.match(second.output(), /"event":"catch-up-bounded"/);
    await second.end("SIGTERM");
    const replies = standIn.messages(garden.general).flatMap(({ replyToId }) => replyToId ?? []);
    assert.deepEqual(replies, [known, missed, last, after]);
    assert.deepEqual(answersTo(beyond), []);
  });

  test("the first start ever answers nothing old", async (t) => {
    const { endpoint, environment, ask, answersTo } = await setScene(t);
    endpoint.otherwise(streamText("Here."));
    const old = ask("from before");
    const bot = await startBotProcess(environment);
    const asked = ask("now");
    await until(() => answersTo(asked).length === 1, "the answer");
    await bot.end("SIGTERM");
    assert.deepEqual(answersTo(old), []);
  });

  test("stopped for a while as a whole (SIGSTOP), it goes on, and what came meanwhile is answered once", async (t) => {
    const { endpoint, environment, ask, answersTo } = await setScene(t);
    endpoint.script(async (request, response) => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      await streamText("Here.")(request, response);
    });
    endpoint.otherwise(streamText("Here."));
    const bot = spawnBot(environment);
    await until(() => bot.output().includes('"working"'), "the start", 20_000);
    const first = ask("one");
    await until(() => endpoint.requests.length === 1, "the model to be asked");
    bot.child.kill("SIGSTOP");
    const second = ask("two");
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    bot.child.kill("SIGCONT");
    const third = ask("three");
    await until(() => answersTo(third).length > 0, "the last answer", 20_000);
    await bot.end("SIGTERM");
    for (const id of [first, second, third]) assert.equal(answersTo(id).length, 1);
  });

  test("a token that is taken away while it works ends it, and the next start answers what was begun", async (t) => {
    const { standIn, endpoint, environment, ask, answersTo } = await setScene(t);
    endpoint.otherwise(streamText("Here."));
    const bot = spawnBot(environment);
    await until(() => bot.output().includes('"working"'), "the start", 20_000);
    standIn.faults.onRequest(
      { method: "POST", path: /^\/channels\/\d+\/messages$/, times: Infinity },
      { kind: "status", status: 401, body: { code: 0, message: "401: Unauthorized" } },
    );
    const question = ask("one");
    await until(() => bot.hasEnded(), "its end", 20_000);
    assert.equal(await bot.end("SIGCONT"), 1);
    assert.match(bot.output(), /does not accept the bot's token/);
    standIn.faults.clear();
    const next = await startBotProcess(environment);
    await until(() => answersTo(question).length > 0, "the answer", 20_000);
    await next.end("SIGTERM");
    assert.equal(answersTo(question).length, 1);
    assert.equal(endpoint.requests.length, 1, "the answer was frozen before");
  });

  for (const [code, reason] of [
    [4004, /does not accept the bot's token/],
    [4013, /does not know an intent/],
    [4014, /intent that was asked for is not switched on/],
  ] as const) {
    test(`a connection that Discord closes with ${code} ends it with what to do, not in a loop`, async (t) => {
      const { standIn, environment } = await setScene(t);
      const bot = spawnBot(environment);
      await until(() => bot.output().includes('"working"'), "the start", 20_000);
      standIn.gateway.close(code);
      await until(() => bot.hasEnded(), "its end", 20_000);
      assert.equal(await bot.end("SIGCONT"), 1);
      assert.match(bot.output(), reason);
      assert.doesNotMatch(bot.output(), /\bat .*\.ts:/);
    });
  }

  test("no login left today: it waits for the next ones and takes none too many", async (t) => {
    const { standIn, endpoint, environment, ask, answersTo } = await setScene(t);
    endpoint.otherwise(streamText("Here."));
    standIn.faults.onRequest(
      { method: "GET", path: "/gateway/bot" },
      {
        kind: "status",
        status: 200,
        body: {
          url: `${standIn.apiUrl.replace(/^http/, "ws").replace(/\/api$/, "")}/gateway`,
          shards: 1,
          session_start_limit: { total: 1_000, remaining: 0, reset_after: 500, max_concurrency: 1 },
        },
      },
    );
    const bot = spawnBot(environment);
    await until(() => bot.output().includes("no-logins-left"), "the wait", 20_000);
    assert.deepEqual(standIn.gateway.sessions(), []);
    await until(() => bot.output().includes('"working"'), "the start", 20_000);
    const question = ask("and now?");
    await until(() => answersTo(question).length === 1, "the answer");
    assert.equal(standIn.gateway.sessions().length, 1);
    assert.equal(await bot.end("SIGTERM"), 0);
  });

  test("servers that Discord cannot tell of yet: direct messages are answered meanwhile", async (t) => {
    const { standIn, endpoint, environment } = await setScene(t);
    endpoint.otherwise(streamText("Here."));
    standIn.faults.onEvent({ event: "GUILD_CREATE", times: Infinity }, { kind: "drop" });
    const bot = spawnBot(environment);
    await until(() => standIn.gateway.sessions().length > 0, "the connection", 20_000);
    const { garden, people } = standIn;
    const direct = people.startDm(garden.ada);
    people.say({ authorId: garden.ada, channelId: direct.id, content: "anybody there?" });
    await until(
      () => standIn.messages(direct.id).some(({ author }) => author.id === standIn.botUserId),
      "the answer",
      30_000,
    );
    await bot.end("SIGTERM");
  });

  test("a wrong token ends with what to do, and shows no secret", async (t) => {
    const { environment } = await setScene(t);
    const bot = spawnBot({ ...environment, DISCORD_TOKEN: "wrong-token-123" });
    assert.equal(await bot.end("SIGCONT"), 1);
    assert.match(bot.output(), /does not accept the bot's token/);
    assert.match(bot.output(), /DISCORD_TOKEN/);
    assert.doesNotMatch(bot.output(), /wrong-token-123|key-for-the-endpoint|\bat .*\.ts:/);
  });

  test("a Discord that does not answer ends with what to do", async (t) => {
    const { environment } = await setScene(t);
    // Nobody listens there.
    const bot = spawnBot({ ...environment, DISCORD_API_URL: "http://127.0.0.1:1/api" });
    assert.equal(await bot.end("SIGCONT"), 1);
    assert.match(bot.output(), /Discord cannot be reached: .*ECONNREFUSED[^]*discordstatus\.com/);
    assert.doesNotMatch(bot.output(), /\bat .*\.ts:/);
  });

  test("an intent that is not switched on ends with what to do", async (t) => {
    const { environment } = await setScene(t, [/privileged intents not enabled/]);
    const bot = spawnBot({ ...environment, DISCORD_MESSAGE_CONTENT: "true" });
    assert.equal(await bot.end("SIGCONT"), 1);
    assert.match(bot.output(), /Privileged Gateway Intents/);
  });
});
