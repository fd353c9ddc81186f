import { OrchidError } from "../errors.ts";

/** The task's time was over before an answer was there. */
export class TaskTimeoutError extends OrchidError {
  readonly code = "task-timeout";

  constructor(timeoutMs: number, cause?: unknown) {
    super(`No answer within ${timeoutMs} ms`, {
      hint: "Raise TASK_TIMEOUT_MS, or use a faster model.",
      cause,
    });
  }
}

/** Orchid died at work on a task again and again. */
export class TaskGivenUpError extends OrchidError {
  readonly code = "task-given-up";

  constructor(attempts: number) {
    super(`The task was begun ${attempts} times in a row and never got further`, {
      hint: "Look in the log for what ended the process each time.",
    });
  }
}

/** The stable code of an error; `unexpected` for anything that is not one of ours. */
export function errorCode(error: unknown): string {
  return error instanceof OrchidError ? error.code : "unexpected";
}
