import { MessageFlags, TimestampStyles, time } from "discord.js";

import type { DayUsage, UsageCap } from "../src/contracts/usage.ts";
import type { Command } from "../src/discord/command.ts";
import { placeOf } from "../src/discord/interactions.ts";
import type { UsageWords } from "../src/words/words.ts";

export default {
  type: "slash",
  description: "See what was spent today, and how much may be",
  async execute(interaction, { usage, words }) {
    const { resetsAt, rows } = await usage.report(placeOf(interaction), interaction.user.id);
    const at = Math.floor(resetsAt / 1_000);
    const replies = words(interaction.locale).usage;
    await interaction.reply({
      content: [
        replies.heading(time(at, TimestampStyles.RelativeTime), time(at, TimestampStyles.ShortTime)),
        ...rows.map(
          ({ scope, used, cap }) =>
            `- **${replies.scopes[scope]}:** ${spent(used, replies)}${ofCap(used, cap, replies)}`,
        ),
        ...(rows.some(({ used }) => used === undefined) ? [`-# ${replies.unreadableNote}`] : []),
      ].join("\n"),
      flags: MessageFlags.Ephemeral,
    });
  },
} satisfies Command;

function spent(used: DayUsage | undefined, words: UsageWords): string {
  if (used === undefined) return words.unreadable;
  if (used.tasks === 0) return words.nothing;
  const { inputTokens, outputTokens, costUsd, tasks, isEstimated } = used;
  return words.spent(inputTokens + outputTokens, costUsd, tasks, isEstimated);
}

function ofCap(used: DayUsage | undefined, { tokensPerDay, usdPerDay }: UsageCap, words: UsageWords): string {
  const tokens = used === undefined ? undefined : used.inputTokens + used.outputTokens;
  const usd = used === undefined ? undefined : (used.costUsd ?? 0);
  const parts = [
    ...(tokensPerDay === undefined ? [] : [words.limitTokens(tokensPerDay, percent(tokens, tokensPerDay))]),
    ...(usdPerDay === undefined ? [] : [words.limitCost(usdPerDay, percent(usd, usdPerDay))]),
  ];
  return parts.length === 0 ? "" : `. ${words.limit(parts)}`;
}

/** Rounded down: a limit that is not reached never reads 100 %. */
function percent(used: number | undefined, cap: number): number | undefined {
  return used === undefined ? undefined : Math.floor((used / cap) * 100);
}
