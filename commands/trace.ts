import { ApplicationCommandOptionType, type MessageComponentInteraction, MessageFlags } from "discord.js";

import type { TraceMode } from "../src/contracts.ts";
import { BUTTONS } from "../src/discord/buttons.ts";
import { type Command, type CommandServices, mayModerate, MODERATORS_ONLY } from "../src/discord/command.ts";

const EXPLANATIONS: Readonly<Record<TraceMode, string>> = {
  off: "Traces are off in this channel.",
  button: "Answers that used tools in this channel carry a Trace button; pressing it opens the thread.",
  thread: "Every answer that used tools in this channel gets a trace thread.",
};

export default {
  type: "slash",
  description: "Choose how answers in this channel show what was done for them",
  options: [
    {
      name: "mode",
      description: "Leave empty to see the current one",
      type: ApplicationCommandOptionType.String,
      choices: [
        { name: "off: never", value: "off" },
        { name: "button: a thread when somebody asks for it", value: "button" },
        { name: "thread: always a thread", value: "thread" },
      ],
    },
  ],
  async execute(interaction, { settings, defaults }) {
    const chosen = interaction.options.getString("mode") as TraceMode | null;
    if (chosen !== null && !mayModerate(interaction)) {
      await interaction.reply({ content: MODERATORS_ONLY, flags: MessageFlags.Ephemeral });
      return;
    }
    const current =
      chosen === null
        ? await settings.read(interaction.channelId)
        : await settings.update(interaction.channelId, { trace: chosen });
    await interaction.reply({
      content: EXPLANATIONS[current.trace ?? defaults.trace],
      flags: MessageFlags.Ephemeral,
    });
  },
  components: { [BUTTONS.trace]: showTrace },
} satisfies Command;

/** Opens the thread, or shows the receipt to the one who asked where no thread can hang. */
async function showTrace(
  interaction: MessageComponentInteraction,
  taskId: string,
  { tasks, trace }: CommandServices,
): Promise<void> {
  await interaction.deferReply({ flags: MessageFlags.Ephemeral });
  const record = await tasks.find(taskId);
  const rendered = record === undefined ? undefined : trace.render(record);
  if (record === undefined || rendered === undefined) {
    await interaction.editReply("The receipt of this answer is no longer kept.");
    return;
  }
  const outcome = await trace.publish(record);
  if (outcome.kind === "thread") {
    await interaction.editReply(`The trace is in <#${outcome.threadId}>.`);
    return;
  }
  const [first, ...rest] = rendered.messages;
  for (const [index, message] of [first, ...rest].entries()) {
    if (message === undefined) continue;
    const files = message.files.map((file) => ({ name: file.name, attachment: Buffer.from(file.text) }));
    if (index === 0) await interaction.editReply({ content: message.content, files });
    else await interaction.followUp({ content: message.content, files, flags: MessageFlags.Ephemeral });
  }
}
