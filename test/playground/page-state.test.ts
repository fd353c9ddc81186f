import assert from "node:assert/strict";
import { test } from "node:test";
import type { VisibleMessage } from "../../src/playground/contracts.ts";
import { flattenCommands, matchCommands, readOption } from "../../src/playground/page/command-model.ts";
import { applyEvent } from "../../src/playground/page/events.ts";
import { toEditable, toSendable } from "../../src/playground/page/mention-text.ts";
import type { Snapshot } from "../../src/playground/page/protocol.ts";
import { isUnread, typingNames, unreadMentions, visibleMessages } from "../../src/playground/page/seen.ts";
import { compareIds, createState } from "../../src/playground/page/state.ts";
import type { State } from "../../src/playground/page/state.ts";
import { openChannel, switchPerson } from "../../src/playground/page/where.ts";

const snapshot: Snapshot = {
  type: "snapshot",
  botUserId: "9",
  bot: { isOnline: true },
  guilds: [
    {
      id: "100",
      name: "Garden",
      ownerId: "1",
      roles: [],
      memberIds: ["1", "2", "9"],
      channelIds: ["10", "11"],
    },
  ],
  users: [
    { id: "1", name: "Ada", isBot: false },
    { id: "2", name: "Ada Lovelace", isBot: false },
    { id: "9", name: "Orchid", isBot: true },
  ],
  channels: [
    { id: "10", kind: "text", name: "general", guildId: "100" },
    { id: "11", kind: "text", name: "lab", guildId: "100" },
    { id: "12", kind: "dm", name: "", recipientIds: ["2", "9"] },
  ],
  commands: [],
  messages: [],
};

function message(id: string, more: Partial<VisibleMessage> = {}): VisibleMessage {
  return {
    id,
    channelId: "11",
    author: { id: "2", name: "Ada Lovelace", isBot: false },
    content: `text ${id}`,
    createdAt: 0,
    type: 0,
    flags: 0,
    isThinking: false,
    pings: { userIds: [], roleIds: [], everyone: false },
    embeds: [],
    components: [],
    files: [],
    reactions: [],
    isPinned: false,
    ...more,
  };
}

function start(): State {
  const state = createState();
  applyEvent(state, snapshot);
  return state;
}

test("the first visit opens the first channel of the first server as its owner", () => {
  const state = start();
  assert.deepEqual([state.personId, state.place, state.channelId], ["1", "100", "10"]);
});

test("messages stay in the order of their ids, whatever order they come in", () => {
  const state = start();
  for (const id of ["1000", "999", "1001"])
    applyEvent(state, { type: "message-create", message: message(id) });
  applyEvent(state, { type: "message-update", message: message("999", { content: "new" }) });
  const seen = visibleMessages(state, "11");
  assert.deepEqual(
    seen.map((one) => one.id),
    ["999", "1000", "1001"],
  );
  assert.equal(seen[0]?.content, "new");
  applyEvent(state, { type: "message-delete", channelId: "11", messageId: "1000" });
  assert.equal(visibleMessages(state, "11").length, 2);
  assert.ok(compareIds("999", "1000") < 0 && compareIds("2", "2") === 0);
});

test("unread and mentions count for others' messages until the channel is opened", () => {
  const state = start();
  applyEvent(state, { type: "message-create", message: message("50") });
  const pings = { userIds: ["1"], roleIds: [], everyone: false };
  applyEvent(state, { type: "message-create", message: message("51", { pings }) });
  assert.equal(isUnread(state, "11"), true);
  assert.equal(unreadMentions(state, "11"), 1);
  openChannel(state, "11");
  assert.equal(isUnread(state, "11"), false);
  switchPerson(state, "2");
  assert.equal(isUnread(state, "11"), false, "own messages are never unread");
});

test("an ephemeral message is seen by its reader alone", () => {
  const state = start();
  applyEvent(state, { type: "message-create", message: message("60", { visibleOnlyTo: "2" }) });
  assert.equal(visibleMessages(state, "11").length, 0);
  assert.equal(isUnread(state, "11"), false);
  switchPerson(state, "2");
  assert.equal(visibleMessages(state, "11").length, 1);
});

test("switching to somebody who may not be there leads elsewhere", () => {
  const state = start();
  switchPerson(state, "2");
  openChannel(state, "12");
  assert.equal(state.place, "home");
  switchPerson(state, "1");
  assert.notEqual(state.channelId, "12");
});

