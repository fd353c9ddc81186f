import assert from "node:assert/strict";
import { test } from "node:test";

import type { JsonObject } from "../../src/playground/contracts.ts";
import { commandProblems, messageProblems } from "../../src/playground/limits.ts";
import { computeMentions } from "../../src/playground/mentions.ts";
import { MessageLog } from "../../src/playground/message-log.ts";
import { compareIds, createIdSource, shardOf } from "../../src/playground/snowflake.ts";
import { World } from "../../src/playground/world.ts";
import type { Message } from "../../src/playground/world.ts";

const button = (customId: string): JsonObject => ({ type: 2, style: 1, label: "x", custom_id: customId });
const row = (...components: readonly JsonObject[]): JsonObject => ({ type: 1, components });
const option = (name: string, required = false): JsonObject => ({
  type: 3,
  name,
  description: "x",
  required,
});

test("limits of messages: each is kept at its edge and broken one beyond it", () => {
  const cases: readonly (readonly [fits: JsonObject, breaks: JsonObject])[] = [
    [{ content: "x".repeat(2000) }, { content: "x".repeat(2001) }],
    [{ content: "😀".repeat(1000) }, { content: `${"😀".repeat(1000)}x` }],
    [{ nonce: "n".repeat(25) }, { nonce: "n".repeat(26) }],
    [
      { embeds: [{ title: "t", description: "d".repeat(5999) }] },
      { embeds: [{ description: "d".repeat(3000) }, { fields: [{ name: "n", value: "v".repeat(3000) }] }] },
    ],
    [{ components: [row(button("a"), button("b"))] }, { components: [row(button("a")), row(button("a"))] }],
    [{ components: [row(button("a".repeat(100)))] }, { components: [row(button("a".repeat(101)))] }],
    [{ components: Array(5).fill(row()) }, { components: Array(6).fill(row()) }],
    [{ components: [row()] }, { components: [{ type: 10, content: "text display without the flag" }] }],
    [
      { flags: 1 << 15, components: Array(40).fill({ type: 10, content: "x" }) },
      { flags: 1 << 15, components: Array(41).fill({ type: 10, content: "x" }) },
    ],
    [
      { flags: 1 << 15, components: [] },
      { flags: 1 << 15, components: [], content: "x" },
    ],
    [
      { allowed_mentions: { parse: ["users"], users: [] } },
      { allowed_mentions: { parse: ["users"], users: ["1"] } },
    ],
  ];
  for (const [fits, breaks] of cases) {
    assert.deepEqual(messageProblems(fits), [], JSON.stringify(fits).slice(0, 60));
    assert.equal(messageProblems(breaks).length, 1, JSON.stringify(breaks).slice(0, 60));
  }
});

test("limits of commands: names, counts, order of options, 8000 characters", () => {
  const command = (more: JsonObject = {}): JsonObject => ({
    name: "ask",
    description: "x",
    type: 1,
    ...more,
  });
  const long = Array.from({ length: 25 }, (_, index) => ({
    ...option(`option-${index}`),
    choices: Array.from({ length: 4 }, () => ({ name: "n".repeat(40), value: "v".repeat(40) })),
  }));
  assert.deepEqual(commandProblems([command({ options: [option("a", true), option("b")] })]), []);
  assert.deepEqual(commandProblems([command(), command({ type: 3, name: "Ask" })]), []);
  const broken: readonly (readonly JsonObject[])[] = [
    [command({ name: "Ask" })],
    [command({ name: "two words" })],
    [command({ description: "" })],
    [command(), command()],
    [command({ options: [option("b"), option("a", true)] })],
    [command({ options: [option("a"), option("a")] })],
    [command({ options: long })],
    Array.from({ length: 16 }, (_, index) => command({ type: 3, name: `m${index}` })),
  ];
  for (const commands of broken)
    assert.equal(commandProblems(commands).length, 1, JSON.stringify(commands).slice(0, 80));
});

test("ids grow although the clock stands still or goes back, and order by age; shards follow the formula", () => {
  let now = 1_420_070_400_000 + 5;
  const ids = createIdSource(() => now);
  const given = [ids.next(), ids.next()];
  now -= 3;
  given.push(ids.next());
  assert.deepEqual(given, [String(5 << 22), String((5 << 22) + 1), String((5 << 22) + 2)]);
  assert.ok(compareIds("9", "10") < 0 && compareIds("11", "10") > 0 && compareIds("10", "10") === 0);
  assert.equal(shardOf(String(5n << 22n), 4), 1);
  assert.equal(shardOf(undefined, 4), 0);
});

test("mentions in code, of strangers and by those who may not are none", () => {
  const world = new World();
  world.users.set("1", { id: "1", name: "Ada", isBot: false, locale: "de", takesDms: true });
  const channel = {
    id: "9",
    type: 1,
    name: "",
    recipientIds: ["1", "2"],
    overwrites: [],
    slowmodeSeconds: 0,
  };
  const pings = (content: string) =>
    computeMentions(world, channel, "2", content, { allowed: undefined, defaultParse: "all" }).pings;
  assert.deepEqual(pings("<@1> <@!1> <@7> @everyone"), { userIds: ["1"], roleIds: [], everyone: false });
  assert.deepEqual(pings("`<@1>` ```\n<@1>\n```").userIds, []);
});

test("a channel's log lists in constant steps and forgets what is deleted", () => {
  const log = new MessageLog();
  // Only the id matters here.
  for (let id = 1; id <= 5; id += 1) log.add({ id: String(id) } as Message);
  log.delete("3");
  assert.deepEqual(
    log.list({ limit: 3, before: "5" }).map(({ id }) => id),
    ["4", "2", "1"],
  );
  assert.equal(log.get("3"), undefined);
});
