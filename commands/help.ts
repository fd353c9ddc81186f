import { MessageFlags } from "discord.js";

import type { Command } from "../src/discord/command.ts";

export default {
  type: "slash",
  description: "What I can do and how to ask",
  async execute(interaction, { commandLines, words }) {
    const { user } = interaction.client;
    const language = words(interaction.locale);
    const { help } = language.replies;
    await interaction.reply({
      content: [help.ask(`<@${user.id}>`), help.memory, ...commandLines(language), `-# ${help.kept}`].join(
        "\n",
      ),
      flags: MessageFlags.Ephemeral | MessageFlags.SuppressEmbeds,
    });
  },
} satisfies Command;
