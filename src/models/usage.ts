import type { ModelEntry, Usage } from "../contracts.ts";

export const NO_USAGE: Usage = { inputTokens: 0, outputTokens: 0, isEstimated: false };

/** About four bytes of UTF-8 make a token in the common tokenizers; good enough for budgets. */
const BYTES_PER_TOKEN = 4;

/** Estimated tokens of a text. */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
}

/** The sum of two usages; the cost stays absent as long as neither has one. */
export function addUsage(a: Usage, b: Usage): Usage {
  const sum = {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    isEstimated: a.isEstimated || b.isEstimated,
  };
  if (a.costUsd === undefined && b.costUsd === undefined) return sum;
  return { ...sum, costUsd: (a.costUsd ?? 0) + (b.costUsd ?? 0) };
}

/** A count as servers report it: a number, sometimes text, sometimes nonsense. Never NaN, never negative. */
export function toCount(value: unknown): number | undefined {
  const count = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof count === "number" && Number.isFinite(count) && count >= 0 ? Math.round(count) : undefined;
}

/**
 * What one answer used. Counts that the server did not report, or reported as nonsense, are estimated,
 * so that a spending limit works with every server.
 */
export function usageOf(
  entry: ModelEntry,
  reported: { readonly input?: number | undefined; readonly output?: number | undefined },
  estimated: { readonly input: number; readonly output: number },
): Usage {
  const inputTokens = reported.input ?? estimated.input;
  const outputTokens = reported.output ?? estimated.output;
  const isEstimated = reported.input === undefined || reported.output === undefined;
  const usage = { inputTokens, outputTokens, isEstimated };
  if (entry.price === undefined) return usage;
  const { inputPerMillion, outputPerMillion } = entry.price;
  return {
    ...usage,
    costUsd: (inputTokens * inputPerMillion + outputTokens * outputPerMillion) / 1_000_000,
  };
}
