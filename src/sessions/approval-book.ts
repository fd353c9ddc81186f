import { z } from "zod";

import type { Forgettable, OpenStorage } from "../contracts/storage.ts";
import { StorageError } from "../errors.ts";
import { forgetEntries } from "./forget.ts";
import { openCells } from "./keyv.ts";

/** What is kept of a question for approval, so that it outlives the process. */
export interface ApprovalRecord {
  readonly taskId: string;
  readonly tool: string;
  readonly channelId: string;
  readonly personId: string;
  readonly canAlways: boolean;
  /** Unix ms. */
  readonly expiresAt: number;
  /** The message that asks; absent until it was sent. */
  readonly messageId?: string;
  /** The message's text without the line of its state, to write the end under it. */
  readonly text: string;
  /** BCP 47 tag of the asking person's client. */
  readonly locale?: string;
  /** The message is never edited: its end is said in another one. */
  readonly isPlain?: boolean;
  readonly state: "open" | "approved" | "denied" | "expired";
}

/** @throws {StorageError} From every method when the storage fails. */
export interface ApprovalBook {
  find(id: string): Promise<ApprovalRecord | undefined>;
  /** A question that somebody decided meanwhile, perhaps in another process, stays decided. */
  write(id: string, record: ApprovalRecord): Promise<void>;
  /** Ends an open question; who comes second finds it ended. @returns the record as it is now. */
  decide(id: string, state: Exclude<ApprovalRecord["state"], "open">): Promise<ApprovalRecord | undefined>;
}

/** Long after any task that could still ask for it. */
const TTL_MS = 7 * 24 * 60 * 60_000;

const shape = z.object({
  taskId: z.string(),
  tool: z.string(),
  channelId: z.string(),
  personId: z.string(),
  canAlways: z.boolean(),
  expiresAt: z.number(),
  messageId: z.string().optional(),
  text: z.string(),
  locale: z.string().optional(),
  isPlain: z.boolean().optional(),
  state: z.enum(["open", "approved", "denied", "expired"]),
});

/** Questions for approval on Keyv, by their id. */
export function createApprovalBook(storage: OpenStorage): ApprovalBook & Forgettable {
  const cells = openCells(storage, "orchid-approvals-v1", { ttlMs: TTL_MS, acrossProcesses: true });
  const find = async (id: string): Promise<ApprovalRecord | undefined> => {
    const stored = await cells.get(id);
    if (stored === undefined || stored === null) return undefined;
    const read = shape.safeParse(stored);
    if (read.success) return read.data as ApprovalRecord;
    throw new StorageError(`The approval ${id} has an unknown shape`, {
      hint: "Another version of Orchid may have written it; use that one or delete the entry.",
    });
  };
  return {
    ...forgetEntries("approvals", cells, (personId, _id, stored) => {
      const read = shape.safeParse(stored);
      return read.success && read.data.personId === personId;
    }),
    find,
    write: (id, record) =>
      cells.inTurn(id, async () => {
        const state = (await find(id))?.state;
        const isDecided = state === "approved" || state === "denied";
        await cells.set(id, isDecided ? { ...record, state } : record);
      }),
    decide: (id, state) =>
      cells.inTurn(id, async () => {
        const record = await find(id);
        if (record === undefined || record.state !== "open") return record;
        const decided = { ...record, state };
        await cells.set(id, decided);
        return decided;
      }),
  };
}
