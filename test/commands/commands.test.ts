import assert from "node:assert/strict";
import { describe, test } from "node:test";

import type { CommandOptions, VisibleMessage } from "../../src/playground/contracts.ts";
import { type RunningBot, startBot } from "../fakes/running-bot.ts";
import { hang, streamText } from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";

/** Runs a command and gives back what the person is shown. */
async function run(
  bot: RunningBot,
  name: string,
  options: { readonly userId?: string; readonly options?: CommandOptions } = {},
): Promise<VisibleMessage> {
  const { garden, people } = bot.standIn;
  const asked = people.runCommand({
    userId: options.userId ?? garden.ada,
    channelId: garden.general,
    name,
    ...(options.options === undefined ? {} : { options: options.options }),
  });
  return await shownFor(bot, asked.id);
}

async function shownFor(bot: RunningBot, interactionId: string): Promise<VisibleMessage> {
  return await until(() => {
    const { status, messageId, channelId } = bot.standIn.interaction(interactionId) ?? {};
    if (status !== "answered" || messageId === undefined || channelId === undefined) return undefined;
    return bot.standIn.message(channelId, messageId);
  }, "the command's answer");
}

function buttonsOf(message: VisibleMessage): readonly string[] {
  return [...JSON.stringify(message.components).matchAll(/"custom_id":"([^"]+)"/g)].map(
    (match) => match[1] ?? "",
  );
}

/** Asks `/context` until it shows this: a turn is remembered a moment after its answer is visible. */
async function contextLike(bot: RunningBot, pattern: RegExp): Promise<VisibleMessage> {
  return await until(async () => {
    const shown = await run(bot, "context");
    return pattern.test(shown.content) ? shown : undefined;
  }, `/context like ${pattern}`);
}

describe("commands at work", () => {
  test("/help names every command and is seen by the asker alone", async (t) => {
    const bot = await startBot(t);
    const help = await run(bot, "help");
    assert.equal(help.visibleOnlyTo, bot.garden.ada);
    for (const name of ["/ask", "/reset", "/trace", "Why no answer?"])
      assert.ok(help.content.includes(name), name);
  });

  test("/context shows the turns, pins one and drops one", async (t) => {
    const bot = await startBot(t, { otherwise: streamText("Noted.") });
    for (const text of ["one", "two"]) await bot.answerTo(bot.mention(text).id);
    const shown = await contextLike(bot, /1\. Ada[^]*one[^]*2\. Ada[^]*two/);
    const [pinOne, , , dropTwo] = buttonsOf(shown);
    const { garden, people } = bot.standIn;
    people.press(garden.ada, garden.general, shown.id, pinOne ?? "");
    await until(() => bot.standIn.message(garden.general, shown.id)?.content.includes("pinned"), "the pin");
    people.press(garden.ada, garden.general, shown.id, dropTwo ?? "");
    await until(
      () => bot.standIn.message(garden.general, shown.id)?.content.includes("two") === false,
      "the drop",
    );
    for (const text of ["three", "four", "five"]) await bot.answerTo(bot.mention(text).id);
    const later = await contextLike(bot, /one[^]*four[^]*five/);
    assert.doesNotMatch(later.content, /three/);
  });

  test("/trace and /persona are changed by moderators and kept over a restart", async (t) => {
    const bot = await startBot(t);
    const { garden } = bot.standIn;
    const refused = await run(bot, "trace", { userId: garden.linus, options: { mode: "off" } });
    // Linus has his client in German.
    assert.match(refused.content, /nur Mitglieder ändern, die Nachrichten verwalten dürfen/);
    assert.match((await run(bot, "trace")).content, /carry a Trace button/);
    await run(bot, "trace", { userId: garden.grace, options: { mode: "thread" } });
    await bot.restart();
    assert.match(
      (await run(bot, "trace", { userId: garden.linus })).content,
      /bekommt einen Thread mit ihrem Ablauf/,
    );
    assert.match(
      (await run(bot, "persona", { options: { persona: "nobody" } })).content,
      /There is no persona/,
    );
    assert.match((await run(bot, "persona")).content, /Orchid\*\* \(orchid\): answers here/);
  });

  test("/model lists the entries, /tools the tools, /status how it is", async (t) => {
    const bot = await startBot(t, { otherwise: streamText("One, two.") });
    assert.match((await run(bot, "model")).content, /scripted\*\* \(answers here\)/);
    // One message has them all, in words for people.
    assert.match((await run(bot, "tools")).content, /\*\*calculator\*\* \(reads\)[^]*\*\*who_is\*\*/);
    assert.match((await run(bot, "status")).content, /0 running, 0 waiting/);
  });

  test("/stop ends one's own request, and the next one is answered", async (t) => {
    const bot = await startBot(t, { script: [hang, streamText("Next.")] });
    const { garden } = bot.standIn;
    bot.mention("for ever");
    await until(() => bot.endpoint.requests.length === 1, "the model call");
    const next = bot.mention("next", { authorId: garden.linus });
    assert.match((await run(bot, "stop", { userId: garden.ada })).content, /Stopped one request/);
    assert.match((await bot.answerTo(next.id)).content, /^Next\./);
    assert.match((await run(bot, "stop", { userId: garden.linus })).content, /keine laufende Anfrage/);
  });

  test("“Why no answer?” tells why", async (t) => {
    const bot = await startBot(t, { script: [streamText("Here.")] });
    const { garden, people } = bot.standIn;
    const ignored = people.say({
      authorId: garden.ada,
      channelId: garden.general,
      content: "talking to nobody",
    });
    const asked = bot.mention("hello");
    await bot.answerTo(asked.id);
    const why = (targetId: string) =>
      people.runMessageCommand({
        userId: garden.ada,
        channelId: garden.general,
        name: "Why no answer?",
        targetId,
      });
    assert.match((await shownFor(bot, why(ignored.id).id)).content, /not addressed to me/);
    await until(
      async () => (await shownFor(bot, why(asked.id).id)).content.startsWith("I answered it"),
      "the answered message's explanation",
    );
  });
});
