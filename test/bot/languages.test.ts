import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { runCommand as run } from "../fakes/command-answer.ts";
import { type RunningBot, startBot } from "../fakes/running-bot.ts";
import { chunk, type Step, streamCalls, streamText, whole } from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";
import { createGate } from "../tasks/sample-task.ts";

/** Writes half of a text, waits for `gate`, and writes the rest. */
function streamInHalves(text: string, gate: Promise<void>): Step {
  return async (_request, response) => {
    const send = (event: unknown): boolean => response.write(`data: ${JSON.stringify(event)}\n\n`);
    response.writeHead(200, { "content-type": "text/event-stream" });
    const half = text.length >> 1;
    send(chunk({ delta: { role: "assistant", content: text.slice(0, half) } }));
    await gate;
    send(chunk({ delta: { content: text.slice(half) } }));
    send(chunk({ delta: {}, finish_reason: "stop" }));
    response.end("data: [DONE]\n\n");
  };
}

/** What the bot did to messages of a channel: one word per request. */
function writes(bot: RunningBot, channelId: string): readonly string[] {
  const messages = `/channels/${channelId}/messages`;
  return bot.standIn.requests
    .filter(({ method, path }) => path.startsWith(messages) && method !== "GET")
    .map(({ method }) => method);
}

const refusal = whole({ error: { message: "no" } }, { status: 422 });

