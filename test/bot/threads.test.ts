import assert from "node:assert/strict";
import { describe, test } from "node:test";

import english from "../../src/words/languages/en.ts";
import { type RunningBot, type RunningBotOptions, startBot } from "../fakes/running-bot.ts";
import { streamCalls, streamText } from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";

const WITH_CONTENT = {
  standIn: { privilegedIntents: ["message-content"] },
  environment: { DISCORD_MESSAGE_CONTENT: "true" },
} as const satisfies RunningBotOptions;

/** Says something in a thread without mentioning the bot. */
function say(bot: RunningBot, channelId: string, content: string, authorId = bot.garden.ada): string {
  return bot.standIn.people.say({ authorId, channelId, content }).id;
}

describe("threads that it was called in", () => {
  test("it answers without a mention, unless somebody else is meant; also after a restart", async (t) => {
    const bot = await startBot(t, { ...WITH_CONTENT, otherwise: streamText("Yes.") });
    const { garden, people } = bot.standIn;
    const thread = people.startThread({ userId: garden.ada, channelId: garden.general, name: "Roses" }).id;
    say(bot, thread, "nobody called it yet");
    await bot.answerTo(bot.mention("help us", { channelId: thread }).id);
    await bot.answerTo(say(bot, thread, "and now?", garden.linus));
    say(bot, thread, `<@${garden.grace}> what do you think?`);
    say(bot, thread, `<@&${garden.moderatorRoleId}> look`);
    say(bot, thread, "@everyone look");
    const own = say(bot, thread, "I think so", garden.grace);
    await bot.answerTo(own);
    people.say({
      authorId: garden.linus,
      channelId: thread,
      content: "me too",
      replyTo: own,
      pingReply: false,
    });
    await bot.restart();
    await bot.answerTo(say(bot, thread, "after the restart"));
    assert.equal(bot.endpoint.requests.length, 4);
    const silent = say(bot, garden.general, "not in the channel itself");
    await bot.answerTo(bot.mention("really").id);
    assert.equal(
      bot.said(garden.general).some(({ replyToId }) => replyToId === silent),
      false,
    );
  });

  test("/ask in a thread calls it too", async (t) => {
    const bot = await startBot(t, { ...WITH_CONTENT, otherwise: streamText("Yes.") });
    const { garden, people } = bot.standIn;
    const thread = people.startThread({ userId: garden.ada, channelId: garden.general, name: "Roses" }).id;
    people.runCommand({ userId: garden.ada, channelId: thread, name: "ask", options: { prompt: "hm?" } });
    await until(() => bot.said(thread).some(({ content }) => content.startsWith("Yes.")), "the answer");
    await bot.answerTo(say(bot, thread, "and now?"));
  });

  test("a thread that people hang on an answer or on a question is one; another is not", async (t) => {
    const bot = await startBot(t, { ...WITH_CONTENT, otherwise: streamText("Yes.") });
    const { garden, people } = bot.standIn;
    const hang = (messageId: string): string =>
      people.startThread({ userId: garden.ada, channelId: garden.general, name: "More", messageId }).id;
    const question = bot.mention("help us");
    const answer = await bot.answerTo(question.id, /^Yes\./);
    const other = say(bot, garden.general, "the weather is fine");
    say(bot, hang(other), "is it?");
    await bot.answerTo(say(bot, hang(answer.id), "go on"));
    await bot.answerTo(say(bot, hang(question.id), "go on"));
    assert.equal(bot.said(other).length, 0);
    assert.equal(bot.endpoint.requests.length, 3);
  });

  test("in its trace threads it answers mentions alone", async (t) => {
    const bot = await startBot(t, {
      ...WITH_CONTENT,
      environment: { ...WITH_CONTENT.environment, TRACE: "thread" },
      script: [streamCalls([{ name: "calculator", args: { expression: "1+1" } }])],
      otherwise: streamText("Two."),
    });
    const { garden } = bot.standIn;
    await bot.answerTo(bot.mention("1+1?").id, /^Two\./);
    const thread = await until(() => bot.standIn.threads(garden.general)[0]?.id, "the trace thread");
    const silent = say(bot, thread, "what is this?");
    await bot.answerTo(bot.mention("what is this?", { channelId: thread }).id);
    const still = say(bot, thread, "and this?");
    await bot.answerTo(bot.mention("done").id);
    const replies = bot.said(thread).map(({ replyToId }) => replyToId);
    assert.equal(replies.includes(silent) || replies.includes(still), false);
  });

  test("a thread that somebody had it make is one that it was called in", async (t) => {
    const bot = await startBot(t, {
      ...WITH_CONTENT,
      script: [
        streamCalls([{ name: "create_thread", args: { name: "Roses" } }]),
        streamText("Opened."),
        streamText("They need water."),
      ],
    });
    const { garden, people } = bot.standIn;
    const asked = bot.mention("open a thread about roses");
    const question = await until(
      () =>
        bot.said(garden.general).find(({ components }) => /approval-yes/.test(JSON.stringify(components))),
      "the question for approval",
    );
    const button = /approval-yes:[0-9a-f]+/.exec(JSON.stringify(question.components))?.[0] ?? "";
    people.press(garden.ada, garden.general, question.id, button);
    await bot.answerTo(asked.id, /^Opened/);
    const thread = bot.standIn.threads(garden.general)[0]?.id ?? "";
    await bot.answerTo(say(bot, thread, "what do they need?", garden.grace), /^They need water/);
  });

  test("without the intent it needs a mention everywhere", async (t) => {
    const bot = await startBot(t, { otherwise: streamText("Yes.") });
    const { garden, people } = bot.standIn;
    const thread = people.startThread({ userId: garden.ada, channelId: garden.general, name: "Roses" }).id;
    await bot.answerTo(bot.mention("help us", { channelId: thread }).id);
    say(bot, thread, "and now?");
    await bot.answerTo(bot.mention("and now?", { channelId: thread }).id);
    assert.equal(bot.endpoint.requests.length, 2);
  });
});

