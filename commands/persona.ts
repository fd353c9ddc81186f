import { ApplicationCommandOptionType, MessageFlags } from "discord.js";

import { type Command, mayModerate } from "../src/discord/command.ts";

/** Discord shows at most this many suggestions. */
const MAX_SUGGESTIONS = 25;

export default {
  type: "slash",
  description: "See or choose the persona that answers in this channel",
  options: [
    {
      name: "persona",
      description: "Leave empty to see the current one",
      type: ApplicationCommandOptionType.String,
      autocomplete: true,
    },
  ],
  async autocomplete(interaction, { personas }) {
    const typed = interaction.options.getFocused().toLowerCase();
    const found = [...personas].filter(([id, { name }]) => `${id} ${name}`.toLowerCase().includes(typed));
    await interaction.respond(
      found.slice(0, MAX_SUGGESTIONS).map(([id, { name }]) => ({ name: name.slice(0, 100), value: id })),
    );
  },
  async execute(interaction, { personas, settings, defaults, words }) {
    const chosen = interaction.options.getString("persona");
    const { interactions, replies } = words(interaction.locale);
    const reply = (content: string) => interaction.reply({ content, flags: MessageFlags.Ephemeral });
    if (chosen !== null && !mayModerate(interaction)) return void (await reply(interactions.moderatorsOnly));
    if (chosen !== null && !personas.has(chosen)) {
      return void (await reply(replies.persona.unknown(chosen, [...personas.keys()])));
    }
    const current =
      chosen === null
        ? await settings.read(interaction.channelId)
        : await settings.update(interaction.channelId, { persona: chosen });
    const id = current.persona ?? defaults.persona;
    const lines = [...personas].map(
      ([one, { name }]) => `- **${name}** (${one})${one === id ? `: ${replies.persona.answersHere}` : ""}`,
    );
    await reply(lines.join("\n"));
  },
} satisfies Command;
