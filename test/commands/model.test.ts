import assert from "node:assert/strict";
import { describe, test } from "node:test";

import type { CommandOptions, VisibleMessage } from "../../src/playground/contracts.ts";
import { runCommand } from "../fakes/command-answer.ts";
import { type RunningBot, startBot } from "../fakes/running-bot.ts";
import { hang, streamCalls, streamText, whole } from "../fakes/scripted-endpoint.ts";
import type { Step } from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";

const usage = { usage: { prompt_tokens: 9, completion_tokens: 20 } };

/** Answers the questions of the probe as a model would that can do what it is given. */
function model(can: { readonly tools: boolean; readonly images: boolean }): Step {
  return (request, response) => {
    const sent = JSON.stringify(request.body);
    const refuse = (message: string): Step => whole({ error: { message } }, { status: 400 });
    const numbers = ["1", "2"].map((number) => ({ name: "report_number", args: { number } }));
    const answer =
      request.body.tools !== undefined
        ? can.tools
          ? streamCalls(numbers)
          : refuse("this model does not support tools")
        : sent.includes("image_url") && !can.images
          ? refuse("this model has no image input")
          : streamText("one two three", usage);
    return answer(request, response);
  };
}

/** Runs /model and waits until what it shows is like `pattern`. */
async function shownLike(
  bot: RunningBot,
  pattern: RegExp,
  asked: { readonly userId?: string; readonly options?: CommandOptions } = {},
): Promise<VisibleMessage> {
  const { garden, people } = bot.standIn;
  const { id } = people.runCommand({
    userId: asked.userId ?? garden.grace,
    channelId: garden.general,
    name: "model",
    ...(asked.options === undefined ? {} : { options: asked.options }),
  });
  return await until(() => {
    const { messageId, channelId } = bot.standIn.interaction(id) ?? {};
    if (messageId === undefined || channelId === undefined) return undefined;
    const shown = bot.standIn.message(channelId, messageId);
    return shown !== undefined && pattern.test(shown.content) ? shown : undefined;
  }, `/model like ${pattern}`);
}

describe("/model", () => {
  test("tells whoever wants no edits once, when everything is known", async (t) => {
    const bot = await startBot(t, { otherwise: model({ tools: true, images: true }) });
    await runCommand(bot, "accessibility", { userId: bot.garden.grace, options: { answers: "plain" } });
    await shownLike(bot, /several at once/);
    const written = bot.standIn.requests.filter(({ method }) => method !== "GET");
    assert.doesNotMatch(JSON.stringify(written.map(({ body }) => body)), /finding out…/);
  });

  test("shows what the model can do, found out once and kept over a restart", async (t) => {
    const bot = await startBot(t, { otherwise: model({ tools: true, images: true }) });
    const everything =
      /streams · tools, several at once · sees pictures · reports its tokens · as of <t:\d+:d>$/;
    await shownLike(bot, everything);
    const asked = bot.endpoint.requests.length;
    assert.equal(asked, 3);
    await bot.restart();
    await shownLike(bot, everything);
    assert.equal(bot.endpoint.requests.length, asked);
  });

  test("says what a model cannot do", async (t) => {
    const bot = await startBot(t, { otherwise: model({ tools: false, images: false }) });
    await shownLike(bot, /streams · reports its tokens · no tools, no pictures/);
  });

  test("says that an endpoint did not answer, and why", async (t) => {
    const bot = await startBot(t, { otherwise: whole({ error: "no" }, { status: 401 }) });
    await shownLike(bot, /did not answer \(model-authentication\)/);
  });

  test("is shown at once, and holds up no answer, while a model is slow", async (t) => {
    const bot = await startBot(t, { script: [hang], otherwise: streamText("Here.") });
    await shownLike(bot, /\(answers here\): finding out…$/);
    assert.match((await bot.answerTo(bot.mention("hello").id)).content, /^Here\./);
    // Ends while it is still asking: the stop must not wait for the probe.
    const stoppedAt = performance.now();
    await bot.stop();
    assert.ok(performance.now() - stoppedAt < 4_000);
  });

  test("only moderators ask anew, and not again and again", async (t) => {
    const bot = await startBot(t, { otherwise: model({ tools: true, images: true }) });
    await shownLike(bot, /as of/);
    const asked = bot.endpoint.requests.length;
    await shownLike(bot, /nur Mitglieder ändern, die Nachrichten verwalten dürfen/, {
      userId: bot.garden.linus,
      options: { probe: true },
    });
    await shownLike(bot, /as of <t:\d+:d>$/, { options: { probe: true } });
    assert.equal(bot.endpoint.requests.length, asked);
  });
});
