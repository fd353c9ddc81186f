import { MessageFlags } from "discord.js";

import type { Command } from "../src/discord/command.ts";

export default {
  type: "slash",
  description: "Forget what was said in this channel",
  async execute(interaction, { sessions, words }) {
    const { reset } = words(interaction.locale).replies;
    const count = await sessions.clear(interaction.channelId);
    await interaction.reply({
      content: count === 0 ? reset.nothing : reset.forgotten(count),
      flags: MessageFlags.Ephemeral,
    });
  },
} satisfies Command;
