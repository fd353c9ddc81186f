import assert from "node:assert/strict";
import { test } from "node:test";

import { ChannelType, DiscordAPIError, Events, GatewayIntentBits, MessageFlags } from "discord.js";
import type { Client, Message, TextChannel } from "discord.js";

import { logIn, ORDINARY_INTENTS, startWorld } from "../fakes/world.ts";
import { until } from "../fakes/until.ts";

const QUIET = { allowedMentions: { parse: [] } };

async function textChannel(client: Client, id: string): Promise<TextChannel> {
  const channel = await client.channels.fetch(id);
  assert.ok(channel?.type === ChannelType.GuildText);
  return channel;
}

function isCode(code: number) {
  return (error: unknown): boolean => error instanceof DiscordAPIError && error.code === code;
}

test("a mention is answered by a reply, which is edited and gets a thread whose id is the message's", async (t) => {
  const standIn = await startWorld(t);
  const client = await logIn(standIn);
  const { ada, general } = standIn.garden;
  const mention = new Promise<Message>((resolve) => client.once(Events.MessageCreate, resolve));
  standIn.people.say({ authorId: ada, channelId: general, content: `<@${standIn.botUserId}> hello` });
  const answer = await (await mention).reply({ content: "hi", ...QUIET });
  await answer.edit({ content: "hi there", ...QUIET });
  const thread = await answer.startThread({ name: "trace" });
  await thread.send({ content: "one round", ...QUIET });
  assert.equal(thread.id, answer.id);
  const [, seen] = standIn.messages(general);
  assert.equal(seen?.content, "hi there");
  assert.equal(seen?.threadId, answer.id);
  assert.deepEqual(seen?.pings, { userIds: [], roleIds: [], everyone: false });
  assert.equal(standIn.messages(thread.id)[0]?.content, "one round");
  const again = client.rest.post(`/channels/${general}/messages/${answer.id}/threads`, {
    body: { name: "again" },
  });
  await assert.rejects(again, isCode(160004));
  assert.deepEqual(standIn.violations, []);
});

test("enforce_nonce: the same author and nonce give the same message, a deleted one 10008, an old one a new message", async (t) => {
  let now = Date.now();
  const standIn = await startWorld(t, { clock: () => now });
  const client = await logIn(standIn);
  const channel = await textChannel(client, standIn.garden.general);
  const send = () => channel.send({ content: "once", nonce: "task-1-0", enforceNonce: true, ...QUIET });
  const first = await send();
  assert.equal((await send()).id, first.id);
  assert.equal(standIn.messages(channel.id).length, 1);
  await first.delete();
  await assert.rejects(send(), isCode(10008));
  now += 120_001;
  assert.notEqual((await send()).id, first.id);
  assert.deepEqual(standIn.violations, []);
});

test("without MESSAGE_CONTENT the content is blank over gateway and REST, but for mentions, direct messages and pinged replies", async (t) => {
  const standIn = await startWorld(t);
  const client = await logIn(standIn);
  const heard: string[] = [];
  client.on(Events.MessageCreate, (message) => void heard.push(message.content));
  const { ada, general } = standIn.garden;
  const channel = await textChannel(client, general);
  const own = await channel.send({ content: "mine", ...QUIET });
  const dm = standIn.people.startDm(ada).id;
  const say = (content: string, more = {}) =>
    standIn.people.say({ authorId: ada, channelId: general, content, ...more }).id;
  const secret = say("secret", { files: [{ name: "a.txt", content: "secret" }] });
  say(`<@${standIn.botUserId}> open`);
  say("pinged reply", { replyTo: own.id });
  say("silent reply", { replyTo: own.id, pingReply: false });
  standIn.people.say({ authorId: ada, channelId: dm, content: "direct" });
  await until(() => heard.length === 6, "all of them");
  assert.deepEqual(heard, ["mine", "", `<@${standIn.botUserId}> open`, "pinged reply", "", "direct"]);
  const fetched = await channel.messages.fetch({ message: secret, force: true });
  assert.equal(fetched.content, "");
  assert.equal(fetched.attachments.size, 0);
  assert.deepEqual(standIn.violations, []);
});

test("with MESSAGE_CONTENT enabled and asked for, everything is readable", async (t) => {
  const standIn = await startWorld(t, { privilegedIntents: ["message-content"] });
  const client = await logIn(standIn, { intents: [...ORDINARY_INTENTS, GatewayIntentBits.MessageContent] });
  const heard = new Promise<Message>((resolve) => client.once(Events.MessageCreate, resolve));
  standIn.people.say({ authorId: standIn.garden.ada, channelId: standIn.garden.general, content: "plain" });
  assert.equal((await heard).content, "plain");
});

