import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";

import type { OutgoingFile, VisibleMessage } from "../../src/playground/contracts.ts";
import { answerTo, runCommand } from "../fakes/command-answer.ts";
import { type RunningBot, type RunningBotOptions, startBot } from "../fakes/running-bot.ts";
import { streamCalls, streamText, whole } from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";

const send = (text: string) => streamCalls([{ name: "send_message", args: { channel: "random", text } }]);

/** A bot that has seen that Linus reads German. */
async function startGerman(t: TestContext, options: RunningBotOptions = {}): Promise<RunningBot> {
  const bot = await startBot(t, options);
  await runCommand(bot, "status", { userId: bot.garden.linus });
  return bot;
}

/** The open question for approval. */
function question(bot: RunningBot): Promise<VisibleMessage> {
  return until(
    () =>
      bot
        .said(bot.garden.general)
        .find(({ components }) => JSON.stringify(components).includes("approval-yes")),
    "the question for approval",
  );
}

function press(
  bot: RunningBot,
  { channelId, id, components }: VisibleMessage,
  prefix: string,
  userId: string,
) {
  const customId = JSON.stringify(components).match(new RegExp(`${prefix}:\\d*[0-9a-f]+`))?.[0];
  return bot.standIn.people.press(userId, channelId, id, customId ?? "no such button");
}

/** How often a message was edited, by a request of its own or by the answer to a press. */
function edits(bot: RunningBot, { channelId, id }: VisibleMessage): number {
  const path = `/channels/${channelId}/messages/${id}`;
  return bot.standIn.requests.filter((one) => one.method === "PATCH" && one.path.startsWith(path)).length;
}