describe("the person's language", () => {
  test("a command is answered in its locale, an unknown one in English", async (t) => {
    const bot = await startBot(t);
    assert.match((await run(bot, "status", { locale: "de" })).content, /^Zuletzt gestartet: .*\nAnfragen: /);
    assert.match((await run(bot, "status", { locale: "ja" })).content, /リクエスト/);
    assert.match((await run(bot, "status", { locale: "fr" })).content, /Demandes : /);
    assert.match((await run(bot, "status", { locale: "fi" })).content, /^Last started/);
    const help = await run(bot, "help", { locale: "es-419" });
    assert.match(help.content, /\*\*\/preguntar\*\*: Pregúntale algo a Orchid/);
  });

  test("commands are registered with their names in every language", async (t) => {
    const bot = await startBot(t);
    const ask = bot.standIn.commands().find(({ name }) => name === "ask");
    assert.match(JSON.stringify(ask?.["name_localizations"]), /"de":"frag".*"ja":"質問"/);
  });

  test("a message is answered in the locale that its author's last command had, over a restart too", async (t) => {
    const bot = await startBot(t, { script: [refusal, refusal, streamText("Hola.")] });
    const before = await bot.answerTo(bot.mention("first").id);
    assert.match(before.content, /^I could not answer: .*\(Error [0-9a-f]{8}\)$/);
    await run(bot, "status", { locale: "es-ES" });
    await bot.restart();
    const failed = await bot.answerTo(bot.mention("second").id);
    assert.match(failed.content, /^No he podido responder: .*no se ha añadido.*\(Error [0-9a-f]{8}\)$/);
    const answer = await bot.answerTo(bot.mention("third").id);
    assert.match(answer.content, /^Hola\.\n-# \S*scripted · 1 ronda · /);
    assert.match(JSON.stringify(answer.components), /Responder de nuevo/);
  });

  test("an empty question is told how to ask in the person's words", async (t) => {
    const bot = await startBot(t);
    await run(bot, "status", { locale: "fr" });
    assert.match((await bot.answerTo(bot.mention("").id)).content, /^Je suis là, .*`\/demander`/);
  });
});

describe("/accessibility", () => {
  const long = `Start. ${"Words and more words. ".repeat(50)}\n\n|a|b|\n|-|-|\n|1|2|\n`;

  test("answers are created once and never edited, with tables as lines; others see them grow", async (t) => {
    const gate = createGate();
    const bot = await startBot(t, { otherwise: streamInHalves(long, gate.opened) });
    const { garden } = bot.standIn;
    const chosen = await run(bot, "accessibility", { options: { answers: "plain" } });
    assert.match(chosen.content, /^Saved\.\nFor you: plain/);
    const plain = bot.mention("plainly");
    await until(() => bot.endpoint.requests.length === 1, "the plain request");
    const usual = bot.mention("as usual", { channelId: garden.lab, authorId: garden.grace });
    // Asked later, and visible already: the plain one had its time to become visible too.
    await until(() => bot.said(garden.lab).length === 1, "the growing answer");
    assert.deepEqual(writes(bot, garden.general), []);
    gate.open();
    const answer = await bot.answerTo(plain.id, /\*\*a:\*\* 1\n\*\*b:\*\* 2/);
    await bot.answerTo(usual.id, /-# \S*scripted/);
    assert.doesNotMatch(answer.content, /```/);
    assert.deepEqual(writes(bot, garden.general), ["POST"]);
    assert.ok(writes(bot, garden.lab).includes("PATCH"));
  });

  test("a channel's default is for moderators to choose, and each person's own choice stands before it", async (t) => {
    const bot = await startBot(t);
    const { garden } = bot.standIn;
    const forChannel = { answers: "plain", for: "channel" };
    const refused = await run(bot, "accessibility", {
      userId: garden.linus,
      locale: "en-US",
      options: forChannel,
    });
    assert.match(refused.content, /Only members who may manage messages/);
    const saved = await run(bot, "accessibility", { userId: garden.grace, options: forChannel });
    assert.match(saved.content, /^Saved\.\nFor everybody in this channel who chose nothing: plain/);
    await bot.restart();
    assert.match((await run(bot, "accessibility")).content, /^For you: plain/);
    await run(bot, "accessibility", { options: { answers: "usual" } });
    assert.match((await run(bot, "accessibility")).content, /^For you: usual/);
    await run(bot, "accessibility", { options: { answers: "default" } });
    assert.match((await run(bot, "accessibility")).content, /^For you: plain/);
    assert.match((await run(bot, "accessibility", { channelId: garden.lab })).content, /^For you: usual/);
  });

  test("a trace tells times and outcomes in words", async (t) => {
    const bot = await startBot(t, {
      environment: { TRACE: "thread" },
      script: [streamCalls([{ name: "calculator", args: { expression: "1+1" } }]), streamText("Two.")],
    });
    const { garden } = bot.standIn;
    await run(bot, "accessibility", { options: { answers: "plain" } });
    const answer = await bot.answerTo(bot.mention("1+1?").id);
    await until(() => bot.standIn.threads(garden.general)[0]?.id === answer.id, "the trace thread");
    const trace = await until(() => {
      const text = bot
        .said(answer.id)
        .map(({ content }) => content)
        .join("\n");
      return text.includes("Round 2") ? text : undefined;
    }, "the trace");
    assert.match(trace, /calculator`\*\* · succeeded, began after 0 ms, took [\d,]+ ms/);
    assert.doesNotMatch(trace, /[│█]/);
  });
});

test("a command that fails says what happened, what was kept, what to do, and an id", async (t) => {
  const bot = await startBot(t, { environment: { SESSION_STORE_URL: "memory:" } });
  const { garden, people } = bot.standIn;
  // The reply is lost on the way, so the command believes that it failed.
  bot.standIn.faults.onRequest(
    { method: "POST", path: /\/interactions\/.*\/callback/ },
    { kind: "status", status: 400, body: { code: 50035, message: "Invalid Form Body" } },
  );
  const asked = people.runCommand({
    userId: garden.ada,
    channelId: garden.general,
    name: "reset",
    locale: "de",
  });
  const shown = await until(() => {
    const { messageId } = bot.standIn.interaction(asked.id) ?? {};
    return messageId === undefined ? undefined : bot.standIn.message(garden.general, messageId);
  }, "the failure");
  assert.match(
    shown.content,
    /^Das hat nicht geklappt: .*Was ich vorher gespeichert hatte, ist noch da\. \(Fehler [0-9a-f]{8}\)$/,
  );
});