test("allowed_mentions left out: the default parse pings users, roles and everyone, on create and on edit", async (t) => {
  const standIn = await startWorld(t, { strict: false });
  const { general, ada, guildId, botRoleId, moderatorRoleId } = standIn.garden;
  standIn.world.setRolePermissions(guildId, botRoleId, ["ADMINISTRATOR"]);
  const client = await logIn(standIn, { allowedMentions: undefined } as object);
  const channel = await textChannel(client, general);
  const text = `<@${ada}> <@&${moderatorRoleId}> @everyone`;
  const loud = { userIds: [ada], roleIds: [moderatorRoleId], everyone: true };
  const pingsOf = (id: string) => standIn.message(general, id)?.pings;
  const sent = await channel.send(text);
  assert.deepEqual(pingsOf(sent.id), loud);
  await sent.edit({ content: text, ...QUIET });
  assert.deepEqual(pingsOf(sent.id), { userIds: [], roleIds: [], everyone: false });
  await sent.edit({ content: text });
  assert.deepEqual(pingsOf(sent.id), loud);
  assert.equal(standIn.violations.length, 2, "each careless request is recorded");
});

test("strict: careless or unknown keys and too long texts are refused and recorded", async (t) => {
  const standIn = await startWorld(t);
  const client = await logIn(standIn, { allowedMentions: undefined } as object);
  const channel = await textChannel(client, standIn.garden.general);
  await assert.rejects(channel.send("no allowed_mentions"), isCode(50035));
  await assert.rejects(channel.send({ content: "😀".repeat(1001), ...QUIET }), isCode(50035));
  const body = { content: "x", allowed_mentions: { parse: [] }, colour: "red" };
  await assert.rejects(client.rest.post(`/channels/${channel.id}/messages`, { body }), isCode(50035));
  assert.deepEqual(
    standIn.violations.map(({ what }) => what.split("`")[1]),
    ["allowed_mentions", "content", "colour"],
  );
  assert.equal(standIn.messages(channel.id).length, 0);
});

test("replies: a deleted source is 50035 unless fail_if_not_exists is false; no history permission is 160002", async (t) => {
  const standIn = await startWorld(t);
  const client = await logIn(standIn);
  const { ada, general, lab } = standIn.garden;
  const channel = await textChannel(client, general);
  const source = standIn.people.say({ authorId: ada, channelId: general, content: "soon gone" });
  standIn.people.delete(general, source.id);
  const reply = (failIfNotExists: boolean) =>
    channel.send({ content: "x", reply: { messageReference: source.id, failIfNotExists }, ...QUIET });
  await assert.rejects(reply(true), isCode(50035));
  assert.equal((await reply(false)).reference, null);
  standIn.world.setOverwrites(lab, [{ deny: ["READ_MESSAGE_HISTORY"] }]);
  const there = standIn.people.say({ authorId: ada, channelId: lab, content: "here" });
  const other = await textChannel(client, lab);
  const late = other.send({ content: "x", reply: { messageReference: there.id }, ...QUIET });
  await assert.rejects(late, isCode(160002));
  assert.equal((await other.messages.fetch({ limit: 10 })).size, 0, "without history the list is empty");
  assert.deepEqual(standIn.violations, []);
});

test("permissions: 50013 without SEND_MESSAGES, 50001 without VIEW_CHANNEL, 10003, 10008, 50006, 50007, 50005", async (t) => {
  const standIn = await startWorld(t);
  const client = await logIn(standIn);
  const { ada, general, lab, random } = standIn.garden;
  const { rest } = client;
  const body = { content: "x", allowed_mentions: { parse: [] } };
  const post = (channelId: string, more = {}) =>
    rest.post(`/channels/${channelId}/messages`, { body: { ...body, ...more } });
  standIn.world.setOverwrites(lab, [{ userId: standIn.botUserId, deny: ["SEND_MESSAGES"] }]);
  await assert.rejects(post(lab), isCode(50013));
  standIn.world.setOverwrites(random, [{ deny: ["VIEW_CHANNEL"] }]);
  await assert.rejects(post(random), isCode(50001));
  await assert.rejects(post("1"), isCode(10003));
  await assert.rejects(rest.get(`/channels/${general}/messages/1`), isCode(10008));
  await assert.rejects(post(general, { content: "  " }), isCode(50006));
  const theirs = standIn.people.say({ authorId: ada, channelId: general, content: "mine" });
  await assert.rejects(rest.patch(`/channels/${general}/messages/${theirs.id}`, { body }), isCode(50005));
  const dm = standIn.people.startDm(ada);
  standIn.world.blockDms(ada);
  await assert.rejects(post(dm.id), isCode(50007));
  assert.deepEqual(standIn.violations, []);
});

