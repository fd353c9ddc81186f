import { randomBytes } from "node:crypto";

import type { Log, Task } from "../contracts.ts";
import type { Journal } from "../contracts/journal.ts";
import type { Bursts } from "./burst.ts";
import type { Decisions } from "./decisions.ts";
import type { MessageFacts } from "./facts.ts";
import type { FloodGuard } from "./flood.ts";
import type { FloodNotice } from "./flood-notice.ts";
import type { Manners } from "./manners.ts";
import type { CalledThreads } from "./called-threads.ts";
import type { Door } from "./door.ts";
import type { LoopGuard } from "./loop-guard.ts";
import type { InteractionOrigin, MessageOrigin } from "./origin.ts";

/**
 * The one way in: every message from every source (gateway event, replay after a reconnect, catch-up)
 * goes through `admit`, and every command that becomes a task through `admitCommand`.
 */
export interface Intake {
  /** Never rejects: what could not be accepted is logged and left to catch-up. */
  admit(facts: MessageFacts): Promise<"accepted" | "duplicate" | "ignored" | "failed">;
  /** @throws {StorageError} When it could not be written. */
  admitCommand(
    task: Task,
    origin: InteractionOrigin,
  ): Promise<"accepted" | "duplicate" | { readonly refusal: string }>;
}

export function createIntake(parts: {
  readonly journal: Journal;
  readonly decisions: Decisions;
  readonly door: Pick<Door, "decide">;
  readonly threads: Pick<CalledThreads, "noteCall">;
  readonly loopGuard: LoopGuard;
  readonly bursts: Bursts;
  readonly flood: FloodGuard;
  readonly floodNotice: FloodNotice;
  readonly manners: Pick<Manners, "dress">;
  readonly log: Log;
  readonly now: () => number;
}): Intake {
  const { journal, decisions, door, threads, loopGuard, bursts, flood, floodNotice, manners, log, now } =
    parts;
  /** What was refused stays refused: the person was told so, and a scan of the channel finds it again. */
  const wasRefused = (id: string): boolean => {
    const known = decisions.find(id);
    return (
      known?.kind === "ignored" && (known.reason === "too-many-waiting" || known.reason === "channel-full")
    );
  };
  return {
    async admit(facts) {
      const decision = await door.decide(facts);
      if (decision.kind === "ignore") {
        decisions.record(facts.id, { kind: "ignored", reason: decision.reason, at: now() });
        return "ignored";
      }
      if (wasRefused(facts.id)) return "ignored";
      if (!loopGuard.take(facts)) {
        decisions.record(facts.id, { kind: "ignored", reason: "loop-guard", at: now() });
        log.warn("loop-guard", { channelId: facts.place.channelId, authorId: facts.author.id });
        return "ignored";
      }
      const task = await manners.dress(toTask(facts, decision.text));
      try {
        const outcome = await bursts.admit({ facts, trigger: decision.trigger, task }, () =>
          flood.admit(task, () => journal.accept(task, toOrigin(facts))),
        );
        if (outcome.kind === "joined") {
          decisions.record(facts.id, { kind: "accepted", at: now() });
          return "accepted";
        }
        if (outcome.kind === "refused") {
          loopGuard.giveBack(facts);
          decisions.record(facts.id, { kind: "ignored", reason: outcome.reason, at: now() });
          if (outcome.isFirst) await floodNotice.send(task, outcome.reason);
          return "ignored";
        }
        decisions.record(facts.id, { kind: outcome.kind, at: now() });
        await threads.noteCall(facts.place, facts.createdAt);
        return outcome.kind;
      } catch (error) {
        loopGuard.giveBack(facts);
        const errorId = randomBytes(4).toString("hex");
        decisions.record(facts.id, { kind: "not-accepted", errorId, at: now() });
        log.error("task-not-accepted", { taskId: facts.id, errorId, error });
        return "failed";
      }
    },
    async admitCommand(asked, origin) {
      // A command carries its author's locale; what is remembered may be older.
      const task = { ...(await manners.dress(asked)), author: asked.author };
      const outcome = await flood.admit(task, () => journal.accept(task, origin));
      if (outcome.kind === "refused")
        return { refusal: floodNotice.words(outcome.reason, task.author.locale) };
      await threads.noteCall(task.place, task.createdAt);
      return outcome.kind;
    },
  };
}

/** The task that a message asks, with the text as the gate reads it. */
export function toTask(facts: MessageFacts, text: string): Task {
  return {
    id: facts.id,
    createdAt: facts.createdAt,
    place: facts.place,
    author: facts.author,
    text,
    attachments: facts.attachments,
    quotes: facts.quote === undefined ? [] : [facts.quote],
    respondWithFinal: true,
  };
}

function toOrigin(facts: MessageFacts): MessageOrigin {
  return { platform: "discord", kind: "message", channelId: facts.place.channelId, messageId: facts.id };
}
