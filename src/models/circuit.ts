import type { Failure } from "./failure.ts";

const FAILURES_TO_OPEN = 3;
const FIRST_PAUSE_MS = 15_000;
const MAX_PAUSE_MS = 120_000;
/** A missing payment or a wrong key is not repaired in seconds. */
const OPERATOR_PAUSE_MS = 60_000;

/**
 * Keeps calls away from an endpoint that is down. Three calls in a row that fail open it, a wrong key
 * or an empty account at once; after a pause one call may try, and its success closes it.
 */
export class Circuit {
  #failuresInRow = 0;
  #openUntil = 0;
  #pauseMs = FIRST_PAUSE_MS;
  #isProbing = false;
  #last: Failure | undefined;

  /** The failure that keeps the circuit open, or `undefined` when a call may go out. */
  refusal(now: number): Failure | undefined {
    if (this.#openUntil === 0) return undefined;
    if (now >= this.#openUntil && !this.#isProbing) {
      this.#isProbing = true;
      return undefined;
    }
    return this.#last;
  }

  succeeded(): void {
    this.#failuresInRow = 0;
    this.#openUntil = 0;
    this.#pauseMs = FIRST_PAUSE_MS;
    this.#isProbing = false;
    this.#last = undefined;
  }

  /** After a whole call failed, all its tries included. @returns true when this opened the circuit. */
  failed(failure: Failure, now: number): boolean {
    const wasProbing = this.#isProbing;
    this.#isProbing = false;
    const counts = failure.fault === "upstream" || failure.fault === "network" || failure.fault === "timeout";
    if (failure.opensCircuit !== true && !counts) {
      // It answered, so it is up.
      this.succeeded();
      return false;
    }
    this.#last = failure;
    this.#failuresInRow += 1;
    if (failure.opensCircuit === true) {
      this.#openUntil = now + OPERATOR_PAUSE_MS;
      return true;
    }
    if (!wasProbing && this.#failuresInRow < FAILURES_TO_OPEN) return false;
    this.#openUntil = now + this.#pauseMs;
    this.#pauseMs = Math.min(this.#pauseMs * 2, MAX_PAUSE_MS);
    return true;
  }

  /** A call ended without saying anything about the endpoint, as when it was cancelled. */
  released(): void {
    this.#isProbing = false;
  }
}
