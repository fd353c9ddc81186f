import { ApplicationCommandOptionType, type ChatInputCommandInteraction, MessageFlags } from "discord.js";

import { type Command, type CommandServices, mayModerate } from "../src/discord/command.ts";
import { placeOf } from "../src/discord/interactions.ts";
import type { AnswerStyle, MannerOf } from "../src/discord/manners.ts";

/** For whom: the person alone, or everybody at a place who chose nothing. */
type Whose = "me" | "channel" | "server";

export default {
  type: "slash",
  description: "Have answers sent once, in plain words, without edits",
  contexts: ["server", "direct", "private"],
  options: [
    {
      name: "answers",
      description: "Leave empty to see the current choice",
      type: ApplicationCommandOptionType.String,
      choices: [
        { name: "plain: sent once, in plain words", value: "plain" },
        { name: "usual: they grow while being written", value: "usual" },
        { name: "default: what holds here", value: "default" },
      ],
    },
    {
      name: "for",
      description: "For whom; you, when left empty",
      type: ApplicationCommandOptionType.String,
      choices: [
        { name: "me", value: "me" },
        { name: "this channel", value: "channel" },
        { name: "this server", value: "server" },
      ],
    },
  ],
  async execute(interaction, services) {
    const { interactions, replies } = services.words(interaction.locale);
    const words = replies.accessibility;
    const chosen = interaction.options.getString("answers");
    const whose = (interaction.options.getString("for") ?? "me") as Whose;
    const reply = (content: string) => interaction.reply({ content, flags: MessageFlags.Ephemeral });
    if (whose !== "me" && interaction.guildId === null) return void (await reply(words.serversOnly));
    if (chosen !== null && whose !== "me" && !mayModerate(interaction)) {
      return void (await reply(interactions.moderatorsOnly));
    }
    if (chosen !== null) {
      await services.manners.choose(
        mannerOf(interaction, whose),
        chosen === "default" ? undefined : (chosen as AnswerStyle),
      );
    }
    const state = await stateOf(interaction, services, whose);
    await reply([...(chosen === null ? [] : [words.saved]), state, words.explanation].join("\n"));
  },
} satisfies Command;

/** A thread's manner is its own; the channel that it hangs in stands behind it. */
function mannerOf({ user, channelId, guildId }: ChatInputCommandInteraction, whose: Whose): MannerOf {
  if (whose === "me") return `person:${user.id}`;
  return whose === "channel" ? `channel:${channelId}` : `server:${guildId ?? ""}`;
}

/** What holds now, one line: for a person, with what the place gives; for a place, its own choice. */
async function stateOf(
  interaction: ChatInputCommandInteraction,
  { manners, words }: CommandServices,
  whose: Whose,
): Promise<string> {
  const say = words(interaction.locale).replies.accessibility;
  if (whose === "me") {
    return say.person(await manners.isPlain(interaction.user.id, placeOf(interaction)));
  }
  const isPlain = (await manners.read(mannerOf(interaction, whose))).answers === "plain";
  return whose === "channel" ? say.channel(isPlain) : say.server(isPlain);
}