describe("a mention of its role", () => {
  test("arrives without its text, and is answered with how to ask", async (t) => {
    const bot = await startBot(t);
    const { garden } = bot.standIn;
    const asked = say(bot, garden.general, `<@&${garden.botRoleId}> what is 6*7?`);
    assert.equal((await bot.answerTo(asked)).content, english.answers.howToAsk);
  });

  test("is a question like any other with the message-content intent", async (t) => {
    const bot = await startBot(t, { ...WITH_CONTENT, script: [streamText("42.")] });
    const { garden } = bot.standIn;
    await bot.answerTo(say(bot, garden.general, `<@&${garden.botRoleId}> what is 6*7?`), /^42\./);
    assert.match(JSON.stringify(bot.endpoint.requests[0]?.body.messages), /what is 6\*7\?/);
  });
});

describe("the loop guard", () => {
  test("one author who never stops is left alone beyond the limit of a minute", async (t) => {
    const bot = await startBot(t, {
      otherwise: streamText("Yes."),
      environment: { MAX_MESSAGES_PER_MINUTE: "5" },
    });
    const { garden, people } = bot.standIn;
    const channelId = people.startDm(garden.linus).id;
    const say = (content: string): string => people.say({ authorId: garden.linus, channelId, content }).id;
    const sent = Array.from({ length: 8 }, (_, count) => say(`ping ${count}`));
    const why = async (targetId: string): Promise<string> => {
      const what = { userId: garden.linus, channelId, name: "Why no answer?", targetId, locale: "en-US" };
      const { id } = people.runMessageCommand(what);
      const messageId = await until(() => bot.standIn.interaction(id)?.messageId, "the whisper");
      return bot.standIn.message(channelId, messageId)?.content ?? "";
    };
    await until(async () => /within a minute/.test(await why(sent[7] ?? "")), "the reason");
    assert.match(await why(sent[5] ?? ""), /within a minute/);
    assert.doesNotMatch(await why(sent[4] ?? ""), /within a minute/);
  });
});

describe("as an app of a person", () => {
  test("/ask in a private channel is answered through the command alone: one message, the rest as a file", async (t) => {
    const long = Array.from({ length: 400 }, (_, line) => `Line ${line} of a very long answer.`).join("\n\n");
    const bot = await startBot(t, { script: [streamText(long)] });
    const { garden, people, world } = bot.standIn;
    const channelId = world.addPrivateChannel([garden.ada, garden.linus]);
    const asked = people.runCommand({
      userId: garden.ada,
      channelId,
      name: "ask",
      options: { prompt: "all of it" },
    });
    const answer = await until(
      () => bot.said(channelId).find(({ files }) => files.length > 0),
      "the answer with its file",
    );
    assert.equal(answer.interaction?.id, asked.id);
    assert.equal(bot.said(channelId).length, 1);
    assert.ok(answer.content.length <= 2_000);
    const reached = bot.standIn.requests.filter(({ path }) => path.startsWith(`/channels/${channelId}`));
    assert.deepEqual(reached, []);
  });
});
