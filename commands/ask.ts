import { ApplicationCommandOptionType } from "discord.js";

import type { Command } from "../src/discord/command.ts";

/** Discord's own limit for a text option: https://docs.discord.com/developers/interactions/application-commands */
const MAX_PROMPT_LENGTH = 6_000;

export default {
  type: "slash",
  description: "Ask Orchid something",
  contexts: ["server", "direct", "private"],
  options: [
    {
      name: "prompt",
      description: "What you want to know or have done",
      type: ApplicationCommandOptionType.String,
      required: true,
      max_length: MAX_PROMPT_LENGTH,
    },
  ],
  toRequest: (interaction) => ({ text: interaction.options.getString("prompt", true) }),
} satisfies Command;
