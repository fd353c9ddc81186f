import { MessageFlags, TimestampStyles, time } from "discord.js";

import type { Command } from "../src/discord/command.ts";

export default {
  type: "slash",
  description: "See how I am doing",
  async execute(interaction, { status, models, tasks }) {
    const { startedAt, runningTasks, waitingTasks, guilds } = await status();
    const here = await tasks.queue(interaction.channelId);
    await interaction.reply({
      content: [
        `Running since ${time(Math.floor(startedAt / 1000), TimestampStyles.RelativeTime)}, in ${guilds} ${guilds === 1 ? "server" : "servers"}.`,
        `Requests: ${runningTasks} running, ${waitingTasks} waiting; ${here.length} of them in this channel.`,
        `Model: ${models.forRole("orchestrator")?.label ?? "none"}.`,
      ].join("\n"),
      flags: MessageFlags.Ephemeral,
    });
  },
} satisfies Command;
