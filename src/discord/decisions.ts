import type { IgnoreReason } from "./gate.ts";

/** What became of a message, for "Why no answer?". */
export type Decision =
  | { readonly kind: "ignored"; readonly reason: IgnoreReason; readonly at: number }
  | { readonly kind: "accepted"; readonly at: number }
  | { readonly kind: "duplicate"; readonly at: number }
  | { readonly kind: "not-accepted"; readonly errorId: string; readonly at: number };

/** The newest decisions, by message id. In memory: after a restart the journal still knows what was accepted. */
export class Decisions {
  readonly #byMessage = new Map<string, Decision>();
  readonly #capacity: number;

  /** @param capacity How many are kept; the oldest go first. Default 5,000: a busy hour in some 2 MB. */
  constructor(capacity = 5_000) {
    this.#capacity = capacity;
  }

  record(messageId: string, decision: Decision): void {
    this.#byMessage.delete(messageId);
    this.#byMessage.set(messageId, decision);
    if (this.#byMessage.size <= this.#capacity) return;
    const oldest = this.#byMessage.keys().next();
    if (oldest.done !== true) this.#byMessage.delete(oldest.value);
  }

  find(messageId: string): Decision | undefined {
    return this.#byMessage.get(messageId);
  }
}
