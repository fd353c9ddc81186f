import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { startBot } from "../fakes/running-bot.ts";
import { streamCalls, streamText, whole } from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";

/** The user and assistant texts of a request, without the system prompt. */
function talk(messages: readonly { readonly [key: string]: unknown }[]): readonly string[] {
  return messages.filter(({ role }) => role !== "system").map(({ content }) => String(content));
}

describe("the main path", () => {
  test("a mention is answered once, as a reply that pings nobody", async (t) => {
    const bot = await startBot(t, { script: [streamText("Hello Ada!")] });
    const question = bot.mention("hello");
    const answer = await bot.answerTo(question.id);
    assert.match(answer.content, /^Hello Ada!/);
    assert.deepEqual(bot.said(bot.garden.general).length, 1);
    assert.deepEqual(answer.pings, { everyone: false, userIds: [], roleIds: [] });
    assert.equal(answer.nonce, `${question.id}:0`);
    const creates = bot.standIn.requests.filter(({ method }) => method !== "GET");
    assert.ok(creates.some(({ path }) => path === `/channels/${bot.garden.general}/messages`));
  });

  test("a direct message and a reply are answered without a mention", async (t) => {
    const bot = await startBot(t, { script: [streamText("In private."), streamText("Once more.")] });
    const { people, garden } = bot.standIn;
    const direct = people.startDm(garden.linus);
    const first = people.say({ authorId: garden.linus, channelId: direct.id, content: "psst" });
    const answer = await bot.answerTo(first.id);
    const second = people.say({
      authorId: garden.linus,
      channelId: direct.id,
      content: "again",
      replyTo: answer.id,
    });
    assert.match((await bot.answerTo(second.id)).content, /^Once more\./);
  });

  test("nobody else is answered: bots, webhooks, system messages, @everyone, other people's talk", async (t) => {
    const bot = await startBot(t, { script: [streamText("Here.")] });
    const { people, garden, world } = bot.standIn;
    const other = world.addUser({ name: "OtherBot", isBot: true });
    world.addMember(garden.guildId, other);
    const mention = `<@${bot.standIn.botUserId}>`;
    const channelId = garden.general;
    people.say({ authorId: other, channelId, content: `${mention} hi` });
    people.say({ authorId: garden.ada, channelId, content: `${mention} hi`, webhookName: "hook" });
    people.say({ authorId: garden.ada, channelId, content: `${mention} hi`, type: 7 });
    people.say({ authorId: garden.ada, channelId, content: "@everyone hi" });
    people.say({ authorId: garden.ada, channelId, content: "just talking" });
    // The last one proves that the earlier ones had their chance: a channel is answered in order.
    const asked = bot.mention("and now?");
    await bot.answerTo(asked.id);
    assert.equal(bot.said(channelId).length, 1);
    assert.equal(bot.endpoint.requests.length, 1);
  });

  test("three turns are remembered per channel and no more; a restart keeps them; /reset clears them", async (t) => {
    const bot = await startBot(t, { otherwise: streamText("Noted.") });
    const { garden, people } = bot.standIn;
    for (const text of ["one", "two", "three", "four"]) await bot.answerTo(bot.mention(text).id);
    await bot.restart();
    await bot.answerTo(bot.mention("five").id);
    const remembered = talk(bot.endpoint.requests.at(-1)?.body.messages ?? []);
    assert.equal(remembered.length, 7);
    for (const [index, text] of ["two", "three", "four"].entries()) {
      assert.match(remembered[index * 2] ?? "", new RegExp(`${text}$`));
    }
    assert.match(remembered[6] ?? "", /five$/);

    await bot.answerTo(bot.mention("elsewhere", { channelId: garden.lab }).id);
    assert.equal(talk(bot.endpoint.requests.at(-1)?.body.messages ?? []).length, 1);

    const reset = people.runCommand({ userId: garden.ada, channelId: garden.general, name: "reset" });
    await until(() => bot.standIn.interaction(reset.id)?.status === "answered", "/reset");
    await bot.answerTo(bot.mention("six").id);
    assert.equal(talk(bot.endpoint.requests.at(-1)?.body.messages ?? []).length, 1);
  });

  test("a failed task leaves no turn and says so in one line with a code", async (t) => {
    const refusal = whole({ error: { message: "no, sk-abcdefghijklmnop" } }, { status: 422 });
    const bot = await startBot(t, { script: [refusal, streamText("Better.")] });
    const failed = await bot.answerTo(bot.mention("first").id);
    assert.equal(failed.content.includes("sk-abc"), false);
    assert.match(failed.content, /\(Error [0-9a-f]{8}\)/);
    await bot.answerTo(bot.mention("second").id);
    assert.equal(talk(bot.endpoint.requests.at(-1)?.body.messages ?? []).length, 1);
  });

  test("tools run, two of one round side by side, and the trace shows what ran", async (t) => {
    const bot = await startBot(t, {
      script: [
        streamCalls([
          { name: "calculator", args: { expression: "6*7" } },
          { name: "current_time", args: {} },
          { name: "no_such_tool", args: {} },
        ]),
        streamText("It is 42."),
      ],
    });
    const { garden, people } = bot.standIn;
    const answer = await bot.answerTo(bot.mention("what is 6*7, and when?").id);
    const results = (bot.endpoint.requests[1]?.body.messages ?? []).filter(({ role }) => role === "tool");
    assert.match(String(results[0]?.["content"]), /42/);
    assert.match(String(results[2]?.["content"]), /^Tool error: /);

    const button = JSON.stringify(answer.components).match(/trace:\d+/)?.[0] ?? "no button";
    const press = people.press(garden.grace, garden.general, answer.id, button);
    await until(() => bot.standIn.interaction(press.id)?.status === "answered", "the button's answer");
    const thread = bot.standIn.threads(garden.general)[0];
    assert.equal(thread?.id, answer.id);
    const trace = bot
      .said(thread?.id ?? "")
      .map(({ content }) => content)
      .join("\n");
    assert.match(trace, /calculator/);
    assert.match(trace, /6\*7/);
    assert.match(trace, /42/);
    assert.match(trace, /scripted/);
  });

  test("/ask is answered in place, and TRACE=thread needs no button", async (t) => {
    const bot = await startBot(t, {
      environment: { TRACE: "thread" },
      script: [streamCalls([{ name: "calculator", args: { expression: "1+1" } }]), streamText("Two.")],
    });
    const { garden, people } = bot.standIn;
    const asked = people.runCommand({
      userId: garden.ada,
      channelId: garden.general,
      name: "ask",
      options: { prompt: "1+1?" },
    });
    const answer = await until(() => {
      const found = bot.said(garden.general).find(({ interaction }) => interaction?.id === asked.id);
      return found?.content.startsWith("Two.") === true ? found : undefined;
    }, "the answer to /ask");
    await until(() => bot.standIn.threads(garden.general)[0]?.id === answer.id, "the trace thread");
  });

  test("at the limit of rounds a real answer comes from what was gathered", async (t) => {
    const bot = await startBot(t, {
      environment: { ORCHESTRATOR_MAX_ROUNDS: "2" },
      script: [
        streamCalls([{ name: "calculator", args: { expression: "1+1" } }]),
        streamCalls([{ name: "calculator", args: { expression: "2+2" } }]),
        streamText("Two and four."),
      ],
    });
    assert.match((await bot.answerTo(bot.mention("loop").id)).content, /^Two and four\./);
  });

  test("a mention without a question is told how to ask, without a model and without buttons", async (t) => {
    const bot = await startBot(t);
    const answer = await bot.answerTo(bot.mention("").id);
    assert.match(answer.content, /\/ask/);
    assert.deepEqual(answer.components, []);
    assert.equal(bot.endpoint.requests.length, 0);
  });
});
