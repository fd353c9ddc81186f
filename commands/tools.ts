import { MessageFlags } from "discord.js";

import type { Command } from "../src/discord/command.ts";

/** So that a list of many tools stays one message. */
const MAX_DESCRIPTION_LENGTH = 90;

export default {
  type: "slash",
  description: "See which tools I may use and what they do",
  async execute(interaction, { tools }) {
    const lines = tools().map(({ name, description, isActing, usesNetwork }) => {
      const traits = [isActing ? "acts" : "reads", ...(usesNetwork ? ["network"] : [])].join(", ");
      return `- **${name}** (${traits}): ${shorten(description)}`;
    });
    await interaction.reply({
      content: (lines.length === 0 ? ["No tools are on."] : lines).join("\n").slice(0, 2_000),
      flags: MessageFlags.Ephemeral | MessageFlags.SuppressEmbeds,
    });
  },
} satisfies Command;

function shorten(text: string): string {
  const sentence = text.split(/(?<=\.)\s/, 1)[0] ?? text;
  return sentence.length > MAX_DESCRIPTION_LENGTH
    ? `${sentence.slice(0, MAX_DESCRIPTION_LENGTH - 1)}…`
    : sentence;
}
