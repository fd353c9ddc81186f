import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

import { readConfig } from "../../src/config.ts";
import { startStandIn, type StandIn } from "../../src/playground/stand-in.ts";
import { startBotProcess } from "../fakes/bot-process.ts";
import type { RunningBot } from "../fakes/running-bot.ts";
import { listen, streamText, whole } from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";
import { attack, attempt, openQuestion, refused, startVictim, twin } from "./attack.ts";

const lab = { name: "send_message", args: { channel: "lab", text: "hello" } };

/** Presses a button of the question that is open, as somebody. @returns what only they were told. */
async function pressAs(bot: RunningBot, personId: string, choice: "yes" | "always"): Promise<string> {
  const { general } = bot.garden;
  const open = await until(() => openQuestion(bot, general), "the question");
  const button = JSON.stringify(open.components).match(new RegExp(`approval-${choice}:[0-9a-f]+`))?.[0];
  const { id } = bot.standIn.people.press(personId, general, open.id, button ?? "none");
  return await until(() => {
    const { status, followUpIds, messageId } = bot.standIn.interaction(id) ?? {};
    if (status !== "answered") return undefined;
    const told = [...(followUpIds ?? []), messageId ?? ""].map((one) => bot.standIn.message(general, one));
    return told.find((message) => message?.visibleOnlyTo === personId)?.content ?? "";
  }, "an answer to the press");
}

attack("A08: the button of an approval, pressed by others: a member, a moderator, the owner", async (t) => {
  const bot = await startVictim(t);
  const { garden, world, people } = bot.standIn;
  const eve = world.addUser({ name: "Eve" });
  world.addMember(garden.guildId, eve);
  const running = attempt(bot, { calls: [lab] });
  for (const personId of [eve, garden.grace, garden.ada]) {
    assert.match(await pressAs(bot, personId, "yes"), /^Only <@\d+> can decide this/);
    await pressAs(bot, personId, "always");
  }
  const open = openQuestion(bot, garden.general);
  assert.ok(open, "the question stays open");
  const no = JSON.stringify(open.components).match(/approval-no:[0-9a-f]+/)?.[0] ?? "none";
  people.press(garden.linus, garden.general, open.id, no);
  refused((await running).results, /said no/);
  assert.deepEqual(bot.said(garden.lab), []);
});

twin("where moderators may decide, a moderator's press counts", async (t) => {
  const bot = await startVictim(t, { environment: { APPROVERS: "moderators" } });
  const running = attempt(bot, { calls: [lab] });
  await pressAs(bot, bot.garden.grace, "yes");
  assert.match((await running).results[0] ?? "", /^Sent/);
});

attack("A10 A11: bots, webhooks, the bot itself and Discord's own messages", async (t) => {
  const bot = await startVictim(t);
  const { garden, people, world, botUserId } = bot.standIn;
  const other = world.addUser({ name: "Parrot", isBot: true });
  world.addMember(garden.guildId, other);
  const content = `<@${botUserId}> hello`;
  const say = { channelId: garden.general, content };
  people.say({ ...say, authorId: other });
  people.say({ ...say, authorId: other, webhookName: "News" });
  // 6 a pin, 7 a join, 18 a thread, 46 the result of a poll.
  for (const type of [6, 7, 18, 46]) people.say({ ...say, authorId: garden.linus, type });
  await onlyAnswers(bot, bot.mention("and this?"), 1);
  const [answer] = bot.said(garden.general);
  people.say({ ...say, authorId: other, replyTo: answer?.id ?? "" });
  await onlyAnswers(bot, bot.mention("and now?"), 2);
});

/** Waits for the answer to what somebody may ask, and finds that nothing else was answered before it. */
async function onlyAnswers(bot: RunningBot, asked: { readonly id: string }, total: number): Promise<void> {
  bot.endpoint.script(streamText("Fine."));
  await bot.answerTo(asked.id, /^Fine/);
  // What came before it in other channels may be slower.
  await pause(100);
  assert.equal(bot.endpoint.requests.length, total);
}

/** Every way in that there is, taken by one person. @returns how many there are. */
function everyWayIn(bot: RunningBot, personId: string): number {
  const { garden, people, botUserId } = bot.standIn;
  const call = `<@${botUserId}> hello`;
  const say = (content: string, more: object = {}) =>
    people.say({ authorId: personId, channelId: garden.general, content, ...more });
  const [theirs] = bot.said(garden.general);
  say(call);
  say("a reply", { replyTo: theirs?.id ?? "" });
  people.edit(garden.general, say("nothing yet").id, call);
  const inThread = {
    channelId: people.startThread({ userId: personId, channelId: garden.general, name: "t" }).id,
  };
  say(call, inThread);
  const named = people.startThread({ userId: personId, channelId: garden.general, name: `${call}?` });
  say("in it", { channelId: named.id });
  say("a direct message", { channelId: people.startDm(personId).id });
  const where = { userId: personId, channelId: garden.general };
  people.runCommand({ ...where, name: "ask", options: { prompt: "hello" } });
  people.runMessageCommand({ ...where, name: "Ask about this", targetId: theirs?.id ?? "" });
  for (const button of JSON.stringify(theirs?.components).match(/"custom_id":"[^"]+"/g) ?? []) {
    people.press(personId, garden.general, theirs?.id ?? "", button.split('"')[3] ?? "");
  }
  people.react(personId, garden.general, theirs?.id ?? "", "👍");
  return 7;
}

