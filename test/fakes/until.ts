import { setTimeout as pause } from "node:timers/promises";

const POLL_MS = 2;

/**
 * Waits until `check` gives a value that is neither `undefined` nor `false` and returns it.
 *
 * @param what Named in the error, such as `"the answer"`.
 * @param timeoutMs Default 5 000 ms.
 * @throws {Error} When the time is over; the last error of `check` is its cause.
 */
export async function until<T>(
  check: () => T | undefined | false | Promise<T | undefined | false>,
  what: string,
  timeoutMs = 5_000,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  let cause: unknown;
  for (;;) {
    try {
      const value = await check();
      if (value !== undefined && value !== false) return value;
    } catch (error) {
      cause = error;
    }
    if (performance.now() >= deadline) throw new Error(`Waited ${timeoutMs} ms for ${what}`, { cause });
    await pause(POLL_MS);
  }
}
