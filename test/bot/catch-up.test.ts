import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";

import { openCells } from "../../src/sessions/keyv.ts";
import sqliteStorage from "../../src/sessions/stores/sqlite.ts";
import { startBot } from "../fakes/running-bot.ts";
import { streamText } from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";

const HOUR_MS = 3_600_000;

/** As if the bot had last been alive then. */
async function rewriteSeenUntil(database: string, seenUntil: number): Promise<void> {
  const storage = await sqliteStorage.open(database);
  await openCells(storage, "orchid-state-v1").set("catch-up", { seenUntil, directChannelIds: [] });
  await storage.close();
}

describe("messages that no event brought", () => {
  test("a dropped event is found by looking through the channel, and answered once", async (t) => {
    const bot = await startBot(t, {
      otherwise: streamText("Here."),
      environment: { CATCH_UP_INTERVAL_MS: "150" },
    });
    await bot.answerTo(bot.mention("before").id);
    bot.standIn.faults.onEvent({ event: "MESSAGE_CREATE", times: 2 }, { kind: "drop" });
    const [first, second] = [bot.mention("unheard"), bot.mention("unheard too")];
    await bot.answerTo(second.id);
    const after = bot.mention("after");
    await bot.answerTo(after.id);
    const replies = bot.said(bot.garden.general).map(({ replyToId }) => replyToId);
    assert.deepEqual(replies.slice(1), [first.id, second.id, after.id]);
  });

  test("after a long downtime only the last hour is answered, in order", async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "orchid-catch-up-"));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const database = `sqlite:${join(folder, "orchid.sqlite")}`;
    let behindMs = 3 * HOUR_MS;
    const bot = await startBot(t, {
      otherwise: streamText("Here."),
      environment: { DATABASE_URL: database },
      standIn: { clock: () => Date.now() - behindMs },
    });
    await bot.answerTo(bot.mention("before").id);
    await bot.stop();
    await rewriteSeenUntil(database, Date.now() - behindMs);
    behindMs = 2 * HOUR_MS;
    const old = bot.mention("nobody waits for this any more");
    behindMs = HOUR_MS / 2;
    const recent = bot.mention("still waiting");
    behindMs = 0;
    const last = bot.mention("me too");
    await bot.restart();
    await bot.answerTo(last.id);
    const replies = bot.said(bot.garden.general).map(({ replyToId }) => replyToId);
    assert.deepEqual(replies.slice(1), [recent.id, last.id]);
    assert.ok(!replies.includes(old.id));
  });
});

describe("commands in trouble", () => {
  const ask = (bot: Awaited<ReturnType<typeof startBot>>): { readonly id: string } =>
    bot.standIn.people.runCommand({
      userId: bot.garden.ada,
      channelId: bot.garden.general,
      name: "ask",
      options: { prompt: "well?" },
    });

  test("an event that comes twice is answered once", async (t) => {
    const bot = await startBot(t, { otherwise: streamText("Here.") });
    bot.standIn.faults.onEvent({ event: "INTERACTION_CREATE" }, { kind: "duplicate" });
    ask(bot);
    await until(() => bot.said(bot.garden.general).some(({ content }) => content.startsWith("Here.")), "it");
    await bot.answerTo(bot.mention("after").id);
    assert.equal(bot.said(bot.garden.general).length, 2);
    assert.equal(bot.endpoint.requests.length, 2);
  });

  test("whose acknowledgement comes too late for Discord (10062) is answered by an ordinary message", async (t) => {
    const bot = await startBot(t, { otherwise: streamText("Late, but here."), isStrict: false });
    const unknown = {
      kind: "status",
      status: 404,
      body: { code: 10_062, message: "Unknown interaction" },
    } as const;
    bot.standIn.faults.onRequest({ path: /^\/interactions\//, times: Infinity }, unknown);
    bot.standIn.faults.onRequest({ path: /^\/webhooks\//, times: Infinity }, unknown);
    ask(bot);
    await until(() => bot.said(bot.garden.general).length > 0, "the answer", 10_000);
    await bot.answerTo(bot.mention("after").id);
    assert.equal(bot.said(bot.garden.general).length, 2);
    assert.match(bot.said(bot.garden.general)[0]?.content ?? "", /^Late, but here\./);
  });

  test("whose token is too old when the answer comes is answered by an ordinary message", async (t) => {
    const bot = await startBot(t, {
      standIn: { interactionTokenMs: 300 },
      script: [
        async (request, response) => {
          await new Promise((resolve) => setTimeout(resolve, 600));
          await streamText("Late, but here.")(request, response);
        },
      ],
    });
    ask(bot);
    const isAnswer = ({ content }: { readonly content: string }): boolean =>
      content.startsWith("Late, but here.");
    await until(() => bot.said(bot.garden.general).some(isAnswer), "the answer", 10_000);
    assert.equal(bot.said(bot.garden.general).filter(isAnswer).length, 1);
  });
});