describe("a German person", () => {
  test("is asked for an approval in German, presses, and reads German; somebody else is refused in theirs", async (t) => {
    const bot = await startGerman(t, { script: [send("hallo"), streamText("Gesendet.")] });
    const { ada, linus, general, random } = bot.garden;
    const asked = bot.mention("sag hallo", { authorId: linus });
    const open = await question(bot);
    assert.match(open.content, new RegExp(`^<@${linus}>, darf ich \\*\\*send_message\\*\\* nutzen\\?\n`));
    assert.match(open.content, /\nBis <t:\d+:T>; ohne Antwort lasse ich es\.$/);
    assert.match(JSON.stringify(open.components), /"Erlauben".*"Hier immer".*"Ablehnen"/);
    const refused = await answerTo(bot, press(bot, open, "approval-yes", ada), "Ada's press");
    assert.match(refused.content, /^Only <@\d+> can decide this\.$/);
    press(bot, open, "approval-always", linus);
    await bot.answerTo(asked.id, /^Gesendet/);
    assert.equal(bot.said(random).length, 1);
    const ended = bot.standIn.message(general, open.id);
    assert.match(
      ended?.content ?? "",
      /\nErlaubt, und hier immer\. Mit `\/werkzeuge` nimmst du das zurück\.$/,
    );
    const tools = await runCommand(bot, "tools", { userId: linus });
    assert.match(tools.content, /\*\*calculator\*\* \(liest\): Rechnet einen Ausdruck genau aus\./);
    const own = await until(
      () => bot.standIn.messages(general).find(({ content }) => content.includes("Von dir immer erlaubt")),
      "the grant",
    );
    assert.match(own.content, new RegExp(`Von dir immer erlaubt: \\*\\*send_message\\*\\* in <#${general}>`));
    const revoked = await runCommand(bot, "tools", {
      userId: linus,
      options: { tool: "send_message", action: "revoke" },
    });
    assert.match(revoked.content, /^Bevor ich \*\*send_message\*\* hier nutze, frage ich dich wieder\.$/);
  });

  test("is reminded and told what is planned in German, in the language that was seen last", async (t) => {
    const remind = (text: string, when: string) => ({ name: "remind_me", args: { text, when } });
    const bot = await startBot(t, {
      script: [
        streamCalls([remind("Tee", "in 3 seconds"), remind("Farn gießen", "tomorrow at 9:00")]),
        streamText("Gut."),
      ],
    });
    const { linus, general } = bot.garden;
    await bot.answerTo(bot.mention("erinnere mich", { authorId: linus }).id, /^Gut/);
    const planned = await runCommand(bot, "schedule", { userId: linus });
    const id = /`([0-9a-f]{8})` Erinnerung in <#\d+>, <t:\d+:f>: Farn gießen/.exec(planned.content)?.[1];
    assert.ok(id, planned.content);
    await until(
      () => bot.said(general).find(({ content }) => content.includes("Erinnerung für Linus: Tee")),
      "the reminder",
      10_000,
    );
    const cancelled = await runCommand(bot, "schedule", { userId: linus, options: { cancel: id } });
    assert.equal(cancelled.content, "Abgebrochen.");
    assert.equal((await runCommand(bot, "schedule", { userId: linus })).content, "Es ist nichts geplant.");
  });

  test("reads in German what was not read, what found no answer, and what was declined", async (t) => {
    const calculate = streamCalls([{ name: "calculator", args: { expression: "6*7" } }]);
    const bot = await startGerman(t, {
      environment: { ORCHESTRATOR_MAX_ROUNDS: "1" },
      script: [
        streamText("Das Lied."),
        whole({ choices: [{ message: { content: "" }, finish_reason: "content_filter" }] }),
        calculate,
        whole({ error: { message: "no" } }, { status: 401 }),
      ],
    });
    const { linus, general } = bot.garden;
    const say = (text: string, files: readonly OutgoingFile[] = []): string =>
      bot.standIn.people.say({
        authorId: linus,
        channelId: general,
        content: `<@${bot.standIn.botUserId}> ${text}`,
        files,
      }).id;
    const first = await bot.answerTo(
      say("was ist das?", [{ name: "song.mp3", content: "la", contentType: "audio/mpeg" }]),
      /^Das Lied/,
    );
    assert.match(
      first.content,
      /-# Nicht gelesen: song\.mp3 \(diese Art von Datei lässt sich nicht lesen\)\./,
    );
    const second = await bot.answerTo(say("und das?"));
    assert.match(second.content, /^Der Anbieter des Modells hat es abgelehnt, darauf zu antworten\./);
    const third = await bot.answerTo(say("6 mal 7?"));
    assert.match(
      third.content,
      /^Die Grenze von 1 Werkzeugrunde wurde erreicht\. Bis dahin hatte ich keine vollständige Antwort\. Das habe ich gefunden:\n+\*\*calculator\*\*: 42/,
    );
  });

  test("reads in German what the models can do", async (t) => {
    const bot = await startBot(t, {
      otherwise: whole({ error: { message: "no such model" } }, { status: 404 }),
    });
    const shown = await runCommand(bot, "model", { userId: bot.garden.grace, locale: "de" });
    const known = await until(() => {
      const { content } = bot.standIn.message(shown.channelId, shown.id) ?? shown;
      return /geprüft/.test(content) ? undefined : content;
    }, "what the probe found");
    assert.match(known, /^- \*\*\S+\*\* \(antwortet hier\): hat nicht geantwortet \(model-\S+\), <t:\d+:d>$/);
  });
});

