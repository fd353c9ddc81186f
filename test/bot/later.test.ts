import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { startBot } from "../fakes/running-bot.ts";
import { streamCalls, streamText } from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";

describe("what comes later", () => {
  test("a reminder arrives after a restart, as a message by itself, and /schedule lists and cancels", async (t) => {
    const remind = (text: string, when: string) => ({ name: "remind_me", args: { text, when } });
    const bot = await startBot(t, {
      script: [
        streamCalls([
          remind("water the orchid", "in 2 seconds"),
          remind("something else", "tomorrow at 9:00"),
        ]),
        streamText("I will."),
      ],
    });
    const { garden, people } = bot.standIn;
    await bot.answerTo(bot.mention("remind me").id, /I will/);
    await bot.restart();
    const reminder = await until(
      () => bot.said(garden.general).find(({ content }) => content.includes("water the orchid")),
      "the reminder",
      10_000,
    );
    assert.match(reminder.content, /Reminder for Ada: water the orchid/);
    assert.equal(reminder.replyToId, undefined);
    assert.equal(bot.endpoint.requests.length, 2);

    const schedule = async (options = {}): Promise<string> => {
      const run = people.runCommand({
        userId: garden.ada,
        channelId: garden.general,
        name: "schedule",
        options,
      });
      const id = await until(() => {
        const { status, messageId } = bot.standIn.interaction(run.id) ?? {};
        return status === "answered" ? messageId : undefined;
      }, "/schedule");
      return bot.standIn.message(garden.general, id)?.content ?? "";
    };
    const listed = await schedule();
    const id = /`([0-9a-f]{8})` reminder in .*something else/.exec(listed)?.[1];
    assert.ok(id, listed);
    assert.doesNotMatch(listed, /water/);
    assert.match(await schedule({ cancel: id }), /Cancelled/);
    assert.match(await schedule(), /Nothing is planned/);
  });
});
