/** Time as the journal and the runner see it; a test gives its own. */
export interface Clock {
  /** Unix ms. */
  now(): number;
  /** Calls once after a delay. @returns what takes it back. */
  after(delayMs: number, call: () => void): () => void;
}

/** The machine's time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, call) {
    const timer = setTimeout(call, delayMs);
    return () => clearTimeout(timer);
  },
};

/** @returns whether the work settled within the time; it goes on in any case. */
export async function settlesWithin(clock: Clock, timeMs: number, work: Promise<unknown>): Promise<boolean> {
  let stop = (): void => {};
  const late = new Promise<false>((resolve) => {
    stop = clock.after(timeMs, () => resolve(false));
  });
  try {
    return await Promise.race([
      work.then(
        () => true,
        () => true,
      ),
      late,
    ]);
  } finally {
    stop();
  }
}
