import type { ModelCall } from "../contracts.ts";
import { TRIES } from "./failure.ts";
import type { Failure } from "./failure.ts";

/** Ends a request that brings no data for too long, at the deadline, or when the task is stopped. */
export class Watch {
  readonly remainingMs: number;
  readonly #controller = new AbortController();
  readonly #call: ModelCall;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #deadline: NodeJS.Timeout;
  readonly #stop: () => void;
  #why: "idle" | "deadline" | undefined;

  constructor(call: ModelCall, idleMs: number, now: number) {
    this.#call = call;
    this.remainingMs = call.deadlineAt - now;
    this.#stop = () => this.#controller.abort(call.signal.reason);
    this.#deadline = setTimeout(() => this.#abort("deadline"), clampTimer(this.remainingMs));
    if (idleMs < this.remainingMs) this.#timer = setTimeout(() => this.#abort("idle"), clampTimer(idleMs));
    if (call.signal.aborted) this.#stop();
    else call.signal.addEventListener("abort", this.#stop, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  progressed(): void {
    this.#timer?.refresh();
  }

  /** Why it was ended from here; `undefined` when it was not. */
  failure(): Failure | undefined {
    if (this.#call.signal.aborted) return { fault: "cancelled", tries: 1, text: "" };
    if (this.#why === undefined) return undefined;
    const text = this.#why === "idle" ? "No data for too long" : "The task's time was over";
    return { fault: "timeout", tries: this.#why === "idle" ? TRIES.timeout : 1, text };
  }

  end(): void {
    clearTimeout(this.#deadline);
    clearTimeout(this.#timer);
    this.#call.signal.removeEventListener("abort", this.#stop);
  }

  #abort(why: "idle" | "deadline"): void {
    this.#why = why;
    this.#controller.abort(new Error(why));
  }
}

/** Timers above 2^31-1 ms fire at once. */
function clampTimer(ms: number): number {
  return Math.min(Math.max(0, ms), 2_147_483_647);
}
