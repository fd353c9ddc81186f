import assert from "node:assert/strict";
import { describe, test } from "node:test";

import type { VisibleInteraction } from "../../src/playground/contracts.ts";
import { type RunningBot, startBot } from "../fakes/running-bot.ts";
import { streamText } from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";

/** What the bot said to a command, which only its user sees. */
async function whisper(bot: RunningBot, interaction: VisibleInteraction): Promise<string> {
  const messageId = await until(() => bot.standIn.interaction(interaction.id)?.messageId, "the whisper");
  const message = bot.standIn.message(interaction.channelId, messageId);
  assert.equal(message?.visibleOnlyTo, interaction.userId);
  return message?.content ?? "";
}

async function why(bot: RunningBot, userId: string, channelId: string, targetId: string): Promise<string> {
  const asked = bot.standIn.people.runMessageCommand({
    userId,
    channelId,
    name: "Why no answer?",
    targetId,
    locale: "en-US",
  });
  return await whisper(bot, asked);
}

describe("who may", () => {
  test("a denied role is not answered by any way in, and is told why", async (t) => {
    const bot = await startBot(t, {
      environment: ({ garden }) => ({ DENY_ROLES: garden.moderatorRoleId }),
      otherwise: streamText("Gladly."),
    });
    const { garden, people } = bot.standIn;
    const refused = bot.mention("hello", { authorId: garden.grace });
    const answer = await bot.answerTo(bot.mention("and me?").id);
    assert.equal(bot.said(garden.general).length, 1);
    assert.match(await why(bot, garden.ada, garden.general, refused.id), /one of your roles/);

    const asked = people.runCommand({
      userId: garden.grace,
      channelId: garden.general,
      name: "ask",
      options: { prompt: "hello" },
    });
    assert.match(await whisper(bot, asked), /one of your roles/);
    const menu = people.runMessageCommand({
      userId: garden.grace,
      channelId: garden.general,
      name: "Ask about this",
      targetId: answer.id,
    });
    assert.match(await whisper(bot, menu), /one of your roles/);
    const button = JSON.stringify(answer.components).match(/regenerate:\d+/)?.[0] ?? "no button";
    assert.match(
      await whisper(bot, people.press(garden.grace, garden.general, answer.id, button)),
      /one of your roles/,
    );
    people.edit(garden.general, refused.id, `<@${bot.standIn.botUserId}> hello again`);
    await bot.answerTo(bot.mention("still there?").id);
    assert.equal(bot.endpoint.requests.length, 2);
  });

  test("who is denied can still have everything forgotten, and nothing is kept of that", async (t) => {
    const bot = await startBot(t, {
      environment: ({ garden }) => ({ DENY_ROLES: garden.moderatorRoleId }),
      otherwise: streamText("Gladly."),
    });
    const { garden, people } = bot.standIn;
    const run = (name: string): VisibleInteraction =>
      people.runCommand({ userId: garden.grace, channelId: garden.general, name, locale: "de" });
    assert.match(await whisper(bot, run("usage")), /Rollen/);
    const forget = run("forget");
    assert.match(await whisper(bot, forget), /entfernt, was ich über dich aufbewahre/);
    const messageId = bot.standIn.interaction(forget.id)?.messageId ?? "";
    people.press(garden.grace, garden.general, messageId, "forget-me");
    // Not even the language of that: it would have been counted here.
    await until(
      () => bot.standIn.message(garden.general, messageId)?.content.startsWith("I kept nothing"),
      "the end of forgetting",
    );
  });

  test("in a direct message, roles in the server of the listed role count", async (t) => {
    const bot = await startBot(t, {
      environment: ({ garden }) => ({ ALLOW_ROLES: garden.moderatorRoleId }),
      otherwise: streamText("Gladly."),
    });
    const { garden, people } = bot.standIn;
    const outside = people.startDm(garden.linus).id;
    const refused = people.say({ authorId: garden.linus, channelId: outside, content: "psst" });
    const inside = people.startDm(garden.grace).id;
    const asked = people.say({ authorId: garden.grace, channelId: inside, content: "psst" });
    await bot.answerTo(asked.id);
    assert.match(await why(bot, garden.linus, outside, refused.id), /not among them/);
    assert.equal(bot.said(outside).filter(({ visibleOnlyTo }) => visibleOnlyTo === undefined).length, 0);
  });

  test("roles that cannot be found out are no", async (t) => {
    const bot = await startBot(t, {
      environment: ({ garden }) => ({ ALLOW_ROLES: garden.moderatorRoleId }),
      isStrict: false,
    });
    const { garden, people } = bot.standIn;
    bot.standIn.faults.onRequest(
      { path: `/guilds/${garden.guildId}/members/${garden.grace}`, times: Infinity },
      { kind: "status", status: 403, body: { code: 50001, message: "Missing Access" } },
    );
    const channelId = people.startDm(garden.grace).id;
    const asked = people.say({ authorId: garden.grace, channelId, content: "psst" });
    const tried = () => bot.standIn.requests.some(({ path }) => path.includes("/members/"));
    await until(tried, "the question for roles");
    assert.match(await why(bot, garden.grace, channelId, asked.id), /could not find out/);
    assert.equal(bot.endpoint.requests.length, 0);
  });

  test("roles of messages that were missed are asked for anew", async (t) => {
    const bot = await startBot(t, {
      environment: ({ garden }) => ({ ALLOW_ROLES: garden.moderatorRoleId }),
      otherwise: streamText("Gladly."),
    });
    const { garden } = bot.standIn;
    await bot.answerTo(bot.mention("one", { authorId: garden.grace }).id);
    await bot.stop();
    const missed = bot.mention("two", { authorId: garden.grace });
    bot.mention("three", { authorId: garden.linus });
    await bot.restart();
    await bot.answerTo(missed.id);
    await bot.answerTo(bot.mention("four", { authorId: garden.grace }).id);
    assert.equal(bot.endpoint.requests.length, 3);
  });

  test("with allowed channels, their threads are answered, and nothing else", async (t) => {
    const bot = await startBot(t, {
      environment: ({ garden }) => ({ ALLOW_CHANNELS: garden.lab }),
      otherwise: streamText("Gladly."),
    });
    const { garden, people } = bot.standIn;
    const refused = bot.mention("hello");
    const thread = people.startThread({ userId: garden.ada, channelId: garden.lab, name: "Soil" });
    await bot.answerTo(bot.mention("hello", { channelId: thread.id }).id);
    assert.match(await why(bot, garden.ada, garden.general, refused.id), /not one of them/);
    const direct = people.startDm(garden.ada).id;
    const whispered = people.say({ authorId: garden.ada, channelId: direct, content: "psst" });
    await bot.answerTo(bot.mention("again", { channelId: garden.lab }).id);
    assert.match(await why(bot, garden.ada, direct, whispered.id), /not in direct messages/);
    assert.equal(bot.endpoint.requests.length, 2);
  });
});
