/** How answers reach people. */

import type { Answer, Origin, Part, RunEvent, Task } from "../contracts.ts";
import type { HeldTask } from "./journal.ts";

export type DeliveryOutcome =
  /** Every part is visible. */
  | { readonly kind: "delivered" }
  /** The place or the question is gone, or the bot may not write there: no retry helps. */
  | { readonly kind: "undeliverable"; readonly reason: string }
  /** Whether a part arrived cannot be found out: it is not sent again. */
  | { readonly kind: "uncertain"; readonly reason: string };

/** Brings answers to people. Everything in it may be called again after a crash. */
export interface Delivery {
  /** Shows that work goes on: typing, and the text as it grows. Never awaited by the engine. */
  watch(held: HeldTask): LiveView;
  /** Cuts an answer into parts, as the channel and the person want to see them. Sends nothing. */
  prepare(task: Task, origin: Origin, answer: Answer): readonly Part[] | Promise<readonly Part[]>;
  /**
   * Sends the frozen parts, creating each message once.
   *
   * @throws {DeliveryError} When the platform is out of reach for now: try again later.
   * @throws {LeaseLostError} When another process took the task over.
   */
  deliver(held: HeldTask): Promise<DeliveryOutcome>;
}

export interface LiveView {
  show(event: RunEvent): void;
  /** Stops typing and waits for a write that is under way, so that the final one comes last. */
  close(): Promise<void>;
}
