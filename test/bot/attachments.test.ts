import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";

import type { OutgoingFile } from "../../src/playground/contracts.ts";
import { type RunningBot, startBot } from "../fakes/running-bot.ts";
import { streamCalls, streamText } from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";

const PNG = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");

function ask(bot: RunningBot, text: string, files: readonly OutgoingFile[], replyTo?: string): string {
  const { people, botUserId, garden } = bot.standIn;
  return people.say({
    authorId: garden.ada,
    channelId: garden.general,
    content: `<@${botUserId}> ${text}`,
    files,
    ...(replyTo === undefined ? {} : { replyTo }),
  }).id;
}

/** The last user message of a request, as it was sent. */
function lastMessage(bot: RunningBot, request = -1): unknown {
  return bot.endpoint.requests.at(request)?.body.messages.at(-1)?.["content"];
}

describe("attachments", () => {
  test("the next question can be about the file of the one before", async (t) => {
    const bot = await startBot(t, {
      script: [
        streamText("I read it."),
        streamCalls([{ name: "read_attachment", args: {} }]),
        streamText("Ferns like shade."),
      ],
    });
    const notes = { name: "notes.md", content: "Roses need water.\nFerns like shade." };
    await bot.answerTo(ask(bot, "what is in there?", [notes]), /^I read it/);
    await bot.answerTo(ask(bot, "and its second line?", []), /^Ferns/);
    const [first, second, third] = bot.endpoint.requests.map(({ body }) => JSON.stringify(body.messages));
    assert.match(first ?? "", /Ferns like shade/);
    assert.match(second ?? "", /Attached file \\"notes\.md\\"[^<]*no longer shown/);
    assert.doesNotMatch(second ?? "", /Ferns like shade/);
    assert.match(third ?? "", /Roses need water\.[^]*Ferns like shade/);
  });

  test("a file that is put into /ask is read", async (t) => {
    const bot = await startBot(t, { script: [streamText("I read it.")] });
    const { garden, people } = bot.standIn;
    const asked = people.runCommand({
      userId: garden.ada,
      channelId: garden.general,
      name: "ask",
      options: { prompt: "what does it say?", file: { name: "notes.md", content: "Ferns like shade." } },
    });
    await until(
      () =>
        bot
          .said(garden.general)
          .some(({ interaction, content }) => interaction?.id === asked.id && content.startsWith("I read")),
      "the answer",
    );
    assert.match(JSON.stringify(lastMessage(bot)), /what does it say\?[^]*notes\.md[^]*Ferns like shade\./);
  });

  test("files are read, images are seen, and what was skipped is said to person and model", async (t) => {
    const bot = await startBot(t, { script: [streamText("I read them.")] });
    const question = ask(bot, "what do they say?", [
      { name: "message.txt", content: "The roses need water." },
      { name: "data.csv", content: "plant,height\nfern,30" },
      { name: "photo.png", content: PNG, contentType: "image/png" },
      { name: "song.mp3", content: "la la", contentType: "audio/mpeg" },
    ]);
    const answer = await bot.answerTo(question, /^I read them\.[^]*-#/);
    assert.match(answer.content, /-# Not read: song\.mp3 \(this kind of file cannot be read\)\./);
    const content = JSON.stringify(lastMessage(bot));
    assert.match(content, /The roses need water\./);
    assert.match(content, /plant,height\\nfern,30/);
    assert.match(content, /song\.mp3[^<]*not read, this kind of file cannot be read/);
    assert.ok(content.includes(`data:image/png;base64,${PNG.toString("base64")}`));
  });

  test("files of the message replied to, and of the target of “Ask about this”, come along", async (t) => {
    const bot = await startBot(t, {
      standIn: { privilegedIntents: ["message-content"] },
      environment: { DISCORD_MESSAGE_CONTENT: "true" },
      otherwise: streamText("I read it."),
    });
    const { garden, people } = bot.standIn;
    const earlier = people.say({
      authorId: garden.linus,
      channelId: garden.general,
      content: "my notes",
      files: [{ name: "notes.md", content: "Ferns like shade." }],
    });
    await bot.answerTo(ask(bot, "what does it say?", [], earlier.id));
    assert.match(JSON.stringify(lastMessage(bot)), /my notes[^]*Ferns like shade\./);
    const menu = people.runMessageCommand({
      userId: garden.ada,
      channelId: garden.general,
      name: "Ask about this",
      targetId: earlier.id,
    });
    await until(
      () => bot.said(garden.general).some(({ interaction }) => interaction?.id === menu.id),
      "the answer",
    );
    await until(() => bot.endpoint.requests.length === 2, "the request");
    assert.match(JSON.stringify(lastMessage(bot)), /my notes[^]*Ferns like shade\./);
  });

  test("an image goes to the model in the role vision when the chosen one cannot see", async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "orchid-models-"));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const path = join(folder, "models.json");
    const bot = await startBot(t, {
      script: [streamText("Just text."), streamText("I see it.")],
      environment: (_standIn, apiUrl) => {
        const models = [
          { label: "blind", apiUrl, modelName: "blind", capabilities: { images: false } },
          { label: "seeing", apiUrl, modelName: "seeing" },
        ];
        const roles = { orchestrator: "blind", vision: "seeing" };
        writeFileSync(path, JSON.stringify({ models, roles }));
        return { MODELS_FILE: path };
      },
    });
    await bot.answerTo(ask(bot, "read", [{ name: "a.txt", content: "words" }]), /^Just text\./);
    await bot.answerTo(ask(bot, "look", [{ name: "photo.png", content: PNG }]), /^I see it\./);
    assert.deepEqual(
      bot.endpoint.requests.map(({ body }) => body["model"]),
      ["blind", "seeing"],
    );
    assert.match(JSON.stringify(lastMessage(bot)), /data:image\/png;base64,/);
  });

  test("an address that has expired is asked for again after a restart", async (t) => {
    let now = Date.now();
    const bot = await startBot(t, { standIn: { clock: () => now }, otherwise: streamText("I read it.") });
    const { garden } = bot.standIn;
    await bot.answerTo(ask(bot, "hello", []));
    const fault = bot.standIn.faults.onRequest(
      { method: "GET", path: new RegExp(`^/channels/${garden.general}/messages/\\d+$`), times: 1 },
      { kind: "latency", latencyMs: 0 },
    );
    // Frozen while the address is young; read when it is not.
    bot.endpoint.script(async (_request, response) => {
      now += 30 * 60 * 60_000;
      await streamText("Wait.")(_request, response);
    });
    ask(bot, "first", []);
    const question = ask(bot, "and this?", [{ name: "notes.txt", content: "Water the ferns." }]);
    const answer = await bot.answerTo(question, /^I read it\./);
    assert.doesNotMatch(answer.content, /Not read/);
    assert.match(JSON.stringify(lastMessage(bot)), /Water the ferns\./);
    assert.equal(fault(), 1, "the message was read again");
  });

  test("files are downloaded from the configured addresses alone", async (t) => {
    const bot = await startBot(t, {
      script: [streamText("I could not.")],
      environment: { DISCORD_CDN_URL: "https://cdn.discordapp.com" },
    });
    const question = ask(bot, "read it", [{ name: "notes.txt", content: "Water the ferns." }]);
    const answer = await bot.answerTo(question, /^I could not\.[^]*-#/);
    assert.match(answer.content, /Not read: notes\.txt/);
    assert.doesNotMatch(JSON.stringify(lastMessage(bot)), /Water the ferns/);
  });
});
