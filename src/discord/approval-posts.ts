import { Routes } from "discord.js";

import type { ApprovalRequest } from "../contracts/approvals.ts";
import type { ApprovalEnd } from "../words/words.ts";
import { createMessage, editMessage, faultOf } from "./api.ts";
import { approvalMessage, endApart, endedMessage } from "./approval-message.ts";
import type { ApprovalParts, KeptApproval } from "./approvals.ts";

/** Shows the question, unless an earlier attempt did. @returns `undefined` where the bot may not write. */
export async function showQuestion(
  { rest, book, redact, words, log }: ApprovalParts,
  request: ApprovalRequest,
  known: KeptApproval | undefined,
): Promise<KeptApproval | undefined> {
  if (known?.messageId !== undefined) return known;
  const { person, place } = request.asker;
  const { channelId } = place;
  const part = approvalMessage(request, redact, words(person.locale));
  const record: KeptApproval = known ?? {
    taskId: request.taskId,
    tool: request.tool,
    channelId,
    personId: person.id,
    canAlways: request.canAlways,
    expiresAt: request.expiresAt,
    text: part.heading,
    ...(person.locale === undefined ? {} : { locale: person.locale }),
    ...(request.isPlain === true ? { isPlain: true } : {}),
    state: "open",
  };
  await book.write(request.id, record);
  try {
    // The nonce is the question's own: an attempt whose answer was lost shows nothing twice.
    const nonce = `${request.taskId}q${request.id.slice(0, 4)}`;
    const created = await createMessage(rest, channelId, part.message, { nonce });
    const shown = { ...record, messageId: created.id };
    // A nonce that was used before gives back the earlier message, which may have ended.
    if (created.components?.length === 0) await editMessage(rest, channelId, created.id, part.message);
    // Somebody may have pressed before this line.
    if ((await book.find(request.id))?.state === "open") await book.write(request.id, shown);
    return shown;
  } catch (error) {
    log.warn("approval-not-shown", { taskId: request.taskId, fault: faultOf(error), error });
    return undefined;
  }
}

/** Says how a question ended that nobody pressed a button of. */
export async function showEnd(
  { rest, log, words }: ApprovalParts,
  id: string,
  record: KeptApproval,
  end: ApprovalEnd,
): Promise<void> {
  const { channelId, messageId, taskId } = record;
  if (messageId === undefined) return;
  const language = words(record.locale);
  try {
    if (record.isPlain === true) {
      const part = { content: endApart(record, end, language), files: [], components: [] };
      await createMessage(rest, channelId, part, {
        nonce: `${taskId}e${id.slice(0, 4)}`,
        replyTo: messageId,
      });
      return;
    }
    // Without `attachments` a file with long arguments stays: it says what was decided.
    const { content, components } = endedMessage(record, end, language);
    await rest.patch(Routes.channelMessage(channelId, messageId), {
      body: { content, components, allowed_mentions: { parse: [] } },
    });
  } catch (error) {
    log.warn("approval-not-updated", { taskId, fault: faultOf(error), error });
  }
}
