import { ButtonStyle, ComponentType } from "discord.js";

import type { ApprovalRequest } from "../contracts/approvals.ts";
import type { Redact } from "../text/redact.ts";
import type { MessagePart } from "./api.ts";
import type { EndedMessage, KeptApproval } from "./approvals.ts";

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
): { readonly heading: string; readonly message: MessagePart } {
  const { id, asker, tool, reason, canAlways, expiresAt } = request;
  const heading = [
    `<@${asker.person.id}>, may I use **${tool}**?`,
    ...(reason === undefined ? [] : [reason]),
  ].join("\n");
  const args = redact(readable(request.args));
  const block = fenced(args);
  const isShort = block.length <= MAX_SHOWN_ARGUMENTS;
  const shown = isShort ? block : "What exactly is in the file.";
  return {
    heading: `${heading}\n${shown}`,
    message: {
      content: `${heading}\n${shown}\nUntil <t:${Math.floor(expiresAt / 1000)}:T>; without an answer I will not.`,
      files: isShort ? [] : [{ name: `${tool}.json.txt`, text: args }],
      components: [
        {
          type: ComponentType.ActionRow,
          components: [
            button(`${APPROVAL_BUTTONS.approve}:${id}`, "Approve", ButtonStyle.Success),
            ...(canAlways
              ? [button(`${APPROVAL_BUTTONS.always}:${id}`, "Always here", ButtonStyle.Secondary)]
              : []),
            button(`${APPROVAL_BUTTONS.deny}:${id}`, "Deny", ButtonStyle.Danger),
          ],
        },
      ],
    },
  };
}

/** The question with its end and without buttons. */
export function endedMessage(record: KeptApproval, isAlways: boolean): EndedMessage {
  const ends: Readonly<Record<KeptApproval["state"], string>> = {
    open: "Still open.",
    approved:
      isAlways && record.canAlways ? "Approved, and always here. /tools takes that back." : "Approved.",
    denied: "Denied.",
    expired: "Nobody answered in time: not done.",
  };
  return { content: `${record.text}\n${ends[record.state]}`, components: [] };
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
