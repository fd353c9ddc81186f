/** What was spent, and what may be. */

import type { Place, Receipt, Task, Usage } from "../contracts.ts";

/** Whose spending is counted together. A thread counts for the channel that it hangs in. */
export type UsageScope = "person" | "channel" | "guild" | "everything";

/** What one scope spent on one UTC day. `costUsd` counts the entries that name a price. */
export interface DayUsage extends Usage {
  readonly tasks: number;
}

/** What one scope may spend per UTC day; absent means no cap. */
export interface UsageCap {
  /** Input and output together. */
  readonly tokensPerDay?: number;
  readonly usdPerDay?: number;
}

export type UsageCaps = Readonly<Record<UsageScope, UsageCap>>;

/** Today's spending of the scopes that a person at a place has to do with. */
export interface UsageReport {
  /** Unix ms of the next UTC midnight. */
  readonly resetsAt: number;
  readonly rows: readonly {
    readonly scope: UsageScope;
    /** `undefined` when it cannot be read. */
    readonly used: DayUsage | undefined;
    readonly cap: UsageCap;
  }[];
}

/** Counts what tasks spend, and holds it against the caps. */
export interface UsageLedger {
  /**
   * Looks at the caps before a run. Never rejects: a storage that fails costs the caps, not the answer.
   * Close the budget when the run has ended.
   */
  openRun(task: Task): Promise<RunBudget>;
  /**
   * Counts what an attempt at a task spent. Called again with the same receipt soon after, as by the next
   * process after a crash, it counts nothing twice. Never rejects.
   *
   * @param options `isAnonymous`: for everybody together alone, because the person is forgotten.
   * @returns false when it could not be counted everywhere; what is missing can be counted by calling again.
   */
  record(task: Task, receipt: Receipt, options?: { readonly isAnonymous: boolean }): Promise<boolean>;
  /** What was spent today where this person is. Never rejects. */
  report(place: Place, personId: string): Promise<UsageReport>;
}

/** What one run may still spend. */
export interface RunBudget {
  /** The cap that is nearest to its end, when 80 % or more of it are spent. */
  readonly tightest: { readonly scope: UsageScope; readonly isReached: boolean } | undefined;
  /** Unix ms of the next UTC midnight. */
  readonly resetsAt: number;
  /** Takes in what the run used so far. @returns the scope whose cap is reached, other runs included. */
  reachedWith(usage: Usage): UsageScope | undefined;
  close(): void;
}
