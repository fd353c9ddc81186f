import { type MessageComponentInteraction, MessageFlags } from "discord.js";

import { BUTTONS } from "../src/discord/buttons.ts";
import { type Command, type CommandServices, mayModerate } from "../src/discord/command.ts";
import { showStoppedWaiting } from "../src/discord/stopped.ts";

export default {
  type: "slash",
  description: "Stop what I am doing for you in this channel",
  async execute(interaction, { tasks, words }) {
    const queue = await tasks.queue(interaction.channelId);
    const own = queue.filter(({ task }) => task.author.id === interaction.user.id);
    // Moderators without a request of their own stop the one that runs.
    const targets = own.length > 0 || !mayModerate(interaction) ? own : queue.slice(0, 1);
    const stopped = await Promise.all(
      targets.map(({ task }) => tasks.cancel(task.id, `stopped by ${interaction.user.id}`)),
    );
    const count = stopped.filter(Boolean).length;
    const replies = words(interaction.locale).replies.stop;
    await interaction.reply({
      content: count > 0 ? replies.stopped(count) : replies.nothing,
      flags: MessageFlags.Ephemeral,
    });
    const ended = targets.filter((_target, index) => stopped[index]);
    const { rest } = interaction.client;
    await Promise.all(
      ended.map((record) => showStoppedWaiting(rest, record, words(record.task.author.locale).live)),
    );
  },
  components: { [BUTTONS.stop]: stopOne },
} satisfies Command;

/** The button under work that is not finished: for the one who asked, and for moderators. */
async function stopOne(
  interaction: MessageComponentInteraction,
  taskId: string,
  { tasks, words }: CommandServices,
): Promise<void> {
  const record = await tasks.find(taskId);
  const replies = words(interaction.locale).replies.stop;
  const isOwn = record?.task.author.id === interaction.user.id;
  if (record !== undefined && !isOwn && !mayModerate(interaction)) {
    await interaction.reply({
      content: replies.notYours(record.task.author.name),
      flags: MessageFlags.Ephemeral,
    });
    return;
  }
  await interaction.deferUpdate();
  const isStopped = await tasks.cancel(taskId, `stopped by ${interaction.user.id}`);
  if (!isStopped) {
    await interaction.followUp({
      content: replies.alreadyEnded,
      flags: MessageFlags.Ephemeral,
    });
  }
}
