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
import { countedAlready, readCell, withReceipt } from "./day-cell.ts";
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
  /** Which receipts were counted; entries should vanish after {@link COUNTED_TTL_MS}. */
  readonly counted: UsageCells;
  readonly caps: UsageCaps;
  readonly log: Log;
  readonly now: () => number;
}

/** How long a day's counts are kept: five weeks, so that a month can be looked back on. */
export const DAY_TTL_MS = 35 * 24 * 60 * 60_000;
/** How long it is known that a receipt was counted: longer than any answer waits for its delivery (24 h). */
export const COUNTED_TTL_MS = 3 * 24 * 60 * 60_000;

interface Cell {
  readonly scope: UsageScope;
  readonly key: string;
}

/** A run under way: what its capped scopes had spent, and what it used itself. */
interface OpenRun {
  readonly spent: Map<string, DayCell>;
  live: Usage;
}

/**
 * The counts of each person, channel, server and of everything, per UTC day.
 *
 * A count is one read and one write, in turn within this process. With several processes two of them may
 * count for one person in the same moment and lose one count: caps are guard rails, and the receipts in
 * the journal stay exact.
 */
export function createUsageLedger(parts: LedgerParts): UsageLedger & Forgettable {
  const { days, counted, caps, log, now } = parts;
  const openRuns = new Set<OpenRun>();

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

  /** Adds to one count, unless the receipt is in it already. */
  const add = (cell: Cell, receiptId: string, usage: Usage): Promise<void> =>
    days.inTurn(cell.key, async () => {
      const before = await load(cell);
      if (countedAlready(before, receiptId)) return;
      const after = withReceipt(before, receiptId, usage);
      await days.set(cell.key, after);
      for (const run of openRuns) if (run.spent.has(cell.key)) run.spent.set(cell.key, after);
    });

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
      if (usage.inputTokens + usage.outputTokens === 0) return;
      // A task whose question was changed is answered, and paid for, once more.
      const id = `${receipt.taskId}@${receipt.startedAt}`;
      // The receipt's own time: a repetition after midnight goes to the same day.
      const day = dayOf(receipt.startedAt + receipt.durationMs);
      try {
        await counted.inTurn(id, async () => {
          if ((await counted.get(id)) !== undefined) return;
          const cells = cellsOf(task.place, task.author.id, day).filter(
            ({ scope }) => !(isAnonymous && scope === "person"),
          );
          const added = await Promise.allSettled(cells.map((cell) => add(cell, id, usage)));
          const failure = added.find((one) => one.status === "rejected");
          // Without the mark a repetition tries again, and adds only where the receipt is missing.
          if (failure !== undefined) throw failure.reason;
          await counted.set(id, { day });
        });
      } catch (error) {
        log.error("usage-not-counted", { taskId: task.id, usage, error });
      }
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
