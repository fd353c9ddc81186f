/** Discord as tools see it in a process that never connects to the gateway: a worker. */
import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";

import type { Asker } from "../../src/contracts/workspace.ts";
import { createClient } from "../../src/discord/client.ts";
import { createAttachmentRefresh, createLinkReader } from "../../src/discord/linked-messages.ts";
import { enterByRest } from "../../src/discord/rest-only.ts";
import { createWorkspace } from "../../src/discord/workspace.ts";
import { ToolError } from "../../src/errors.ts";
import { startWorld } from "../fakes/world.ts";
import { sampleTask } from "../tasks/sample-task.ts";

async function setUp(t: TestContext) {
  const standIn = await startWorld(t, { privilegedIntents: ["message-content"] });
  const { garden, world, people, botUserId } = standIn;
  const client = createClient({ apiUrl: standIn.apiUrl, hasMessageContent: true, requestsPerSecond: 1_000 });
  await enterByRest(client, standIn.botToken);
  let passedMs = 0;
  const now = (): number => Date.now() + passedMs;
  const workspace = createWorkspace({ client, hasMessageContent: true, now });
  const asker = (personId: string, channelId = garden.general): Asker => ({
    person: { id: personId, name: "somebody" },
    place: { kind: "channel", channelId, guildId: garden.guildId },
  });
  /** A channel of a few people and the bot. */
  const hidden = (name: string, ...userIds: readonly string[]): string => {
    const allow = ["VIEW_CHANNEL", "SEND_MESSAGES", "READ_MESSAGE_HISTORY"];
    const allowed = [botUserId, ...userIds].map((userId) => ({ userId, allow }));
    const id = world.addChannel(garden.guildId, {
      name,
      overwrites: [{ deny: ["VIEW_CHANNEL"] }, ...allowed],
    });
    people.say({ authorId: garden.ada, channelId: id, content: `said in ${name}` });
    return id;
  };
  t.after(() => assert.deepEqual(standIn.violations, []));
  return {
    standIn,
    client,
    workspace,
    asker,
    hidden,
    linus: asker(garden.linus),
    direct: (personId: string): Asker => ({
      person: { id: personId, name: "somebody" },
      place: { kind: "direct", channelId: people.startDm(personId).id },
    }),
    pass: (ms: number): void => void (passedMs += ms),
    /** How often the bot asked for the server itself. */
    lookups: () => standIn.requests.filter(({ path }) => path.endsWith(`/guilds/${garden.guildId}`)).length,
  };
}

const NOT_FOUND = /^cannot find/;
const refusedWith = (pattern: RegExp) => (error: unknown) =>
  error instanceof ToolError && pattern.test(error.message);

