import type { TaskRecord } from "../contracts/journal.ts";

/**
 * How many requests of a channel are still to be answered before one; 0 when it is not among them. One whose
 * answer is just being sent is as good as done.
 *
 * @param queue In the order they run, as the journal tells it.
 */
export function requestsBefore(queue: readonly TaskRecord[], own: Pick<TaskRecord, "task">): number {
  const index = queue.findIndex(({ task }) => task.id === own.task.id);
  return queue.slice(0, Math.max(0, index)).filter(({ state }) => state === "accepted" || state === "running")
    .length;
}
