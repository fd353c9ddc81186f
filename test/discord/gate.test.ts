import assert from "node:assert/strict";
import { describe, test } from "node:test";

import type { MessageFacts } from "../../src/discord/facts.ts";
import { decide } from "../../src/discord/gate.ts";

const BOT = "900";

const FACTS: MessageFacts = {
  id: "1",
  createdAt: 0,
  place: { kind: "channel", channelId: "10", guildId: "20" },
  author: { id: "100", name: "Alice" },
  isBot: false,
  isWebhook: false,
  isSystem: false,
  content: "hello",
  attachments: [],
  mentionedUserIds: [],
  mentionsOwnRole: false,
  mentionsEveryone: false,
  mentionedNames: {},
};

const MENTION = { content: `<@${BOT}> hello`, mentionedUserIds: [BOT] };
const OWN_QUOTE = {
  messageId: "5",
  author: { id: BOT, name: "Orchid" },
  isOwn: true,
  text: "hi",
  attachments: [],
};

const CASES: readonly (readonly [title: string, facts: Partial<MessageFacts>, expected: string])[] = [
  ["a message to nobody is ignored", {}, "not-addressed"],
  ["a mention is admitted", MENTION, "mention"],
  ["a mention of the bot's own role is admitted", { mentionsOwnRole: true, ownRoleId: "7" }, "role-mention"],
  ["a reply to the bot is admitted", { quote: OWN_QUOTE }, "reply"],
  ["a reply to somebody else is ignored", { quote: { ...OWN_QUOTE, isOwn: false } }, "not-addressed"],
  ["a direct message is admitted", { place: { kind: "direct", channelId: "11" } }, "direct"],
  [
    "a direct message that mentions a third person is admitted",
    { place: { kind: "direct", channelId: "11" }, mentionedUserIds: ["101"] },
    "direct",
  ],
  ["@everyone alone is ignored", { mentionsEveryone: true }, "everyone-mention"],
  ["@everyone together with a mention is admitted", { ...MENTION, mentionsEveryone: true }, "mention"],
  ["other bots are ignored", { ...MENTION, isBot: true }, "bot-author"],
  ["webhooks are ignored", { ...MENTION, isBot: true, isWebhook: true }, "webhook"],
  ["system messages are ignored", { ...MENTION, isSystem: true }, "system-message"],
  [
    "its own messages are ignored",
    { ...MENTION, author: { id: BOT, name: "Orchid" }, isBot: true },
    "own-message",
  ],
];

const IN_THREAD = {
  place: { kind: "thread", channelId: "12", parentChannelId: "10", guildId: "20" },
} as const;

/** In a thread that the bot was called in. */
const THREAD_CASES: readonly (readonly [title: string, facts: Partial<MessageFacts>, expected: string])[] = [
  ["a message to nobody is for the bot", {}, "thread"],
  ["a reply to the bot is", { quote: OWN_QUOTE }, "reply"],
  ["a mention is", MENTION, "mention"],
  ["a mention beside others is", { ...MENTION, mentionedUserIds: ["101", BOT] }, "mention"],
  ["a mention of somebody else is not", { mentionedUserIds: ["101"] }, "others-addressed"],
  ["a mention of another role is not", { mentionsOtherRoles: true }, "others-addressed"],
  ["a reply to somebody else is not", { quote: { ...OWN_QUOTE, isOwn: false } }, "others-addressed"],
  ["@everyone is not", { mentionsEveryone: true }, "everyone-mention"],
  ["a message without anything to read is not", { content: " " }, "not-addressed"],
  ["a bot's message is not", { isBot: true }, "bot-author"],
];

describe("gate", () => {
  for (const [title, facts, expected] of THREAD_CASES) {
    test(`in a thread that it was called in, ${title}`, () => {
      const decision = decide({ ...FACTS, ...IN_THREAD, ...facts }, BOT, { isInCalledThread: true });
      assert.equal(decision.kind === "admit" ? decision.trigger : decision.reason, expected);
    });
  }

  test("somebody who may not is refused with the reason, but only when the message is for the bot", () => {
    const nobody = new Set<string>();
    const knowledge = {
      rules: {
        allowGuilds: nobody,
        denyGuilds: nobody,
        allowChannels: nobody,
        denyChannels: nobody,
        allowRoles: nobody,
        denyRoles: nobody,
        allowUsers: nobody,
        denyUsers: new Set([FACTS.author.id]),
      },
    };
    assert.deepEqual(decide({ ...FACTS, ...MENTION }, BOT, knowledge), {
      kind: "ignore",
      reason: "person-denied",
    });
    assert.deepEqual(decide(FACTS, BOT, knowledge), { kind: "ignore", reason: "not-addressed" });
  });

  for (const [title, facts, expected] of CASES) {
    test(title, () => {
      const decision = decide({ ...FACTS, ...facts }, BOT);
      assert.equal(decision.kind === "admit" ? decision.trigger : decision.reason, expected);
    });
  }

  const TEXTS: readonly (readonly [facts: Partial<MessageFacts>, text: string])[] = [
    [{ content: `<@${BOT}> hello`, mentionedUserIds: [BOT] }, "hello"],
    [{ content: `<@!${BOT}>, hello`, mentionedUserIds: [BOT] }, "hello"],
    [{ content: `hello <@${BOT}>`, mentionedUserIds: [BOT] }, "hello"],
    [{ content: `tell <@${BOT}> a joke`, mentionedUserIds: [BOT] }, "tell @you a joke"],
    [{ content: `<@${BOT}>`, mentionedUserIds: [BOT] }, ""],
    [
      {
        content: `<@${BOT}> greet <@101> and <@102>`,
        mentionedUserIds: [BOT, "101"],
        mentionedNames: { "101": "Bob" },
      },
      "greet @Bob and <@102>",
    ],
    [{ content: "<@&7> hello", mentionsOwnRole: true, ownRoleId: "7" }, "hello"],
  ];
  for (const [facts, text] of TEXTS) {
    test(`the text of "${facts.content}" is "${text}"`, () => {
      const decision = decide({ ...FACTS, ...facts }, BOT);
      assert.equal(decision.kind === "admit" && decision.text, text);
    });
  }
});
