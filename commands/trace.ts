import { ApplicationCommandOptionType, type MessageComponentInteraction, MessageFlags } from "discord.js";

import type { TraceMode } from "../src/contracts/settings.ts";
import { BUTTONS } from "../src/discord/buttons.ts";
import { type Command, type CommandServices, mayModerate } from "../src/discord/command.ts";

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
  async execute(interaction, { settings, defaults, words }) {
    const { interactions, replies } = words(interaction.locale);
    const chosen = interaction.options.getString("mode") as TraceMode | null;
    if (chosen !== null && !mayModerate(interaction)) {
      await interaction.reply({ content: interactions.moderatorsOnly, flags: MessageFlags.Ephemeral });
      return;
    }
    const current =
      chosen === null
        ? await settings.read(interaction.channelId)
        : await settings.update(interaction.channelId, { trace: chosen });
    await interaction.reply({
      content: replies.trace.modes[current.trace ?? defaults.trace],
      flags: MessageFlags.Ephemeral,
    });
  },
  components: { [BUTTONS.trace]: showTrace },
} satisfies Command;

/** Opens the thread, or shows the receipt to the one who asked where no thread can hang. */
async function showTrace(
  interaction: MessageComponentInteraction,
  taskId: string,
  { tasks, trace, words, manners }: CommandServices,
): Promise<void> {
  await interaction.deferReply({ flags: MessageFlags.Ephemeral });
  const record = await tasks.find(taskId);
  const { locale, user } = interaction;
  const replies = words(locale).replies.trace;
  const isPlain = record !== undefined && (await manners.isPlain(user.id, record.task.place));
  const rendered = record === undefined ? undefined : trace.render(record, { locale, isPlain });
  if (record === undefined || rendered === undefined) {
    await interaction.editReply(replies.gone);
    return;
  }
  // The thread is in the words of the one who asked; who needs plainer ones gets them in private.
  const isInThread = !isPlain || record.task.isPlain === true;
  const outcome = isInThread ? await trace.publish(record) : undefined;
  if (outcome?.kind === "thread") {
    await interaction.editReply(replies.opened(`<#${outcome.threadId}>`));
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
