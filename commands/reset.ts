import { MessageFlags } from "discord.js";

import type { Command } from "../src/discord/command.ts";

export default {
  type: "slash",
  description: "Forget what was said in this channel",
  async execute(interaction, { sessions }) {
    const count = await sessions.clear(interaction.channelId);
    await interaction.reply({
      content:
        count === 0
          ? "I remember nothing of this channel."
          : `Forgotten: ${count === 1 ? "one turn" : `${count} turns`} of this channel. We start afresh.`,
      flags: MessageFlags.Ephemeral,
    });
  },
} satisfies Command;
