import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { type RunningBot, startBot } from "../fakes/running-bot.ts";
import { hang, streamText } from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";

async function whisper(bot: RunningBot, interactionId: string): Promise<string> {
  const id = await until(() => bot.standIn.interaction(interactionId)?.messageId, "the whisper");
  return bot.standIn.message(bot.garden.general, id)?.content ?? "";
}

/** Ada's first question runs for ever, Grace's and then Ada's second wait. */
async function fillQueue(bot: RunningBot) {
  const { garden, botUserId, people } = bot.standIn;
  const first = bot.mention("for ever");
  await until(() => bot.endpoint.requests.length === 1, "the model call");
  const second = bot.mention("second", { authorId: garden.grace });
  const third = bot.mention("third");
  const why = (userId: string, targetId: string): Promise<string> =>
    whisper(
      bot,
      people.runMessageCommand({ userId, channelId: garden.general, name: "Why no answer?", targetId }).id,
    );
  const command = (userId: string, name: string): Promise<string> =>
    whisper(bot, people.runCommand({ userId, channelId: garden.general, name }).id);
  await until(async () => /2/.test(await why(garden.ada, third.id)), "the queue");
  return { first, second, third, why, command, garden, people, mention: `<@${botUserId}>` };
}

describe("the queue of a channel", () => {
  test("“Why no answer?” and /status tell one's place; /stop takes waiting requests too", async (t) => {
    const bot = await startBot(t, { script: [hang, streamText("Second.")] });
    const { second, third, why, command, garden } = await fillQueue(bot);
    assert.match(await why(garden.ada, third.id), /2 requests before it/);
    assert.match(await why(garden.ada, second.id), /1 request before it/);
    assert.match(await command(garden.grace, "status"), /Before yours: 1 request\./);
    assert.match(await command(garden.ada, "status"), /next or under way/);
    assert.match(await command(garden.ada, "stop"), /2 requests/);
    await bot.answerTo(second.id, /^Second/);
    assert.match(await why(garden.ada, third.id), /stopped/);
    assert.equal(bot.endpoint.requests.length, 2);
  });

  test("a command that has to wait tells its place, and the answer takes the place of that", async (t) => {
    const bot = await startBot(t, { script: [hang], otherwise: streamText("Fine.") });
    const { first, garden, people, command } = await fillQueue(bot);
    const asked = people.runCommand({
      userId: garden.linus,
      channelId: garden.general,
      name: "ask",
      options: { prompt: "fourth" },
      locale: "en-US",
    });
    const shown = () => bot.said(garden.general).filter(({ interaction }) => interaction?.id === asked.id);
    assert.match((await until(() => shown()[0], "the place")).content, /^-# .*3 requests before it/);
    people.delete(garden.general, first.id);
    await until(() => shown().some(({ content }) => content.startsWith("Fine.")), "the answer");
    assert.equal(shown().length, 1);
    assert.doesNotMatch(shown()[0]?.content ?? "", /before it/);
    assert.match(await command(garden.ada, "stop"), /no request/);
  });

  test("a command that is stopped while it waits says so, instead of waiting for ever", async (t) => {
    const bot = await startBot(t, { script: [hang], otherwise: streamText("Fine.") });
    const { first, garden, people } = await fillQueue(bot);
    const run = (name: string, options = {}) =>
      people.runCommand({ userId: garden.linus, channelId: garden.general, name, options, locale: "en-US" });
    const asked = run("ask", { prompt: "fourth" });
    const shown = () => bot.said(garden.general).find(({ interaction }) => interaction?.id === asked.id);
    await until(() => shown()?.content.includes("before it"), "the place");
    run("stop");
    await until(() => shown()?.content === "-# Stopped.", "the end");
    people.delete(garden.general, first.id);
    await bot.answerTo(bot.mention("next").id);
    assert.equal(shown()?.content, "-# Stopped.");
  });

  test("who asks again for an answer where others wait is told the place, alone", async (t) => {
    const bot = await startBot(t, {
      script: [streamText("Once."), hang],
      otherwise: streamText("Again."),
    });
    const { garden, people } = bot.standIn;
    const asked = bot.mention("a question");
    const answer = await bot.answerTo(asked.id, /^Once/);
    const button = await until(
      () =>
        /regenerate:\d+/.exec(
          JSON.stringify(bot.standIn.message(garden.general, answer.id)?.components),
        )?.[0],
      "the button",
    );
    const long = bot.mention("for ever", { authorId: garden.grace });
    await until(() => bot.endpoint.requests.length === 2, "the long one");
    const press = people.press(garden.ada, garden.general, answer.id, button);
    const told = await until(
      () => bot.standIn.messages(garden.general).find(({ content }) => /1 request before it/.test(content)),
      "the place",
    );
    assert.equal(told.visibleOnlyTo, garden.ada);
    assert.equal(told.interaction?.id ?? press.id, press.id);
    people.delete(garden.general, long.id);
    await bot.answerTo(asked.id, /^Again/);
  });

  test("a waiting question that is edited asks the new thing, one that is deleted is not asked", async (t) => {
    const bot = await startBot(t, { script: [hang], otherwise: streamText("Fine.") });
    const { first, second, third, garden, people, mention, why, command } = await fillQueue(bot);
    people.edit(garden.general, third.id, `${mention} changed`);
    people.delete(garden.general, second.id);
    await until(async () => /1 request/.test(await why(garden.ada, third.id)), "the shorter queue");
    people.delete(garden.general, first.id);
    await bot.answerTo(third.id);
    assert.match(await command(garden.ada, "stop"), /no request/);
    const seen = JSON.stringify(bot.endpoint.requests.slice(1).map(({ body }) => body.messages));
    assert.match(seen, /changed/);
    assert.doesNotMatch(seen, /second|third/);
    assert.equal(bot.endpoint.requests.length, 2);
  });
});
