import { setTimeout as delay } from "node:timers/promises";

/** Time and chance, so that tests need neither. */
export interface RetryClock {
  /** Unix ms. */
  now(): number;
  /** Resolves after `ms`; rejects when the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** From 0 up to 1. */
  random(): number;
}

export const retryClock: RetryClock = {
  now: Date.now,
  sleep: async (ms, signal) => {
    await delay(ms, undefined, { signal });
  },
  random: Math.random,
};

const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 8_000;
/** With another entry at hand, nobody waits longer than this for a busy one. */
const MAX_WAIT_WITH_FALLBACK_MS = 5_000;

/**
 * How long to wait before the next try, in ms; `undefined` when waiting is not worth it, because the
 * deadline comes first or another entry is quicker. What the server asks for is never shortened.
 *
 * @param tries How many tries have failed, from 1.
 */
export function waitBeforeNext(
  tries: number,
  options: {
    readonly retryAfterMs: number | undefined;
    readonly remainingMs: number;
    readonly hasFallback: boolean;
    readonly random: () => number;
  },
): number | undefined {
  const backoffMs =
    Math.min(FIRST_WAIT_MS * 2 ** (tries - 1), MAX_WAIT_MS) * (0.75 + 0.25 * options.random());
  const waitMs =
    options.retryAfterMs === undefined ? backoffMs : options.retryAfterMs * (1 + 0.05 * options.random());
  if (waitMs >= options.remainingMs) return undefined;
  if (options.hasFallback && waitMs > MAX_WAIT_WITH_FALLBACK_MS) return undefined;
  return waitMs;
}
