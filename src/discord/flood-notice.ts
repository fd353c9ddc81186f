import type { Log, Task } from "../contracts.ts";
import { createMessage, type Rest } from "./api.ts";
import type { FloodLimits, FloodReason } from "./flood.ts";
import type { SendBudget } from "./send-budget.ts";

/** Tells people that a request was not taken because too many wait. */
export interface FloodNotice {
  words(reason: FloodReason): string;
  /** Replies to the refused message; its nonce keeps a repetition from showing twice. Never rejects. */
  send(task: Task, reason: FloodReason): Promise<void>;
}

export function createFloodNotice(parts: {
  readonly rest: Rest;
  readonly budget: SendBudget;
  readonly limits: FloodLimits;
  readonly log: Log;
}): FloodNotice {
  const { rest, budget, limits, log } = parts;
  const words = (reason: FloodReason): string =>
    reason === "too-many-waiting"
      ? `I am still busy with ${limits.perPerson} of your requests, so I did not take this one. Ask again once I have answered; what else you send before that I leave alone too.`
      : `${limits.perChannel} requests wait in this channel already, so I did not take this one. Ask again in a while; until then I take no more here.`;
  return {
    words,
    async send(task, reason) {
      const { channelId } = task.place;
      budget.spend(channelId);
      try {
        await createMessage(
          rest,
          channelId,
          { content: words(reason), files: [], components: [] },
          { nonce: `${task.id}:busy`, replyTo: task.id },
        );
      } catch (error) {
        // Refused all the same: "Why no answer?" tells it too.
        log.warn("flood-notice-not-sent", { taskId: task.id, error });
      }
    },
  };
}
