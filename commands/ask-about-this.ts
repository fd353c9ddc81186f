import type { Command } from "../src/discord/command.ts";

export default {
  type: "message",
  label: "Ask about this",
  contexts: ["server", "direct", "private"],
  toRequest: () => ({ text: "What is this message about? Explain or answer it, whichever helps more." }),
} satisfies Command;
