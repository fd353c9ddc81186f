import assert from "node:assert/strict";
import { test } from "node:test";

import {
  ActionRowBuilder,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ButtonBuilder,
  ButtonStyle,
  DiscordAPIError,
  Events,
  MessageFlags,
  ModalBuilder,
  StringSelectMenuBuilder,
  TextInputBuilder,
  TextInputStyle,
} from "discord.js";
import type { ApplicationCommandDataResolvable, Client, Interaction } from "discord.js";

import { logIn, startWorld } from "../fakes/world.ts";
import { until } from "../fakes/until.ts";

const COMMANDS: readonly ApplicationCommandDataResolvable[] = [
  {
    name: "ask",
    description: "Ask something",
    options: [
      {
        type: ApplicationCommandOptionType.String,
        name: "prompt",
        description: "What",
        required: true,
        autocomplete: true,
      },
      { type: ApplicationCommandOptionType.User, name: "whom", description: "About whom" },
    ],
    contexts: [0, 1, 2],
    integrationTypes: [0, 1],
  },
  { name: "Ask about this", type: ApplicationCommandType.Message },
  { name: "Who is this", type: ApplicationCommandType.User },
  { name: "lock", description: "For moderators", defaultMemberPermissions: "8192" },
];

function isCode(code: number) {
  return (error: unknown): boolean => error instanceof DiscordAPIError && error.code === code;
}

function next(client: Client): Promise<Interaction> {
  return new Promise((resolve) => client.once(Events.InteractionCreate, resolve));
}

test("a slash command is deferred with 'thinking' and answered by PATCH @original; a second answer is 40060", async (t) => {
  const standIn = await startWorld(t);
  const client = await logIn(standIn);
  await client.application.commands.set(COMMANDS);
  const { ada, linus, general } = standIn.garden;
  const coming = next(client);
  const options = { prompt: "why?", whom: linus };
  const run = standIn.people.runCommand({ userId: ada, channelId: general, name: "ask", options });
  const interaction = await coming;
  assert.ok(interaction.isChatInputCommand());
  assert.equal(interaction.options.getString("prompt"), "why?");
  assert.equal(interaction.options.getUser("whom")?.id, linus);
  assert.equal(interaction.user.id, ada);
  await interaction.deferReply();
  assert.equal(standIn.interaction(run.id)?.status, "deferred");
  assert.equal(standIn.messages(general)[0]?.isThinking, true);
  const path = `/interactions/${interaction.id}/${interaction.token}/callback` as const;
  await assert.rejects(client.rest.post(path, { body: { type: 5 }, auth: false }), isCode(40060));
  await interaction.editReply({ content: "because" });
  const [answer] = standIn.messages(general);
  assert.equal(answer?.content, "because");
  assert.equal(answer.isThinking, false);
  assert.equal(answer.editedAt, undefined);
  assert.equal(standIn.interaction(run.id)?.status, "answered");
  const more = await interaction.followUp({ content: "and more" });
  assert.deepEqual(standIn.interaction(run.id)?.followUpIds, [more.id]);
  assert.deepEqual(standIn.violations, []);
});

test("an ephemeral answer is seen by its person alone and is in no list of messages", async (t) => {
  const standIn = await startWorld(t);
  const client = await logIn(standIn);
  await client.application.commands.set(COMMANDS);
  const { ada, general } = standIn.garden;
  const coming = next(client);
  standIn.people.runCommand({ userId: ada, channelId: general, name: "ask", options: { prompt: "?" } });
  const interaction = await coming;
  assert.ok(interaction.isChatInputCommand());
  const made = await interaction.reply({
    content: "psst",
    flags: MessageFlags.Ephemeral,
    withResponse: true,
  });
  const [answer] = standIn.messages(general);
  assert.equal(answer?.visibleOnlyTo, ada);
  assert.equal(made.resource?.message?.id, answer.id);
  const listed = (await client.rest.get(`/channels/${general}/messages`)) as unknown[];
  assert.equal(listed.length, 0);
  await interaction.deleteReply();
  assert.equal(standIn.messages(general).length, 0);
  assert.deepEqual(standIn.violations, []);
});