describe("Discord's tools without a gateway", () => {
  test("list, read, search and find people", async (t) => {
    const { standIn, workspace, linus } = await setUp(t);
    const { garden, people } = standIn;
    people.say({ authorId: garden.ada, channelId: garden.lab, content: "tulips are up" });
    const thread = people.startThread({ userId: garden.ada, channelId: garden.lab, name: "bulbs" });
    people.say({ authorId: garden.ada, channelId: thread.id, content: "daffodils too" });
    const rooms = await workspace.listRooms(linus);
    assert.ok(["general", "lab", "bulbs"].every((name) => rooms.some((room) => room.name === name)));
    assert.equal(rooms.find(({ name }) => name === "bulbs")?.parentName, "lab");
    for (const channel of ["#lab", "lab", garden.lab, `<#${garden.lab}>`]) {
      const { messages } = await workspace.readMessages(linus, { channel, limit: 5 });
      assert.ok(
        messages.some(({ text }) => text === "tulips are up"),
        channel,
      );
    }
    const found = await workspace.readMessages(linus, { channel: "bulbs", limit: 5, text: "DAFFO" });
    assert.deepEqual(
      found.messages.map(({ text }) => text),
      ["daffodils too"],
    );
    const [ada] = await workspace.findPeople(linus, garden.ada);
    assert.equal(ada?.id, garden.ada);
    assert.ok((await workspace.findPeople(linus, "ada")).some(({ id }) => id === garden.ada));
  });

  test("send, poll, react, pin and open threads", async (t) => {
    const { standIn, workspace, asker } = await setUp(t);
    const { garden } = standIn;
    const ada = asker(garden.ada);
    const { id } = await workspace.send(ada, { channel: "lab", text: "hello" }, "k1");
    await workspace.createPoll(
      ada,
      { channel: "lab", question: "Tea?", answers: ["yes", "no"], hours: 1, isMultiple: false },
      "k2",
    );
    await workspace.addReaction(ada, { channel: "lab", messageId: id, emoji: "👍" });
    await workspace.pin(ada, { channel: "lab", messageId: id });
    const made = await workspace.createThread(ada, { channel: "lab", messageId: id, name: "more" });
    assert.ok(standIn.threads(garden.lab).some((thread) => thread.id === made.id));
    const shown = standIn.message(garden.lab, id);
    assert.equal(shown?.content, "hello");
    assert.equal(shown.isPinned, true);
    assert.equal(shown.reactions.length, 1);
  });

  test("in a direct message, those of every server that both are in", async (t) => {
    const { standIn, workspace, hidden, direct } = await setUp(t);
    const { garden } = standIn;
    const id = hidden("club", garden.linus);
    assert.ok((await workspace.listRooms(direct(garden.linus))).some((room) => room.id === id));
    for (const channel of ["club", id]) {
      const { messages } = await workspace.readMessages(direct(garden.linus), { channel, limit: 5 });
      assert.equal(messages[0]?.text, "said in club");
      await assert.rejects(
        workspace.readMessages(direct(garden.grace), { channel, limit: 5 }),
        refusedWith(NOT_FOUND),
      );
    }
    assert.equal(await workspace.isPresent(direct(garden.linus)), true);
    const notHis = { ...direct(garden.ada), person: { id: garden.linus, name: "Linus" } };
    assert.equal(await workspace.isPresent(notHis), false);
  });

  test("links in a question are read, and files whose address expired are found again", async (t) => {
    const { standIn, client, hidden } = await setUp(t);
    const { garden, people } = standIn;
    const said = people.say({
      authorId: garden.ada,
      channelId: garden.lab,
      content: "tulips",
      files: [{ name: "a.txt", contentType: "text/plain", content: "x" }],
    });
    const secret = standIn.messages(hidden("secret", garden.linus))[0];
    const link = (message: { readonly channelId: string; readonly id: string } | undefined): string =>
      `https://discord.com/channels/${garden.guildId}/${message?.channelId}/${message?.id}`;
    const task = sampleTask("1", garden.general, {
      author: { id: garden.linus, name: "Linus" },
      place: { kind: "channel", channelId: garden.general, guildId: garden.guildId },
      text: `${link(said)} ${link(secret)}`,
    });
    const { quotes, notices } = await createLinkReader(client)(task);
    assert.deepEqual(
      quotes.map(({ text }) => text),
      ["tulips"],
    );
    assert.match(notices.join(), /was not read: it is gone, or/);
    const files = await createAttachmentRefresh(client)(garden.lab, said.id);
    assert.deepEqual(
      files.map(({ name }) => name),
      ["a.txt"],
    );
  });
});

