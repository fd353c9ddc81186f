import type { Log, Task } from "../contracts.ts";
import type { Vocabulary } from "../words/vocabulary.ts";
import { createMessage, type Rest } from "./api.ts";
import type { FloodLimits, FloodReason } from "./flood.ts";
import type { SendBudget } from "./send-budget.ts";

/** Tells people that a request was not taken because too many wait. */
export interface FloodNotice {
  words(reason: FloodReason, locale: string | undefined): string;
  /** Replies to the refused message; its nonce keeps a repetition from showing twice. Never rejects. */
  send(task: Task, reason: FloodReason): Promise<void>;
}

export function createFloodNotice(parts: {
  readonly rest: Rest;
  readonly budget: SendBudget;
  readonly limits: FloodLimits;
  readonly log: Log;
  readonly words: Vocabulary["words"];
}): FloodNotice {
  const { rest, budget, limits, log } = parts;
  const words: FloodNotice["words"] = (reason, locale) => {
    const { tooManyWaiting, channelFull } = parts.words(locale).flood;
    return reason === "too-many-waiting" ? tooManyWaiting(limits.perPerson) : channelFull(limits.perChannel);
  };
  return {
    words,
    async send(task, reason) {
      const { channelId } = task.place;
      budget.spend(channelId);
      try {
        await createMessage(
          rest,
          channelId,
          { content: words(reason, task.author.locale), files: [], components: [] },
          { nonce: `${task.id}:busy`, replyTo: task.id },
        );
      } catch (error) {
        // Refused all the same: "Why no answer?" tells it too.
        log.warn("flood-notice-not-sent", { taskId: task.id, error });
      }
    },
  };
}
