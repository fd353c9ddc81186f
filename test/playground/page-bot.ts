/** A small discord.js bot for the page's tests: it answers with everything that the page can show. */
import {
  ActionRowBuilder,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ButtonBuilder,
  ButtonStyle,
  Client,
  EmbedBuilder,
  Events,
  GatewayIntentBits,
  MessageFlags,
  ModalBuilder,
  Partials,
  StringSelectMenuBuilder,
  TextInputBuilder,
  TextInputStyle,
} from "discord.js";
import type { ApplicationCommandDataResolvable, Interaction, Message } from "discord.js";
import type { StandIn } from "../../src/playground/stand-in.ts";

const commands: ApplicationCommandDataResolvable[] = [
  {
    name: "echo",
    description: "Says what was filled in",
    options: [
      { name: "text", description: "What to say", type: ApplicationCommandOptionType.String, required: true },
      {
        name: "tone",
        description: "How to say it",
        type: ApplicationCommandOptionType.String,
        choices: [
          { name: "Loud", value: "loud" },
          { name: "Soft", value: "soft" },
        ],
      },
      {
        name: "times",
        description: "How often",
        type: ApplicationCommandOptionType.Integer,
        minValue: 1,
        maxValue: 3,
      },
      {
        name: "flower",
        description: "One of many",
        type: ApplicationCommandOptionType.String,
        autocomplete: true,
      },
      { name: "person", description: "To whom", type: ApplicationCommandOptionType.User },
      { name: "file", description: "Anything", type: ApplicationCommandOptionType.Attachment },
    ],
  },
  { name: "secret", description: "Only you see the answer" },
  { name: "form", description: "Opens a dialog" },
  { name: "silent", description: "Never answers" },
  { name: "Count words", type: ApplicationCommandType.Message },
  { name: "Greet", type: ApplicationCommandType.User },
];

/** Starts the bot; resolves when it is online and its commands are registered. */
export async function startPageBot(standIn: StandIn): Promise<Client<true>> {
  const client = new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages],
    partials: [Partials.Channel],
    allowedMentions: { parse: [], repliedUser: true },
    rest: { api: standIn.apiUrl },
  });
  client.on(Events.MessageCreate, (message) => void answer(message));
  client.on(Events.InteractionCreate, (interaction) => void handle(interaction));
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(standIn.botToken);
  const online = await ready;
  await online.application.commands.set(commands);
  return online;
}

async function answer(message: Message): Promise<void> {
  if (message.author.bot || (message.guildId !== null && !message.mentions.has(message.client.user))) return;
  if (message.content.includes("controls")) return sendControls(message);
  if (message.content.includes("html")) {
    await message.reply("<img src=x onerror=alert(1)> **<b>bold</b>** [x](javascript:alert(1))");
    return;
  }
  if ("sendTyping" in message.channel) await message.channel.sendTyping();
  const reply = await message.reply("Thinking about");
  await reply.edit("Thinking about it: **done**");
}

async function sendControls(message: Message): Promise<void> {
  const button = new ButtonBuilder()
    .setCustomId("press-me")
    .setLabel("Press me")
    .setStyle(ButtonStyle.Primary);
  const ignored = new ButtonBuilder()
    .setCustomId("ignore-me")
    .setLabel("Ignore me")
    .setStyle(ButtonStyle.Danger);
  const select = new StringSelectMenuBuilder()
    .setCustomId("pick")
    .setPlaceholder("Pick a colour")
    .addOptions(
      { label: "Red", value: "red" },
      { label: "Blue", value: "blue", description: "Like the sky" },
    );
  await message.reply({
    embeds: [new EmbedBuilder().setTitle("A card").setDescription("with *style*").setColor(0xa35bd6)],
    components: [
      new ActionRowBuilder<ButtonBuilder>().addComponents(button, ignored),
      new ActionRowBuilder<StringSelectMenuBuilder>().addComponents(select),
    ],
  });
}

async function handle(interaction: Interaction): Promise<void> {
  if (interaction.isAutocomplete()) {
    const typed = interaction.options.getFocused();
    const flowers = ["Orchid", "Oleander", "Tulip"].filter((name) =>
      name.toLowerCase().startsWith(typed.toLowerCase()),
    );
    await interaction.respond(flowers.map((name) => ({ name, value: name.toUpperCase() })));
  } else if (interaction.isButton() && interaction.customId === "ignore-me") {
    return;
  } else if (interaction.isButton()) {
    await interaction.update({ content: "Pressed", components: [] });
  } else if (interaction.isStringSelectMenu()) {
    await interaction.reply({
      content: `Picked ${interaction.values.join()}`,
      flags: MessageFlags.Ephemeral,
    });
  } else if (interaction.isModalSubmit()) {
    await interaction.reply(`Submitted: ${interaction.fields.getTextInputValue("wish")}`);
  } else if (interaction.isMessageContextMenuCommand()) {
    const words = interaction.targetMessage.content.split(/\s+/).length;
    await interaction.reply({ content: `${words} words`, flags: MessageFlags.Ephemeral });
  } else if (interaction.isUserContextMenuCommand()) {
    await interaction.reply(`Hello ${interaction.targetUser.username}`);
  } else if (interaction.isChatInputCommand()) {
    await runSlash(interaction);
  }
}

async function runSlash(
  interaction: Extract<Interaction, { commandName: string; options: object }>,
): Promise<void> {
  if (!interaction.isChatInputCommand()) return;
  if (interaction.commandName === "secret") {
    await interaction.reply({ content: "Just between us", flags: MessageFlags.Ephemeral });
  } else if (interaction.commandName === "form") {
    const input = new TextInputBuilder()
      .setCustomId("wish")
      .setLabel("Your wish")
      .setStyle(TextInputStyle.Short);
    await interaction.showModal(
      new ModalBuilder()
        .setCustomId("wishes")
        .setTitle("Make a wish")
        .addComponents(new ActionRowBuilder<TextInputBuilder>().addComponents(input)),
    );
  } else if (interaction.commandName === "echo") {
    await interaction.deferReply();
    const values = interaction.options.data.map(
      ({ name, value, attachment }) => `${name}=${attachment?.name ?? value}`,
    );
    await interaction.editReply(`Echo: ${values.join(" ")}`);
  }
}
