import { randomBytes } from "node:crypto";

import type { Journal, Log, Task } from "../contracts.ts";
import type { Decisions } from "./decisions.ts";
import type { MessageFacts } from "./facts.ts";
import type { FloodGuard } from "./flood.ts";
import type { FloodNotice } from "./flood-notice.ts";
import { decide } from "./gate.ts";
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
  readonly flood: FloodGuard;
  readonly floodNotice: FloodNotice;
  readonly log: Log;
  /** Known once the bot is logged in. */
  readonly botUserId: () => string;
  readonly now: () => number;
}): Intake {
  const { journal, decisions, flood, floodNotice, log, botUserId, now } = parts;
  /** What was refused stays refused: the person was told so, and a scan of the channel finds it again. */
  const wasRefused = (id: string): boolean => {
    const known = decisions.find(id);
    return (
      known?.kind === "ignored" && (known.reason === "too-many-waiting" || known.reason === "channel-full")
    );
  };
  return {
    async admit(facts) {
      const decision = decide(facts, botUserId());
      if (decision.kind === "ignore") {
        decisions.record(facts.id, { kind: "ignored", reason: decision.reason, at: now() });
        return "ignored";
      }
      if (wasRefused(facts.id)) return "ignored";
      const task = toTask(facts, decision.text);
      try {
        const outcome = await flood.admit(task, () => journal.accept(task, toOrigin(facts)));
        if (outcome.kind === "refused") {
          decisions.record(facts.id, { kind: "ignored", reason: outcome.reason, at: now() });
          if (outcome.isFirst) await floodNotice.send(task, outcome.reason);
          return "ignored";
        }
        decisions.record(facts.id, { kind: outcome.kind, at: now() });
        return outcome.kind;
      } catch (error) {
        const errorId = randomBytes(4).toString("hex");
        decisions.record(facts.id, { kind: "not-accepted", errorId, at: now() });
        log.error("task-not-accepted", { taskId: facts.id, errorId, error });
        return "failed";
      }
    },
    async admitCommand(task, origin) {
      const outcome = await flood.admit(task, () => journal.accept(task, origin));
      return outcome.kind === "refused" ? { refusal: floodNotice.words(outcome.reason) } : outcome.kind;
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
