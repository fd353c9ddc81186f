import assert from "node:assert/strict";
import { describe, test } from "node:test";

import type { VisibleMessage } from "../../src/playground/contracts.ts";
import { type RunningBot, startBot } from "../fakes/running-bot.ts";
import { chunk, type Step, streamCalls, streamText } from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";

/** Writes the beginning of an answer and leaves the rest to the test. */
function openEnded(beginning: string): { readonly step: Step; end(rest: string): void } {
  let finish: ((rest: string) => void) | undefined;
  return {
    step: (_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      const send = (choice: { [key: string]: unknown }) =>
        response.write(`data: ${JSON.stringify(chunk(choice))}\n\n`);
      send({ delta: { role: "assistant", content: beginning } });
      finish = (rest) => {
        send({ delta: { content: rest } });
        send({ delta: {}, finish_reason: "stop" });
        response.end("data: [DONE]\n\n");
      };
    },
    end: (rest) => finish?.(rest),
  };
}

function button(message: VisibleMessage, prefix: string): string {
  return JSON.stringify(message.components).match(new RegExp(`"(${prefix}:\\d+)"`))?.[1] ?? "";
}

async function preview(bot: RunningBot, text: RegExp): Promise<VisibleMessage> {
  return await until(
    () => bot.said(bot.garden.general).find(({ content }) => text.test(content)),
    `a preview like ${text}`,
  );
}

describe("control", () => {
  test("a long answer grows in one message, with a Stop button until it ends", async (t) => {
    const answer = openEnded("The first words of a long");
    const bot = await startBot(t, { script: [answer.step] });
    const asked = bot.mention("tell me");
    const growing = await preview(bot, /^The first words/);
    assert.notEqual(button(growing, "stop"), "");
    answer.end(" answer.");
    const whole = await bot.answerTo(asked.id, /long answer\./);
    assert.equal(whole.id, growing.id);
    assert.equal(button(whole, "stop"), "");
    assert.notEqual(button(whole, "regenerate"), "");
    assert.equal(bot.said(bot.garden.general).length, 1);
  });

  test("a growing answer shows an address that somebody gave as a link", async (t) => {
    const answer = openEnded("As https://example.org/given says, words");
    const bot = await startBot(t, { script: [answer.step] });
    const asked = bot.mention("what does https://example.org/given say?");
    await preview(bot, /^As https:\/\/example\.org\/given says/);
    answer.end(" end.");
    await bot.answerTo(asked.id, /words end\./);
  });

  test("a growing answer takes an address apart that came from nowhere after a tool", async (t) => {
    const answer = openEnded("Read https://example.org/strange now, words");
    const bot = await startBot(t, {
      script: [streamCalls([{ id: "c1", name: "current_time", args: "{}" }]), answer.step],
    });
    const asked = bot.mention("what time is it?");
    await preview(bot, /^Read `hxxps:\/\/example\.org\/strange` now/);
    answer.end(" end.");
    await bot.answerTo(asked.id, /words end\./);
  });

  test("Stop is for the asker and moderators; what was visible stays and says so", async (t) => {
    const bot = await startBot(t, { script: [openEnded("The first words of").step, streamText("Next.")] });
    const { garden, people } = bot.standIn;
    bot.mention("tell me");
    const growing = await preview(bot, /^The first words/);
    const refused = people.press(garden.linus, garden.general, growing.id, button(growing, "stop"));
    await until(() => bot.standIn.interaction(refused.id)?.status === "answered", "the refusal");
    people.press(garden.grace, garden.general, growing.id, button(growing, "stop"));
    const stopped = await preview(bot, /^The first words of\n-# Stopped\.$/);
    assert.equal(stopped.id, growing.id);
    assert.equal(button(stopped, "stop"), "");
    assert.notEqual(button(stopped, "regenerate"), "");
    await bot.answerTo(bot.mention("next").id, /^Next/);
    assert.doesNotMatch(JSON.stringify(bot.endpoint.requests.at(-1)?.body.messages), /tell me/);
  });

  test("what was stopped can be asked for again, in its place", async (t) => {
    const bot = await startBot(t, {
      script: [openEnded("The first words of").step, streamText("All of it.")],
    });
    const { garden, people } = bot.standIn;
    const asked = bot.mention("tell me");
    const growing = await preview(bot, /^The first words/);
    people.press(garden.ada, garden.general, growing.id, button(growing, "stop"));
    const stopped = await preview(bot, /Stopped\.$/);
    people.press(garden.ada, garden.general, stopped.id, button(stopped, "regenerate"));
    const again = await bot.answerTo(asked.id, /^All of it/);
    assert.equal(again.id, growing.id);
    assert.equal(bot.said(garden.general).length, 1);
  });

  test("Regenerate puts a new answer in the place of the old one", async (t) => {
    const bot = await startBot(t, { script: [streamText("First."), streamText("Second.")] });
    const { garden, people } = bot.standIn;
    const asked = bot.mention("tell me");
    const first = await bot.answerTo(asked.id, /^First/);
    const refused = people.press(garden.linus, garden.general, first.id, button(first, "regenerate"));
    await until(() => bot.standIn.interaction(refused.id)?.status === "answered", "the refusal");
    people.press(garden.ada, garden.general, first.id, button(first, "regenerate"));
    const second = await bot.answerTo(asked.id, /^Second/);
    assert.equal(second.id, first.id);
    assert.equal(bot.said(garden.general).length, 1);
  });

  test("a longer answer becomes several messages; a corrected shorter one takes the rest away", async (t) => {
    const long = Array.from(
      { length: 60 },
      (_, index) => `Line ${index} ${"of a long answer ".repeat(3)}`,
    ).join("\n\n");
    const bot = await startBot(t, { script: [streamText(long), streamText("Short.")] });
    const { garden, people, botUserId } = bot.standIn;
    const asked = bot.mention("tell me");
    await until(() => bot.said(garden.general).length === 2, "two messages");
    people.edit(garden.general, asked.id, `<@${botUserId}> shorter`);
    await bot.answerTo(asked.id, /^Short/);
    await until(() => bot.said(garden.general).length === 1, "the removal of the second message");
  });

  test("TRACE=off shows no trace button", async (t) => {
    const bot = await startBot(t, {
      environment: { TRACE: "off" },
      script: [streamCalls([{ name: "calculator", args: { expression: "1+1" } }]), streamText("Two.")],
    });
    const answer = await bot.answerTo(bot.mention("1+1").id);
    assert.equal(button(answer, "trace"), "");
  });
});
