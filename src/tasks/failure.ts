import { ModelError, OrchidError, UsageCapError } from "../errors.ts";
import type { ModelFault } from "../errors.ts";
import { limitWords, resetWords } from "../text/cap-words.ts";

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
    super(`The task was begun ${attempts} times and never came to an answer`, {
      hint: "Look in the log for what ended the process each time.",
    });
  }
}

/** What a person can do about each kind of failure; nothing here names a server, a key or a person. */
const MODEL_SENTENCES: Readonly<Record<ModelFault, string>> = {
  configuration: "the model is not set up correctly. Whoever runs this bot has to correct it",
  authentication: "the model's service refused this bot's key. Whoever runs this bot has to correct it",
  billing:
    "the model's service says that the account's credit is used up. Whoever runs this bot has to see to it",
  "rate-limit": "the model's service is asked too much right now. Ask again in a minute",
  overflow: "this was too long for the model. Ask with less text, or forget this channel's turns with /reset",
  refused: "the model declined to answer this. Asking in other words may help",
  upstream: "the model's service failed. Ask again in a moment",
  network: "the model's service cannot be reached. Ask again in a moment",
  timeout: "the model took too long. Ask again, perhaps for less at once",
  empty: "the model returned nothing, also when asked again. Ask in other words or try later",
  cancelled: "it was stopped before an answer was there. Ask again if you still want one",
};

const OTHER_SENTENCES: ReadonlyMap<string, string> = new Map([
  ["task-timeout", "it took longer than a task may take. Ask again, perhaps for less at once"],
  ["task-given-up", "something ended my work on it each time I tried. Ask in another way"],
  ["storage-failed", "my storage failed. Ask again in a moment"],
]);

/**
 * One honest sentence for the person: what happened, what was kept, what to do, and the id under which
 * the operator finds the details. Never the error's own message, which may hold what nobody should see.
 */
export function failureSentence(error: unknown, errorId: string): string {
  const what = sentenceFor(error);
  return `I could not answer: ${what}. Your message was not added to what I remember here. (Error ${errorId})`;
}

function sentenceFor(error: unknown): string {
  if (error instanceof ModelError) return MODEL_SENTENCES[error.fault];
  if (error instanceof UsageCapError) {
    return `${limitWords(error.scope)} is used up. It starts afresh ${resetWords(error.resetsInMs)}; \`/usage\` shows the counts`;
  }
  const unknown = "something in me went wrong. Ask again; if it stays, tell whoever runs this bot";
  return OTHER_SENTENCES.get(errorCode(error)) ?? unknown;
}

/** The stable code of an error; `unexpected` for anything that is not one of ours. */
export function errorCode(error: unknown): string {
  return error instanceof OrchidError ? error.code : "unexpected";
}
