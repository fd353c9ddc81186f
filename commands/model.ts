import { ApplicationCommandOptionType, MessageFlags, time, TimestampStyles } from "discord.js";

import type { EntryCapabilities, ProbeResult } from "../src/contracts/capabilities.ts";
import { type Command, mayModerate } from "../src/discord/command.ts";
import { placeOf } from "../src/discord/interactions.ts";
import type { Ability } from "../src/words/reply-words.ts";
import type { Language } from "../src/words/words.ts";

type ModelWords = Language["replies"]["model"];

/** Discord shows at most this many suggestions. */
const MAX_SUGGESTIONS = 25;
/** Characters of a message, with room for the line that says how many entries are not shown. */
const MAX_LENGTH = 1_900;
/** How long a command's answer can still be changed is 15 minutes at Discord; this stays well below. */
const MAX_WAIT_MS = 10 * 60_000;

export default {
  type: "slash",
  description: "See what the models can do, or choose the one that answers in this channel",
  options: [
    {
      name: "model",
      description: "Leave empty to see the current one",
      type: ApplicationCommandOptionType.String,
      autocomplete: true,
    },
    {
      name: "probe",
      description: "Find out anew what the models can do",
      type: ApplicationCommandOptionType.Boolean,
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
  async execute(interaction, { models, settings, capabilities, words, manners }) {
    const chosen = interaction.options.getString("model");
    const { interactions, replies } = words(interaction.locale);
    const isAnew = interaction.options.getBoolean("probe") ?? false;
    const reply = (content: string) => interaction.reply({ content, flags: MessageFlags.Ephemeral });
    if ((chosen !== null || isAnew) && !mayModerate(interaction))
      return void (await reply(interactions.moderatorsOnly));
    if (chosen !== null && models.byLabel(chosen) === undefined) {
      return void (await reply(replies.model.unknown(chosen, models.labels())));
    }
    const current =
      chosen === null
        ? await settings.read(interaction.channelId)
        : await settings.update(interaction.channelId, { model: chosen });
    const label = current.model ?? models.forRole("orchestrator")?.label;
    const known = await capabilities.look(isAnew);
    const isAsking = known.some((one) => one.isAsking);
    // Who wants no edits is told once, when everything is known.
    if (isAsking && (await manners.isPlain(interaction.user.id, placeOf(interaction))))
      await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    else await reply(listOf(known, label, replies.model));
    if (!isAsking) return;
    await Promise.race([capabilities.settled(), late()]);
    await interaction.editReply(listOf(await capabilities.look(), label, replies.model));
  },
} satisfies Command;

function late(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, MAX_WAIT_MS).unref());
}

function listOf(
  entries: readonly EntryCapabilities[],
  answering: string | undefined,
  words: ModelWords,
): string {
  const lines = entries.map((entry) =>
    lineOf(entry, entry.label === answering ? ` (${words.answersHere})` : "", words),
  );
  let length = 0;
  const shown = lines.filter((line) => (length += line.length + 1) <= MAX_LENGTH);
  const rest = lines.length - shown.length;
  return [...shown, ...(rest > 0 ? [words.more(rest)] : [])].join("\n");
}

function lineOf({ label, found, isAsking }: EntryCapabilities, mark: string, words: ModelWords): string {
  const name = `- **${label}**${mark}`;
  const asking = isAsking ? [words.asking] : [];
  const parts = found === undefined ? asking : [describe(found, words), ...asking];
  return parts.length === 0 ? name : `${name}: ${parts.join(" · ")}`;
}

function describe(found: ProbeResult, words: ModelWords): string {
  const when = time(Math.floor(found.probedAt / 1_000), TimestampStyles.ShortDate);
  if (!found.answers) return words.silent(found.errorCode ?? "?", when);
  const abilities: readonly (readonly [is: boolean, ability: Ability, text: string])[] = [
    [found.streams, "streaming", words.can.streaming],
    [found.tools, "tools", found.parallelTools ? words.can.manyTools : words.can.tools],
    [found.images, "images", words.can.images],
    [found.reportsUsage, "usage", words.can.usage],
  ];
  const can = abilities.filter(([is]) => is).map(([, , text]) => text);
  const lacking = abilities.filter(([is]) => !is).map(([, ability]) => words.lacking[ability]);
  return [...can, ...(lacking.length > 0 ? [words.cannot(lacking)] : []), words.asOf(when)].join(" · ");
}
