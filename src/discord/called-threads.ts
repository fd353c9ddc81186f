import { type Client, DiscordAPIError } from "discord.js";

import type { Log, Place } from "../contracts.ts";
import type { Journal } from "../contracts/journal.ts";

/** Keeps over restarts which threads the bot was called in. Rejects with a StorageError when the storage fails. */
export interface CalledThreadMemory {
  /** @returns Unix ms of the first call; `undefined` when there was none. */
  read(threadId: string): Promise<number | undefined>;
  write(threadId: string, calledAt: number): Promise<void>;
}

/** The threads in which people need not mention the bot any more. */
export interface CalledThreads {
  /**
   * True when the bot was asked something in this thread, or the thread hangs on one of its answers or on a
   * question to it, or it made the thread because somebody told it to. What was said before the call stays
   * unanswered, also when catch-up reads it again. Never in a thread that it made to show a trace. Never rejects.
   *
   * @param sentAt Unix ms of the message.
   */
  isCalled(place: Place, sentAt: number): Promise<boolean>;
  /** To be told of each request that came from a thread. Never rejects. */
  noteCall(place: Place, sentAt: number): Promise<void>;
}

/** Threads whose answer is kept in memory; the oldest go first and are looked up again. */
const MAX_REMEMBERED = 5_000;

export function createCalledThreads(parts: {
  readonly memory: CalledThreadMemory;
  /** Whether the bot made the thread: one that nobody told it to make shows a trace. */
  readonly isOwnThread: (threadId: string) => boolean;
  /** Whether the message that a thread hangs on, which has the thread's id, is an answer or a question to the bot. */
  readonly hangsOnTalk: (place: Place) => Promise<boolean>;
  readonly log: Log;
}): CalledThreads {
  const { memory, isOwnThread, hangsOnTalk, log } = parts;
  /** Promises, so that messages which come close together wait for one answer and keep their order. */
  const known = new Map<string, Promise<number | undefined>>();

  const remember = (threadId: string, calledAt: Promise<number | undefined>): void => {
    known.delete(threadId);
    known.set(threadId, calledAt);
    const oldest = known.size > MAX_REMEMBERED ? known.keys().next() : undefined;
    if (oldest?.done === false) known.delete(oldest.value);
  };

  const lookUp = async (place: Place): Promise<number | undefined> => {
    const { channelId } = place;
    try {
      const calledAt = await memory.read(channelId);
      if (calledAt !== undefined) return calledAt;
      if (isOwnThread(channelId)) {
        // Not kept: another process may just be writing down that somebody wanted this thread.
        known.delete(channelId);
        return undefined;
      }
      return (await hangsOnTalk(place)) ? 0 : undefined;
    } catch (error) {
      // Not kept: the next message asks again.
      known.delete(channelId);
      log.warn("thread-not-looked-up", { threadId: channelId, error });
      return undefined;
    }
  };

  return {
    async isCalled(place, sentAt) {
      if (place.kind !== "thread") return false;
      const answer = known.get(place.channelId) ?? lookUp(place);
      if (!known.has(place.channelId)) remember(place.channelId, answer);
      const calledAt = await answer;
      return calledAt !== undefined && sentAt > calledAt;
    },
    async noteCall(place, sentAt) {
      const { kind, channelId } = place;
      if (kind !== "thread" || isOwnThread(channelId)) return;
      try {
        const before = (await known.get(channelId)) ?? (await memory.read(channelId));
        if (before !== undefined && before <= sentAt) return;
        remember(channelId, Promise.resolve(sentAt));
        await memory.write(channelId, sentAt);
      } catch (error) {
        log.warn("thread-not-remembered", { threadId: channelId, error });
      }
    },
  };
}

/** Keeps that the bot made a thread because somebody told it to, so that it listens there. Never rejects. */
export function createThreadClaim(memory: CalledThreadMemory, log: Log): (threadId: string) => Promise<void> {
  return async (threadId) => {
    try {
      // Since ever: nothing was said there before.
      await memory.write(threadId, 0);
    } catch (error) {
      log.warn("thread-not-remembered", { threadId, error });
    }
  };
}

/**
 * Looks at the message that a thread hangs on, which has the thread's id: whether it is one of the bot's, or
 * a question that the bot took.
 */
export function createTalkLookup(
  client: Client,
  journal: Pick<Journal, "find">,
): (place: Place) => Promise<boolean> {
  return async ({ channelId, parentChannelId = "" }) => {
    if ((await journal.find(channelId)) !== undefined) return true;
    const parent = client.channels.cache.get(parentChannelId);
    if (parent?.isTextBased() !== true) return false;
    try {
      return (await parent.messages.fetch(channelId)).author.id === client.user?.id;
    } catch (error) {
      // A thread that hangs on no message, or on one that the bot cannot read.
      if (error instanceof DiscordAPIError && error.status !== 429 && error.status < 500) return false;
      throw error;
    }
  };
}

/** Whether somebody made a thread. */
export function isThreadOf(client: Client, threadId: string, userId: string): boolean {
  const channel = client.channels.cache.get(threadId);
  return channel?.isThread() === true && channel.ownerId === userId;
}
