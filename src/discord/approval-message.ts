import { ButtonStyle, ComponentType } from "discord.js";

import type { ApprovalRequest } from "../contracts/approvals.ts";
import type { Redact } from "../text/redact.ts";
import type { ApprovalEnd, Language } from "../words/words.ts";
import type { MessagePart } from "./api.ts";
import type { EndedMessage, KeptApproval } from "./approvals.ts";
import { BUTTONS } from "./buttons.ts";

/** First words of the buttons' `custom_id`; the question's id follows. */
export const APPROVAL_BUTTONS = {
  approve: "approval-yes",
  always: "approval-always",
  deny: "approval-no",
} as const;

/** What is longer comes as a file, whole. */
const MAX_SHOWN_ARGUMENTS = 1_400;

/** The question: what exactly will happen, for whom, until when. */
export function approvalMessage(
  request: ApprovalRequest,
  redact: Redact,
  { approval, buttons, tools }: Pick<Language, "approval" | "buttons" | "tools">,
): { readonly heading: string; readonly message: MessagePart } {
  const { id, taskId, asker, tool, reason, canAlways, expiresAt, isPlain } = request;
  const meaning = tools[tool];
  const heading = [
    approval.question(`<@${asker.person.id}>`, tool),
    ...(meaning === undefined ? [] : [`-# ${meaning}`]),
    ...(reason === undefined ? [] : [approval.reasons[reason]]),
  ].join("\n");
  const args = redact(readable(request.args));
  const block = fenced(args);
  const isShort = block.length <= MAX_SHOWN_ARGUMENTS;
  const shown = isShort ? block : approval.inFile;
  return {
    heading: `${heading}\n${shown}`,
    message: {
      content: `${heading}\n${shown}\n${approval.until(`<t:${Math.floor(expiresAt / 1000)}:T>`)}`,
      files: isShort ? [] : [{ name: `${tool}.json.txt`, text: args }],
      components: [
        {
          type: ComponentType.ActionRow,
          components: [
            button(`${APPROVAL_BUTTONS.approve}:${id}`, buttons.approve, ButtonStyle.Success),
            ...(canAlways
              ? [button(`${APPROVAL_BUTTONS.always}:${id}`, buttons.always, ButtonStyle.Secondary)]
              : []),
            button(`${APPROVAL_BUTTONS.deny}:${id}`, buttons.deny, ButtonStyle.Danger),
            // There is no growing answer with a Stop button under it.
            ...(isPlain === true
              ? [button(`${BUTTONS.stop}:${taskId}`, buttons.stop, ButtonStyle.Secondary)]
              : []),
          ],
        },
      ],
    },
  };
}

/** The question with its end and without buttons. */
export function endedMessage(record: KeptApproval, end: ApprovalEnd, words: Language): EndedMessage {
  return { content: `${record.text}\n${words.approval.ends[end]}`, components: [] };
}

/** The end alone, for a question that is not edited. */
export function endApart({ tool }: KeptApproval, end: ApprovalEnd, words: Language): string {
  return `**${tool}**: ${words.approval.ends[end]}`;
}

/** One argument per line, in the order that the model wrote them. */
function readable(args: string): string {
  try {
    return JSON.stringify(JSON.parse(args), undefined, 2);
  } catch {
    return args;
  }
}

/** Inside a code block nothing is a link, a mention or a heading; no text can end the block early. */
function fenced(text: string): string {
  return `\`\`\`json\n${text.replaceAll("```", "`\u200b`\u200b`")}\n\`\`\``;
}

function button(customId: string, label: string, style: ButtonStyle): unknown {
  return { type: ComponentType.Button, style, label, custom_id: customId };
}
