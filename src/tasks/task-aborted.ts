import { OrchidError } from "../errors.ts";

export type TaskAbortedWhy = "cancelled" | "forgotten" | "ending" | "lease-lost" | "revised";

/**
 * Why a held task's signal fired; it is the signal's `reason`.
 *
 * `cancelled`: a person stopped it, and no answer follows. `forgotten`: its person is forgotten, so nothing
 * of it is kept. `ending`: this process ends and the next one
 * takes the task up. `lease-lost`: another process has it already. `revised`: it asks something else now
 * and is begun anew in this process.
 */
export class TaskAborted extends OrchidError {
  readonly code = "task-aborted";
  readonly why: TaskAbortedWhy;

  constructor(why: TaskAbortedWhy, message: string) {
    super(message, { hint: "Nothing to do: the task was stopped or goes on elsewhere." });
    this.why = why;
  }
}
