import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { startBot } from "../fakes/running-bot.ts";
import { chunk, type Step } from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";

const PEOPLE = 100;
const CHANNELS = 20;

/** Writes for long enough that a preview becomes due: what is tried here is that previews stay out of the way. */
const slowly: Step = async (_request, response) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  const send = (choice: { [key: string]: unknown }) =>
    response.write(`data: ${JSON.stringify(chunk(choice))}\n\n`);
  for (let word = 0; word < 12; word += 1) {
    send({ delta: { content: `word ${word} ` } });
    await pause(100);
  }
  send({ delta: {}, finish_reason: "stop" });
  response.end("data: [DONE]\n\n");
};

test("a hundred people in twenty channels: all answered once, and no progress edit earns a 429", async (t) => {
  const bot = await startBot(t, { otherwise: slowly, standIn: { rateLimits: "real" } });
  const { world, garden } = bot.standIn;
  const channels = Array.from({ length: CHANNELS }, (_, index) =>
    world.addChannel(garden.guildId, { name: `room-${index}` }),
  );
  const startedAt = performance.now();
  const questions = Array.from({ length: PEOPLE }, (_, index) => {
    const authorId = world.addUser({ name: `Person ${index}` });
    world.addMember(garden.guildId, authorId);
    return bot.mention("tell me", { authorId, channelId: channels[index % CHANNELS] ?? "" });
  });
  const repliesTo = (id: string, channelId: string) =>
    bot.said(channelId).filter(({ replyToId }) => replyToId === id);
  await until(
    () =>
      questions.every(({ id, channelId }) =>
        repliesTo(id, channelId).some(({ content }) => content.includes("word 11")),
      ),
    "a hundred answers",
    60_000,
  );
  t.diagnostic(`all answered after ${Math.round(performance.now() - startedAt)} ms`);
  for (const { id, channelId } of questions) assert.equal(repliesTo(id, channelId).length, 1);
  const refused = bot.standIn.requests.filter(({ status }) => status === 429);
  assert.deepEqual(
    refused.map(({ method, path }) => `${method} ${path}`),
    [],
  );
  // A channel's questions are answered in the order in which they were asked.
  for (const channelId of channels) {
    const asked = questions.filter((question) => question.channelId === channelId).map(({ id }) => id);
    assert.deepEqual(
      bot.said(channelId).map(({ replyToId }) => replyToId),
      asked,
    );
  }
});
