import assert from "node:assert/strict";
import { test } from "node:test";

import { ChannelType, Events, GatewayIntentBits, Routes, ThreadAutoArchiveDuration } from "discord.js";
import type { Message } from "discord.js";

import { logIn, ORDINARY_INTENTS, startWorld } from "../fakes/world.ts";

const QUIET = { allowedMentions: { parse: [] } };

test("the real client reads application, users, members, roles and channels", async (t) => {
  const standIn = await startWorld(t);
  const client = await logIn(standIn);
  const { ada, grace, guildId, moderatorRoleId, general } = standIn.garden;
  assert.equal((await client.application.fetch()).name, "Orchid");
  assert.equal((await client.users.fetch(ada)).globalName, "Ada");
  const guild = await client.guilds.fetch(guildId);
  const moderator = await guild.members.fetch({ user: grace, force: true });
  assert.ok(moderator.roles.cache.has(moderatorRoleId));
  assert.equal((await guild.members.list({ limit: 10 })).size, 4);
  assert.equal((await guild.members.search({ query: "gr" })).size, 1);
  assert.ok((await guild.roles.fetch()).has(moderatorRoleId));
  const channels = await guild.channels.fetch();
  const channel = channels.get(general);
  assert.ok(channel !== undefined && channel !== null);
  assert.equal(channel.permissionsFor(client.user.id)?.has("SendMessages"), true);
  assert.equal(channel.permissionsFor(client.user.id)?.has("ManageMessages"), false);
  assert.equal(channel.permissionsFor(moderator).has("ManageMessages"), true);
  await assert.rejects(client.users.fetch("1"), { code: 10013 });
  await assert.rejects(guild.members.fetch("1"), { code: 10013 });
  assert.deepEqual(standIn.violations, []);
});

test("direct messages: the bot opens the channel that the person has too", async (t) => {
  const standIn = await startWorld(t);
  const client = await logIn(standIn);
  const { ada } = standIn.garden;
  const sent = await (await client.users.fetch(ada)).send({ content: "hello", ...QUIET });
  const direct = standIn.people.startDm(ada);
  assert.equal(sent.channelId, direct.id);
  assert.equal(standIn.messages(direct.id)[0]?.content, "hello");
  const heard = new Promise<Message>((resolve) => client.once(Events.MessageCreate, resolve));
  standIn.people.say({ authorId: ada, channelId: direct.id, content: "back" });
  assert.equal((await heard).channel.type, ChannelType.DM);
  assert.deepEqual(standIn.violations, []);
});

test("threads: without a message, in a forum, active, archived, their members, locked by a moderator", async (t) => {
  const standIn = await startWorld(t);
  const { guildId, botRoleId, general, linus } = standIn.garden;
  standIn.world.setRolePermissions(guildId, botRoleId, ["ADMINISTRATOR"]);
  const forumId = standIn.world.addChannel(guildId, { name: "ideas", kind: "forum" });
  const client = await logIn(standIn);
  const guild = await client.guilds.fetch(guildId);
  const channel = await client.channels.fetch(general);
  const forum = await client.channels.fetch(forumId);
  assert.ok(channel?.type === ChannelType.GuildText && forum?.type === ChannelType.GuildForum);
  const thread = await channel.threads.create({
    name: "loose",
    type: ChannelType.PublicThread,
    autoArchiveDuration: ThreadAutoArchiveDuration.OneHour,
  });
  const post = await forum.threads.create({ name: "idea", message: { content: "first", ...QUIET } });
  assert.equal(standIn.messages(post.id)[0]?.id, post.id, "a post and its first message share the id");
  assert.equal((await guild.channels.fetchActiveThreads()).threads.size, 2);
  await thread.members.add(linus);
  assert.equal((await thread.members.fetch({ withMember: false })).size, 2);
  await thread.setArchived(true);
  assert.equal((await channel.threads.fetchArchived()).threads.size, 1);
  await client.rest.post(Routes.channelMessages(thread.id), {
    body: { content: "wakes it", allowed_mentions: { parse: [] } },
  });
  assert.equal(standIn.threads(general)[0]?.isArchived, false);
  await thread.setLocked(true);
  assert.throws(
    () => standIn.people.say({ authorId: linus, channelId: thread.id, content: "x" }),
    /MANAGE_THREADS/,
  );
  await thread.delete();
  assert.deepEqual(standIn.threads(general), []);
  await assert.rejects(channel.threads.create({ name: "x".repeat(101) }), { code: 50035 });
  assert.equal(standIn.violations.length, 1);
});

test("people, bots, webhooks and Discord itself write; edits, deletions and reactions reach the client", async (t) => {
  const standIn = await startWorld(t, { privilegedIntents: ["message-content", "members"] });
  const client = await logIn(standIn, {
    intents: [...ORDINARY_INTENTS, GatewayIntentBits.MessageContent, GatewayIntentBits.GuildMembers],
  });
  const { ada, general, guildId } = standIn.garden;
  const log: string[] = [];
  client.on(
    Events.MessageCreate,
    (m) => void log.push(`+${m.content} ${m.author.bot} ${m.webhookId !== null}`),
  );
  client.on(Events.MessageUpdate, (_, m) => void log.push(`~${m.content}`));
  client.on(Events.MessageDelete, (m) => void log.push(`-${m.content}`));
  client.on(Events.MessageReactionAdd, (r, user) => void log.push(`${r.emoji.name} ${user.id === ada}`));
  const joined = new Promise<string>((resolve) => {
    client.once(Events.GuildMemberAdd, ({ user }) => resolve(user.username));
  });
  const robot = standIn.world.addUser({ name: "Robot", isBot: true });
  standIn.world.addMember(guildId, robot);
  assert.equal(await joined, "robot");
  const place = { channelId: general };
  const said = standIn.people.say({ ...place, authorId: ada, content: "a" });
  standIn.people.say({ ...place, authorId: robot, content: "b" });
  standIn.people.say({ ...place, authorId: "99", content: "c", webhookName: "News" });
  standIn.people.say({ ...place, authorId: ada, content: "", type: 7 });
  standIn.people.edit(general, said.id, "a2");
  standIn.people.react(ada, general, said.id, "🌱");
  standIn.people.delete(general, said.id);
  const channel = await client.channels.fetch(general);
  assert.ok(channel?.isSendable());
  await channel.send({ content: "end", ...QUIET });
  assert.deepEqual(log.slice(0, 7), [
    "+a false false",
    "+b true false",
    "+c true true",
    "+ false false",
    "~a2",
    "🌱 true",
    "-a2",
  ]);
  const members = await (await client.guilds.fetch(guildId)).members.fetch();
  assert.equal(members.size, 5, "all members come over the gateway with GUILD_MEMBERS");
  assert.deepEqual(standIn.violations, []);
});
