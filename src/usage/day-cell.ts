import { z } from "zod";

import type { Usage } from "../contracts.ts";
import type { DayUsage } from "../contracts/usage.ts";
import { StorageError } from "../errors.ts";
import { NOTHING_SPENT, plus } from "./amounts.ts";

/**
 * How many of the receipts counted last a cell names. One is counted again only when the process died
 * between its counts and the journal's note of them, some 20 ms, and then it is among the first that the
 * next process does.
 */
const NAMED_RECEIPTS = 32;

/** What is stored for one scope and day. */
export interface DayCell {
  readonly used: DayUsage;
  /** The receipts that were counted last, the newest at the end. */
  readonly latest: readonly string[];
}

const cellShape = z.looseObject({
  used: z.looseObject({
    tasks: z.number(),
    inputTokens: z.number(),
    outputTokens: z.number(),
    isEstimated: z.boolean(),
    costUsd: z.number().exactOptional(),
  }),
  latest: z.array(z.string()),
});

/** @throws {StorageError} When something else is stored there. */
export function readCell(key: string, value: unknown): DayCell {
  if (value === undefined) return { used: NOTHING_SPENT, latest: [] };
  const read = cellShape.safeParse(value);
  if (read.success) return read.data;
  throw new StorageError(`The usage count ${key} has an unknown shape`, {
    hint: "Another version of Orchid may have written it; tomorrow's count begins anew.",
    cause: read.error,
  });
}

/** The cell with those receipts that are not in it yet; the same cell when all are. */
export function withReceipts(cell: DayCell, usages: ReadonlyMap<string, Usage>): DayCell {
  const fresh = [...usages].filter(([receiptId]) => !cell.latest.includes(receiptId));
  if (fresh.length === 0) return cell;
  return {
    used: fresh.reduce((sum, [, usage]) => plus(sum, usage, 1), cell.used),
    latest: [...cell.latest, ...fresh.map(([receiptId]) => receiptId)].slice(-NAMED_RECEIPTS),
  };
}