describe("permissions without a gateway", () => {
  test("what the asking person may not see does not exist", async (t) => {
    const { standIn, workspace, hidden, linus } = await setUp(t);
    const id = hidden("secret", standIn.garden.ada);
    for (const channel of ["secret", id]) {
      await assert.rejects(workspace.readMessages(linus, { channel, limit: 5 }), refusedWith(NOT_FOUND));
      await assert.rejects(workspace.send(linus, { channel, text: "x" }, "k"), refusedWith(NOT_FOUND));
    }
    assert.ok(!(await workspace.listRooms(linus)).some((room) => room.id === id));
  });

  test("what not every reader of the answer may read stays closed, and is not named", async (t) => {
    const { standIn, workspace, hidden, linus, asker } = await setUp(t);
    const { garden } = standIn;
    const small = hidden("small", garden.linus);
    const large = hidden("large", garden.linus, garden.grace);
    const audience = refusedWith(/not everybody who reads this place may read it/);
    await assert.rejects(workspace.readMessages(linus, { channel: small, limit: 5 }), audience);
    assert.ok(!(await workspace.listRooms(linus)).some((room) => room.id === small));
    await assert.rejects(
      workspace.readMessages(asker(garden.linus, large), { channel: small, limit: 5 }),
      audience,
    );
    const { messages } = await workspace.readMessages(asker(garden.linus, small), {
      channel: large,
      limit: 5,
    });
    assert.equal(messages[0]?.text, "said in large");
  });

  test("one that is taken away counts at the very next call, the person's and the bot's", async (t) => {
    const { standIn, workspace, linus } = await setUp(t);
    const { garden, world, botUserId } = standIn;
    await workspace.send(linus, { channel: "lab", text: "one" }, "k1");
    world.setOverwrites(garden.lab, [{ userId: garden.linus, deny: ["SEND_MESSAGES"] }]);
    const send = (key: string) => workspace.send(linus, { channel: "lab", text: "two" }, key);
    await assert.rejects(send("k2"), refusedWith(/^the asking person lacks SendMessages/));
    world.setOverwrites(garden.lab, [{ userId: botUserId, deny: ["SEND_MESSAGES"] }]);
    await assert.rejects(send("k3"), refusedWith(/^the bot lacks SendMessages/));
    world.setOverwrites(garden.lab, [{ userId: garden.linus, deny: ["VIEW_CHANNEL"] }]);
    await assert.rejects(send("k4"), refusedWith(NOT_FOUND));
    assert.deepEqual(await workspace.missing({ ...linus, place: { ...linus.place } }, ["ManageGuild"]), [
      "ManageGuild",
    ]);
    assert.equal(standIn.messages(garden.lab).filter(({ content }) => content === "two").length, 0);
  });

  test("a channel of another server is for direct messages, not for this server", async (t) => {
    const { standIn, workspace, linus, direct } = await setUp(t);
    const { garden, world } = standIn;
    const other = world.addGuild({ name: "Elsewhere", ownerId: garden.linus });
    const query = { channel: world.addChannel(other, { name: "far" }), limit: 5 };
    await assert.rejects(workspace.readMessages(linus, query), refusedWith(NOT_FOUND));
    assert.equal((await workspace.readMessages(direct(garden.linus), query)).room.name, "far");
    await assert.rejects(workspace.readMessages(direct(garden.ada), query), refusedWith(NOT_FOUND));
  });
});

describe("what is kept of a server without a gateway", () => {
  test("one lookup serves half a minute, and what changed is found after it", async (t) => {
    const { standIn, workspace, linus, lookups, pass } = await setUp(t);
    const { garden, world } = standIn;
    const read = (channel: string) => workspace.readMessages(linus, { channel, limit: 1 });
    await Promise.all([read("general"), read("general"), workspace.listRooms(linus)]);
    pass(29_000);
    await read("general");
    assert.equal(lookups(), 1);
    world.addChannel(garden.guildId, { name: "orchard" });
    pass(2_000);
    await read("orchard");
    assert.equal(lookups(), 2);
  });

  test("nothing of it goes into the client's own caches, which only events keep true", async (t) => {
    const { workspace, linus, client, direct, standIn } = await setUp(t);
    await workspace.listRooms(linus);
    await workspace.readMessages(direct(standIn.garden.linus), { channel: "lab", limit: 1 });
    assert.equal(client.guilds.cache.size, 0);
    assert.equal(client.channels.cache.size, 0);
  });

  test("a Discord that is out of reach is no proof that somebody left", async (t) => {
    const { workspace, linus, standIn } = await setUp(t);
    standIn.faults.onRequest({ path: /\/guilds\//, times: 100 }, { kind: "status", status: 403 });
    assert.equal(await workspace.isPresent(linus), false);
    standIn.faults.clear();
    await standIn.close();
    assert.equal(await workspace.isPresent(linus), true);
    await assert.rejects(
      workspace.readMessages(linus, { channel: "lab", limit: 1 }),
      refusedWith(/^Discord is out of reach$/),
    );
  });
});
