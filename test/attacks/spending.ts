import assert from "node:assert/strict";
import type { TestContext } from "node:test";

import type { RunningBot } from "../fakes/running-bot.ts";
import { chunk, stream, streamText, type Step } from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";
import { attack, attempt, startVictim, twin } from "./attack.ts";

/** Answers the flood only when it may be answered, and everybody else at once. */
function holdingFlood(): { readonly step: Step; release(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return {
    async step(request, response) {
      if (JSON.stringify(request.body.messages.at(-1)).includes("flood")) await promise;
      await streamText("Done.")(request, response);
    },
    release: resolve,
  };
}

/** Many questions of one person at once, and how long somebody else waits meanwhile. */
async function flood(t: TestContext, count: number, queued: string) {
  const { step, release } = holdingFlood();
  const environment = { MAX_QUEUED_PER_PERSON: queued, MAX_QUEUED_PER_CHANNEL: "200" };
  const bot = await startVictim(t, { environment, otherwise: step });
  const { garden } = bot.standIn;
  const ids = Array.from(
    { length: count },
    (_, n) => bot.mention(`flood ${n}`, { authorId: garden.linus }).id,
  );
  const other = bot.mention("hello", { channelId: garden.lab });
  const startedAt = performance.now();
  await bot.answerTo(other.id, /^Done/);
  const waitedMs = performance.now() - startedAt;
  release();
  const replies = () => bot.said(garden.general).filter(({ replyToId }) => ids.includes(replyToId ?? ""));
  return { bot, replies, waitedMs };
}

attack("A56: a hundred questions of one person at once", async (t) => {
  const { replies, waitedMs, bot } = await flood(t, 100, "5");
  assert.ok(waitedMs < 5_000, `somebody else waited for ${waitedMs} ms`);
  await until(() => replies().length === 6, "five answers and a notice");
  await bot.answerTo(bot.mention("and me?", { authorId: bot.garden.grace }).id, /^Done/);
  const notices = replies().filter(({ content }) => /still busy/.test(content));
  assert.deepEqual([replies().length, notices.length], [6, 1]);
  assert.equal(bot.endpoint.requests.length, 7);
});

twin("where so many may wait, nobody is refused", async (t) => {
  const { replies } = await flood(t, 20, "200");
  await until(() => replies().length === 20, "twenty answers", 20_000);
});

/** Twenty-five people, each of whom may still ask. @returns how many of them the model was asked for. */
async function crowd(t: TestContext, caps: Readonly<Record<string, string>>): Promise<number> {
  const usage = { prompt_tokens: 899, completion_tokens: 1 };
  const bot = await startVictim(t, {
    environment: { USAGE_CAP_USER_TOKENS_PER_DAY: "1000", ...caps },
    otherwise: streamText("Fine.", { usage }),
  });
  const { garden, world } = bot.standIn;
  for (let n = 0; n < 25; n += 1) {
    const authorId = world.addUser({ name: `Person ${n}` });
    world.addMember(garden.guildId, authorId);
    const asked = bot.mention("hello", { authorId, channelId: [garden.general, garden.lab][n % 2] ?? "" });
    await bot.answerTo(asked.id, /^Fine|used up/);
  }
  return bot.endpoint.requests.length;
}

attack("A58: twenty-five people, each below the limit, in one server", async (t) => {
  const asked = await crowd(t, { USAGE_CAP_GUILD_TOKENS_PER_DAY: "9000" });
  // Ten reach it; what is spent is counted beside the sending of an answer, so a few more may slip through.
  assert.ok(asked >= 10 && asked <= 13, `${asked} were answered`);
});

twin("without a limit of the server all are answered", async (t) => {
  assert.equal(await crowd(t, {}), 25);
});

/** Nothing to show, and paid for. */
const paidInVain = (totalTokens: number): Step =>
  stream([
    chunk(
      { delta: {}, finish_reason: "stop" },
      { usage: { prompt_tokens: totalTokens, completion_tokens: 0 } },
    ),
  ]);

async function askedTwice(bot: RunningBot): Promise<string> {
  await bot.answerTo(bot.mention("one").id);
  return await until(async () => {
    const second = await bot.answerTo(bot.mention("two").id);
    return /used up/.test(second.content) ? second.content : undefined;
  }, "the limit");
}

attack("A59: a model whose failures cost: each try counts, and they are few", async (t) => {
  const bot = await startVictim(t, {
    environment: { USAGE_CAP_USER_TOKENS_PER_DAY: "1000", TASK_TIMEOUT_MS: "20000" },
    otherwise: paidInVain(600),
  });
  assert.match(await askedTwice(bot), /used up/);
  assert.ok(bot.endpoint.requests.length <= 8, `${bot.endpoint.requests.length} tries`);
});

const MB = 1_048_576;

attack("A60: ten files of ten megabytes, and the longest texts that Discord takes", async (t) => {
  const bot = await startVictim(t, { otherwise: streamText("Fine. ") });
  const { garden, people } = bot.standIn;
  const content = Buffer.alloc(10 * MB, "word ");
  const files = Array.from({ length: 10 }, (_, n) => ({
    name: `${n}.txt`,
    content,
    contentType: "text/plain",
  }));
  const asked = people.say({
    authorId: garden.linus,
    channelId: garden.general,
    content: `<@${bot.standIn.botUserId}> ${"x".repeat(1_900)}`,
    files,
  });
  const before = process.memoryUsage().rss;
  await bot.answerTo(asked.id, /^Fine/);
  const grown = process.memoryUsage().rss - before;
  assert.ok(grown < 150 * MB, `${Math.round(grown / MB)} MB more`);
  const said = JSON.stringify(bot.endpoint.requests.at(-1)?.body.messages);
  assert.ok(said.length < 80_000, `${said.length} characters`);
  const run = people.runCommand({
    userId: garden.linus,
    channelId: garden.general,
    name: "ask",
    options: { prompt: "y".repeat(6_000) },
  });
  await until(() => bot.standIn.interaction(run.id)?.status === "answered", "/ask");
  const { results } = await attempt(bot, {
    calls: [{ name: "calculator", args: { expression: "1+".repeat(200_000) } }],
  });
  assert.match(results[0] ?? "", /^Tool error/);
});
