import type { Command } from "../src/discord/command.ts";

export default {
  type: "message",
  label: "Ask about this",
  contexts: ["server", "direct", "private"],
  toRequest: (_interaction, { answers }) => ({ text: answers.askAboutThis }),
} satisfies Command;