test("3 s without an answer invalidate the token (10062); 15 min end it (50027)", async (t) => {
  let now = Date.now();
  const standIn = await startWorld(t, { clock: () => now });
  const client = await logIn(standIn);
  await client.application.commands.set(COMMANDS);
  const { ada, general } = standIn.garden;
  const run = async () => {
    const coming = next(client);
    standIn.people.runCommand({ userId: ada, channelId: general, name: "ask", options: { prompt: "?" } });
    const interaction = await coming;
    assert.ok(interaction.isChatInputCommand());
    return interaction;
  };
  const late = await run();
  now += 3_000;
  await assert.rejects(late.reply({ content: "too late" }), isCode(10062));
  assert.equal(standIn.interaction(late.id)?.status, "failed");
  const slow = await run();
  await slow.deferReply();
  now += 900_000;
  await assert.rejects(slow.editReply({ content: "too late" }), isCode(50027));
});

test("people see that nothing came within the deadline", async (t) => {
  const standIn = await startWorld(t, { interactionDeadlineMs: 10 });
  const client = await logIn(standIn);
  await client.application.commands.set(COMMANDS);
  const { ada, general } = standIn.garden;
  const shown: string[] = [];
  standIn.subscribe((event) => {
    if (event.type === "interaction") shown.push(event.interaction.status);
  });
  standIn.people.runCommand({ userId: ada, channelId: general, name: "ask", options: { prompt: "?" } });
  await until(() => shown.at(-1) === "failed", "the failure");
  assert.deepEqual(shown, ["waiting", "failed"]);
});

test("buttons, selects and modals are interactions of their message", async (t) => {
  const standIn = await startWorld(t);
  const client = await logIn(standIn);
  const { ada, general } = standIn.garden;
  const buttons = new ActionRowBuilder<ButtonBuilder>().addComponents(
    new ButtonBuilder().setCustomId("stop").setLabel("Stop").setStyle(ButtonStyle.Danger),
    new ButtonBuilder().setCustomId("form").setLabel("Form").setStyle(ButtonStyle.Primary),
  );
  const select = new ActionRowBuilder<StringSelectMenuBuilder>().addComponents(
    new StringSelectMenuBuilder().setCustomId("pick").addOptions({ label: "A", value: "a" }),
  );
  const channel = await client.channels.fetch(general);
  assert.ok(channel?.isSendable());
  const sent = await channel.send({ content: "choose", components: [buttons, select] });

  let coming = next(client);
  standIn.people.press(ada, general, sent.id, "stop");
  const pressed = await coming;
  assert.ok(pressed.isButton());
  assert.equal(pressed.message.content, "choose");
  await pressed.update({ content: "stopped" });
  assert.equal(standIn.message(general, sent.id)?.content, "stopped");

  coming = next(client);
  standIn.people.select(ada, general, sent.id, "pick", ["a"]);
  const picked = await coming;
  assert.ok(picked.isStringSelectMenu());
  assert.deepEqual(picked.values, ["a"]);
  await picked.deferUpdate();
  await picked.editReply({ content: "picked" });
  assert.equal(standIn.message(general, sent.id)?.content, "picked");

  coming = next(client);
  const opener = standIn.people.press(ada, general, sent.id, "form");
  const opening = await coming;
  assert.ok(opening.isButton());
  const input = new TextInputBuilder().setCustomId("text").setLabel("Text").setStyle(TextInputStyle.Short);
  const row = new ActionRowBuilder<TextInputBuilder>().addComponents(input);
  await opening.showModal(new ModalBuilder().setCustomId("modal").setTitle("Form").addComponents(row));
  await until(() => standIn.interaction(opener.id)?.modal, "the dialog");
  coming = next(client);
  standIn.people.submitModal(ada, opener.id, { text: "hello" });
  const submitted = await coming;
  assert.ok(submitted.isModalSubmit());
  assert.equal(submitted.fields.getTextInputValue("text"), "hello");
  await submitted.reply({ content: "thanks" });
  assert.throws(() => standIn.people.press(ada, general, sent.id, "nowhere"), /no component/);
  assert.deepEqual(standIn.violations, []);
});

