import { ApplicationCommandOptionType, type ChatInputCommandInteraction, MessageFlags } from "discord.js";

import type { Schedule } from "../src/contracts/schedules.ts";
import { type Command, type CommandServices, mayModerate } from "../src/discord/command.ts";
import type { Language } from "../src/words/words.ts";

type ScheduleWords = Language["replies"]["schedule"];

const MAX_CONTENT = 2_000;
const MAX_TEXT = 120;
const SILENT = MessageFlags.Ephemeral | MessageFlags.SuppressEmbeds;

export default {
  type: "slash",
  description: "See your reminders and planned tasks, and cancel one",
  options: [
    {
      name: "cancel",
      description: "Id of what to cancel, as the list shows it",
      type: ApplicationCommandOptionType.String,
      autocomplete: true,
    },
  ],
  async execute(interaction, services) {
    const id = interaction.options.getString("cancel");
    const content = id === null ? await list(interaction, services) : await cancel(interaction, services, id);
    await interaction.reply({ content: content.slice(0, MAX_CONTENT), flags: SILENT });
  },
  async autocomplete(interaction, { schedules }) {
    const own = await schedules.list({ personId: interaction.user.id });
    const choices = own
      .slice(0, 25)
      .map(({ id, text }) => ({ name: `${id}: ${text}`.slice(0, 100), value: id }));
    await interaction.respond(choices);
  },
} satisfies Command;

/** The person's own everywhere; for moderators also those of others here. */
async function visibleTo(
  interaction: ChatInputCommandInteraction,
  { schedules }: CommandServices,
): Promise<readonly Schedule[]> {
  const own = await schedules.list({ personId: interaction.user.id });
  if (interaction.guildId === null || !mayModerate(interaction)) return own;
  const here = await schedules.list({ channelId: interaction.channelId });
  return [...own, ...here.filter(({ asker }) => asker.person.id !== interaction.user.id)];
}

async function list(interaction: ChatInputCommandInteraction, services: CommandServices): Promise<string> {
  const all = await visibleTo(interaction, services);
  const { schedule } = services.words(interaction.locale).replies;
  if (all.length === 0) return schedule.nothing;
  return all.map((one) => describe(one, interaction.user.id, schedule)).join("\n");
}

function describe(
  { id, kind, text, cron, zone, nextAt, asker }: Schedule,
  personId: string,
  words: ScheduleWords,
): string {
  const owner = asker.person.id === personId ? undefined : `<@${asker.person.id}>`;
  const time = `<t:${Math.floor(nextAt / 1000)}:f>`;
  const entry = words.entry(kind, owner, `<#${asker.place.channelId}>`, time);
  const again = cron === undefined ? "" : ` ${words.again(cron, zone)}`;
  const line = text.replace(/\s+/g, " ").replaceAll("`", "'");
  const shown = line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT)}…` : line;
  return `- \`${id}\` ${entry}${again}: ${shown}`;
}

async function cancel(
  interaction: ChatInputCommandInteraction,
  services: CommandServices,
  id: string,
): Promise<string> {
  const found = (await visibleTo(interaction, services)).find((one) => one.id === id);
  const { schedule } = services.words(interaction.locale).replies;
  if (found === undefined) return schedule.unknown;
  return (await services.schedules.cancel(id)) ? schedule.cancelled : schedule.alreadyHappened;
}
