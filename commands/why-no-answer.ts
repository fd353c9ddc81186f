import { MessageFlags } from "discord.js";

import type { TaskRecord } from "../src/contracts/journal.ts";
import type { Command, CommandServices } from "../src/discord/command.ts";
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
    const { why } = language.replies;
    const into = await tasks.absorbedInto(targetMessage.id);
    const record = await tasks.find(into ?? targetMessage.id);
    const content =
      record === undefined
        ? explainDecision(
            decisions.find(targetMessage.id),
            targetMessage.author.id === interaction.client.user.id,
            language,
          )
        : explainTask(record, await placeOf(record, tasks), why);
    const whole = into === undefined ? content : `${why.together} ${content}`;
    await interaction.reply({ content: whole, flags: MessageFlags.Ephemeral });
  },
} satisfies Command;

/** How many requests of its channel come before a task. */
async function placeOf({ task }: TaskRecord, tasks: CommandServices["tasks"]): Promise<number> {
  const queue = await tasks.queue(task.place.channelId);
  return Math.max(
    0,
    queue.findIndex((one) => one.task.id === task.id),
  );
}

function explainTask(record: TaskRecord, before: number, words: WhyWords): string {
  const errorCode = record.answer?.receipt.errorCode;
  switch (record.state) {
    case "accepted":
      return words.waiting(before);
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
