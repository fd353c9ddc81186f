import { ButtonStyle, ComponentType } from "discord.js";

import type { ButtonWords } from "../words/words.ts";

/** The buttons of the bot, by the first word of their `custom_id`; what follows is the task's id. */
export const BUTTONS = {
  stop: "stop",
  trace: "trace",
  regenerate: "regenerate",
} as const;

/** Under work that is not finished. */
export function workingButtons(taskId: string, words: ButtonWords): readonly unknown[] {
  return [row([button(`${BUTTONS.stop}:${taskId}`, words.stop, ButtonStyle.Danger)])];
}

/** Under what was stopped: whoever stopped it may think again. */
export function stoppedButtons(taskId: string, words: ButtonWords): readonly unknown[] {
  return answerButtons(taskId, false, words);
}

/** Under an answer. */
export function answerButtons(taskId: string, hasTrace: boolean, words: ButtonWords): readonly unknown[] {
  const trace = button(`${BUTTONS.trace}:${taskId}`, words.trace, ButtonStyle.Secondary);
  const again = button(`${BUTTONS.regenerate}:${taskId}`, words.regenerate, ButtonStyle.Secondary);
  return [row(hasTrace ? [trace, again] : [again])];
}

function row(components: readonly unknown[]): unknown {
  return { type: ComponentType.ActionRow, components };
}

function button(customId: string, label: string, style: ButtonStyle): unknown {
  return { type: ComponentType.Button, style, label, custom_id: customId };
}
