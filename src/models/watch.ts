import type { ModelCall } from "../contracts.ts";
import { TRIES } from "./failure.ts";
import type { Failure } from "./failure.ts";

const SECOND_MS = 1_000;
const LONGEST_TIMER_MS = 2_147_483_000;

/** Ends a request that brings no data for too long, at the deadline, or when the task is stopped. */
export class Watch {
  readonly #controller = new AbortController();
  readonly #call: ModelCall;
  readonly #idleMs: number;
  readonly #now: () => number;
  readonly #stop: () => void;
  #lastDataAt: number;
  #timer: NodeJS.Timeout | undefined;
  #why: "idle" | "deadline" | undefined;

  constructor(call: ModelCall, idleMs: number, now: () => number) {
    this.#call = call;
    this.#idleMs = idleMs;
    this.#now = now;
    this.#lastDataAt = now();
    this.#stop = () => this.#controller.abort(call.signal.reason);
    this.#look();
    if (call.signal.aborted) this.#stop();
    else call.signal.addEventListener("abort", this.#stop, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  progressed(): void {
    this.#lastDataAt = this.#now();
  }

  /** Why it was ended from here; `undefined` when it was not. */
  failure(): Failure | undefined {
    if (this.#call.signal.aborted) return { fault: "cancelled", tries: 1, text: "" };
    if (this.#why === undefined) return undefined;
    const text = this.#why === "idle" ? "No data for too long" : "The task's time was over";
    return { fault: "timeout", tries: this.#why === "idle" ? TRIES.timeout : 1, text };
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#call.signal.removeEventListener("abort", this.#stop);
  }

  /** One timer for both limits, moved on when it finds that data has come: nothing is set up for a token. */
  #look(): void {
    const now = this.#now();
    const idleMs = this.#lastDataAt + this.#idleMs - now;
    const remainingMs = this.#call.deadlineAt - now;
    if (remainingMs <= 0) this.#abort("deadline");
    else if (idleMs <= 0) this.#abort("idle");
    else this.#timer = setTimeout(() => this.#look(), timerMs(Math.min(idleMs, remainingMs)));
  }

  #abort(why: "idle" | "deadline"): void {
    this.#why = why;
    this.#controller.abort(new Error(why));
  }
}

/**
 * Timers above 2^31-1 ms fire at once. Long ones are cut to a whole second, since timers of the same length
 * share a list: the rest is waited for when they have fired.
 */
function timerMs(ms: number): number {
  return ms < SECOND_MS ? Math.ceil(ms) : Math.min(ms - (ms % SECOND_MS), LONGEST_TIMER_MS);
}
