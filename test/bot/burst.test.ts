import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { type RunningBot, type RunningBotOptions, startBot } from "../fakes/running-bot.ts";
import { hang, type Step, streamText } from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";

/** The last thing that a person said to the model. */
function asked(request: Parameters<Step>[0]): string {
  return String(request.body.messages.at(-1)?.["content"]);
}

/** Answers once it is asked something like `pattern`, and never before. */
function answerOnce(pattern: RegExp, answer: string): Step {
  return (request, response) =>
    pattern.test(asked(request)) ? streamText(answer)(request, response) : hang(request, response);
}

async function startDirect(
  t: Parameters<typeof startBot>[0],
  options: RunningBotOptions,
): Promise<{ readonly bot: RunningBot; readonly channelId: string; say(content: string): string }> {
  const bot = await startBot(t, options);
  const { garden, people } = bot.standIn;
  const channelId = people.startDm(garden.ada).id;
  const say = (content: string): string => people.say({ authorId: garden.ada, channelId, content }).id;
  return { bot, channelId, say };
}

async function why(bot: RunningBot, channelId: string, targetId: string): Promise<string> {
  const { garden, people } = bot.standIn;
  const pressed = people.runMessageCommand({
    userId: garden.ada,
    channelId,
    name: "Why no answer?",
    targetId,
  });
  const id = await until(() => bot.standIn.interaction(pressed.id)?.messageId, "the whisper");
  return bot.standIn.message(channelId, id)?.content ?? "";
}

describe("messages in a row", () => {
  test("in a direct message, before there is an answer, are one question with one answer", async (t) => {
    const { bot, channelId, say } = await startDirect(t, {
      otherwise: answerOnce(/roses[^]*\n[^]*in the shade/, "Both."),
    });
    const first = say("which roses grow");
    await until(() => bot.endpoint.requests.length === 1, "the first model call");
    const second = say("in the shade?");
    await bot.answerTo(first, /^Both\./);
    assert.equal(bot.said(channelId).length, 1);
    assert.match(await why(bot, channelId, second), /together/);
    await bot.restart();
    assert.match(await why(bot, channelId, second), /together/);
  });

  test("after the answer are two questions with two answers", async (t) => {
    const { bot, channelId, say } = await startDirect(t, { otherwise: streamText("Yes.") });
    const first = say("one");
    await bot.answerTo(first);
    const second = say("two");
    await bot.answerTo(second);
    assert.equal(bot.said(channelId).length, 2);
  });

  test("none is lost when the bot ends in between", async (t) => {
    const { bot, say } = await startDirect(t, { otherwise: hang, environment: { DRAIN_MS: "0" } });
    say("the first thought");
    await until(() => bot.endpoint.requests.length === 1, "the first model call");
    await bot.stop();
    say("the second thought");
    bot.endpoint.otherwise(streamText("Yes."));
    await bot.restart();
    await until(() => {
      const seen = bot.endpoint.requests.slice(1).map(asked).join("\n");
      return seen.includes("the first thought") && seen.includes("the second thought");
    }, "both in what the model was asked");
  });

  test("with a mention or as a reply stay questions of their own, also in direct messages", async (t) => {
    const { bot, channelId, say } = await startDirect(t, { otherwise: streamText("Yes.") });
    const { garden, people } = bot.standIn;
    const mentions = [bot.mention("one").id, bot.mention("two").id];
    const first = say("and here?");
    const reply = people.say({ authorId: garden.ada, channelId, content: "this", replyTo: first }).id;
    for (const id of [...mentions, first, reply]) await bot.answerTo(id);
    assert.equal(bot.endpoint.requests.length, 4);
  });

  test("in a thread that it was called in, the author's next words join; another's do not", async (t) => {
    const bot = await startBot(t, {
      standIn: { privilegedIntents: ["message-content"] },
      environment: { DISCORD_MESSAGE_CONTENT: "true" },
      otherwise: answerOnce(/help us[^]*\n[^]*with roses|me too/, "Yes."),
    });
    const { garden, people } = bot.standIn;
    const channelId = people.startThread({ userId: garden.ada, channelId: garden.general, name: "R" }).id;
    const first = bot.mention("help us", { channelId });
    await until(() => bot.endpoint.requests.length === 1, "the first model call");
    people.say({ authorId: garden.ada, channelId, content: "with roses" });
    const other = people.say({ authorId: garden.linus, channelId, content: "me too" });
    await bot.answerTo(first.id);
    await bot.answerTo(other.id);
    assert.equal(bot.said(channelId).length, 2);
  });

  test("an edit of one changes what is asked; without the first the answer replies to the next", async (t) => {
    const { bot, channelId, say } = await startDirect(t, { otherwise: hang });
    const { people } = bot.standIn;
    const first = say("which roses");
    const second = say("grow in the shade?");
    await until(() => bot.endpoint.requests.some((one) => /roses\ngrow/.test(asked(one))), "both");
    people.edit(channelId, second, "grow in the sun?");
    await until(
      () => bot.endpoint.requests.some((one) => /roses\ngrow in the sun/.test(asked(one))),
      "the edit",
    );
    bot.endpoint.otherwise(streamText("Many."));
    people.delete(channelId, first);
    await bot.answerTo(second, /^Many\./);
    const last = bot.endpoint.requests.at(-1);
    assert.ok(last !== undefined && /grow in the sun/.test(asked(last)) && !/roses/.test(asked(last)));
    assert.equal(bot.said(channelId).length, 1);
  });
});
