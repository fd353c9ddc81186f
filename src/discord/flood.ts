import type { Log, Task } from "../contracts.ts";
import type { Journal } from "../contracts/journal.ts";
import { createTurns } from "./turns.ts";

/**
 * How many unfinished tasks, running ones included, may come from one person and from one channel; those of
 * people who have hardly any count only from twice the channel's limit.
 */
export interface FloodLimits {
  readonly perPerson: number;
  readonly perChannel: number;
}

/** What is too many: the person's own requests, or those of the channel. */
export type FloodReason = "too-many-waiting" | "channel-full";

/** Requests refused in a row, as it is remembered. */
export interface Burst {
  /** Ids of the first and the last message that was refused. */
  readonly firstId: string;
  readonly lastId: string;
  /** When the last one was sent. */
  readonly lastAt: number;
}

/** Keeps bursts over a restart. Rejects with a StorageError when the storage fails. */
export interface BurstMemory {
  read(key: string): Promise<Burst | undefined>;
  write(key: string, burst: Burst): Promise<void>;
}

export type FloodOutcome =
  | { readonly kind: "accepted" | "duplicate" }
  | { readonly kind: "refused"; readonly reason: FloodReason; readonly isFirst: boolean };

/** Keeps one person from taking all of the bot's time, and a channel from waiting without end. */
export interface FloodGuard {
  /**
   * Accepts a task when there is room. Asked again about a refused one, as after a restart, it refuses
   * again.
   *
   * @param accept Writes the task down; false when it was accepted before.
   * @throws {StorageError} When the journal cannot be read or written.
   */
  admit(task: Task, accept: () => Promise<boolean>): Promise<FloodOutcome>;
}

/** A burst is over when nothing was refused for so long; the next refusal is told again. */
const QUIET_MS = 60_000;
/**
 * Who has fewer than this under way or waiting, in all channels, did not fill the channel: that person is
 * still taken in a full one, until it holds twice its limit. So nobody can shut the others out.
 */
const FEW = 3;
/** Bursts in memory; the longest quiet ones go first. */
const MAX_BURSTS = 1_000;

export function createFloodGuard(parts: {
  readonly journal: Pick<Journal, "backlog" | "find">;
  readonly limits: FloodLimits;
  readonly memory: BurstMemory;
  readonly log: Log;
  /** Unix ms; of what was sent before it, this process has no memory of its own. */
  readonly startedAt: number;
}): FloodGuard {
  const { journal, limits, memory, log, startedAt } = parts;
  const bursts = new Map<string, Burst>();
  /** Keys that were looked up in the memory of earlier processes. */
  const recalled = new Set<string>();
  const inTurn = createTurns();

  /** Refused by an earlier process: the person was told no, and an answer now would be a surprise. */
  const refusedBefore = async (task: Task): Promise<FloodReason | undefined> => {
    if (task.createdAt >= startedAt) return undefined;
    for (const [reason, key] of Object.entries(keysOf(task)) as [FloodReason, string][]) {
      const burst = bursts.get(key) ?? (await recall(key));
      if (burst === undefined) continue;
      if (BigInt(task.id) >= BigInt(burst.firstId) && BigInt(task.id) <= BigInt(burst.lastId)) return reason;
    }
    return undefined;
  };

  const recall = async (key: string): Promise<Burst | undefined> => {
    // Once, also when it fails: a storage that hangs must not hold up every message of the channel.
    if (recalled.has(key)) return bursts.get(key);
    recalled.add(key);
    try {
      const burst = await memory.read(key);
      if (burst !== undefined && !bursts.has(key)) bursts.set(key, burst);
    } catch (error) {
      log.warn("flood-not-recalled", { key, error });
    }
    return bursts.get(key);
  };

  /** @returns whether it is the first refusal of its burst. */
  const noteRefusal = (task: Task, reason: FloodReason): boolean => {
    const key = keysOf(task)[reason];
    const before = bursts.get(key);
    const isFirst = before === undefined || task.createdAt - before.lastAt > QUIET_MS;
    const burst = isFirst
      ? { firstId: task.id, lastId: task.id, lastAt: task.createdAt }
      : { ...before, lastId: later(before.lastId, task.id), lastAt: Math.max(before.lastAt, task.createdAt) };
    bursts.delete(key);
    bursts.set(key, burst);
    forgetOldest(bursts);
    // Not awaited: a slow storage would hold up everybody in the channel.
    memory.write(key, burst).catch((error: unknown) => log.warn("flood-not-remembered", { key, error }));
    return isFirst;
  };

  const decide = async (task: Task, accept: () => Promise<boolean>): Promise<FloodOutcome> => {
    const before = await refusedBefore(task);
    if (before !== undefined) {
      if ((await journal.find(task.id)) !== undefined) return { kind: "duplicate" };
      return { kind: "refused", reason: before, isFirst: false };
    }
    const { ofPerson, ofChannel } = await journal.backlog(task.place.channelId, task.author.id);
    const reason = refusalFor(ofPerson, ofChannel, limits);
    if (reason === undefined) return { kind: (await accept()) ? "accepted" : "duplicate" };
    if ((await journal.find(task.id)) !== undefined) return { kind: "duplicate" };
    return { kind: "refused", reason, isFirst: noteRefusal(task, reason) };
  };

  return {
    // Counting and accepting belong together, for the channel and, within that, for the person.
    admit: (task, accept) =>
      inTurn(`channel ${task.place.channelId}`, () =>
        inTurn(`person ${task.author.id}`, () => decide(task, accept)),
      ),
  };
}

function refusalFor(ofPerson: number, ofChannel: number, limits: FloodLimits): FloodReason | undefined {
  if (ofPerson >= limits.perPerson) return "too-many-waiting";
  return ofChannel >= limits.perChannel * (ofPerson < FEW ? 2 : 1) ? "channel-full" : undefined;
}

function keysOf(task: Task): Readonly<Record<FloodReason, string>> {
  return {
    "too-many-waiting": `person:${task.author.id}`,
    "channel-full": `channel:${task.place.channelId}`,
  };
}

function later(a: string, b: string): string {
  return BigInt(a) > BigInt(b) ? a : b;
}

function forgetOldest(bursts: Map<string, Burst>): void {
  if (bursts.size <= MAX_BURSTS) return;
  const oldest = bursts.keys().next();
  if (oldest.done !== true) bursts.delete(oldest.value);
}
