import { OrchidError } from "../errors.ts";
import { modelError } from "../models/failure.ts";
import type { Run } from "./run.ts";

/** The error of a run that was stopped from outside: the signal's own reason where that is one of ours. */
function errorOf(run: Run): Error {
  const { signal, limits } = run.context;
  const reason: unknown = signal.reason;
  if (reason instanceof OrchidError) return reason;
  const isLate =
    Date.now() >= limits.deadlineAt || (reason instanceof Error && reason.name === "TimeoutError");
  return modelError(run.entry, { fault: isLate ? "timeout" : "cancelled", tries: 1, text: "" }, reason);
}

export const cancelled = {
  /** @throws {OrchidError} When the run was stopped. */
  check(run: Run): void {
    if (run.context.signal.aborted) throw errorOf(run);
  },

  /** Waits for the work, but not beyond the moment in which the run is stopped. */
  async orSettled<T>(run: Run, work: Promise<T>): Promise<T> {
    const { signal } = run.context;
    cancelled.check(run);
    const { promise, reject } = Promise.withResolvers<never>();
    const stop = (): void => reject(errorOf(run));
    signal.addEventListener("abort", stop, { once: true });
    try {
      return await Promise.race([work, promise]);
    } finally {
      signal.removeEventListener("abort", stop);
    }
  },
};