test("threads: SEND_MESSAGES_IN_THREADS decides, posting unarchives, locked is 160005, none in direct channels or threads", async (t) => {
  const standIn = await startWorld(t);
  const client = await logIn(standIn);
  const { general, grace } = standIn.garden;
  const { rest } = client;
  const body = { content: "x", allowed_mentions: { parse: [] } };
  standIn.world.setOverwrites(general, [{ userId: standIn.botUserId, deny: ["SEND_MESSAGES"] }]);
  const thread = standIn.people.startThread({ userId: grace, channelId: general, name: "talk" });
  const files = [{ name: "a.txt", data: "A" }];
  await rest.post(`/channels/${thread.id}/messages`, { body, files });
  standIn.people.setThread(grace, thread.id, { isArchived: true });
  await rest.post(`/channels/${thread.id}/messages`, { body });
  assert.equal(standIn.threads(general)[0]?.isArchived, false);
  standIn.people.setThread(grace, thread.id, { isArchived: true, isLocked: true });
  await assert.rejects(rest.post(`/channels/${thread.id}/messages`, { body }), isCode(160005));
  standIn.people.setThread(grace, thread.id, { isArchived: false, isLocked: false });
  const nested = rest.post(`/channels/${thread.id}/messages/1/threads`, { body: { name: "x" } });
  await assert.rejects(nested, isCode(50024));
  const fetched = await client.channels.fetch(thread.id);
  assert.ok(fetched?.isThread());
  await assert.rejects(fetched.setLocked(true), isCode(50013));
  const direct = standIn.people.startDm(grace);
  const source = standIn.people.say({ authorId: grace, channelId: direct.id, content: "x" });
  const there = rest.post(`/channels/${direct.id}/messages/${source.id}/threads`, { body: { name: "x" } });
  await assert.rejects(there, isCode(50024));
  assert.deepEqual(standIn.violations, []);
});

test("listing: before, after, around and limit, newest first", async (t) => {
  const standIn = await startWorld(t);
  const client = await logIn(standIn);
  const { ada, general } = standIn.garden;
  const ids = Array.from({ length: 7 }, (_, index) => {
    const content = `<@${standIn.botUserId}> ${index}`;
    return standIn.people.say({ authorId: ada, channelId: general, content }).id;
  });
  const channel = await textChannel(client, general);
  const list = async (range: object) => [...(await channel.messages.fetch(range)).keys()];
  const [, one = "", two = "", three = "", four = ""] = ids;
  assert.deepEqual(await list({ limit: 2, before: three }), [two, one]);
  assert.deepEqual(await list({ limit: 2, after: two }), [four, three]);
  assert.deepEqual(await list({ limit: 3, around: three }), [four, three, two]);
  assert.deepEqual(await list({ limit: 100 }), ids.toReversed());
});

test("files: multipart in, signed and expiring addresses out, kept or dropped on edit", async (t) => {
  let now = Date.now();
  const standIn = await startWorld(t, { clock: () => now });
  const client = await logIn(standIn);
  const channel = await textChannel(client, standIn.garden.general);
  const files = [
    { attachment: Buffer.from("first"), name: "a.txt", description: "A" },
    { attachment: Buffer.from("second"), name: "b.txt" },
  ];
  const sent = await channel.send({ files, ...QUIET });
  const [first, second] = [...sent.attachments.values()];
  assert.equal(first?.description, "A");
  assert.ok(first?.url.startsWith(standIn.cdnUrl));
  assert.equal(await (await fetch(first.url)).text(), "first");
  assert.equal((await fetch(first.url.replace(/hm=[0-9a-f]{4}/, "hm=0000"))).status, 404);
  const kept = await sent.edit({ attachments: second === undefined ? [] : [second], ...QUIET });
  assert.deepEqual(
    kept.attachments.map(({ name }) => name),
    ["b.txt"],
  );
  now += 25 * 60 * 60 * 1000;
  assert.equal((await fetch(second?.url ?? "")).status, 404);
  assert.deepEqual(standIn.violations, []);
});

test("reactions, typing, pins, bulk delete, suppressed embeds and polls pass Discord's schemas", async (t) => {
  const standIn = await startWorld(t);
  const { general, guildId, botRoleId } = standIn.garden;
  standIn.world.setRolePermissions(guildId, botRoleId, ["ADMINISTRATOR"]);
  const client = await logIn(standIn);
  const channel = await textChannel(client, general);
  const events: string[] = [];
  standIn.subscribe(({ type }) => void events.push(type));
  await channel.sendTyping();
  assert.ok(events.includes("typing"));
  const sent = await channel.send({ content: "x", flags: MessageFlags.SuppressEmbeds, ...QUIET });
  await sent.react("👍");
  await sent.pin();
  const poll = { question: { text: "?" }, answers: [{ text: "a" }], duration: 1, allowMultiselect: false };
  const asked = await channel.send({ poll, ...QUIET });
  assert.equal(asked.poll?.question.text, "?");
  const seen = standIn.message(general, sent.id);
  assert.deepEqual(seen?.reactions, [{ emoji: "👍", userIds: [standIn.botUserId] }]);
  assert.equal(seen.isPinned, true);
  await channel.bulkDelete([sent.id, asked.id]);
  assert.equal(standIn.messages(general).length, 0);
  assert.deepEqual(standIn.violations, []);
});
