import assert from "node:assert/strict";
import { describe, test } from "node:test";

import type { VisibleMessage } from "../../src/playground/contracts.ts";
import { type RunningBot, type RunningBotOptions, startBot } from "../fakes/running-bot.ts";
import { streamText } from "../fakes/scripted-endpoint.ts";

const WITH_CONTENT = {
  standIn: { privilegedIntents: ["message-content"] },
  environment: { DISCORD_MESSAGE_CONTENT: "true" },
  otherwise: streamText("I looked."),
} as const satisfies RunningBotOptions;

function linkTo(message: VisibleMessage, guildId: string, host = "discord.com"): string {
  return `https://${host}/channels/${guildId}/${message.channelId}/${message.id}`;
}

function lastRequest(bot: RunningBot): string {
  return JSON.stringify(bot.endpoint.requests.at(-1)?.body.messages.at(-1));
}

/** A channel for moderators and the bot. */
function hiddenChannel({ standIn }: RunningBot): string {
  const { garden, world, botUserId } = standIn;
  return world.addChannel(garden.guildId, {
    name: "moderators",
    overwrites: [
      { roleId: garden.guildId, deny: ["VIEW_CHANNEL"] },
      { roleId: garden.moderatorRoleId, allow: ["VIEW_CHANNEL"] },
      { userId: botUserId, allow: ["VIEW_CHANNEL"] },
    ],
  });
}

const NOT_READ = /-# A linked message was not read: it is gone/;
const ELSEWHERE = /-# A linked message was not read: I read only those of the place/;

describe("linked messages", () => {
  test("of another channel that everybody here may read come along, at most three", async (t) => {
    const bot = await startBot(t, WITH_CONTENT);
    const { garden, people } = bot.standIn;
    const say = (content: string) => people.say({ authorId: garden.linus, channelId: garden.lab, content });
    const [one, two, three, four] = [say("tulips"), say("daisies"), say("poppies"), say("nettles")];
    const links = [
      linkTo(one, garden.guildId),
      linkTo(two, garden.guildId, "ptb.discord.com"),
      linkTo(three, garden.guildId, "canary.discord.com"),
      linkTo(four, garden.guildId),
    ];
    const answer = await bot.answerTo(bot.mention(`what are ${links.join(" ")}?`).id, /^I looked\.[^]*-#/);
    assert.match(lastRequest(bot), /tulips[^]*daisies[^]*poppies/);
    assert.doesNotMatch(lastRequest(bot), /nettles/);
    assert.match(answer.content, /-# Only the first 3 linked messages were read\./);
  });

  test("that the asking person may not see stay closed", async (t) => {
    const bot = await startBot(t, WITH_CONTENT);
    const { garden, people } = bot.standIn;
    const channelId = hiddenChannel(bot);
    const secret = people.say({ authorId: garden.grace, channelId, content: "the secret compost" });
    const link = linkTo(secret, garden.guildId);
    const answer = await bot.answerTo(bot.mention(`read ${link}`, { authorId: garden.linus }).id, /-#/);
    assert.match(answer.content, NOT_READ);
    assert.doesNotMatch(lastRequest(bot), /compost/);
  });

  test("are not told where others may read the answer, but are in their own channel", async (t) => {
    const bot = await startBot(t, WITH_CONTENT);
    const { garden, people } = bot.standIn;
    const channelId = hiddenChannel(bot);
    const secret = people.say({ authorId: garden.grace, channelId, content: "the secret compost" });
    const link = linkTo(secret, garden.guildId);
    const open = await bot.answerTo(bot.mention(`read ${link}`, { authorId: garden.grace }).id, /-#/);
    assert.match(open.content, NOT_READ);
    assert.doesNotMatch(lastRequest(bot), /compost/);
    await bot.answerTo(bot.mention(`read ${link}`, { authorId: garden.grace, channelId }).id, /-#/);
    assert.match(lastRequest(bot), /the secret compost/);
  });

  test("of another server, of direct messages and of nowhere are left out", async (t) => {
    const bot = await startBot(t, WITH_CONTENT);
    const { garden, people, world } = bot.standIn;
    const other = world.addGuild({ name: "Elsewhere", ownerId: garden.ada, withBot: true });
    const away = world.addChannel(other, { name: "away" });
    const far = people.say({ authorId: garden.ada, channelId: away, content: "far away" });
    const direct = people.startDm(garden.ada).id;
    const close = people.say({ authorId: garden.ada, channelId: direct, content: "between us" });
    await bot.answerTo(close.id);
    const links = [linkTo(far, other), linkTo(close, "@me"), linkTo(close, garden.guildId)];
    const answer = await bot.answerTo(bot.mention(`read ${links.join(" ")}`).id, /-#/);
    assert.match(answer.content, ELSEWHERE);
    assert.doesNotMatch(lastRequest(bot), /far away|between us/);
    const gone = linkTo({ ...far, channelId: garden.lab }, garden.guildId);
    assert.match((await bot.answerTo(bot.mention(`read ${gone}`).id, /-#/)).content, NOT_READ);
    // In the direct conversation itself its messages may be linked to.
    const again = people.say({
      authorId: garden.ada,
      channelId: direct,
      content: `what did I mean? ${linkTo(close, "@me")}`,
    });
    await bot.answerTo(again.id, /-#/);
    assert.match(lastRequest(bot), /Linked message by[^]*between us/);
  });

  test("whose text Discord hides are named to the person", async (t) => {
    const bot = await startBot(t, { otherwise: streamText("I looked.") });
    const { garden, people } = bot.standIn;
    const hidden = people.say({ authorId: garden.linus, channelId: garden.lab, content: "tulips" });
    const answer = await bot.answerTo(bot.mention(`read ${linkTo(hidden, garden.guildId)}`).id, /-#/);
    assert.match(answer.content, /hidden from me/);
    assert.match(lastRequest(bot), /its text is not visible to you/);
  });
});