test("typing ends after ten seconds and with the message", () => {
  const state = start();
  const typing = { type: "typing", channelId: "10", userId: "9", at: 1_000 } as const;
  applyEvent(state, typing);
  assert.deepEqual(typingNames(state, 10_999), ["Orchid"]);
  assert.deepEqual(typingNames(state, 11_001), []);
  const author = { id: "9", name: "Orchid", isBot: true };
  applyEvent(state, { type: "message-create", message: message("70", { channelId: "10", author }) });
  assert.deepEqual(typingNames(state, 2_000), []);
});

test("mentions are sent by id, longest name first, and never inside code", () => {
  const state = start();
  const typed = "@Ada Lovelace and @ada in #lab, not me@Ada or `@Ada` or @Adam";
  const sent = toSendable(typed, state);
  assert.equal(sent, "<@2> and <@1> in <#11>, not me@Ada or `@Ada` or @Adam");
  assert.equal(toEditable(sent, state), "@Ada Lovelace and @Ada in #lab, not me@Ada or `@Ada` or @Adam");
});

test("commands are flattened with their subcommands and found by what was typed", () => {
  const runnables = flattenCommands([
    {
      id: "1",
      type: 1,
      name: "trace",
      options: [
        { type: 1, name: "set", description: "Set it" },
        { type: 1, name: "show" },
      ],
    },
    {
      id: "2",
      type: 1,
      name: "ask",
      description: "Ask",
      options: [{ type: 3, name: "prompt", required: true }],
    },
    { id: "3", type: 1, name: "task" },
  ]);
  assert.deepEqual(
    runnables.map((one) => one.path),
    ["ask", "task", "trace set", "trace show"],
  );
  assert.equal(runnables[2]?.subcommand, "set");
  assert.deepEqual(
    matchCommands(runnables, "as").map((one) => one.path),
    ["ask", "task"],
  );
});

test("commands are shown and found in the person's language, and by what they are registered as", () => {
  const commands = [
    {
      id: "1",
      type: 1,
      name: "help",
      name_localizations: { de: "hilfe" },
      description: "What I can do",
      description_localizations: { de: "Was ich kann" },
      options: [
        {
          type: 3,
          name: "topic",
          name_localizations: { de: "thema" },
          choices: [{ name: "all", name_localizations: { de: "alles" }, value: "all" }],
        },
      ],
    },
    { id: "2", type: 1, name: "status" },
  ];
  const german = flattenCommands(commands, "de");
  assert.deepEqual(
    german.map(({ name, path, description }) => [name, path, description]),
    [
      ["help", "hilfe", "Was ich kann"],
      ["status", "status", ""],
    ],
  );
  const [topic] = german[0]?.options ?? [];
  assert.deepEqual([topic?.name, topic?.label, topic?.choices[0]?.label], ["topic", "thema", "alles"]);
  for (const typed of ["hil", "hel"]) assert.equal(matchCommands(german, typed)[0]?.name, "help");
  assert.equal(flattenCommands(commands, "fi")[0]?.path, "help");
});

test("option values are checked as strictly as Discord's client does", () => {
  const [runnable] = flattenCommands([
    {
      id: "1",
      type: 1,
      name: "all",
      options: [
        { type: 3, name: "text", required: true, max_length: 3 },
        { type: 4, name: "count", min_value: 1, max_value: 5 },
        { type: 5, name: "flag" },
        { type: 6, name: "user" },
        { type: 3, name: "choice", choices: [{ name: "Red", value: "r" }] },
      ],
    },
  ]);
  const read = (index: number, text: string, picked?: string | boolean) => {
    const spec = runnable?.options[index];
    assert.ok(spec);
    const result = readOption(spec, text, picked);
    return result === undefined ? "nothing" : "value" in result ? result.value : "problem";
  };
  assert.deepEqual([read(0, ""), read(0, "abcd"), read(0, "abc")], ["problem", "problem", "abc"]);
  assert.deepEqual(
    [read(1, ""), read(1, "6"), read(1, "1.5"), read(1, "x"), read(1, "5")],
    ["nothing", "problem", "problem", "problem", 5],
  );
  assert.deepEqual([read(2, "true"), read(2, "maybe"), read(2, "False", false)], [true, "problem", false]);
  assert.deepEqual([read(3, "Ada"), read(3, "Ada", "1")], ["problem", "1"]);
  assert.deepEqual([read(4, "red"), read(4, "green"), read(4, "Red", "r")], ["r", "problem", "r"]);
});

test("a page that is loaded again is where it was, with the channels beside it", () => {
  const state = createState();
  state.channelId = "11";
  state.personId = "2";
  applyEvent(state, snapshot);
  assert.deepEqual([state.place, state.channelId, state.personId], ["100", "11", "2"]);
});
