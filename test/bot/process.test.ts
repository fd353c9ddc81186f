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

describe("the program", () => {
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

  test("a wrong token ends with what to do, and shows no secret", async (t) => {
    const { environment } = await setScene(t);
    const bot = spawnBot({ ...environment, DISCORD_TOKEN: "wrong-token-123" });
    assert.equal(await bot.end("SIGCONT"), 1);
    assert.match(bot.output(), /does not accept the bot's token/);
    assert.match(bot.output(), /DISCORD_TOKEN/);
    assert.doesNotMatch(bot.output(), /wrong-token-123|key-for-the-endpoint|\bat .*\.ts:/);
  });

  test("an intent that is not switched on ends with what to do", async (t) => {
    const { environment } = await setScene(t, [/privileged intents not enabled/]);
    const bot = spawnBot({ ...environment, DISCORD_MESSAGE_CONTENT: "true" });
    assert.equal(await bot.end("SIGCONT"), 1);
    assert.match(bot.output(), /Privileged Gateway Intents/);
  });
});
