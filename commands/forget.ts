import { ButtonStyle, ComponentType, MessageFlags } from "discord.js";

import type { Forgotten } from "../src/contracts/storage.ts";
import type { Command } from "../src/discord/command.ts";
import type { Language } from "../src/words/words.ts";

type ForgetWords = Language["replies"]["forget"];

/** The buttons; nobody but the asker sees them. */
const CONFIRM = "forget-me";
const KEEP = "forget-not";

export default {
  type: "slash",
  description: "Forget everything I keep about you",
  // Who is not answered any more was perhaps answered before.
  isForEverybody: true,
  async execute(interaction, { words }) {
    const replies = words(interaction.locale).replies.forget;
    const button = (customId: string, label: string, style: ButtonStyle.Danger | ButtonStyle.Secondary) =>
      ({ type: ComponentType.Button, style, label, customId }) as const;
    await interaction.reply({
      content: `${replies.question}\n${replies.stays}`,
      components: [
        {
          type: ComponentType.ActionRow,
          components: [
            button(CONFIRM, replies.confirm, ButtonStyle.Danger),
            button(KEEP, replies.keep, ButtonStyle.Secondary),
          ],
        },
      ],
      flags: MessageFlags.Ephemeral,
    });
  },
  components: {
    async [CONFIRM](interaction, _id, { forgetPerson, words }) {
      // What still runs is waited for: longer than the 3 s that Discord gives for an answer.
      await interaction.deferUpdate();
      const forgotten = await forgetPerson(interaction.user.id);
      const content = describe(forgotten, words(interaction.locale).replies.forget);
      await interaction.editReply({ content, components: [] });
    },
    async [KEEP](interaction, _id, { words }) {
      await interaction.update({
        content: words(interaction.locale).replies.forget.kept,
        components: [],
      });
    },
  },
} satisfies Command;

function describe(forgotten: readonly Forgotten[], words: ForgetWords): string {
  const name = (what: string): string => words.kinds[what] ?? what;
  const counts = forgotten.flatMap((one) =>
    "count" in one && one.count > 0 ? [`- ${name(one.what)}: ${one.count}`] : [],
  );
  const failed = forgotten.flatMap((one) =>
    "errorId" in one ? [words.withError(name(one.what), one.errorId)] : [],
  );
  const isNothing = counts.length === 0 && failed.length === 0;
  return [
    ...(isNothing ? [words.nothing] : []),
    ...(counts.length === 0 ? [] : [words.done, ...counts]),
    ...(failed.length === 0 ? [] : [words.failed(failed)]),
    words.stays,
  ].join("\n");
}
