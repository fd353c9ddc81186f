import type { Log } from "../contracts.ts";
import type { ApprovalDecision, ApprovalRequest, Approvals, Grants } from "../contracts/approvals.ts";
import type { Redact } from "../text/redact.ts";
import type { Vocabulary } from "../words/vocabulary.ts";
import type { ApprovalEnd } from "../words/words.ts";
import type { Rest } from "./api.ts";
import { endApart, endedMessage } from "./approval-message.ts";
import { showEnd, showQuestion } from "./approval-posts.ts";

/** What is kept of a question, so that it outlives the process. */
export interface KeptApproval {
  readonly taskId: string;
  readonly tool: string;
  readonly channelId: string;
  readonly personId: string;
  readonly canAlways: boolean;
  readonly expiresAt: number;
  readonly messageId?: string;
  readonly text: string;
  /** BCP 47 tag of the asking person's client. */
  readonly locale?: string;
  /** The message is never edited: its end is said in another one. */
  readonly isPlain?: boolean;
  readonly state: "open" | "approved" | "denied" | "expired";
}

/** Where questions are kept. @throws {StorageError} */
export interface ApprovalBook {
  find(id: string): Promise<KeptApproval | undefined>;
  write(id: string, record: KeptApproval): Promise<void>;
  /** Ends an open question. @returns the record as it is now, ended before or by this. */
  decide(id: string, state: Exclude<KeptApproval["state"], "open">): Promise<KeptApproval | undefined>;
}

/** A press of one of the buttons. */
export interface Press {
  readonly id: string;
  readonly choice: "approve" | "always" | "deny";
  readonly personId: string;
  readonly isModerator: boolean;
  /** BCP 47 tag of the client of whoever pressed. */
  readonly locale?: string;
}

/** A question that ended, as it is shown. */
export interface EndedMessage {
  readonly content: string;
  readonly components: readonly [];
}

/** What became of a press, for the person who pressed. */
export type PressOutcome =
  /** The question is to show it. */
  | { readonly kind: "decided"; readonly show: EndedMessage }
  /** The question stays as it is: to be said beside it, to everybody when it is new to them. */
  | { readonly kind: "told"; readonly sentence: string; readonly isForAll: boolean }
  | { readonly kind: "refused"; readonly sentence: string };

/** Asks for approvals with buttons, and takes the presses. */
export interface ApprovalDesk extends Approvals {
  press(press: Press): Promise<PressOutcome>;
}

export interface ApprovalParts {
  readonly rest: Rest;
  readonly book: ApprovalBook;
  readonly grants: Pick<Grants, "add">;
  readonly redact: Redact;
  readonly words: Vocabulary["words"];
  readonly log: Log;
  readonly now: () => number;
  /** Moderators of the channel may decide too. Default: the asking person alone. */
  readonly mayModeratorsDecide: boolean;
  /** How often it is looked whether another process took the press. Default 2 s. */
  readonly lookMs?: number;
}

const LOOK_MS = 2_000;

/**
 * Questions for approval as messages in the channel of the task.
 *
 * The question is written down before it is shown, and the answer before anything is done. After a crash
 * the task asks for the same id again: what was decided meanwhile counts, an open question is waited for
 * under its old message, and one whose time is over is a no.
 */