test("a model's service that gives no answer is waited for with that said, and a way to stop", async (t) => {
  const bot = await startBot(t, {
    otherwise: whole({ error: { message: "overloaded" } }, { status: 503, headers: { "retry-after": "6" } }),
  });
  const { general } = bot.garden;
  bot.mention("are you there?");
  const waiting = await until(() => bot.said(general)[0], "what is shown meanwhile", 8_000);
  assert.equal(waiting.content, "-# The model’s service has given no answer yet; I am trying again…");
  assert.match(JSON.stringify(waiting.components), /"stop:/);
  await runCommand(bot, "stop");
});

describe("somebody who wants plain messages", () => {
  /** Ada, who wants no edits, is asked for an approval. */
  async function startPlain(t: TestContext, options: RunningBotOptions) {
    const bot = await startBot(t, options);
    const chosen = await runCommand(bot, "accessibility", { options: { answers: "plain" } });
    assert.match(chosen.content, /`\/stop` ends it\.$/);
    const asked = bot.mention("say hello in random");
    return { bot, asked, open: await question(bot) };
  }

  /** What the bot said after a message. */
  const saidAfter = (bot: RunningBot, { channelId, id }: VisibleMessage): readonly string[] =>
    bot
      .said(channelId)
      .filter((one) => BigInt(one.id) > BigInt(id))
      .map(({ content }) => content);

  test("is told of a decision in a message of its own; the question stays as it is", async (t) => {
    const { bot, asked, open } = await startPlain(t, { script: [send("hello"), streamText("Sent it.")] });
    const told = await answerTo(bot, press(bot, open, "approval-yes", bot.garden.ada), "the press");
    assert.equal(told.content, "**send_message**: Approved.");
    assert.equal(told.visibleOnlyTo, undefined);
    await bot.answerTo(asked.id, /^Sent it/);
    const again = await answerTo(bot, press(bot, open, "approval-always", bot.garden.ada), "a second press");
    assert.equal(again.content, "**send_message**: Approved.");
    assert.equal(again.visibleOnlyTo, bot.garden.ada);
    assert.equal(edits(bot, open), 0);
    const now = bot.standIn.message(open.channelId, open.id);
    assert.deepEqual([now?.content, now?.components], [open.content, open.components]);
    const tools = await runCommand(bot, "tools", { options: { tool: "send_message", action: "revoke" } });
    assert.match(tools.content, /^You never said “Always here”/);
  });

  test("is told in a message of its own that time ran out", async (t) => {
    const { bot, asked, open } = await startPlain(t, {
      environment: { APPROVAL_TIMEOUT_MS: "1000" },
      script: [send("hello"), streamText("Not done.")],
    });
    await bot.answerTo(asked.id, /^Not done/);
    assert.equal(saidAfter(bot, open)[0], "**send_message**: Nobody answered in time: not done.");
    assert.equal(edits(bot, open), 0);
    const late = await answerTo(bot, press(bot, open, "approval-yes", bot.garden.ada), "a late press");
    assert.equal(late.content, "**send_message**: Nobody answered in time: not done.");
    assert.equal(late.visibleOnlyTo, bot.garden.ada);
    assert.deepEqual(bot.said(bot.garden.random), []);
  });

  test("can stop the work where it asks, and is told that it has ended", async (t) => {
    const { bot, open } = await startPlain(t, { script: [send("hello")] });
    press(bot, open, "stop", bot.garden.ada);
    await until(
      () =>
        saidAfter(bot, open).includes(
          "**send_message**: The request ended before anybody decided: not done.",
        ),
      "the end of the question",
    );
    assert.equal(edits(bot, open), 0);
    assert.deepEqual(bot.said(bot.garden.random), []);
  });

  test("gets a new answer to the same question as a message of its own, over a restart too; the old one goes", async (t) => {
    const bot = await startBot(t, {
      script: [streamText("One."), streamText("Two."), streamText("Three.")],
    });
    const { ada, general } = bot.garden;
    await runCommand(bot, "accessibility", { options: { answers: "plain" } });
    const asked = bot.mention("a number?");
    const one = await bot.answerTo(asked.id, /^One/);
    press(bot, one, "regenerate", ada);
    const two = await bot.answerTo(asked.id, /^Two/);
    assert.notEqual(two.id, one.id);
    await until(() => bot.said(general).length === 1, "the first answer to go");
    await bot.restart();
    bot.standIn.people.edit(general, asked.id, `<@${bot.standIn.botUserId}> another number?`);
    const three = await bot.answerTo(asked.id, /^Three/);
    await until(() => bot.said(general).length === 1, "the second answer to go");
    assert.equal(bot.said(general)[0]?.id, three.id);
    for (const message of [one, two, three]) assert.equal(edits(bot, message), 0);
  });
});
