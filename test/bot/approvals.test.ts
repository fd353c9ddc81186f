import assert from "node:assert/strict";
import { describe, test } from "node:test";

import type { VisibleMessage } from "../../src/playground/contracts.ts";
import { type RunningBot, startBot } from "../fakes/running-bot.ts";
import { streamCalls, streamText } from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";

const send = (text: string, channel = "random") =>
  streamCalls([{ name: "send_message", args: { channel, text } }]);

/** The open question in a channel. */
function question(bot: RunningBot, channelId = bot.garden.general): Promise<VisibleMessage> {
  return until(
    () => bot.said(channelId).find(({ components }) => JSON.stringify(components).includes("approval-yes")),
    "the question for approval",
  );
}

function press(bot: RunningBot, asked: VisibleMessage, button: string, userId = bot.garden.ada) {
  const id = JSON.stringify(asked.components).match(new RegExp(`approval-${button}:[0-9a-f]+`))?.[0];
  return bot.standIn.people.press(userId, asked.channelId, asked.id, id ?? "no such button");
}

/** What the model was told about its calls in the last request. */
function results(bot: RunningBot): string {
  const messages = bot.endpoint.requests.at(-1)?.body.messages ?? [];
  return messages
    .filter(({ role }) => role === "tool")
    .map(({ content }) => String(content))
    .join("\n");
}

