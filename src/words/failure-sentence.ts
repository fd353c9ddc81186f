import { ModelError, OrchidError, UsageCapError } from "../errors.ts";
import type { FailureWords } from "./words.ts";

/** The one kind of sentence about a failure: what happened, what was kept, what to do, and the error's id. */
export function failureSentence(
  error: unknown,
  errorId: string,
  words: FailureWords,
  kind: "task" | "command" = "task",
): string {
  return words[kind](reasonOf(error, words), errorId);
}

/** Never the error's own message, which may hold what nobody should see. */
function reasonOf(error: unknown, words: FailureWords): string {
  if (error instanceof ModelError) return words.model[error.fault];
  if (error instanceof UsageCapError) return words.cap(error.scope, error.resetsInMs);
  const code = error instanceof OrchidError ? error.code : undefined;
  if (code === "task-timeout") return words.timeout;
  if (code === "task-given-up") return words.givenUp;
  if (code === "storage-failed") return words.storage;
  return words.unexpected;
}
