import assert from "node:assert/strict";
import { test } from "node:test";

import type { MessageFacts } from "../../src/discord/facts.ts";
import { createLoopGuard } from "../../src/discord/loop-guard.ts";

function message(at: number, authorId = "1", channelId = "10"): MessageFacts {
  return {
    id: String(at),
    createdAt: at,
    place: { kind: "channel", channelId },
    author: { id: authorId, name: "Ada" },
    isBot: false,
    isWebhook: false,
    isSystem: false,
    content: "hi",
    attachments: [],
    mentionedUserIds: [],
    mentionsOwnRole: false,
    mentionsEveryone: false,
    mentionedNames: {},
  };
}

test("one author in one channel is answered so often a minute, and again a minute later", () => {
  const guard = createLoopGuard(3);
  for (const at of [0, 10_000, 20_000]) assert.equal(guard.take(message(at)), true);
  assert.equal(guard.take(message(30_000)), false);
  assert.equal(guard.take(message(20_000)), true, "the same one again");
  assert.equal(guard.take(message(30_000, "2")), true, "somebody else");
  assert.equal(guard.take(message(30_000, "1", "11")), true, "elsewhere");
  assert.equal(guard.take(message(60_001)), true, "the first is a minute ago");
  assert.equal(guard.take(message(60_002)), false);
  guard.giveBack(message(60_001));
  assert.equal(guard.take(message(60_002)), true, "one was not taken after all");
});

test("catching up with what was sent over an hour is no loop", () => {
  const guard = createLoopGuard(3);
  for (let at = 0; at < 3_600_000; at += 30_000) assert.equal(guard.take(message(at)), true);
});
