import { MessageFlags, TimestampStyles, time } from "discord.js";

import type { Command } from "../src/discord/command.ts";

export default {
  type: "slash",
  description: "See how I am doing",
  async execute(interaction, { status, models, tasks, words }) {
    const { startedAt, runningTasks, waitingTasks, guilds } = await status();
    const replies = words(interaction.locale).replies.status;
    const here = await tasks.queue(interaction.channelId);
    await interaction.reply({
      content: [
        replies.running(time(Math.floor(startedAt / 1000), TimestampStyles.RelativeTime), guilds),
        replies.requests(runningTasks, waitingTasks, here.length),
        replies.model(models.forRole("orchestrator")?.label),
      ].join("\n"),
      flags: MessageFlags.Ephemeral,
    });
  },
} satisfies Command;
