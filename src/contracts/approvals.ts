/** What tools may do without asking, and whom they ask. */

import type { Asker } from "./workspace.ts";

/** What somebody is asked to allow. */
export interface ApprovalRequest {
  /** The same for the same call of the same task, also after a crash. */
  readonly id: string;
  readonly taskId: string;
  readonly asker: Asker;
  readonly tool: string;
  /** The asking person's messages are never edited: so the person or the place has chosen. */
  readonly isPlain?: boolean;
  /** Raw JSON, shown in full. */
  readonly args: string;
  /** Why it is asked, when the tool itself would not need it. */
  readonly reason?: ApprovalReason;
  /** False: this once only. */
  readonly canAlways: boolean;
  /** Unix ms; not later than the task's own end. */
  readonly expiresAt: number;
}

/**
 * `others-read`: the task read what others wrote. `private-read`: it read something private, and the call tells
 * others what the asking person did not write.
 */
export type ApprovalReason = "others-read" | "private-read";

export type ApprovalDecision = "approved" | "denied" | "expired" | "unreachable";

/** Asks people before something is done in their name. */
export interface Approvals {
  /**
   * Waits for the decision, at most until it expires. A decision made before a crash is given again.
   *
   * @throws The signal's reason when the task ends first.
   */
  ask(request: ApprovalRequest, signal: AbortSignal): Promise<ApprovalDecision>;
}

/** A standing "Always here". */
export interface Grant {
  readonly channelId: string;
  readonly tool: string;
  readonly personId: string;
  readonly at: number;
}

/** @throws {StorageError} From every method when the storage fails. */
export interface Grants {
  list(personId: string): Promise<readonly Grant[]>;
  add(grant: Grant): Promise<void>;
  /** @returns false when there was none. */
  revoke(grant: Pick<Grant, "channelId" | "tool" | "personId">): Promise<boolean>;
}

/** Which tools moderators switched off. @throws {StorageError} */
export interface ToolSwitches {
  off(guildId: string): Promise<ReadonlySet<string>>;
  set(guildId: string, tool: string, isOn: boolean): Promise<void>;
}
