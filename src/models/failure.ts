import type { ModelEntry } from "../contracts.ts";
import type { ModelFault } from "../errors.ts";
import { ModelError } from "../errors.ts";
import { redactDetail } from "./redact.ts";

/** Why one try failed, and what follows from it. */
export interface Failure {
  readonly fault: ModelFault;
  /** Tries in all that this fault is worth; 1 means that no repetition helps. */
  readonly tries: number;
  /** What the server asked to wait, in ms. */
  readonly retryAfterMs?: number;
  /** Nothing will work until somebody acts: the circuit opens at once. */
  readonly opensCircuit?: boolean;
  /** The provider's filter stopped it: the person gets a neutral sentence, not an error. */
  readonly isContentPolicy?: boolean;
  /** The server's own words, for learning its dialect and for the log; not yet redacted. */
  readonly text: string;
  /** What the person reads instead of the usual line. */
  readonly message?: string;
  readonly status?: number;
  /** Groq: what the model wrote instead of a call that can be read. */
  readonly failedGeneration?: string;
}

/** Tries in all, by fault. A connection is cheap to try again, an answer costs money. */
export const TRIES = { network: 6, upstream: 4, rateLimit: 6, timeout: 2, garbage: 2, empty: 2, toolUse: 3 };

interface Words {
  readonly message: string;
  readonly hint: string;
}

const CHECK_ENTRY = "Check the entry's address, model name and key.";

function wordsFor(fault: ModelFault, label: string): Words {
  switch (fault) {
    case "configuration":
      return {
        message: `The model "${label}" is not set up correctly.`,
        hint: `${CHECK_ENTRY} Most addresses end in /v1; Open WebUI's in /api.`,
      };
    case "authentication":
      return { message: `The model "${label}" refused our key.`, hint: "Replace the key of this entry." };
    case "billing":
      return {
        message: `The account of the model "${label}" is out of credit.`,
        hint: "Top the account up.",
      };
    case "rate-limit":
      return {
        message: `The model "${label}" is busy at the moment. Please try again later.`,
        hint: "The endpoint limits the rate; a role `fallback` would have taken over.",
      };
    case "overflow":
      return {
        message: `This is too long for the model "${label}".`,
        hint: "Ask for less at once, forget the session with /reset, or use a model with more context.",
      };
    case "refused":
      return { message: `The model "${label}" could not handle this request.`, hint: CHECK_ENTRY };
    case "upstream":
      return {
        message: `The model "${label}" failed. Please try again later.`,
        hint: "The endpoint reported a fault of its own; its words are in the log.",
      };
    case "network":
      return {
        message: `The model "${label}" cannot be reached at the moment.`,
        hint: "Check that the endpoint runs and that its address is right.",
      };
    case "timeout":
      return {
        message: `The model "${label}" took too long to answer.`,
        hint: "Raise TASK_TIMEOUT_MS or use a faster model.",
      };
    case "empty":
      return {
        message: `The model "${label}" gave an empty answer.`,
        hint: "Ask again; if it stays, use another model.",
      };
    case "cancelled":
      return { message: "Stopped.", hint: "Nothing to do." };
  }
}

/** The error of a failure: one honest line for the person, the redacted words for the operator. */
export function modelError(entry: ModelEntry, failure: Failure, cause?: unknown): ModelError {
  const { message, hint } = wordsFor(failure.fault, entry.label);
  const status = failure.status === undefined ? "" : `${failure.status} `;
  const detail = redactDetail(`${status}${failure.text}`, [entry.apiKey]);
  return new ModelError(failure.fault, failure.message ?? message, { hint, detail, cause });
}