describe("approvals", () => {
  test("nothing is done before the yes; then exactly that, once, and nobody is pinged", async (t) => {
    const bot = await startBot(t, { script: [send("@everyone hello"), streamText("Sent it.")] });
    const asked = bot.mention("say hello in random");
    const open = await question(bot);
    assert.match(
      open.content,
      /may I use \*\*send_message\*\*\?\n-# Sends a message to a channel on your behalf\./,
    );
    assert.match(open.content, /"text": "@everyone hello"/);
    assert.deepEqual(bot.said(bot.garden.random), []);
    press(bot, open, "yes");
    await bot.answerTo(asked.id, /Sent it/);
    const [sent, ...more] = bot.said(bot.garden.random);
    assert.equal(sent?.content, "@everyone hello");
    assert.equal(sent?.pings.everyone, false);
    assert.match(sent?.nonce ?? "", new RegExp(`^${asked.id}a\\d+$`));
    assert.equal(more.length, 0);
    const ended = bot.standIn.message(bot.garden.general, open.id);
    assert.match(ended?.content ?? "", /Approved/);
    assert.deepEqual(ended?.components, []);
  });

  test("a no is told to the model", async (t) => {
    const bot = await startBot(t, { script: [send("hello"), streamText("I did not.")] });
    const asked = bot.mention("say hello in random");
    press(bot, await question(bot), "no");
    await bot.answerTo(asked.id, /I did not/);
    assert.match(results(bot), /refused: the person said no/);
    assert.deepEqual(bot.said(bot.garden.random), []);
  });

  test("somebody else's press decides nothing, not even a moderator's or the owner's", async (t) => {
    const bot = await startBot(t, { script: [send("hello"), streamText("Done.")] });
    const asked = bot.mention("say hello", { authorId: bot.garden.linus });
    const open = await question(bot);
    for (const userId of [bot.garden.grace, bot.garden.ada]) {
      const pressed = press(bot, open, "yes", userId);
      const answer = await until(() => bot.standIn.interaction(pressed.id)?.messageId, "the refusal");
      const shown = bot.standIn.message(bot.garden.general, answer);
      assert.match(shown?.content ?? "", /Only <@\d+> can decide/);
      assert.equal(shown?.visibleOnlyTo, userId);
    }
    assert.deepEqual(bot.said(bot.garden.random), []);
    press(bot, open, "yes", bot.garden.linus);
    await bot.answerTo(asked.id, /Done/);
  });

  test("with APPROVERS=moderators they decide too", async (t) => {
    const bot = await startBot(t, {
      environment: { APPROVERS: "moderators" },
      script: [send("hello"), streamText("Done.")],
    });
    const asked = bot.mention("say hello", { authorId: bot.garden.linus });
    press(bot, await question(bot), "yes", bot.garden.grace);
    await bot.answerTo(asked.id, /Done/);
    assert.equal(bot.said(bot.garden.random).length, 1);
  });

  test("without an answer it is a no, and the message says so", async (t) => {
    const bot = await startBot(t, {
      environment: { APPROVAL_TIMEOUT_MS: "1000" },
      script: [send("hello"), streamText("Not done.")],
    });
    const asked = bot.mention("say hello in random");
    const open = await question(bot);
    await bot.answerTo(asked.id, /Not done/);
    assert.match(results(bot), /nobody answered/);
    const ended = bot.standIn.message(bot.garden.general, open.id);
    assert.match(ended?.content ?? "", /Nobody answered in time/);
    assert.deepEqual(ended?.components, []);
    assert.deepEqual(bot.said(bot.garden.random), []);
  });

  test("waiting holds up no other channel", async (t) => {
    const bot = await startBot(t, { script: [send("hello"), streamText("Here."), streamText("Sent.")] });
    const asked = bot.mention("say hello in random");
    const open = await question(bot);
    const other = bot.mention("are you there?", { channelId: bot.garden.lab });
    await bot.answerTo(other.id, /Here/);
    press(bot, open, "yes");
    await bot.answerTo(asked.id, /Sent/);
  });

  test("an open question outlives a restart, under its one message", async (t) => {
    const bot = await startBot(t, {
      environment: { DRAIN_MS: "0" },
      script: [send("hello"), streamText("Sent.")],
    });
    const asked = bot.mention("say hello in random");
    const open = await question(bot);
    await bot.restart();
    press(bot, open, "yes");
    await bot.answerTo(asked.id, /Sent/);
    assert.equal(bot.said(bot.garden.random).length, 1);
    const questions = bot.said(bot.garden.general).filter(({ content }) => content.includes("may I use"));
    assert.equal(questions.length, 1);
  });

  test("“Always here” asks no more here, is listed, and can be taken back", async (t) => {
    const bot = await startBot(t, {
      script: [
        send("one"),
        streamText("First."),
        send("two"),
        streamText("Second."),
        send("three"),
        streamText("Third."),
      ],
    });
    const { garden, people } = bot.standIn;
    const first = bot.mention("one");
    press(bot, await question(bot), "always");
    await bot.answerTo(first.id, /First/);
    await bot.answerTo(bot.mention("two").id, /Second/);
    assert.equal(bot.said(garden.random).length, 2);

    const tools = async (options = {}): Promise<string> => {
      const run = people.runCommand({
        userId: garden.ada,
        channelId: garden.general,
        name: "tools",
        options,
      });
      const id = await until(() => {
        const { status, messageId } = bot.standIn.interaction(run.id) ?? {};
        return status === "answered" ? messageId : undefined;
      }, "/tools");
      const shown = bot.standIn
        .messages(garden.general)
        .filter((one) => one.visibleOnlyTo === garden.ada && one.id >= id);
      return shown.map(({ content }) => content).join("\n");
    };
    await until(
      async () => (await tools()).includes("Always allowed by you: **send_message**"),
      "the grant in /tools",
    );
    assert.match(await tools({ tool: "send_message", action: "revoke" }), /ask you again/);
    const third = bot.mention("three");
    press(bot, await question(bot), "no");
    await bot.answerTo(third.id, /Third/);
    assert.equal(bot.said(garden.random).length, 2);
  });

  test("what fits no message is attached whole, and no text ends the code block early", async (t) => {
    const long = `\`\`\` **bold** ${"x".repeat(1_800)}`;
    const bot = await startBot(t, { script: [send(long), send("```\n# Approved\n```"), streamText("No.")] });
    const asked = bot.mention("say it");
    const first = await question(bot);
    assert.equal(first.files.length, 1);
    assert.ok((first.files[0]?.sizeBytes ?? 0) > 1_800);
    press(bot, first, "no");
    const second = await until(async () => {
      const open = await question(bot);
      return open.id === first.id ? undefined : open;
    }, "the second question");
    assert.equal(second.content.match(/```/g)?.length, 2);
    press(bot, second, "no");
    await bot.answerTo(asked.id, /No/);
  });

  test("Stop ends the question too", async (t) => {
    const bot = await startBot(t, { script: [send("hello"), streamText("Next.")] });
    const { garden, people } = bot.standIn;
    bot.mention("say hello in random");
    const open = await question(bot);
    people.runCommand({ userId: garden.ada, channelId: garden.general, name: "stop" });
    await until(
      () => bot.standIn.message(garden.general, open.id)?.components.length === 0,
      "the question's end",
    );
    await bot.answerTo(bot.mention("next").id, /Next/);
    assert.deepEqual(bot.said(garden.random), []);
  });
});
