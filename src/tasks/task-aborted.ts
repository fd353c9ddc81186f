export type TaskAbortedWhy = "cancelled" | "ending" | "lease-lost" | "revised";

/**
 * Why a held task's signal fired; it is the signal's `reason`.
 *
 * `cancelled`: a person stopped it, and no answer follows. `ending`: this process ends and the next one
 * takes the task up. `lease-lost`: another process has it already. `revised`: it asks something else now
 * and is begun anew in this process.
 */
export class TaskAborted extends Error {
  readonly why: TaskAbortedWhy;

  constructor(why: TaskAbortedWhy, message: string) {
    super(message);
    this.name = "TaskAborted";
    this.why = why;
  }
}
