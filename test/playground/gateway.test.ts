import assert from "node:assert/strict";
import { test } from "node:test";

import { Events, GatewayIntentBits } from "discord.js";
import { WebSocket } from "ws";

import { logIn, makeClient, ORDINARY_INTENTS, startWorld } from "../fakes/world.ts";
import { until } from "../fakes/until.ts";

test("hello, identify, READY, GUILD_CREATE: the real client logs in and sees the guild", async (t) => {
  const standIn = await startWorld(t);
  const client = await logIn(standIn);
  assert.equal(client.user.id, standIn.botUserId);
  const guild = client.guilds.cache.get(standIn.garden.guildId);
  assert.equal(guild?.name, "Orchid Garden");
  assert.deepEqual(
    guild?.channels.cache.map(({ name }) => name),
    ["general", "lab", "random"],
  );
  assert.deepEqual(standIn.violations, []);
});

test("a cut socket is resumed at resume_gateway_url and what was missed is replayed in order", async (t) => {
  const standIn = await startWorld(t);
  const client = await logIn(standIn);
  const heard: string[] = [];
  client.on(Events.MessageCreate, ({ content }) => void heard.push(content));
  const { ada, general } = standIn.garden;
  const say = (word: string) =>
    standIn.people.say({ authorId: ada, channelId: general, content: `<@${standIn.botUserId}> ${word}` });
  say("one");
  await until(() => heard.length === 1, "the first message");
  standIn.gateway.cut();
  await until(() => standIn.gateway.sessions()[0]?.isConnected === false, "the cut");
  say("two");
  say("three");
  await until(() => heard.length === 3, "the replay");
  assert.deepEqual(
    heard.map((content) => content.split(" ")[1]),
    ["one", "two", "three"],
  );
  assert.equal(standIn.gateway.sessions()[0]?.resumes, 1);
  assert.deepEqual(standIn.violations, []);
});

test("op 7 makes the client resume; op 9 d:false makes it identify anew", async (t) => {
  const standIn = await startWorld(t);
  const client = await logIn(standIn);
  const first = standIn.gateway.sessions()[0]?.id;
  standIn.gateway.askToReconnect();
  await until(() => standIn.gateway.sessions()[0]?.resumes === 1, "the resume");
  assert.equal(standIn.gateway.sessions()[0]?.id, first);
  const ready = new Promise((resolve) => client.once(Events.ShardReady, resolve));
  standIn.gateway.invalidate(false);
  await ready;
  const fresh = await until(() => standIn.gateway.sessions().find(({ id }) => id !== first), "a new session");
  assert.equal(fresh.resumes, 0);
  assert.deepEqual(standIn.violations, []);
});

test("a forgotten session is answered with op 9 and the client identifies anew", async (t) => {
  const standIn = await startWorld(t);
  const client = await logIn(standIn);
  const first = standIn.gateway.sessions()[0]?.id;
  const ready = new Promise((resolve) => client.once(Events.ShardReady, resolve));
  standIn.gateway.forgetSessions();
  standIn.gateway.cut();
  await ready;
  const fresh = await until(() => standIn.gateway.sessions()[0], "a new session");
  assert.notEqual(fresh.id, first);
});

test("4014: a privileged intent that is not enabled closes for good, and is recorded", async (t) => {
  const standIn = await startWorld(t);
  const client = makeClient(standIn, {
    intents: [...ORDINARY_INTENTS, GatewayIntentBits.MessageContent],
  });
  await assert.rejects(client.login(standIn.botToken), /disallowed intents/);
  assert.match(standIn.violations[0]?.what ?? "", /message-content/);
});

test("4004: a wrong token; 401 over REST", async (t) => {
  const standIn = await startWorld(t);
  await assert.rejects(makeClient(standIn).login("wrong.token.here"), /invalid token/);
  const { socket, next } = await connect(t, standIn.apiUrl);
  await next();
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.send(JSON.stringify({ op: 2, d: { token: "wrong", intents: 0, properties: {} } }));
  assert.equal(await closed, 4004);
});

test("close codes 4002 (over 4096 bytes), 4003 (before identify), 4001 (unknown op), 4013 (unknown intents)", async (t) => {
  const standIn = await startWorld(t);
  const identify = { token: standIn.botToken, properties: {} };
  const cases: readonly (readonly [payload: string, code: number])[] = [
    [`{"op":1,"d":"${"x".repeat(4096)}"}`, 4002],
    ["no json", 4002],
    ['{"op":3,"d":{}}', 4003],
    ['{"op":77,"d":{}}', 4001],
    [JSON.stringify({ op: 2, d: { ...identify, intents: 1 << 29 } }), 4013],
    [JSON.stringify({ op: 2, d: { ...identify, intents: 1, shard: [2, 2] } }), 4010],
  ];
  for (const [payload, code] of cases) {
    const { socket, next } = await connect(t, standIn.apiUrl);
    await next();
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.send(payload);
    assert.equal(await closed, code, payload.slice(0, 40));
  }
});

