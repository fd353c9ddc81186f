/** What is to happen later. */

import type { Asker } from "./workspace.ts";

/** Something that is to happen later, once or again and again. */
export interface Schedule {
  readonly id: string;
  /** `reminder` says its text; `task` has the model work on it. */
  readonly kind: "reminder" | "task";
  readonly text: string;
  readonly asker: Asker;
  /** Cron expression; absent for what happens once. */
  readonly cron?: string;
  /** IANA time zone that the times are meant in. */
  readonly zone: string;
  /** Unix ms. */
  readonly nextAt: number;
  readonly createdAt: number;
}

export interface Schedules {
  /**
   * Reads a time in English words, or a cron expression of five fields.
   *
   * @param zone IANA zone that it is meant in.
   * @throws {ToolError} When it cannot be read, is past, or too often.
   */
  readWhen(text: string, zone: string, now: number): Promise<{ readonly at: number; readonly cron?: string }>;
  /** @throws {ToolError} When the time is past, too often, or there are too many. */
  add(schedule: Omit<Schedule, "id" | "createdAt">, now: number): Promise<Schedule>;
  /** Those of a person, or of a channel; soonest first. @throws {StorageError} */
  list(filter: { readonly personId?: string; readonly channelId?: string }): Promise<readonly Schedule[]>;
  /** @returns false when there was none. @throws {StorageError} */
  cancel(id: string): Promise<boolean>;
}
