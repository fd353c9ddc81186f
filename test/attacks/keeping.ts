import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { TestContext } from "node:test";

import type { RunningBot } from "../fakes/running-bot.ts";
import { hang, streamCalls, streamText, type Step } from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";
import { attack, refused, startVictim, twin } from "./attack.ts";

const CANARY = "violet4711";

/** A bot whose files can be looked into. */
async function victimOnDisk(
  t: TestContext,
  script: readonly Step[] = [],
): Promise<{ readonly bot: RunningBot; readonly path: string; onDisk(): string }> {
  const folder = mkdtempSync(join(tmpdir(), "orchid-keeping-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "orchid.sqlite");
  const environment = { DATABASE_URL: `sqlite:${path}`, DRAIN_MS: "0" };
  const bot = await startVictim(t, { environment, script, otherwise: streamText("Next.") });
  return {
    bot,
    path,
    onDisk: () =>
      readdirSync(folder)
        .map((file) => readFileSync(join(folder, file), "latin1"))
        .join("\n"),
  };
}

/** What the model was told with the latest question. */
function told(bot: RunningBot): string {
  return JSON.stringify(bot.endpoint.requests.at(-1)?.body.messages);
}

function breakStorage(path: string): void {
  const database = new DatabaseSync(path);
  database.exec("ALTER TABLE keyv RENAME TO gone");
  database.close();
}

attack("A27: a storage that breaks in the middle, with its path and its stack", async (t) => {
  const { bot, path } = await victimOnDisk(t, [hang]);
  bot.mention(CANARY);
  await until(() => bot.endpoint.requests.length === 1, "the model call");
  breakStorage(path);
  const { garden, people } = bot.standIn;
  for (const name of ["context", "usage", "reset", "persona", "trace"]) {
    people.runCommand({ userId: garden.ada, channelId: garden.general, name });
  }
  const run = people.runCommand({ userId: garden.ada, channelId: garden.general, name: "context" });
  const shown = await until(() => {
    const { status, messageId } = bot.standIn.interaction(run.id) ?? {};
    return status === "answered" ? bot.standIn.message(garden.general, messageId ?? "") : undefined;
  }, "the notice");
  assert.match(shown.content, /error [0-9a-f]{8}/i);
  const visible = JSON.stringify(bot.standIn.messages(garden.general));
  assert.doesNotMatch(visible, /\/tmp|\.sqlite|\.ts:\d|no such table|node:internal/);
});

attack("A27: a tool whose storage breaks under it", async (t) => {
  const calls = [
    { name: "recall", args: {} },
    { name: "remember", args: { fact: "tea" } },
  ];
  const breakFirst: Step = async (request, response) => {
    breakStorage(path);
    await streamCalls(calls)(request, response);
  };
  const { bot, path } = await victimOnDisk(t, [breakFirst, streamText("Done.")]);
  await bot.answerTo(bot.mention("go on").id, /^Done/);
  const results = bot.endpoint.requests[1]?.body.messages.filter(({ role }) => role === "tool") ?? [];
  refused(
    results.map(({ content }) => String(content)),
    /^Tool error: the tool failed unexpectedly/,
  );
});

attack("A28: a question that is deleted while it is worked on", async (t) => {
  const { bot, onDisk } = await victimOnDisk(t, [hang]);
  const { garden, people } = bot.standIn;
  const asked = bot.mention(`${CANARY} for ever`);
  await until(() => bot.endpoint.requests.length === 1, "the model call");
  people.delete(garden.general, asked.id);
  await bot.answerTo(bot.mention("next").id, /^Next/);
  assert.deepEqual(
    bot.said(garden.general).map(({ replyToId }) => replyToId === asked.id),
    [false],
  );
  assert.equal(told(bot).includes(CANARY), false);
  await bot.stop();
  assert.equal(onDisk().includes(CANARY), false);
});

attack("A28: a question that is deleted after its answer, and one that waits for its turn", async (t) => {
  const { bot, onDisk } = await victimOnDisk(t, [streamText(`You said ${CANARY}.`), hang]);
  const { garden, people } = bot.standIn;
  const answered = bot.mention(`say ${CANARY}`);
  await bot.answerTo(answered.id, new RegExp(CANARY));
  const running = bot.mention("wait");
  await until(() => bot.endpoint.requests.length === 2, "the model call");
  const waiting = bot.mention(`${CANARY} too`, { authorId: garden.linus });
  await until(() => onDisk().includes(`${CANARY} too`), "the question that waits");
  for (const { id } of [answered, waiting, running]) people.delete(garden.general, id);
  await bot.answerTo(bot.mention("next").id, /^Next/);
  assert.equal(bot.said(garden.general).length, 1);
  assert.equal(told(bot).includes(CANARY), false);
  await bot.stop();
  assert.equal(onDisk().includes(CANARY), false);
});

attack("A29: /forget while a question is worked on", async (t) => {
  const { bot, onDisk } = await victimOnDisk(t, [hang]);
  const { garden, people } = bot.standIn;
  bot.mention(`${CANARY} for ever`);
  await until(() => bot.endpoint.requests.length === 1, "the model call");
  const run = people.runCommand({ userId: garden.ada, channelId: garden.general, name: "forget" });
  const id = await until(() => bot.standIn.interaction(run.id)?.messageId, "the question");
  people.press(garden.ada, garden.general, id, "forget-me");
  await until(() => bot.standIn.message(garden.general, id)?.components.length === 0, "the end");
  await bot.answerTo(bot.mention("next", { authorId: garden.linus }).id, /^Next/);
  assert.equal(told(bot).includes(CANARY), false);
  await bot.stop();
  assert.equal(onDisk().includes(CANARY), false);
});

twin("what nobody deletes or forgets is on disk", async (t) => {
  const { bot, onDisk } = await victimOnDisk(t);
  await bot.answerTo(bot.mention(CANARY).id, /^Next/);
  await bot.stop();
  assert.equal(onDisk().includes(CANARY), true);
});

attack("A30: what was said in one place, remembered in others", async (t) => {
  const { bot } = await victimOnDisk(t);
  const { garden, people } = bot.standIn;
  await bot.answerTo(bot.mention(CANARY).id, /^Next/);
  const thread = people.startThread({ userId: garden.ada, channelId: garden.general, name: "t" }).id;
  const direct = people.startDm(garden.ada).id;
  for (const channelId of [garden.lab, thread, direct]) {
    await bot.answerTo(bot.mention("and?", { channelId }).id, /^Next/);
    assert.equal(told(bot).includes(CANARY), false);
  }
  await bot.answerTo(bot.mention("and here?").id, /^Next/);
  assert.equal(told(bot).includes(CANARY), true, "twin: where it was said it is remembered");
});
