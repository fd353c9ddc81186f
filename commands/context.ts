import { ButtonStyle, ComponentType, type MessageComponentInteraction, MessageFlags } from "discord.js";

import { MAX_TURNS, type Turn } from "../src/contracts.ts";
import { type Command, type CommandServices, mayModerate } from "../src/discord/command.ts";
import type { Language } from "../src/words/words.ts";

type ContextWords = Language["replies"]["context"];

/** So that three turns with both sides stay one message. */
const SHOWN_CHARACTERS = 240;

export default {
  type: "slash",
  description: "See what I remember of this channel, and pin or drop it",
  async execute(interaction, { sessions, words }) {
    const turns = await sessions.load(interaction.channelId);
    await interaction.reply({
      ...view(turns, words(interaction.locale).replies.context),
      flags: MessageFlags.Ephemeral | MessageFlags.SuppressEmbeds,
    });
  },
  components: { "context-pin": change(togglePin), "context-drop": change(drop) },
} satisfies Command;

/** Answers a button by changing one turn, and shows what is remembered now. */
function change(apply: (turns: readonly Turn[], taskId: string) => readonly Turn[]) {
  return async (
    interaction: MessageComponentInteraction,
    taskId: string,
    { sessions, words }: CommandServices,
  ): Promise<void> => {
    const replies = words(interaction.locale).replies.context;
    const turns = await sessions.load(interaction.channelId);
    const turn = turns.find((one) => one.taskId === taskId);
    if (turn !== undefined && turn.author.id !== interaction.user.id && !mayModerate(interaction)) {
      await interaction.reply({
        content: replies.notYours,
        flags: MessageFlags.Ephemeral,
      });
      return;
    }
    const changed = apply(turns, taskId);
    await sessions.replace(interaction.channelId, changed);
    await interaction.update(view(changed, replies));
  };
}

function togglePin(turns: readonly Turn[], taskId: string): readonly Turn[] {
  return turns.map((turn) => (turn.taskId === taskId ? { ...turn, isPinned: turn.isPinned !== true } : turn));
}

function drop(turns: readonly Turn[], taskId: string): readonly Turn[] {
  return turns.filter((turn) => turn.taskId !== taskId);
}

function view(turns: readonly Turn[], words: ContextWords) {
  const heading = turns.length === 0 ? words.nothing : words.heading(turns.length, MAX_TURNS, sizeOf(turns));
  return {
    content: [heading, ...turns.map((turn, index) => describe(turn, index, words))].join("\n"),
    components: turns.map((turn, index) => ({
      type: ComponentType.ActionRow as const,
      components: [
        button(
          `context-pin:${turn.taskId}`,
          turn.isPinned === true ? words.unpin(index + 1) : words.pin(index + 1),
        ),
        button(`context-drop:${turn.taskId}`, words.drop(index + 1)),
      ],
    })),
  };
}

function describe(turn: Turn, index: number, words: ContextWords): string {
  const size = turn.user.length + turn.assistant.length;
  return [
    `**${index + 1}. ${turn.author.name}** ${words.turn(size, turn.isPinned === true)}`,
    `> ${excerpt(turn.user)}`,
    excerpt(turn.assistant),
  ].join("\n");
}

function button(customId: string, label: string) {
  return { type: ComponentType.Button as const, style: ButtonStyle.Secondary as const, label, customId };
}

function sizeOf(turns: readonly Turn[]): number {
  return turns.reduce((sum, turn) => sum + turn.user.length + turn.assistant.length, 0);
}

/** One line; code and mentions lose their markup, so that an excerpt cannot break the rest. */
function excerpt(text: string): string {
  const line = text.replace(/\s+/g, " ").replaceAll("`", "'").trim();
  return line.length > SHOWN_CHARACTERS ? `${line.slice(0, SHOWN_CHARACTERS).trimEnd()}…` : line;
}
