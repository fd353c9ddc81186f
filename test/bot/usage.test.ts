import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, test, type TestContext } from "node:test";

import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { ConfigError } from "../../src/errors.ts";
import type { VisibleMessage } from "../../src/playground/contracts.ts";
import { type RunningBot, startBot } from "../fakes/running-bot.ts";
import { openEndpoint, streamCalls, streamText } from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";

const LOOK = streamCalls([{ name: "calculator", args: { expression: "6*7" } }]);

/** An answer whose server reports what it used. */
function reported(text: string, totalTokens: number) {
  return streamText(text, { usage: { prompt_tokens: totalTokens - 1, completion_tokens: 1 } });
}

async function shownUsage(bot: RunningBot, userId: string): Promise<VisibleMessage> {
  const { garden, people } = bot.standIn;
  const asked = people.runCommand({ userId, channelId: garden.general, name: "usage" });
  return await until(() => {
    const { status, messageId } = bot.standIn.interaction(asked.id) ?? {};
    if (status !== "answered" || messageId === undefined) return undefined;
    return bot.standIn.message(garden.general, messageId);
  }, "/usage");
}

/** Counting goes on side by side with sending. */
async function usageLike(bot: RunningBot, userId: string, pattern: RegExp): Promise<VisibleMessage> {
  return await until(async () => {
    const shown = await shownUsage(bot, userId);
    return pattern.test(shown.content) ? shown : undefined;
  }, `/usage like ${pattern}`);
}

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "orchid-usage-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe("usage and caps", () => {
  test("/usage shows what was spent by the person, here and in the server, to the asker alone", async (t) => {
    const bot = await startBot(t, {
      environment: { USAGE_CAP_USER_TOKENS_PER_DAY: "10000" },
      script: [reported("One.", 1_000), reported("Two.", 500)],
    });
    const { garden } = bot;
    assert.match(
      (await shownUsage(bot, garden.ada)).content,
      /\*\*You:\*\* nothing\. Limit: 10,000 tokens \(0 % used\)/,
    );
    await bot.answerTo(bot.mention("one").id);
    await bot.answerTo(bot.mention("two", { authorId: garden.linus, channelId: garden.lab }).id);
    await usageLike(bot, garden.ada, /server:\*\* 1,500 tokens, in 2 requests/);
    const { content, visibleOnlyTo } = await shownUsage(bot, garden.ada);
    assert.match(content, /\*\*You:\*\* 1,000 tokens, in one request\. Limit: 10,000 tokens \(10 % used\)/);
    assert.match(content, /\*\*This channel:\*\* 1,000 tokens, in one request$/m);
    assert.match(content, /<t:\d+:R>/);
    assert.equal(visibleOnlyTo, garden.ada);
  });

  test("a cap crossed during a run ends its rounds with an answer; then the person is told when it resets", async (t) => {
    const bot = await startBot(t, {
      environment: { USAGE_CAP_USER_TOKENS_PER_DAY: "100" },
      script: [LOOK, streamText("It is 42."), streamText("For Grace.")],
    });
    const { garden } = bot;
    const answer = await bot.answerTo(bot.mention("6*7?").id);
    assert.match(answer.content, /^It is 42\./);
    assert.match(answer.content, /Your usage limit for today is reached; it starts afresh at 00:00 UTC/);
    assert.equal("tools" in (bot.endpoint.requests[1]?.body ?? {}), false);

    const refused = await bot.answerTo(bot.mention("and 6*8?").id);
    assert.match(
      refused.content,
      /^I could not answer: your usage limit for today is used up\. It starts afresh at 00:00 UTC, in (about )?\d+ (hour|minute)s?;/,
    );
    await bot.restart();
    assert.match((await bot.answerTo(bot.mention("now?").id)).content, /is used up/);
    assert.equal(bot.endpoint.requests.length, 2);
    const other = bot.mention("hello", { authorId: garden.grace });
    assert.match((await bot.answerTo(other.id)).content, /^For Grace\./);
  });

  test("near a cap the entry in the role economy answers, and says so", async (t) => {
    const folder = temporaryFolder(t);
    const dear = await openEndpoint(t, reported("Dear.", 850));
    const cheap = await openEndpoint(t, reported("Cheap.", 100));
    const file = join(folder, "models.json");
    const price = { inputPerMillion: 1_000, outputPerMillion: 1_000 };
    writeFileSync(
      file,
      JSON.stringify({
        models: [
          { label: "dear", apiUrl: dear.url, modelName: "dear", price },
          { label: "cheap", apiUrl: cheap.url, modelName: "cheap", price },
        ],
        roles: { orchestrator: "dear", economy: "cheap" },
      }),
    );
    const bot = await startBot(t, {
      environment: { MODELS_FILE: file, USAGE_CAP_CHANNEL_USD_PER_DAY: "1" },
    });
    assert.match((await bot.answerTo(bot.mention("one").id)).content, /^Dear\./);
    const second = await bot.answerTo(bot.mention("two").id);
    assert.match(second.content, /^Cheap\./);
    assert.match(
      second.content,
      /This channel's usage limit for today is nearly reached, so a cheaper model answered/,
    );
    assert.match(second.content, /cheap/);
    await usageLike(
      bot,
      bot.garden.ada,
      /channel:\*\* 950 tokens, \$0\.95, in 2 requests\. Limit: \$1\.00 \(95 % used\)/,
    );
  });

  test("a cap in dollars needs a price, and the start says so", async () => {
    const { config } = readConfig({
      DISCORD_TOKEN: "token-for-nothing",
      OPENAI_BASE_URL: "http://127.0.0.1:9/v1",
      OPENAI_MODEL: "m",
      DATABASE_URL: "sqlite::memory:",
      LOG_LEVEL: "silent",
      USAGE_CAP_USER_USD_PER_DAY: "1",
    });
    await assert.rejects(
      createApp(config, () => {}),
      (error) => error instanceof ConfigError && /USD_PER_DAY: cannot be kept/.test(error.message),
    );
  });

  test("answers stand when the storage is gone", async (t) => {
    const path = join(temporaryFolder(t), "sessions.sqlite");
    const bot = await startBot(t, {
      environment: { SESSION_STORE_URL: `sqlite:${path}`, USAGE_CAP_USER_TOKENS_PER_DAY: "100" },
      otherwise: reported("Still here.", 5_000),
    });
    const database = new DatabaseSync(path);
    database.exec("DROP TABLE keyv");
    database.close();
    for (const text of ["one", "two"]) {
      assert.match((await bot.answerTo(bot.mention(text).id)).content, /^Still here\./);
    }
    const { content } = await shownUsage(bot, bot.garden.ada);
    assert.match(content, /\*\*You:\*\* cannot be read just now\. Limit: 100 tokens$/m);
    assert.match(content, /<t:\d+:R>/);
  });
});
