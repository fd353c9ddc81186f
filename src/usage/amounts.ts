import type { Usage } from "../contracts.ts";
import type { DayUsage, UsageCap } from "../contracts/usage.ts";

/** From this share of a cap on, it is near. */
export const NEAR_SHARE = 0.8;

const DAY_MS = 24 * 60 * 60_000;

export const NOTHING_SPENT: DayUsage = { tasks: 0, inputTokens: 0, outputTokens: 0, isEstimated: false };

/** The UTC day of a moment (Unix ms), such as `2026-11-22`. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** The next UTC midnight, as Unix ms. */
export function nextDay(at: number): number {
  return (Math.floor(at / DAY_MS) + 1) * DAY_MS;
}

/** The sum; the cost stays absent as long as neither has one. */
export function plus(spent: DayUsage, usage: Usage, tasks: number): DayUsage {
  const hasCost = spent.costUsd !== undefined || usage.costUsd !== undefined;
  return {
    tasks: spent.tasks + tasks,
    inputTokens: spent.inputTokens + usage.inputTokens,
    outputTokens: spent.outputTokens + usage.outputTokens,
    isEstimated: spent.isEstimated || usage.isEstimated,
    ...(hasCost ? { costUsd: (spent.costUsd ?? 0) + (usage.costUsd ?? 0) } : {}),
  };
}

/** How much of a cap is spent: 1 and more means all of it. Of two caps, the one nearer to its end. */
export function shareSpent(spent: Usage, cap: UsageCap): number {
  const tokens = spent.inputTokens + spent.outputTokens;
  return Math.max(
    cap.tokensPerDay === undefined ? 0 : tokens / cap.tokensPerDay,
    cap.usdPerDay === undefined ? 0 : (spent.costUsd ?? 0) / cap.usdPerDay,
  );
}

export function isCapped(cap: UsageCap): boolean {
  return cap.tokensPerDay !== undefined || cap.usdPerDay !== undefined;
}
