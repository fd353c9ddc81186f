import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { startBot } from "../fakes/running-bot.ts";
import { hang, streamText } from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";

describe("questions that change", () => {
  test("an edit after the answer corrects it in place, and in memory", async (t) => {
    const bot = await startBot(t, { script: [streamText("Four."), streamText("Nine."), streamText("Yes.")] });
    const { garden, people, botUserId } = bot.standIn;
    const asked = bot.mention("2+2?");
    const first = await bot.answerTo(asked.id, /^Four/);
    people.edit(garden.general, asked.id, `<@${botUserId}> 3*3?`);
    const second = await bot.answerTo(asked.id, /^Nine/);
    assert.equal(second.id, first.id);
    assert.equal(bot.said(garden.general).length, 1);
    await bot.answerTo(bot.mention("sure?").id, /^Yes/);
    const remembered = JSON.stringify(bot.endpoint.requests.at(-1)?.body.messages);
    assert.match(remembered, /3\*3\?/);
    assert.doesNotMatch(remembered, /2\+2\?|Four/);
  });

  test("an edit while it runs steers it: one answer, to the new question", async (t) => {
    const bot = await startBot(t, { script: [hang, streamText("Nine.")] });
    const { garden, people, botUserId } = bot.standIn;
    const asked = bot.mention("2+2?");
    await until(() => bot.endpoint.requests.length === 1, "the model call");
    people.edit(garden.general, asked.id, `<@${botUserId}> 3*3?`);
    await bot.answerTo(asked.id, /^Nine/);
    assert.equal(bot.said(garden.general).length, 1);
    assert.match(JSON.stringify(bot.endpoint.requests[1]?.body.messages.at(-1)), /3\*3\?/);
  });

  test("an edit that adds the mention asks", async (t) => {
    const bot = await startBot(t, { script: [streamText("Here.")] });
    const { garden, people, botUserId } = bot.standIn;
    const said = people.say({ authorId: garden.ada, channelId: garden.general, content: "hello" });
    people.edit(garden.general, said.id, `<@${botUserId}> hello`);
    await bot.answerTo(said.id, /^Here/);
  });

  test("deleting the question removes the answer and the memory of it", async (t) => {
    const bot = await startBot(t, { script: [streamText("Four."), streamText("Next.")] });
    const { garden, people } = bot.standIn;
    const asked = bot.mention("2+2?");
    await bot.answerTo(asked.id, /^Four/);
    people.delete(garden.general, asked.id);
    await until(() => bot.said(garden.general).length === 0, "the answer's removal");
    await bot.answerTo(bot.mention("next").id);
    assert.doesNotMatch(JSON.stringify(bot.endpoint.requests.at(-1)?.body.messages), /2\+2\?/);
  });

  test("deleting the question while it runs stops it, and nothing is answered", async (t) => {
    const bot = await startBot(t, { script: [hang, streamText("Next.")] });
    const { garden, people } = bot.standIn;
    const asked = bot.mention("for ever");
    await until(() => bot.endpoint.requests.length === 1, "the model call");
    people.delete(garden.general, asked.id);
    await bot.answerTo(bot.mention("next").id, /^Next/);
    assert.equal(bot.said(garden.general).length, 1);
  });
});
