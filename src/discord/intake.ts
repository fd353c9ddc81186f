import { randomBytes } from "node:crypto";

import type { Journal, Log, Task } from "../contracts.ts";
import type { Decisions } from "./decisions.ts";
import type { MessageFacts } from "./facts.ts";
import { decide } from "./gate.ts";
import type { InteractionOrigin, MessageOrigin } from "./origin.ts";

/**
 * The one way in: every message from every source (gateway event, replay after a reconnect, catch-up)
 * goes through `admit`, and every command that becomes a task through `admitCommand`.
 */
export interface Intake {
  /** Never rejects: what could not be accepted is logged and left to catch-up. */
  admit(facts: MessageFacts): Promise<"accepted" | "duplicate" | "ignored" | "failed">;
  /**
   * @returns false when this interaction was accepted before.
   * @throws {StorageError} When it could not be written.
   */
  admitCommand(task: Task, origin: InteractionOrigin): Promise<boolean>;
}

export function createIntake(parts: {
  readonly journal: Journal;
  readonly decisions: Decisions;
  readonly log: Log;
  /** Known once the bot is logged in. */
  readonly botUserId: () => string;
  readonly now: () => number;
}): Intake {
  const { journal, decisions, log, botUserId, now } = parts;
  return {
    async admit(facts) {
      const decision = decide(facts, botUserId());
      if (decision.kind === "ignore") {
        decisions.record(facts.id, { kind: "ignored", reason: decision.reason, at: now() });
        return "ignored";
      }
      try {
        const isNew = await journal.accept(toTask(facts, decision.text), toOrigin(facts));
        decisions.record(facts.id, { kind: isNew ? "accepted" : "duplicate", at: now() });
        return isNew ? "accepted" : "duplicate";
      } catch (error) {
        const errorId = randomBytes(4).toString("hex");
        decisions.record(facts.id, { kind: "not-accepted", errorId, at: now() });
        log.error("task-not-accepted", { taskId: facts.id, errorId, error });
        return "failed";
      }
    },
    admitCommand: (task, origin) => journal.accept(task, origin),
  };
}

function toTask(facts: MessageFacts, text: string): Task {
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
