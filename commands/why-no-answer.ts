import { MessageFlags } from "discord.js";

import type { TaskRecord } from "../src/contracts.ts";
import type { Command } from "../src/discord/command.ts";
import type { Decision } from "../src/discord/decisions.ts";
import type { IgnoreReason } from "../src/discord/gate.ts";
import type { Language } from "../src/words/words.ts";

type WhyWords = Language["replies"]["why"];

export default {
  type: "message",
  label: "Why no answer?",
  async execute(interaction, { decisions, tasks, words }) {
    const { targetMessage } = interaction;
    const language = words(interaction.locale);
    const record = await tasks.find(targetMessage.id);
    const content =
      record === undefined
        ? explainDecision(
            decisions.find(targetMessage.id),
            targetMessage.author.id === interaction.client.user.id,
            language,
          )
        : explainTask(record, language.replies.why);
    await interaction.reply({ content, flags: MessageFlags.Ephemeral });
  },
} satisfies Command;

function explainTask(record: TaskRecord, words: WhyWords): string {
  const errorCode = record.answer?.receipt.errorCode;
  switch (record.state) {
    case "accepted":
      return words.waiting;
    case "running":
      return record.attempts > 1 ? words.runningAgain : words.running;
    case "answer-ready":
    case "sending":
      return words.sending;
    case "done":
      return errorCode === undefined ? words.answered : words.failed(errorCode);
    case "dead":
      return words.givenUp(errorCode);
    case "cancelled":
      return words.cancelled;
  }
}

function explainDecision(decision: Decision | undefined, isOwn: boolean, language: Language): string {
  const { why: words } = language.replies;
  const reasons: Readonly<Record<IgnoreReason, string>> = { ...language.access, ...words.reasons };
  if (isOwn) return reasons["own-message"];
  switch (decision?.kind) {
    case "ignored":
      return reasons[decision.reason];
    case "not-accepted":
      return words.notAccepted(decision.errorId);
    case "accepted":
    case "duplicate":
      return words.noLongerKept;
    case undefined:
      return words.neverSeen;
  }
}
