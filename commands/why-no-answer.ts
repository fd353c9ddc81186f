import { MessageFlags } from "discord.js";

import type { TaskRecord } from "../src/contracts.ts";
import { REFUSAL_SENTENCES } from "../src/discord/may-use.ts";
import type { Command } from "../src/discord/command.ts";
import type { Decision } from "../src/discord/decisions.ts";
import type { IgnoreReason } from "../src/discord/gate.ts";

const REASONS: Readonly<Record<IgnoreReason, string>> = {
  ...REFUSAL_SENTENCES,
  "own-message": "That is a message of mine.",
  "bot-author": "A bot wrote it, and I answer people only.",
  webhook: "A webhook wrote it, and I answer people only.",
  "system-message": "Discord itself wrote it.",
  "not-addressed":
    "It was not addressed to me. Mention me, reply to me with the ping on, write me a direct message, or use `/ask`.",
  "everyone-mention": "It mentions everyone, and not me. Mention me by name.",
  "others-addressed":
    "In this thread I answer without a mention, but this one was for somebody else. Mention me to ask me.",
  "loop-guard":
    "Its author sent more in this channel within a minute than I answer, in case a program sends them. Wait a minute, and ask again.",
  "too-many-waiting":
    "I was still busy with as many requests of its author as I take from one person at a time. Ask again, please.",
  "channel-full": "Too many requests waited in this channel at that moment. Ask again, please.",
};

export default {
  type: "message",
  label: "Why no answer?",
  async execute(interaction, { decisions, tasks }) {
    const { targetMessage } = interaction;
    const record = await tasks.find(targetMessage.id);
    const content =
      record === undefined
        ? explainDecision(
            decisions.find(targetMessage.id),
            targetMessage.author.id === interaction.client.user.id,
          )
        : explainTask(record);
    await interaction.reply({ content, flags: MessageFlags.Ephemeral });
  },
} satisfies Command;

function explainTask(record: TaskRecord): string {
  const errorCode = record.answer?.receipt.errorCode;
  switch (record.state) {
    case "accepted":
      return "I have it, and it waits for its turn: requests of one channel are answered one after the other.";
    case "running":
      return record.attempts > 1
        ? "I am working on it, once more: an earlier try was interrupted."
        : "I am working on it.";
    case "answer-ready":
    case "sending":
      return "The answer is there and is being sent; Discord may be slow or out of reach just now.";
    case "done":
      return errorCode === undefined
        ? "I answered it. If you cannot see the answer, it may have been deleted."
        : `It failed, and I said so. The kind of error: \`${errorCode}\`.`;
    case "dead":
      return `I had to give it up${errorCode === undefined ? ": the answer could not be shown here." : ` (\`${errorCode}\`).`} Ask again, please.`;
    case "cancelled":
      return "It was stopped, or its message was deleted.";
  }
}

function explainDecision(decision: Decision | undefined, isOwn: boolean): string {
  if (isOwn) return REASONS["own-message"];
  switch (decision?.kind) {
    case "ignored":
      return REASONS[decision.reason];
    case "not-accepted":
      return `I could not write it down safely, so I did not begin. I look for such messages once a minute; if none of that helps, tell the operator this code: \`${decision.errorId}\`.`;
    case "accepted":
    case "duplicate":
      return "I took it, and its record is no longer kept.";
    case undefined:
      return "I never saw it: it may be older than my last start, or I cannot read this channel. Mention me to try again.";
  }
}
