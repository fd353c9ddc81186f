import { ButtonStyle, ComponentType } from "discord.js";

import type { Answer, Receipt, Task } from "../contracts.ts";
import type { Redact } from "../text/redact.ts";
import type { MessagePart } from "./api.ts";
import type { DiscordOrigin } from "./origin.ts";
import { splitMarkdown } from "./text/split.ts";
import { type RenderedTrace, TRACE_BUTTON } from "./trace.ts";

/** Cuts answers into Discord's messages: masked, laid out, with a quiet footer and buttons. */
export function createLayOut(options: {
  readonly redact: Redact;
}): (task: Task, origin: DiscordOrigin, answer: Answer) => readonly MessagePart[] {
  return (task, _origin, answer) => {
    const texts = splitMarkdown(options.redact(answer.text));
    return texts.map((content, index) => ({
      content,
      files: [],
      components: index === texts.length - 1 ? buttons(task, answer) : [],
    }));
  };
}

function buttons(task: Task, answer: Answer): readonly unknown[] {
  if (!answer.receipt.rounds.some((round) => round.toolCalls.length > 0)) return [];
  return [
    {
      type: ComponentType.ActionRow,
      components: [
        {
          type: ComponentType.Button,
          style: ButtonStyle.Secondary,
          label: "Trace",
          custom_id: `${TRACE_BUTTON}:${task.id}`,
        },
      ],
    },
  ];
}

export function createPreview(redact: Redact): (textSoFar: string) => string {
  return (textSoFar) => splitMarkdown(redact(textSoFar))[0] ?? "";
}

export function createTraceRenderer(redact: Redact): (receipt: Receipt, question: string) => RenderedTrace {
  return (receipt, question) => ({
    title: `Trace: ${question}`.slice(0, 100),
    messages: [
      {
        content: redact("```json\n" + JSON.stringify(receipt, null, 1)).slice(0, 1900) + "\n```",
        files: [],
        components: [],
      },
    ],
  });
}
