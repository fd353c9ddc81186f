import { z } from "zod";

import type { ToolRun } from "../define-tool.ts";
import { askerOf, hasWorkspace, inChannel, messageIdParameter, workspaceOf } from "./parameters.ts";
import { toTranscript } from "./transcript.ts";

const DEFAULT_COUNT = 30;

/** Which of the latest messages; the same in every tool that reads them. */
export const latestParameters = {
  count: z.number().int().min(1).max(100).optional().describe("How many messages, 1 to 100. Default 30."),
  before: messageIdParameter.optional().describe("Id of a message: only older ones, to read further back."),
};

/** What every tool that reads the latest messages says of itself. */
export const readsLatest = {
  effect: "reads",
  reads: "private",
  limits: { maxResultBytes: 32_768 },
  isAvailable: hasWorkspace,
} as const;

/**
 * The latest messages of a channel or thread, oldest first, as far as the asking person may read them here.
 *
 * @throws {ToolError} When they may not, or there is no such place.
 */
export async function readLatest(
  run: ToolRun,
  room: string | undefined,
  {
    count = DEFAULT_COUNT,
    before,
  }: { readonly count?: number | undefined; readonly before?: string | undefined },
): Promise<string> {
  const query = { ...inChannel(room), limit: count, ...(before === undefined ? {} : { before }) };
  return toTranscript(await workspaceOf(run).readMessages(askerOf(run), query));
}
