/**
 * Why a held task's signal fired; it is the signal's `reason`.
 *
 * `cancelled`: a person stopped it, and no answer follows. `ending`: this process ends and the next one
 * takes the task up. `lease-lost`: another process has it already.
 */
export class TaskAborted extends Error {
  readonly why: "cancelled" | "ending" | "lease-lost";

  constructor(why: "cancelled" | "ending" | "lease-lost", message: string) {
    super(message);
    this.name = "TaskAborted";
    this.why = why;
  }
}
