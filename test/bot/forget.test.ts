import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";

import type { VisibleMessage } from "../../src/playground/contracts.ts";
import { type RunningBot, startBot } from "../fakes/running-bot.ts";
import { hang, streamCalls, streamText } from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";

/** A folder for the database, so that a test can look at its bytes. */
function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "orchid-forget-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Everything that the bot has on disk. */
function onDisk(folder: string): string {
  return readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), "latin1"))
    .join("\n");
}

async function ask(bot: RunningBot, userId: string): Promise<VisibleMessage> {
  const { garden, people } = bot.standIn;
  const asked = people.runCommand({ userId, channelId: garden.general, name: "forget" });
  const id = await until(() => bot.standIn.interaction(asked.id)?.messageId, "the question");
  const shown = bot.standIn.message(garden.general, id);
  assert.equal(shown?.visibleOnlyTo, userId);
  return shown ?? assert.fail("nothing is shown");
}

/** Goes through `/forget` to its end and gives back what the person reads. */
async function forget(bot: RunningBot, userId: string, pressed = "forget-me"): Promise<string> {
  const { garden, people } = bot.standIn;
  const { id } = await ask(bot, userId);
  people.press(userId, garden.general, id, pressed);
  return await until(() => {
    const shown = bot.standIn.message(garden.general, id);
    return shown !== undefined && shown.components.length === 0 ? shown.content : undefined;
  }, "what was forgotten");
}

function sent(bot: RunningBot): string {
  return JSON.stringify(bot.endpoint.requests.at(-1)?.body.messages);
}

describe("/forget", () => {
  test("removes what is kept of the person in every channel, and nothing of others", async (t) => {
    const folder = folderOf(t);
    const bot = await startBot(t, {
      environment: { DATABASE_URL: `sqlite:${join(folder, "orchid.sqlite")}` },
      script: [
        streamCalls([{ name: "remember", args: { text: "prefers violet4711 tulips" } }]),
        streamText("I will remember violet4711."),
      ],
      otherwise: streamText("Noted."),
    });
    const { garden, people } = bot.standIn;
    await bot.answerTo(bot.mention("my favourite is violet4711").id, /^I will/);
    await bot.answerTo(bot.mention("violet4711 again", { channelId: garden.lab }).id);
    const direct = people.startDm(garden.ada).id;
    const psst = people.say({ authorId: garden.ada, channelId: direct, content: "psst violet4711" });
    await bot.answerTo(psst.id);
    const theirs = bot.mention("I like marigold0815", { authorId: garden.linus });
    await bot.answerTo(theirs.id);
    const told = await forget(bot, garden.ada);
    assert.match(told, /requests and their receipts: 3/);
    assert.match(told, /remembered turns: 3/);
    assert.match(told, /daily usage counts: 1/);
    assert.match(told, /visible in Discord stay/);
    // What was answered stays to be seen; and it cannot be regenerated, because its question is gone.
    assert.ok(bot.said(garden.general).some(({ content }) => content.includes("violet4711")));

    await bot.answerTo(bot.mention("what do you know?", { authorId: garden.linus }).id);
    assert.match(sent(bot), /marigold0815/);
    assert.doesNotMatch(sent(bot), /violet4711/);
    await bot.stop();
    assert.ok(onDisk(folder).includes("marigold0815"));
    assert.equal(onDisk(folder).includes("violet4711"), false);
    await bot.restart();
    assert.match(await forget(bot, garden.linus), /(remembered turns|Gesprächsrunden): 2/);
    assert.match(await forget(bot, garden.linus), /nichts über dich|Sprache/);
  });

  test("during a run stops it: nothing of the person remains when it is over", async (t) => {
    const folder = folderOf(t);
    const bot = await startBot(t, {
      environment: { DATABASE_URL: `sqlite:${join(folder, "orchid.sqlite")}` },
      script: [hang],
      otherwise: streamText("Next."),
    });
    const { garden } = bot.standIn;
    const running = bot.mention("violet4711 for ever");
    await until(() => bot.endpoint.requests.length === 1, "the model call");
    const waiting = bot.mention("violet4711 later");
    assert.match(await forget(bot, garden.ada), /requests and their receipts: 2/);
    await bot.answerTo(bot.mention("next", { authorId: garden.linus }).id, /^Next/);
    assert.doesNotMatch(sent(bot), /violet4711/);
    const replies = bot.said(garden.general).map(({ replyToId }) => replyToId);
    assert.equal(replies.includes(running.id) || replies.includes(waiting.id), false);
    await bot.stop();
    assert.equal(onDisk(folder).includes("violet4711"), false);
    // After a restart catch-up finds both messages again: their bare ids are known.
    await bot.restart();
    await bot.answerTo(bot.mention("and now", { authorId: garden.linus }).id);
    assert.equal(bot.said(garden.general).length, 2);
  });

  test("asks first: who keeps it loses nothing", async (t) => {
    const bot = await startBot(t, { otherwise: streamText("Noted.") });
    const { garden } = bot.standIn;
    await bot.answerTo(bot.mention("violet4711").id);
    assert.match(await forget(bot, garden.ada, "forget-not"), /Nothing was changed/);
    await bot.answerTo(bot.mention("and?").id);
    assert.match(sent(bot), /violet4711/);
  });
});
