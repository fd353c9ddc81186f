import { MessageFlags } from "discord.js";

import { type Command, mayModerate } from "../src/discord/command.ts";

export default {
  type: "slash",
  description: "Stop what I am doing for you in this channel",
  async execute(interaction, { tasks }) {
    const queue = await tasks.queue(interaction.channelId);
    const own = queue.filter(({ task }) => task.author.id === interaction.user.id);
    // Moderators without a request of their own stop the one that runs.
    const targets = own.length > 0 || !mayModerate(interaction) ? own : queue.slice(0, 1);
    const stopped = await Promise.all(
      targets.map(({ task }) => tasks.cancel(task.id, `stopped by ${interaction.user.id}`)),
    );
    const count = stopped.filter(Boolean).length;
    await interaction.reply({
      content:
        count > 0
          ? `Stopped ${count === 1 ? "one request" : `${count} requests`}.`
          : "You have no request under way in this channel.",
      flags: MessageFlags.Ephemeral,
    });
  },
} satisfies Command;
