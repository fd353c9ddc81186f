import type { TaskRecord } from "../contracts/journal.ts";
import type { LiveWords } from "../words/words.ts";
import { editResponse, faultOf, type Rest } from "./api.ts";
import { toDiscordOrigin } from "./origin.ts";

/**
 * Makes the response to a command say that its request was stopped before anybody began it: nobody else would,
 * and it would say for ever that it waits or is thought about. Best effort: a response that is too old stays.
 *
 * @param record As it was before it was stopped.
 * @throws Whatever the REST client throws, save that the response is gone.
 */
export async function showStoppedWaiting(rest: Rest, record: TaskRecord, words: LiveWords): Promise<void> {
  const origin = toDiscordOrigin(record.origin);
  // What runs says so itself; an answer that was asked for again stays as it is.
  if (origin.kind !== "interaction" || record.state !== "accepted" || record.slots.length > 0) return;
  try {
    await editResponse(rest, origin, { content: `-# ${words.stopped}`, files: [], components: [] });
  } catch (error) {
    const fault = faultOf(error);
    if (fault !== "token-expired" && fault !== "unknown-message" && fault !== "gone") throw error;
  }
}
