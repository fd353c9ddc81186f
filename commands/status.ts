import { MessageFlags, TimestampStyles, time } from "discord.js";

import type { TaskRecord } from "../src/contracts/journal.ts";
import type { Command } from "../src/discord/command.ts";

export default {
  type: "slash",
  description: "See how I am doing",
  async execute(interaction, { status, models, tasks, words }) {
    const { startedAt, runningTasks, waitingTasks, guilds } = await status();
    const replies = words(interaction.locale).replies.status;
    const mine = (one: TaskRecord): boolean => one.task.author.id === interaction.user.id;
    const here = await tasks.queue(interaction.channelId);
    await interaction.reply({
      content: [
        replies.running(time(Math.floor(startedAt / 1000), TimestampStyles.RelativeTime), guilds),
        replies.requests(runningTasks, waitingTasks, here.length),
        ...(here.some(mine) ? [replies.yours(here.findIndex(mine))] : []),
        replies.model(models.forRole("orchestrator")?.label),
      ].join("\n"),
      flags: MessageFlags.Ephemeral,
    });
  },
} satisfies Command;
