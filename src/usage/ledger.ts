import type { Log, Place, Usage } from "../contracts.ts";
import type { Forgettable } from "../contracts/storage.ts";
import type {
  DayUsage,
  RunBudget,
  UsageCaps,
  UsageLedger,
  UsageReport,
  UsageScope,
} from "../contracts/usage.ts";
import { NEAR_SHARE, NOTHING_SPENT, dayOf, isCapped, nextDay, plus, shareSpent } from "./amounts.ts";
import { readCell, withReceipts } from "./day-cell.ts";
import type { DayCell } from "./day-cell.ts";

/** A namespace of the storage; every method rejects with a StorageError when the storage fails. */
export interface UsageCells {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
  /** Keys of the entries that contain the text. */
  keysWith(text: string): Promise<readonly string[]>;
  /** Runs the changes of one key one after the other. */
  inTurn<T>(key: string, change: () => Promise<T>): Promise<T>;
}

export interface LedgerParts {
  /** Counts per scope and day; entries should vanish after {@link DAY_TTL_MS}. */
  readonly days: UsageCells;
  readonly caps: UsageCaps;
  readonly log: Log;
  readonly now: () => number;
}

/** How long a day's counts are kept: five weeks, so that a month can be looked back on. */
export const DAY_TTL_MS = 35 * 24 * 60 * 60_000;
interface Cell {
  readonly scope: UsageScope;
  readonly key: string;
}

/** Receipts that are added to one count together. */
interface Batch {
  readonly usages: Map<string, Usage>;
  readonly written: Promise<void>;
}

/** A run under way: what its capped scopes had spent, and what it used itself. */
interface OpenRun {
  readonly spent: Map<string, DayCell>;
  live: Usage;
}

/**
 * The counts of each person, channel, server and of everything, per UTC day.
 *
 * A count is one read and one write, in turn within this process; what comes while one is under way shares
 * the next. With several processes two of them may count for one person in the same moment and lose one
 * count: caps are guard rails, and the receipts in the journal stay exact.
 */
export function createUsageLedger(parts: LedgerParts): UsageLedger & Forgettable {
  const { days, caps, log, now } = parts;
  const openRuns = new Set<OpenRun>();
  const batches = new Map<string, Batch>();

  const load = async ({ key }: Cell): Promise<DayCell> => readCell(key, await days.get(key));

  const readOrNote = async (cell: Cell): Promise<DayUsage | undefined> => {
    try {
      return (await load(cell)).used;
    } catch (error) {
      log.error("usage-not-read", { key: cell.key, error });
      return undefined;
    }
  };

  /** What a scope has spent, with what runs under way here have used so far. */
  const spentWithRuns = (run: OpenRun, key: string): Usage => {
    let sum = run.spent.get(key)?.used ?? NOTHING_SPENT;
    for (const other of openRuns) if (other.spent.has(key)) sum = plus(sum, other.live, 0);
    return sum;
  };

  const budgetOf = (run: OpenRun, cells: readonly Cell[], resetsAt: number): RunBudget => {
    const shareOf = ({ scope, key }: Cell): number => shareSpent(spentWithRuns(run, key), caps[scope]);
    const [nearest] = cells
      .map((cell) => ({ scope: cell.scope, share: shareOf(cell) }))
      .sort((a, b) => b.share - a.share);
    const isNear = nearest !== undefined && nearest.share >= NEAR_SHARE;
    return {
      tightest: isNear ? { scope: nearest.scope, isReached: nearest.share >= 1 } : undefined,
      resetsAt,
      reachedWith(usage) {
        run.live = usage;
        return cells.find((cell) => shareOf(cell) >= 1)?.scope;
      },
      close: () => void openRuns.delete(run),
    };
  };

  const write = async (key: string, usages: ReadonlyMap<string, Usage>): Promise<void> => {
    const before = readCell(key, await days.get(key));
    const after = withReceipts(before, usages);
    if (after === before) return;
    await days.set(key, after);
    for (const run of openRuns) if (run.spent.has(key)) run.spent.set(key, after);
  };

  /** Adds to one count, unless the receipt is in it already. */
  const add = (key: string, receiptId: string, usage: Usage): Promise<void> => {
    let batch = batches.get(key);
    if (batch === undefined) {
      const usages = new Map<string, Usage>();
      const written = days.inTurn(key, () => {
        batches.delete(key);
        return write(key, usages);
      });
      batches.set(key, (batch = { usages, written }));
    }
    batch.usages.set(receiptId, usage);
    return batch.written;
  };

  return {
    what: "daily usage counts",
    async forgetPerson(personId) {
      // Where a person's spending is capped, today's count stays until midnight: forgetting lifts no cap.
      const kept = isCapped(caps.person) ? `${dayOf(now())}:` : undefined;
      const keys = (await days.keysWith(personId)).filter(
        (key) => key.endsWith(`:person:${personId}`) && (kept === undefined || !key.startsWith(kept)),
      );
      await Promise.all(keys.map((key) => days.inTurn(key, () => days.delete(key))));
      return keys.length;
    },
    async openRun(task) {
      const at = now();
      const cells = cellsOf(task.place, task.author.id, dayOf(at)).filter(({ scope }) =>
        isCapped(caps[scope]),
      );
      const run: OpenRun = { spent: new Map(), live: NOTHING_SPENT };
      const loaded = await Promise.allSettled(
        cells.map(async (cell) => run.spent.set(cell.key, await load(cell))),
      );
      const failure = loaded.find((one) => one.status === "rejected");
      if (failure !== undefined) {
        log.error("usage-caps-not-checked", { taskId: task.id, error: failure.reason as unknown });
      }
      openRuns.add(run);
      return budgetOf(
        run,
        cells.filter(({ key }) => run.spent.has(key)),
        nextDay(at),
      );
    },
    async record(task, receipt, { isAnonymous } = { isAnonymous: false }) {
      const { usage } = receipt;
      if (usage.inputTokens + usage.outputTokens === 0) return true;
      // A task whose question was changed is answered, and paid for, once more.
      const id = `${receipt.taskId}@${receipt.startedAt}`;
      // The receipt's own time: a repetition after midnight goes to the same day.
      const day = dayOf(receipt.startedAt + receipt.durationMs);
      const cells = cellsOf(task.place, task.author.id, day).filter(
        ({ scope }) => !(isAnonymous && scope === "person"),
      );
      const added = await Promise.allSettled(cells.map(({ key }) => add(key, id, usage)));
      const failure = added.find((one) => one.status === "rejected");
      if (failure === undefined) return true;
      log.error("usage-not-counted", { taskId: task.id, usage, error: failure.reason as unknown });
      return false;
    },
    async report(place, personId): Promise<UsageReport> {
      const at = now();
      const cells = cellsOf(place, personId, dayOf(at)).filter(
        // What everybody spends together is shown where it can stop somebody.
        ({ scope }) => scope !== "everything" || isCapped(caps.everything),
      );
      const rows = await Promise.all(
        cells.map(async (cell) => ({
          scope: cell.scope,
          used: await readOrNote(cell),
          cap: caps[cell.scope],
        })),
      );
      return { resetsAt: nextDay(at), rows };
    },
  };
}

function cellsOf(place: Place, personId: string, day: string): readonly Cell[] {
  const channelId = place.parentChannelId ?? place.channelId;
  return [
    { scope: "person", key: `${day}:person:${personId}` },
    { scope: "channel", key: `${day}:channel:${channelId}` },
    ...(place.guildId === undefined
      ? []
      : [{ scope: "guild" as const, key: `${day}:guild:${place.guildId}` }]),
    { scope: "everything", key: `${day}:everything` },
  ];
}
