/**
 * How much of Discord's patience is left. Final answers always go; what only shows progress is
 * dropped, never queued, when it would stand in their way.
 */
export interface SendBudget {
  /** Counts a write that goes in any case. */
  spend(channelId: string): void;
  /** @returns false when a progress write should be dropped now. */
  trySpendOnProgress(channelId: string): boolean;
}

/** Seen in practice, not documented: about five writes per five seconds in one channel. */
const CHANNEL_WRITES = 5;
const CHANNEL_WINDOW_MS = 5_000;
/** Of a channel's writes, how many progress leaves to final answers. */
const CHANNEL_RESERVE = 2;
/** Of the bot's writes per second, the share that progress may use. */
const PROGRESS_SHARE = 0.5;
const GLOBAL_WINDOW_MS = 1_000;

/** @param requestsPerSecond The whole bot's limit in this process; Discord's own is 50. */
export function createSendBudget(requestsPerSecond: number, now: () => number): SendBudget {
  const all = new SlidingCount(GLOBAL_WINDOW_MS);
  const byChannel = new Map<string, SlidingCount>();
  const inChannel = (channelId: string): SlidingCount => {
    let count = byChannel.get(channelId);
    if (count === undefined) {
      count = new SlidingCount(CHANNEL_WINDOW_MS);
      byChannel.set(channelId, count);
      forgetIdle(byChannel, now());
    }
    return count;
  };
  const spend = (channelId: string): void => {
    all.add(now());
    inChannel(channelId).add(now());
  };
  return {
    spend,
    trySpendOnProgress(channelId) {
      const hasRoom =
        inChannel(channelId).at(now()) < CHANNEL_WRITES - CHANNEL_RESERVE &&
        all.at(now()) < requestsPerSecond * PROGRESS_SHARE;
      if (hasRoom) spend(channelId);
      return hasRoom;
    },
  };
}

/** Above this many channels, idle ones are dropped from the books. */
const MAX_CHANNELS = 1_000;

function forgetIdle(byChannel: Map<string, SlidingCount>, now: number): void {
  if (byChannel.size <= MAX_CHANNELS) return;
  for (const [channelId, count] of byChannel) {
    if (count.at(now) === 0) byChannel.delete(channelId);
  }
}

/** Counts events of the last `windowMs`. */
class SlidingCount {
  readonly #windowMs: number;
  #times: number[] = [];

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  add(now: number): void {
    this.#times.push(now);
  }

  at(now: number): number {
    while (this.#times.length > 0 && (this.#times[0] ?? now) <= now - this.#windowMs) this.#times.shift();
    return this.#times.length;
  }
}
