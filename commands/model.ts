import { ApplicationCommandOptionType, MessageFlags } from "discord.js";

import { type Command, mayModerate, MODERATORS_ONLY } from "../src/discord/command.ts";

/** Discord shows at most this many suggestions. */
const MAX_SUGGESTIONS = 25;

export default {
  type: "slash",
  description: "See or choose the model that answers in this channel",
  options: [
    {
      name: "model",
      description: "Leave empty to see the current one",
      type: ApplicationCommandOptionType.String,
      autocomplete: true,
    },
  ],
  async autocomplete(interaction, { models }) {
    const typed = interaction.options.getFocused().toLowerCase();
    const labels = models.labels().filter((label) => label.toLowerCase().includes(typed));
    await interaction.respond(
      labels
        .slice(0, MAX_SUGGESTIONS)
        .map((label) => ({ name: label.slice(0, 100), value: label.slice(0, 100) })),
    );
  },
  async execute(interaction, { models, settings }) {
    const chosen = interaction.options.getString("model");
    const reply = (content: string) => interaction.reply({ content, flags: MessageFlags.Ephemeral });
    if (chosen !== null && !mayModerate(interaction)) return void (await reply(MODERATORS_ONLY));
    if (chosen !== null && models.byLabel(chosen) === undefined) {
      return void (await reply(`There is no model “${chosen}”. There are: ${models.labels().join(", ")}.`));
    }
    const current =
      chosen === null
        ? await settings.read(interaction.channelId)
        : await settings.update(interaction.channelId, { model: chosen });
    const label = current.model ?? models.forRole("orchestrator")?.label;
    const lines = models.labels().map((one) => `- ${one}${one === label ? " (answers here)" : ""}`);
    await reply(lines.join("\n"));
  },
} satisfies Command;
