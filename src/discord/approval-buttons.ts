import { type MessageComponentInteraction, MessageFlags } from "discord.js";

import { APPROVAL_BUTTONS } from "./approval-message.ts";
import type { Press } from "./approvals.ts";
import { type CommandServices, type ComponentHandler, mayModerate } from "./command.ts";

/** Answers the buttons of a question for approval; for the `components` of a command. */
export const approvalComponents: Readonly<Record<string, ComponentHandler>> = {
  [APPROVAL_BUTTONS.approve]: press("approve"),
  [APPROVAL_BUTTONS.always]: press("always"),
  [APPROVAL_BUTTONS.deny]: press("deny"),
};

function press(choice: Press["choice"]): ComponentHandler {
  return async (interaction: MessageComponentInteraction, id: string, { approvals }: CommandServices) => {
    const outcome = await approvals.press({
      id,
      choice,
      personId: interaction.user.id,
      isModerator: interaction.guildId !== null && mayModerate(interaction),
      locale: interaction.locale,
    });
    if (outcome.kind === "decided") {
      await interaction.update({ ...outcome.show, allowedMentions: { parse: [] } });
      return;
    }
    const isForAll = outcome.kind === "told" && outcome.isForAll;
    await interaction.reply({
      content: outcome.sentence,
      ...(isForAll ? {} : { flags: MessageFlags.Ephemeral }),
      allowedMentions: { parse: [] },
    });
  };
}
