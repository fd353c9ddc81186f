import { hash } from "node:crypto";

import type { Log, Task, ToolCall, ToolContext } from "../contracts.ts";
import type { ApprovalDecision, ApprovalReason, Approvals, Grants } from "../contracts/approvals.ts";
import type { Asker, Workspace } from "../contracts/workspace.ts";
import type { Tool, ToolReads } from "./define-tool.ts";
import type { Guard } from "./toolbox.ts";

/** How long somebody has to answer, unless the task ends before. */
export const APPROVAL_MS = 5 * 60_000;

/** Left of the task's time after an approval runs out, so that the model can still be told. */
const RESERVE_MS = 10_000;

export interface GuardParts {
  readonly task: Task;
  /** Absent: nobody holds a permission, and tools that need one are refused. */
  readonly permissions?: Pick<Workspace, "missing">;
  /** Absent: whatever needs an approval is refused. */
  readonly approvals?: Approvals;
  readonly grants?: Pick<Grants, "list">;
  readonly log?: Log;
  readonly now: () => number;
  /** Default {@link APPROVAL_MS}. */
  readonly approvalMs?: number;
}

/**
 * Decides about every call of one task: the asking person's permissions, approvals, and the rule of two.
 *
 * The rule of two: untrusted content, private data and an effect outside never come together in one task
 * without an approval of that very call. What was read is remembered by kind for the whole task; everything
 * that was read counts as untrusted.
 */
export function createGuard(parts: GuardParts): Guard {
  const { task } = parts;
  const asker: Asker = { person: task.author, place: task.place };
  const ownWords = ownWordsOf(task);
  // A quote of somebody else or a file is read by the model before the first call.
  const hasRead = new Set<ToolReads>(isTold(task) ? ["public"] : []);

  const reasonFor = (tool: Tool, call: ToolCall): ApprovalReason | undefined => {
    if (
      tool.effect === "acts" &&
      tool.needs.approval !== true &&
      (hasRead.has("public") || hasRead.has("private"))
    )
      return "others-read";
    if (!hasRead.has("private")) return undefined;
    const unseen = tool.sends(call.args).some((text) => !isOwn(text, ownWords));
    return unseen ? "private-read" : undefined;
  };

  return {
    recall: ({ reads }) => void hasRead.add(reads),
    async authorise(name, tool, call, context) {
      const lacking = await lackingPermissions(parts, asker, tool);
      if (lacking !== undefined) return lacking;
      const reason = reasonFor(tool, call);
      if (reason !== undefined || tool.needs.approval === true) {
        // A standing yes was given without knowing what this task has read.
        const canAlways = reason === undefined && !hasRead.has("private");
        const isGranted = canAlways && (await isAlwaysAllowed(parts, asker, name));
        if (!isGranted) {
          const refusal = await ask(parts, { asker, name, call, context, canAlways, reason });
          if (refusal !== undefined) return refusal;
          // Minutes may have passed.
          const lost = await lackingPermissions(parts, asker, tool);
          if (lost !== undefined) return lost;
        }
      }
      hasRead.add(tool.reads);
      return undefined;
    },
  };
}

async function lackingPermissions(
  { permissions }: GuardParts,
  asker: Asker,
  { needs }: Tool,
): Promise<string | undefined> {
  const needed = needs.permissions ?? [];
  if (needed.length === 0) return undefined;
  if (permissions === undefined) return "nobody's permissions can be checked here";
  const missing = await permissions.missing(asker, needed);
  return missing.length === 0
    ? undefined
    : `the asking person lacks the permission ${missing.join(", ")} here`;
}

/** A storage that fails costs the standing yes, not the safety. */
async function isAlwaysAllowed(
  { grants, log, task }: GuardParts,
  asker: Asker,
  tool: string,
): Promise<boolean> {
  try {
    const all = (await grants?.list(asker.person.id)) ?? [];
    return all.some((grant) => grant.tool === tool && grant.channelId === asker.place.channelId);
  } catch (error) {
    log?.warn("grants-unreadable", { taskId: task.id, error });
    return false;
  }
}

const REFUSALS: Readonly<Record<Exclude<ApprovalDecision, "approved">, string>> = {
  denied: "the person said no. Do not try it again; say that it was not done.",
  expired: "nobody answered the question for approval in time. Say that it was not done.",
  unreachable: "the person could not be asked for approval here. Say that it was not done.",
};

async function ask(
  { approvals, task, now, approvalMs = APPROVAL_MS }: GuardParts,
  what: {
    readonly asker: Asker;
    readonly name: string;
    readonly call: ToolCall;
    readonly context: ToolContext;
    readonly canAlways: boolean;
    readonly reason: ApprovalReason | undefined;
  },
): Promise<string | undefined> {
  const { asker, name, call, context, canAlways, reason } = what;
  if (approvals === undefined) return REFUSALS.unreachable;
  context.progress("Waiting for approval");
  const decision = await approvals.ask(
    {
      id: approvalId(call, context),
      taskId: context.taskId,
      asker,
      tool: name,
      args: call.args,
      canAlways,
      expiresAt: Math.min(now() + approvalMs, (context.deadlineAt ?? Infinity) - RESERVE_MS),
      ...(reason === undefined ? {} : { reason }),
      ...(task.isPlain === true ? { isPlain: true } : {}),
    },
    context.signal,
  );
  return decision === "approved" ? undefined : REFUSALS[decision];
}

/** Bound to the very arguments: an approval of one call says nothing about another. */
function approvalId(call: ToolCall, { taskId, callKey = call.id }: ToolContext): string {
  return hash("sha256", JSON.stringify([taskId, callKey, call.name, call.args])).slice(0, 32);
}

/** The words that the asking person wrote. */
function ownWordsOf({ text, author, quotes }: Task): ReadonlySet<string> {
  const own = quotes.filter((quote) => quote.author.id === author.id && !quote.isOwn);
  const words = [text, ...own.map((quote) => quote.text)].flatMap((one) => one.split(/[\s<>()"']+/));
  const bare = words.map((word) => word.replace(/[.,;:!?]+$/, ""));
  return new Set([...words, ...bare].flatMap((word) => [word, word.toLowerCase()]));
}

function isTold({ author, quotes, attachments }: Task): boolean {
  return attachments.length > 0 || quotes.some((quote) => !quote.isOwn && quote.author.id !== author.id);
}

/**
 * True when the person wrote every word of it, as it is or in lower case: then it cannot carry what was read
 * elsewhere, not even in the case of its letters.
 */
function isOwn(text: string, ownWords: ReadonlySet<string>): boolean {
  return text.split(/\s+/).every((word) => word === "" || ownWords.has(word));
}
