import type { MessageFacts } from "./facts.ts";

/**
 * Keeps two programs from talking for ever. Bots and webhooks are never answered, but an account of a person
 * may be driven by a program too: what one author sends in one channel is answered at most so often a minute.
 */
export interface LoopGuard {
  /**
   * Counts a message that is about to be taken; the same one again counts once. Judged by when messages were
   * sent, so that catching up is no loop.
   *
   * @returns false when it is one too many.
   */
  take(facts: MessageFacts): boolean;
  /** The message was not taken after all. */
  giveBack(facts: MessageFacts): void;
}

const WINDOW_MS = 60_000;
/** Channels and authors that are kept; the longest silent go first. */
const MAX_KEPT = 5_000;

/** @param maxPerMinute More than a person sends, and less than two programs do. */
export function createLoopGuard(maxPerMinute: number): LoopGuard {
  /** When each message was sent, by its id, by channel and author. */
  const taken = new Map<string, Map<string, number>>();
  const keyOf = ({ place, author }: MessageFacts): string => `${place.channelId} ${author.id}`;
  return {
    take(facts) {
      const key = keyOf(facts);
      const before = [...(taken.get(key) ?? [])].filter(([, at]) => at > facts.createdAt - WINDOW_MS);
      const recent = new Map(before);
      if (!recent.has(facts.id) && recent.size >= maxPerMinute) return false;
      recent.set(facts.id, facts.createdAt);
      taken.delete(key);
      taken.set(key, recent);
      const oldest = taken.size > MAX_KEPT ? taken.keys().next() : undefined;
      if (oldest?.done === false) taken.delete(oldest.value);
      return true;
    },
    giveBack: (facts) => void taken.get(keyOf(facts))?.delete(facts.id),
  };
}
