import { ApplicationCommandOptionType, type ChatInputCommandInteraction, MessageFlags } from "discord.js";

import type { Schedule } from "../src/contracts/schedules.ts";
import { type Command, type CommandServices, mayModerate } from "../src/discord/command.ts";

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
  if (all.length === 0) return "Nothing is planned.";
  return all.map((one) => describe(one, interaction.user.id)).join("\n");
}

function describe({ id, kind, text, cron, zone, nextAt, asker }: Schedule, personId: string): string {
  const time = `<t:${Math.floor(nextAt / 1000)}:f>`;
  const again = cron === undefined ? "" : ` (again: \`${cron}\`, ${zone})`;
  const whose = asker.person.id === personId ? "" : ` of <@${asker.person.id}>`;
  const line = text.replace(/\s+/g, " ").replaceAll("`", "'");
  const shown = line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT)}…` : line;
  return `- \`${id}\` ${kind}${whose} in <#${asker.place.channelId}>, ${time}${again}: ${shown}`;
}

async function cancel(
  interaction: ChatInputCommandInteraction,
  services: CommandServices,
  id: string,
): Promise<string> {
  const found = (await visibleTo(interaction, services)).find((one) => one.id === id);
  if (found === undefined) return "You have nothing planned under that id.";
  return (await services.schedules.cancel(id)) ? "Cancelled." : "It has already happened.";
}
