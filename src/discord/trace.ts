import {
  type APIChannel,
  type APIMessage,
  DiscordAPIError,
  RESTJSONErrorCodes,
  Routes,
  ThreadAutoArchiveDuration,
} from "discord.js";

import type { Log, Receipt } from "../contracts.ts";
import type { HeldTask, TaskRecord } from "../contracts/journal.ts";
import { createMessage, type MessagePart, type Rest } from "./api.ts";
import type { SendBudget } from "./send-budget.ts";

/** A receipt as messages, ready to be posted. */
export interface RenderedTrace {
  /** Thread name, at most 100 characters. */
  readonly title: string;
  readonly messages: readonly MessagePart[];
}

/** Who reads a trace: in threads the one who asked, else the one who pressed the button. */
export interface TraceViewer {
  readonly locale: string | undefined;
  readonly isPlain: boolean;
}

/** Shows what a finished task did. */
export interface TracePublisher {
  /** For one person; absent: for the one who asked. */
  render(record: TaskRecord, viewer?: TraceViewer): RenderedTrace | undefined;
  /**
   * Hangs a thread on the answer and posts the receipt there. Best effort, and repeatable: a thread
   * that exists is used again, messages carry nonces.
   *
   * @returns The thread's id, or why there is none.
   */
  publish(record: TaskRecord): Promise<TraceOutcome>;
}

export type TraceOutcome =
  | { readonly kind: "thread"; readonly threadId: string }
  /** No thread can hang there: in direct messages, inside threads, or without the permission. */
  | { readonly kind: "impossible"; readonly reason: string };

/** True when there is something to show: an answer without tools speaks for itself. */
export function usedTools({ answer }: Pick<TaskRecord, "answer"> | Pick<HeldTask, "answer">): boolean {
  return answer?.receipt.rounds.some((round) => round.toolCalls.length > 0) ?? false;
}

export function createTracePublisher(parts: {
  readonly rest: Rest;
  readonly budget: SendBudget;
  readonly log: Log;
  readonly render: (receipt: Receipt, task: TaskRecord["task"], viewer: TraceViewer) => RenderedTrace;
}): TracePublisher {
  const render: TracePublisher["render"] = ({ task, answer }, viewer) =>
    answer === undefined
      ? undefined
      : parts.render(
          answer.receipt,
          task,
          viewer ?? { locale: task.author.locale, isPlain: task.isPlain ?? false },
        );
  return {
    render,
    async publish(record) {
      const trace = render(record);
      const answerId = record.slots.findLast((slot) => slot.messageId !== undefined)?.messageId;
      if (trace === undefined || answerId === undefined) {
        return { kind: "impossible", reason: "the answer's message is not known" };
      }
      if (record.task.place.kind !== "channel") {
        return { kind: "impossible", reason: "threads hang only on messages of ordinary channels" };
      }
      const thread = await openThread(parts.rest, record.task.place.channelId, answerId, trace.title);
      if (thread === undefined) {
        return { kind: "impossible", reason: "the bot may not create threads here" };
      }
      const { threadId } = thread;
      const posted = thread.isNew ? new Set<string>() : await textsIn(parts.rest, threadId);
      for (const [index, message] of trace.messages.entries()) {
        if (posted.has(message.content.trim())) continue;
        parts.budget.spend(threadId);
        await createMessage(parts.rest, threadId, message, { nonce: `${record.task.id}t${index}` });
      }
      parts.log.debug("trace-published", { taskId: record.task.id, threadId });
      return { kind: "thread", threadId };
    },
  };
}

/**
 * Opens the thread of a message, or finds the one that is there: a thread has its message's id.
 *
 * @returns `undefined` when the bot may not.
 */
async function openThread(
  rest: Rest,
  channelId: string,
  messageId: string,
  name: string,
): Promise<{ readonly threadId: string; readonly isNew: boolean } | undefined> {
  try {
    const thread = (await rest.post(Routes.threads(channelId, messageId), {
      body: { name, auto_archive_duration: ThreadAutoArchiveDuration.OneDay },
    })) as APIChannel;
    return { threadId: thread.id, isNew: true };
  } catch (error) {
    if (!(error instanceof DiscordAPIError)) throw error;
    if (error.code === RESTJSONErrorCodes.ThreadAlreadyCreatedForMessage) {
      return { threadId: messageId, isNew: false };
    }
    if (error.status === 403) return undefined;
    throw error;
  }
}

/** The texts in a thread that was there already, so that what was posted before is not posted again. */
async function textsIn(rest: Rest, threadId: string): Promise<ReadonlySet<string>> {
  const query = new URLSearchParams({ limit: "100" });
  const messages = (await rest.get(Routes.channelMessages(threadId), { query })) as APIMessage[];
  return new Set(messages.map((message) => message.content.trim()));
}
