import type { Task, TaskMessage } from "../contracts.ts";
import type { Journal } from "../contracts/journal.ts";
import type { MessageFacts } from "./facts.ts";
import type { FloodOutcome } from "./flood.ts";
import type { Trigger } from "./gate.ts";
import { createTurns } from "./turns.ts";

/**
 * People often write one thought in several messages. One that comes right after another of the same person,
 * where nobody needs to call the bot, becomes part of the same task as long as that has no answer. Nothing
 * is held back for that: the first message is worked on at once, and begun anew when more comes.
 */
export interface Bursts {
  /**
   * @param alone Accepts the message as a task of its own.
   * @throws {StorageError} When the journal cannot be read or written.
   */
  admit(
    message: { readonly facts: MessageFacts; readonly trigger: Trigger; readonly task: Task },
    alone: () => Promise<FloodOutcome>,
  ): Promise<FloodOutcome | { readonly kind: "joined"; readonly into: string }>;
}

/** Between two messages of one thought; longer, and people expect to be answered. */
const MAX_PAUSE_MS = 2_000;
/** Messages of one task: the work is begun anew for each. */
const MAX_MESSAGES = 10;
/** Channels and authors that are kept; the longest silent go first. */
const MAX_KEPT = 5_000;

/** What became of an author's newest message in a channel. */
interface Newest {
  readonly taskId: string;
  /** When it was sent. */
  readonly at: number;
}

export function createBursts(journal: Pick<Journal, "find" | "absorb">): Bursts {
  const newest = new Map<string, Newest>();
  const inTurn = createTurns();

  const note = (key: string, next: Newest): void => {
    // A message that comes once more, late, is not the newest.
    if ((newest.get(key)?.at ?? 0) > next.at) return;
    newest.delete(key);
    newest.set(key, next);
    const oldest = newest.size > MAX_KEPT ? newest.keys().next() : undefined;
    if (oldest?.done === false) newest.delete(oldest.value);
  };

  /** @returns the id of the task that the message is part of now. */
  const join = async (key: string, task: Task): Promise<string | undefined> => {
    const before = newest.get(key);
    if (before === undefined || before.taskId === task.id) return undefined;
    if (task.createdAt < before.at || task.createdAt - before.at > MAX_PAUSE_MS) return undefined;
    // Read again: it may have been edited since.
    const record = await journal.find(before.taskId);
    if (record === undefined || messagesOf(record.task).length >= MAX_MESSAGES) return undefined;
    const isJoined = await journal.absorb(task.id, before.taskId, withMessage(record.task, task));
    return isJoined ? before.taskId : undefined;
  };

  return {
    admit({ facts, trigger, task }, alone) {
      const key = `${task.place.channelId} ${task.author.id}`;
      // In turn: the first message is on disk before the second asks for it. All of a channel, or somebody
      // else's message would overtake one that waits for an earlier one of its author.
      return inTurn(task.place.channelId, async () => {
        const into = callsTheBot(facts, trigger) ? undefined : await join(key, task);
        if (into !== undefined) {
          note(key, { taskId: into, at: task.createdAt });
          return { kind: "joined", into };
        }
        const outcome = await alone();
        if (outcome.kind !== "refused") note(key, { taskId: task.id, at: task.createdAt });
        return outcome;
      });
    },
  };
}

/** A message that calls the bot by itself wants an answer by itself. */
function callsTheBot(facts: MessageFacts, trigger: Trigger): boolean {
  const isUncalled = trigger === "direct" || trigger === "thread";
  return !isUncalled || facts.quote !== undefined || facts.mentionedUserIds.length > 0;
}

function messagesOf(task: Task): readonly TaskMessage[] {
  return task.messages ?? [{ id: task.id, text: task.text, attachmentIds: idsOf(task) }];
}

/** The task with what a further message says. */
export function withMessage(task: Task, further: Task): Task {
  return withMessages({ ...task, attachments: [...task.attachments, ...further.attachments] }, [
    ...messagesOf(task),
    { id: further.id, text: further.text, attachmentIds: idsOf(further) },
  ]);
}

/** The task with one of its messages as it is after an edit. */
export function withEdited(task: Task, edited: Task): Task {
  const { text, attachments } = edited;
  if (task.messages === undefined) return { ...task, text, attachments };
  const others = withoutAttachmentsOf(task, edited.id);
  return withMessages(
    { ...task, attachments: [...others, ...attachments] },
    task.messages.map((message) =>
      message.id === edited.id ? { id: message.id, text, attachmentIds: idsOf(edited) } : message,
    ),
  );
}

/** The task without one of its messages; `undefined` when nothing is left of it. */
export function withoutMessage(task: Task, messageId: string): Task | undefined {
  const messages = messagesOf(task).filter(({ id }) => id !== messageId);
  if (messages.length === 0) return undefined;
  return withMessages({ ...task, attachments: withoutAttachmentsOf(task, messageId) }, messages);
}

function withMessages(task: Task, messages: readonly TaskMessage[]): Task {
  const texts = messages.map(({ text }) => text).filter((text) => text !== "");
  return { ...task, messages, text: texts.join("\n") };
}

function withoutAttachmentsOf(task: Task, messageId: string): Task["attachments"] {
  const gone = messagesOf(task).find(({ id }) => id === messageId)?.attachmentIds ?? [];
  return task.attachments.filter(({ id }) => !gone.includes(id));
}

function idsOf(task: Task): readonly string[] {
  return task.attachments.map(({ id }) => id);
}
