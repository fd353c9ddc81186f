import { MessageFlags, TimestampStyles, time } from "discord.js";

import type { DayUsage, UsageCap, UsageScope } from "../src/contracts.ts";
import type { Command } from "../src/discord/command.ts";
import { placeOf } from "../src/discord/interactions.ts";

const NAMES: Readonly<Record<UsageScope, string>> = {
  person: "You",
  channel: "This channel",
  guild: "This server",
  everything: "Everybody together",
};

export default {
  type: "slash",
  description: "See what was spent today, and how much may be",
  async execute(interaction, { usage }) {
    const { resetsAt, rows } = await usage.report(placeOf(interaction), interaction.user.id);
    const at = Math.floor(resetsAt / 1_000);
    await interaction.reply({
      content: [
        `Spent since 00:00 UTC; it starts afresh ${time(at, TimestampStyles.RelativeTime)} (${time(at, TimestampStyles.ShortTime)}).`,
        ...rows.map(({ scope, used, cap }) => `- **${NAMES[scope]}:** ${spent(used)}${ofCap(used, cap)}`),
        ...(rows.some(({ used }) => used === undefined)
          ? ["-# My storage does not answer, so nothing is held against the limits that cannot be read."]
          : []),
      ].join("\n"),
      flags: MessageFlags.Ephemeral,
    });
  },
} satisfies Command;

function spent(used: DayUsage | undefined): string {
  if (used === undefined) return "cannot be read just now";
  if (used.tasks === 0) return "nothing";
  const about = used.isEstimated ? "about " : "";
  const cost = used.costUsd === undefined ? "" : `, ${about}${dollars(used.costUsd)}`;
  const requests = used.tasks === 1 ? "one request" : `${count(used.tasks)} requests`;
  return `${about}${count(used.inputTokens + used.outputTokens)} tokens${cost}, in ${requests}`;
}

function ofCap(used: DayUsage | undefined, cap: UsageCap): string {
  const tokens = used === undefined ? undefined : used.inputTokens + used.outputTokens;
  const parts = [
    ...(cap.tokensPerDay === undefined
      ? []
      : [`${count(cap.tokensPerDay)} tokens${share(tokens, cap.tokensPerDay)}`]),
    ...(cap.usdPerDay === undefined
      ? []
      : [
          `${dollars(cap.usdPerDay)}${share(used === undefined ? undefined : (used.costUsd ?? 0), cap.usdPerDay)}`,
        ]),
  ];
  return parts.length === 0 ? "" : `. Limit: ${parts.join(" and ")}`;
}

/** Rounded down: a limit that is not reached never reads 100 %. */
function share(used: number | undefined, cap: number): string {
  return used === undefined ? "" : ` (${Math.floor((used / cap) * 100)} % used)`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** A cent or more with two digits, less with four. */
function dollars(value: number): string {
  return `$${value.toFixed(value >= 0.01 || value === 0 ? 2 : 4)}`;
}