export function createApprovals(parts: ApprovalParts): ApprovalDesk {
  const { book, grants, now, log } = parts;
  const waiting = new Map<string, (decision: ApprovalDecision) => void>();

  const conclude = async (
    id: string,
    state: "approved" | "denied" | "expired",
  ): Promise<KeptApproval | undefined> => {
    const record = await book.decide(id, state);
    if (record !== undefined && record.state !== "open") waiting.get(id)?.(record.state);
    return record;
  };

  const ask = async (request: ApprovalRequest, signal: AbortSignal): Promise<ApprovalDecision> => {
    const { id } = request;
    const kept = await book.find(id);
    // A question that ended before its time ended with its task; the task is back, and asks again.
    const isCutShort = kept?.state === "expired" && now() < kept.expiresAt;
    const known = isCutShort ? undefined : kept;
    if (known !== undefined && known.state !== "open") return known.state;
    const decided = Promise.withResolvers<ApprovalDecision>();
    waiting.set(id, decided.resolve);
    const expiresAt = known?.expiresAt ?? request.expiresAt;
    const timer = setTimeout(() => decided.resolve("expired"), Math.max(0, expiresAt - now()));
    // The process that hears the press need not be the one that runs the task.
    const look = setInterval(() => {
      book.find(id).then(
        (now) => now !== undefined && now.state !== "open" && decided.resolve(now.state),
        () => undefined,
      );
    }, parts.lookMs ?? LOOK_MS);
    const stop = (): void => decided.reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    try {
      signal.throwIfAborted();
      const shown = await showQuestion(parts, request, known);
      if (shown === undefined) {
        await book.decide(id, "denied");
        return "unreachable";
      }
      const decision = await decided.promise;
      // Two may have come at the same time: the book knows which counted.
      const record = decision === "expired" ? await conclude(id, "expired") : await book.find(id);
      const state = record?.state ?? "expired";
      if (state === "expired") await showEnd(parts, id, record ?? shown, "expired");
      return state === "open" ? "expired" : state;
    } catch (error) {
      if (signal.aborted && !goesOnElsewhere(signal.reason)) await endWithTask(parts, id);
      throw error;
    } finally {
      clearTimeout(timer);
      clearInterval(look);
      signal.removeEventListener("abort", stop);
      waiting.delete(id);
    }
  };

  return {
    ask,
    async press({ id, choice, personId, isModerator, locale }) {
      const { approval } = parts.words(locale);
      const refuse = (sentence: string): PressOutcome => ({ kind: "refused", sentence });
      const record = await book.find(id);
      if (record === undefined) return refuse(approval.unknown);
      const mention = `<@${record.personId}>`;
      if (record.personId !== personId && !(parts.mayModeratorsDecide && isModerator)) {
        return refuse(approval.onlyFor(mention, parts.mayModeratorsDecide));
      }
      const isOpen = record.state === "open";
      const isLate = now() >= record.expiresAt;
      const state = isLate ? "expired" : choice === "deny" ? "denied" : "approved";
      // A standing yes is given by the person it counts for, and only where one was offered.
      const isAlways = isOpen && choice === "always" && state === "approved" && record.canAlways;
      if (isAlways) {
        if (record.personId !== personId) return refuse(approval.alwaysOnlyFor(mention));
        await grants.add({ channelId: record.channelId, tool: record.tool, personId, at: now() });
      }
      const ended = await conclude(id, state);
      // Its person was forgotten in this moment.
      if (ended === undefined) return refuse(approval.unknown);
      log.info("approval-decided", {
        taskId: ended.taskId,
        tool: ended.tool,
        state: ended.state,
        choice,
        personId,
      });
      const end = endOf(ended, isAlways, now());
      if (ended.isPlain !== true) {
        return { kind: "decided", show: endedMessage(ended, end, parts.words(ended.locale)) };
      }
      const isForAll = isOpen && ended.state !== "expired";
      const words = parts.words(isForAll ? ended.locale : locale);
      return { kind: "told", sentence: endApart(ended, end, words), isForAll };
    },
  };
}

function endOf({ state, expiresAt }: KeptApproval, isAlways: boolean, now: number): ApprovalEnd {
  if (state === "approved") return isAlways ? "always" : "approved";
  if (state === "denied") return "denied";
  return now < expiresAt ? "ended" : "expired";
}

/** True when this process ends or lost the task: whoever takes it up waits under the same message. */
function goesOnElsewhere(reason: unknown): boolean {
  const why = typeof reason === "object" && reason !== null && "why" in reason ? reason.why : undefined;
  return why === "ending" || why === "lease-lost";
}

/** The task is over, so there is nothing to decide any more. */
async function endWithTask(parts: ApprovalParts, id: string): Promise<void> {
  try {
    const ended = await parts.book.decide(id, "expired");
    if (ended?.state === "expired") await showEnd(parts, id, ended, "ended");
  } catch (error) {
    parts.log.warn("approval-not-ended", { error });
  }
}