test("autocomplete, user commands, and message commands whose target is readable without MESSAGE_CONTENT", async (t) => {
  const standIn = await startWorld(t);
  const client = await logIn(standIn);
  await client.application.commands.set(COMMANDS);
  const { ada, linus, general } = standIn.garden;
  const place = { userId: ada, channelId: general };

  let coming = next(client);
  const typed = { name: "ask", options: { prompt: "wh" }, focused: "prompt" };
  const typing = standIn.people.autocomplete({ ...place, ...typed });
  const asked = await coming;
  assert.ok(asked.isAutocomplete());
  assert.equal(asked.options.getFocused(), "wh");
  await asked.respond([{ name: "why", value: "why" }]);
  assert.deepEqual(standIn.interaction(typing.id)?.choices, [{ name: "why", value: "why" }]);

  coming = next(client);
  standIn.people.runUserCommand({ ...place, name: "Who is this", targetId: linus });
  const user = await coming;
  assert.ok(user.isUserContextMenuCommand());
  assert.equal(user.targetUser.username, "linus");

  const target = standIn.people.say({ authorId: linus, channelId: general, content: "not for the bot" });
  coming = next(client);
  standIn.people.runMessageCommand({ ...place, name: "Ask about this", targetId: target.id });
  const message = await coming;
  assert.ok(message.isMessageContextMenuCommand());
  assert.equal(message.targetMessage.content, "not for the bot");
  assert.deepEqual(standIn.violations, []);
});

test("where the bot is no member only the token works, for at most 5 follow-ups", async (t) => {
  const standIn = await startWorld(t);
  const client = await logIn(standIn);
  await client.application.commands.set(COMMANDS);
  const { ada, grace } = standIn.garden;
  const channelId = standIn.world.addPrivateChannel([ada, grace]);
  const coming = next(client);
  standIn.people.runCommand({ userId: ada, channelId, name: "ask", options: { prompt: "?" } });
  const interaction = await coming;
  assert.ok(interaction.isChatInputCommand());
  assert.equal(interaction.context, 2);
  assert.equal(interaction.authorizingIntegrationOwners.userId, ada);
  await interaction.reply({ content: "here" });
  for (let count = 0; count < 5; count += 1) await interaction.followUp({ content: "more" });
  await assert.rejects(interaction.followUp({ content: "too much" }), isCode(40094));
  const body = { content: "x", allowed_mentions: { parse: [] } };
  await assert.rejects(client.rest.post(`/channels/${channelId}/messages`, { body }), isCode(50001));
});

test("commands: bulk overwrite keeps ids, limits are checked, and permissions decide who finds them", async (t) => {
  const standIn = await startWorld(t);
  const client = await logIn(standIn);
  const first = await client.application.commands.set(COMMANDS);
  const second = await client.application.commands.set(COMMANDS);
  assert.deepEqual([...first.keys()], [...second.keys()]);
  assert.deepEqual(standIn.violations, []);
  const { linus, grace, general } = standIn.garden;
  const lock = (userId: string) => standIn.people.runCommand({ userId, channelId: general, name: "lock" });
  assert.throws(() => lock(linus), /may not use/);
  lock(grace);
  assert.throws(
    () => standIn.people.runCommand({ userId: linus, channelId: general, name: "ask" }),
    /needs the option prompt/,
  );
  await assert.rejects(
    client.application.commands.create({ name: "Bad Name", description: "x" }),
    isCode(50035),
  );
});
