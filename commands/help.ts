import { MessageFlags } from "discord.js";

import type { Command } from "../src/discord/command.ts";

export default {
  type: "slash",
  description: "What I can do and how to ask",
  async execute(interaction, { commandLines }) {
    const me = interaction.client.user.displayName;
    await interaction.reply({
      content: [
        `**Ask me** by mentioning <@${interaction.client.user.id}>, replying to one of my messages, writing me a direct message, or with \`/ask\`.`,
        `I remember the last three turns of each channel, and nothing across channels.`,
        ...commandLines(),
        `-# ${me} keeps turns and receipts only as long as the operator configured. \`/reset\` clears this channel.`,
      ].join("\n"),
      flags: MessageFlags.Ephemeral | MessageFlags.SuppressEmbeds,
    });
  },
} satisfies Command;