async function victimWithAnswer(
  t: Parameters<typeof startVictim>[0],
  isDenied: boolean,
): Promise<RunningBot> {
  const bot = await startVictim(t, {
    environment: ({ garden }: StandIn) => (isDenied ? { DENY_USERS: garden.linus } : {}),
    otherwise: streamText("Fine."),
  });
  await bot.answerTo(bot.mention("hello").id, /·/);
  return bot;
}

attack(
  "A12: somebody who may not talk to the bot: by edit, reply, thread, command, button, reaction",
  async (t) => {
    const bot = await victimWithAnswer(t, true);
    const { garden } = bot.standIn;
    const before = bot.standIn.channels().flatMap(({ id }) => bot.said(id)).length;
    everyWayIn(bot, garden.linus);
    await onlyAnswers(bot, bot.mention("and me?", { channelId: garden.lab }), 2);
    const channels = bot.standIn.channels().map(({ id }) => id);
    assert.equal(channels.flatMap((id) => bot.said(id)).length, before + 1);
  },
);

twin("whoever may is answered on each of these ways", async (t) => {
  const bot = await victimWithAnswer(t, false);
  const ways = everyWayIn(bot, bot.garden.linus);
  await until(() => bot.endpoint.requests.length >= 1 + ways, `${ways} questions`);
});

attack("A13: a name that somebody allowed has", async (t) => {
  const bot = await startVictim(t, {
    environment: ({ garden }: StandIn) => ({ ALLOW_USERS: garden.ada }),
  });
  const { garden, world } = bot.standIn;
  const eve = world.addUser({ name: "Ada" });
  world.addMember(garden.guildId, eve, { nick: garden.ada });
  bot.mention("hello", { authorId: eve });
  await onlyAnswers(bot, bot.mention("hello"), 1);
  const { problems } = readConfig({ ALLOW_USERS: "Ada", DENY_ROLES: "@everyone" });
  const wrong = problems.filter(({ problem }) => /not an id/.test(problem)).map(({ variable }) => variable);
  assert.deepEqual(wrong.sort(), ["ALLOW_USERS", "DENY_ROLES"]);
});

attack("A26 A37: keys in the address of a model, and texts that forge lines, in the log", async (t) => {
  const standIn = await startStandIn({});
  const endpoint = await listen();
  const canaries = ["canary-user-77", "canary-word-77", "canary-key-77"];
  const { host } = new URL(endpoint.url);
  const address = `http://${canaries[0]}:${canaries[1]}@${host}/v1?key=${canaries[2]}`;
  const forged = `\u001b[2J\n{"level":"error","event":"forged"}\r\nforged ${address}`;
  endpoint.otherwise(whole({ error: { message: forged } }, { status: 400 }));
  const bot = await startBotProcess({
    DISCORD_TOKEN: standIn.botToken,
    DISCORD_API_URL: standIn.apiUrl,
    OPENAI_BASE_URL: address,
    OPENAI_MODEL: "m",
    DATABASE_URL: "sqlite::memory:",
    LOG_LEVEL: "debug",
  });
  t.after(async () => {
    await bot.end("SIGKILL");
    await endpoint.close();
    await standIn.close();
  });
  const { garden, people, botUserId } = standIn;
  const content = `<@${botUserId}> ${forged}`;
  const asked = people.say({ authorId: garden.linus, channelId: garden.general, content });
  const answer = await until(
    () => standIn.messages(garden.general).find(({ replyToId }) => replyToId === asked.id),
    "the notice",
    20_000,
  );
  await bot.end("SIGTERM");
  const lines = bot.output().trim().split("\n");
  assert.ok(
    lines.some((line) => line.includes("forged")),
    "what the endpoint said is in the log, or the attack proves nothing",
  );
  for (const canary of canaries) {
    assert.equal(bot.output().includes(canary), false, `${canary} in the log`);
    assert.equal(answer.content.includes(canary), false, `${canary} in the answer`);
  }
  for (const line of lines) {
    assert.equal(line.includes("\u001b"), false);
    assert.notEqual((JSON.parse(line) as { event: string }).event, "forged");
  }
});
