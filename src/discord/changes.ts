import { setTimeout as sleep } from "node:timers/promises";

import { Routes } from "discord.js";

import type { Log, Sessions } from "../contracts.ts";
import type { Journal, TaskRecord, TaskState } from "../contracts/journal.ts";
import { faultOf, type Rest } from "./api.ts";
import { withEdited, withoutMessage } from "./burst.ts";
import type { MessageFacts } from "./facts.ts";
import type { Door } from "./door.ts";
import { type Intake, toTask } from "./intake.ts";

/** What happens when somebody edits or deletes a question. */
export interface Changes {
  /**
   * The task asks the new thing, also when it was answered already: the answer is corrected in place. A
   * message that was not for the bot before and is now is taken like a new one.
   */
  edited(facts: MessageFacts): Promise<void>;
  /**
   * Stops the task when it is not finished, removes its messages, forgets its turn and blanks it in the
   * journal. What cannot be done before it has ended is done then, also when another process works on it.
   */
  deleted(messageId: string): Promise<void>;
  /** To be called when work on a task has ended: sees at once to what a deletion still has to do. */
  afterTask(taskId: string): Promise<void>;
}

/** Ids of deleted questions that are remembered, for tasks that are just ending. */
const MAX_REMEMBERED = 1_000;
/** Looks whether a task has ended in another process: after 1, 2, 4 … s, then every minute, for half an hour. */
const MAX_LOOKS = 35;
const FIRST_LOOK_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

export function createChanges(parts: {
  readonly rest: Rest;
  readonly intake: Intake;
  readonly journal: Pick<Journal, "find" | "absorbedInto" | "cancel" | "revise" | "forgetTask">;
  readonly sessions: Sessions;
  readonly door: Pick<Door, "decide">;
  readonly log: Log;
  /** Keeps no process alive. Default the machine's clock. */
  readonly wait?: (timeMs: number) => Promise<void>;
}): Changes {
  const { rest, intake, journal, sessions, door, log } = parts;
  const wait = parts.wait ?? ((timeMs: number) => sleep(timeMs, undefined, { ref: false }));
  const deleted = new Set<string>();

  const removeAnswer = async (record: TaskRecord): Promise<void> => {
    const { channelId } = record.task.place;
    for (const slot of record.slots) {
      if (slot.messageId !== undefined) await remove(rest, channelId, slot.messageId, log);
    }
    const turns = await sessions.load(channelId);
    const kept = turns.filter((turn) => turn.taskId !== record.task.id);
    if (kept.length < turns.length) await sessions.replace(channelId, kept);
  };

  /** @returns false when the task has not ended yet, or something of it could not be removed. */
  const forgetEnded = async (taskId: string): Promise<boolean> => {
    try {
      const record = await journal.find(taskId);
      if (record !== undefined) {
        if (!ENDED.has(record.state)) return false;
        // Blanked last: until then the journal knows where its messages are.
        await removeAnswer(record);
        await journal.forgetTask(taskId);
      }
      deleted.delete(taskId);
      return true;
    } catch (error) {
      log.warn("question-not-forgotten", { taskId, error });
      return false;
    }
  };

  const forgetOnceEnded = async (taskId: string): Promise<void> => {
    for (let look = 0; look < MAX_LOOKS && deleted.has(taskId); look += 1) {
      await wait(Math.min(LONGEST_WAIT_MS, FIRST_LOOK_MS * 2 ** look));
      if (deleted.has(taskId) && (await forgetEnded(taskId))) return;
    }
  };

  /** The task that a message became, alone or together with others. */
  const findTaskOf = async (messageId: string): Promise<TaskRecord | undefined> => {
    const record = await journal.find(messageId);
    if (record !== undefined) return record;
    const into = await journal.absorbedInto(messageId);
    return into === undefined ? undefined : await journal.find(into);
  };

  /** Of several messages that became one task, one was deleted before the answer: the others still ask. */
  const askTheRest = async ({ task, origin, state }: TaskRecord, messageId: string): Promise<boolean> => {
    if (task.messages === undefined || (state !== "accepted" && state !== "running")) return false;
    const rest = withoutMessage(task, messageId);
    const [first] = rest?.messages ?? [];
    if (rest === undefined || first === undefined) return false;
    return await journal.revise(task.id, rest, { ...origin, messageId: first.id });
  };

  return {
    async edited(facts) {
      const decision = await door.decide(facts);
      const record = await findTaskOf(facts.id);
      if (record === undefined) {
        if (decision.kind === "admit") await intake.admit(facts);
        return;
      }
      if (decision.kind === "ignore") return;
      // What it quotes is kept as it was read: Discord does not send it again with an edit. Who asked has
      // not changed either, nor how that person wants to be answered.
      const asked = record.next ?? record.task;
      const task = withEdited(asked, toTask(facts, decision.text));
      if (task.text !== asked.text) await journal.revise(task.id, task);
    },
    async deleted(messageId) {
      const record = await findTaskOf(messageId);
      if (record === undefined) return;
      if (await askTheRest(record, messageId)) return;
      if (record.task.id !== messageId) {
        // The answer replies to another message and stays; what was deleted is not remembered.
        await sessions.drop(record.task.place.channelId, record.task.id);
        return;
      }
      deleted.add(messageId);
      if (deleted.size > MAX_REMEMBERED) deleted.delete(deleted.values().next().value ?? "");
      await journal.cancel(messageId, "the question was deleted");
      // One that runs ends a moment later, here (`afterTask`) or in another process.
      if (!(await forgetEnded(messageId))) void forgetOnceEnded(messageId);
    },
    async afterTask(taskId) {
      if (deleted.has(taskId)) await forgetEnded(taskId);
    },
  };
}

const ENDED: ReadonlySet<TaskState> = new Set(["done", "dead", "cancelled"]);

async function remove(rest: Rest, channelId: string, messageId: string, log: Log): Promise<void> {
  try {
    await rest.delete(Routes.channelMessage(channelId, messageId));
  } catch (error) {
    const fault = faultOf(error);
    if (fault !== "unknown-message" && fault !== "gone") log.warn("answer-not-removed", { messageId, error });
  }
}
