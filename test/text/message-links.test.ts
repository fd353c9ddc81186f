import assert from "node:assert/strict";
import { test } from "node:test";

import { messageLinks } from "../../src/text/message-links.ts";

const GUILD = "111111111111111111";
const CHANNEL = "222222222222222222";

test("links to messages are found in every form that Discord writes, each once", () => {
  const id = (digit: string): string => digit.repeat(18);
  const text = `see https://discord.com/channels/${GUILD}/${CHANNEL}/${id("3")} and
    <https://ptb.discord.com/channels/${GUILD}/${CHANNEL}/${id("4")}>, (https://canary.discord.com/channels/@me/${CHANNEL}/${id("5")}),
    https://discordapp.com/channels/${GUILD}/${CHANNEL}/${id("3")}`;
  assert.deepEqual(messageLinks(text), [
    { guildId: GUILD, channelId: CHANNEL, messageId: id("3") },
    { guildId: GUILD, channelId: CHANNEL, messageId: id("4") },
    { channelId: CHANNEL, messageId: id("5") },
  ]);
});

test("what only looks like a link is none", () => {
  for (const text of [
    `https://discord.com/channels/${GUILD}/${CHANNEL}`,
    `https://discord.com.evil.example/channels/${GUILD}/${CHANNEL}/${GUILD}`,
    `https://evil.example/discord.com/channels/${GUILD}/${CHANNEL}/${GUILD}`,
    "https://discord.com/channels/1/2/3",
  ]) {
    assert.deepEqual(messageLinks(text), [], text);
  }
});