test("4008: more than 120 payloads a minute", async (t) => {
  const standIn = await startWorld(t);
  const { socket } = await connect(t, standIn.apiUrl);
  const closed = new Promise((resolve) => socket.once("close", resolve));
  for (let count = 0; count < 121; count += 1) socket.send('{"op":1,"d":null}');
  assert.equal(await closed, 4008);
});

test("max_concurrency: a second identify within 5 s is answered with op 9 d:false", async (t) => {
  const standIn = await startWorld(t, { maxConcurrency: 1 });
  const identify = { op: 2, d: { token: standIn.botToken, intents: 1, properties: {} } };
  const heard: unknown[] = [];
  for (let count = 0; count < 2; count += 1) {
    const { socket, next } = await connect(t, standIn.apiUrl);
    await next();
    socket.send(JSON.stringify(identify));
    heard.push((JSON.parse(await next()) as { t: unknown; op: number }).op);
  }
  assert.deepEqual(heard, [0, 9]);
});

test("the application's flags show which privileged intents are on", async (t) => {
  const standIn = await startWorld(t, { privilegedIntents: ["message-content"] });
  const client = await logIn(standIn);
  assert.equal(client.application.flags.has("GatewayMessageContentLimited"), true);
  assert.equal(client.application.flags.has("GatewayGuildMembersLimited"), false);
});

test("a missing heartbeat answer is a zombie: the client closes and resumes", async (t) => {
  const standIn = await startWorld(t, { heartbeatIntervalMs: 40 });
  await logIn(standIn);
  standIn.gateway.setSilent(true);
  await until(() => standIn.gateway.sessions()[0]?.isConnected === false, "the client to give up");
  standIn.gateway.setSilent(false);
  await until(() => (standIn.gateway.sessions()[0]?.resumes ?? 0) >= 1, "the resume");
});

test("two sessions of the same shard both receive every event (deploy overlap)", async (t) => {
  const standIn = await startWorld(t);
  const heard: string[] = [];
  for (const name of ["old", "new"]) {
    const client = await logIn(standIn);
    client.on(Events.MessageCreate, () => void heard.push(name));
  }
  const { ada, general } = standIn.garden;
  standIn.people.say({ authorId: ada, channelId: general, content: "hello" });
  await until(() => heard.length === 2, "both");
  assert.deepEqual(heard.toSorted(), ["new", "old"]);
});

test("shard_id = (guild_id >> 22) % num_shards, and direct messages go to shard 0 alone", async (t) => {
  const standIn = await startWorld(t);
  const heard: (readonly [shard: number, kind: string])[] = [];
  for (const shard of [0, 1]) {
    const client = await logIn(standIn, { shards: [shard], shardCount: 2 });
    client.on(Events.MessageCreate, (message) => void heard.push([shard, message.guildId ?? "dm"]));
  }
  const { ada, general, guildId } = standIn.garden;
  standIn.people.say({ authorId: ada, channelId: general, content: "guild" });
  standIn.people.say({ authorId: ada, channelId: standIn.people.startDm(ada).id, content: "direct" });
  await until(() => heard.length === 2, "both events");
  const expected = Number((BigInt(guildId) >> 22n) % 2n);
  assert.deepEqual(heard, [
    [expected, guildId],
    [0, "dm"],
  ]);
});

test("events can be dropped and delivered twice", async (t) => {
  const standIn = await startWorld(t);
  const client = await logIn(standIn);
  const heard: string[] = [];
  // The client's cache swallows a message that it knows, so this listens below it.
  client.on(Events.Raw, ({ t: name, d }: { t: string; d: { id: string } }) => {
    if (name === "MESSAGE_CREATE") heard.push(d.id);
  });
  const { ada, general } = standIn.garden;
  const say = () => standIn.people.say({ authorId: ada, channelId: general, content: "x" }).id;
  const dropped = standIn.faults.onEvent({ event: "MESSAGE_CREATE" }, { kind: "drop" });
  say();
  standIn.faults.onEvent({ event: "MESSAGE_CREATE" }, { kind: "duplicate" });
  const twice = say();
  const once = say();
  await until(() => heard.length === 3, "three events");
  assert.deepEqual(heard, [twice, twice, once]);
  assert.equal(dropped(), 1);
});

async function connect(t: { after(fn: () => void): void }, apiUrl: string) {
  const url = apiUrl.replace(/^http/, "ws").replace(/\/api$/, "/gateway");
  const socket = new WebSocket(`${url}?v=10&encoding=json`);
  t.after(() => socket.terminate());
  const frames: string[] = [];
  socket.on("message", (data: Buffer) => void frames.push(data.toString()));
  await new Promise((resolve) => socket.once("open", resolve));
  return { socket, next: () => until(() => frames.shift(), "a frame") };
}
