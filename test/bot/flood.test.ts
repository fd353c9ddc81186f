import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { startBot } from "../fakes/running-bot.ts";
import { streamText, type Step } from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";

/** Answers Ada only when she may be answered, everybody else at once. */
function holdingAda(): { readonly step: Step; readonly release: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const step: Step = async (request, response) => {
    if (JSON.stringify(request.body.messages.at(-1)).includes("flood")) await promise;
    await streamText("Done.")(request, response);
  };
  return { step, release: resolve };
}

describe("a flood of requests", () => {
  test("a few are answered, the rest get one notice, nobody else waits, and a restart repeats nothing", async (t) => {
    const ada = holdingAda();
    const bot = await startBot(t, {
      otherwise: ada.step,
      environment: { DRAIN_MS: "0", MAX_QUEUED_PER_PERSON: "5" },
    });
    const { garden, people } = bot.standIn;
    const flood = Array.from({ length: 15 }, (_, index) => bot.mention(`flood ${index}`));
    const other = bot.mention("hello", { channelId: garden.lab, authorId: garden.linus });
    assert.match((await bot.answerTo(other.id)).content, /^Done\./);

    const [firstRefused] = flood.slice(5);
    assert.ok(firstRefused);
    const notice = await bot.answerTo(firstRefused.id, /still busy with 5 of your requests/);
    assert.deepEqual(notice.pings, { everyone: false, userIds: [], roleIds: [] });

    const why = people.runMessageCommand({
      userId: garden.ada,
      channelId: garden.general,
      name: "Why no answer?",
      targetId: flood[10]?.id ?? "",
    });
    const explained = await until(() => {
      const { messageId } = bot.standIn.interaction(why.id) ?? {};
      return messageId === undefined ? undefined : bot.standIn.message(garden.general, messageId);
    }, "the explanation");
    assert.match(explained.content, /still busy/);

    const asked = people.runCommand({
      userId: garden.ada,
      channelId: garden.lab,
      name: "ask",
      options: { prompt: "flood by command" },
    });
    const refused = await until(() => {
      const { messageId } = bot.standIn.interaction(asked.id) ?? {};
      return messageId === undefined ? undefined : bot.standIn.message(garden.lab, messageId);
    }, "the refusal of the command");
    assert.match(refused.content, /still busy/);
    assert.equal(refused.visibleOnlyTo, garden.ada);

    // The next process looks through the channel and finds what this one refused: while too many still
    // wait, and again when there would be room.
    await bot.restart();
    ada.release();
    for (const { id } of flood.slice(0, 5)) await bot.answerTo(id, /^Done\./);
    await bot.restart();
    const later = bot.mention("and now?");
    assert.match((await bot.answerTo(later.id)).content, /^Done\./);
    const replies = bot.said(garden.general).filter(({ visibleOnlyTo }) => visibleOnlyTo === undefined);
    assert.deepEqual(
      new Set(replies.map(({ replyToId }) => replyToId)),
      new Set([...flood.slice(0, 6), later].map(({ id }) => id)),
    );
    assert.equal(replies.length, 7);
  });
});
