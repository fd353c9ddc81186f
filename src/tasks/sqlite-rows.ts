import { hostname } from "node:os";
import type { DatabaseSync } from "node:sqlite";

import type { Task } from "../contracts.ts";
import type { Backlog, TaskRecord, TaskState } from "../contracts/journal.ts";
import { StorageError } from "../errors.ts";
import type { FinishOutcome, Interruption } from "./held-task.ts";
import { prepareStatements } from "./sqlite-statements.ts";
import {
  ABSORBED_INTO,
  BLANKED,
  FORGOTTEN,
  isOpenToMore,
  optionalText,
  readAbsorbedInto,
  readForgotten,
  readInterruption,
  readRecord,
  readStep,
  rowWithoutQuotes,
  text,
} from "./stored-task.ts";
import type {
  CancelOutcome,
  ClaimedTask,
  ForgottenTask,
  ReviseOutcome,
  RevisedJson,
  Row,
  StepRow,
} from "./stored-task.ts";

/**
 * The journal's statements. Each method is synchronous and belongs into a transaction. Methods with an
 * epoch return false when another process took the task over since.
 */
export interface TaskRows {
  /** Makes this process the one that may accept and begin tasks; no earlier one may from here on. */
  takeOver(now: number): number;
  /** @throws {StorageError} When another process took the journal over. */
  insert(
    task: Task,
    json: { readonly task: string; readonly origin: string },
    generation: number,
    now: number,
  ): boolean;
  unfinished(): readonly {
    readonly id: string;
    readonly channelId: string;
    readonly attempts: number;
  }[];
  /** @returns `undefined` also when another process took the journal over. */
  claim(taskId: string, generation: number): ClaimedTask | undefined;
  freeze(taskId: string, epoch: number, answerJson: string): boolean;
  beginSlot(taskId: string, epoch: number, position: number, now: number): boolean;
  fillSlot(taskId: string, epoch: number, position: number, messageId: string): boolean;
  removeSlot(taskId: string, epoch: number, position: number): boolean;
  writeStep(taskId: string, epoch: number, key: string, step: StepRow): boolean;
  finish(
    taskId: string,
    epoch: number,
    state: TaskState,
    reason: string | undefined,
    now: number,
  ): FinishOutcome;
  /** Gives back an attempt that was not the task's fault. */
  forgiveAttempt(taskId: string, epoch: number): boolean;
  /** What a person did to the task while this epoch held it. */
  interruption(taskId: string, epoch: number): Interruption | undefined;
  revise(taskId: string, json: RevisedJson, now: number): ReviseOutcome;
  /** @throws {StorageError} When another process took the journal over. */
  absorb(id: string, intoTaskId: string, taskJson: string, generation: number, now: number): ReviseOutcome;
  absorbedInto(id: string): string | undefined;
  forgetPerson(personId: string, now: number): readonly ForgottenTask[];
  /** @returns false when the task has not ended, or is blank already. */
  forgetTask(taskId: string, now: number): boolean;
  backlog(channelId: string, personId: string): Backlog;
  counts(): { readonly running: number; readonly waiting: number };
  cancel(taskId: string, reason: string, isHeld: boolean, now: number): CancelOutcome;
  find(taskId: string): TaskRecord | undefined;
  queue(channelId: string): readonly TaskRecord[];
  /** Empties tasks that ended before `emptyBefore`, deletes those that ended before `deleteBefore`. @returns how many. */
  sweep(emptyBefore: number, deleteBefore: number, limit: number): number;
}

/** Prepares the statements on a database that has the journal's tables. */
export function prepareTaskRows(database: DatabaseSync): TaskRows {
  const sql = prepareStatements(database);
  const holds = (taskId: string, epoch: number, isSending: boolean): boolean =>
    Number(sql.hold.run(isSending ? 1 : 0, taskId, epoch).changes) === 1;
  const interruption = (taskId: string, epoch: number): Interruption | undefined => {
    const row = sql.interruption.get(taskId);
    return row === undefined ? undefined : readInterruption(row, epoch);
  };
  const refuseUnlessOwner = (generation: number): void => {
    if (sql.isOwner.get(generation) !== undefined) return;
    throw new StorageError("Another process took the journal over", {
      hint: "Let one process alone use this file; this one accepts nothing more.",
    });
  };
  const revise = (taskId: string, json: RevisedJson, now: number): ReviseOutcome => {
    const row = sql.find.get(taskId);
    if (row === undefined || row["task"] === null) return "refused";
    if (row["finished_at"] !== null) {
      sql.reopen.run(json.task, json.origin, now, taskId);
      return "reopened";
    }
    if (row["answer"] !== null) {
      sql.reviseLater.run(json.task, json.origin, taskId);
      return "later";
    }
    sql.reviseNow.run(json.task, json.origin, taskId);
    sql.dropSteps.run(taskId);
    return "restarted";
  };
  const blank = (taskId: string, reason: string, now: number): void => {
    sql.forget.run(reason, now, taskId);
    sql.dropSteps.run(taskId);
    sql.dropSlots.run(taskId);
  };
  const toRecord = (row: Row): TaskRecord => readRecord(row, sql.slots.all(text(row, "id")));

  return {
    takeOver: (now) => Number(sql.takeOver.get(process.pid, hostname(), now)?.["generation"]),
    insert(task, json, generation, now) {
      refuseUnlessOwner(generation);
      const { id, place, author } = task;
      const inserted = sql.insert.run(id, place.channelId, author.id, now, json.task, json.origin);
      return Number(inserted.changes) === 1;
    },
    unfinished: () =>
      sql.unfinished.all().map((row) => ({
        id: text(row, "id"),
        channelId: text(row, "channel_id"),
        attempts: Number(row["attempts"]),
      })),
    claim(taskId, generation) {
      const row = sql.claim.get(taskId, generation);
      if (row === undefined) return undefined;
      return {
        ...toRecord(row),
        epoch: Number(row["epoch"]),
        cancelReason: optionalText(row, "cancel_reason"),
        steps: new Map(sql.steps.all(taskId).map((step) => [text(step, "key"), readStep(step)])),
      };
    },
    freeze: (taskId, epoch, answerJson) => Number(sql.freeze.run(answerJson, taskId, epoch).changes) === 1,
    interruption,
    revise,
    absorb(id, intoTaskId, taskJson, generation, now) {
      refuseUnlessOwner(generation);
      const into = sql.find.get(intoTaskId);
      if (into === undefined || !isOpenToMore(into)) return "refused";
      const reason = `${ABSORBED_INTO}${intoTaskId}`;
      const inserted = sql.insertAbsorbed.run(id, text(into, "channel_id"), now, now, reason);
      if (Number(inserted.changes) === 0) return "refused";
      return revise(intoTaskId, { task: taskJson, origin: null }, now);
    },
    absorbedInto: (id) => readAbsorbedInto(sql.absorbedInto.get(id)),
    forgetPerson(personId, now) {
      const theirs = sql.ofPerson.all(personId).map(readForgotten);
      for (const { id } of theirs) blank(id, FORGOTTEN, now);
      for (const row of sql.naming.all(personId, personId)) {
        const without = rowWithoutQuotes(row, personId);
        if (without !== undefined) sql.rewrite.run(without.task, without.nextTask, text(row, "id"));
      }
      sql.hideName.run(personId, personId, personId, personId);
      return theirs;
    },
    forgetTask(taskId, now) {
      const row = sql.find.get(taskId);
      if (row === undefined || row["finished_at"] === null || row["task"] === null) return false;
      blank(taskId, BLANKED, now);
      return true;
    },
    backlog(channelId, personId) {
      const row = sql.backlog.get(channelId, personId, channelId, personId);
      return { ofChannel: Number(row?.["of_channel"]), ofPerson: Number(row?.["of_person"]) };
    },
    counts() {
      const row = sql.counts.get();
      return { running: Number(row?.["running"]), waiting: Number(row?.["waiting"]) };
    },
    beginSlot(taskId, epoch, position, now) {
      // After a Stop nothing new becomes visible; what is visible already is still written down.
      if (interruption(taskId, epoch) !== undefined || !holds(taskId, epoch, true)) return false;
      sql.beginSlot.run(taskId, position, now);
      return true;
    },
    fillSlot(taskId, epoch, position, messageId) {
      if (!holds(taskId, epoch, true)) return false;
      sql.fillSlot.run(messageId, taskId, position);
      return true;
    },
    removeSlot(taskId, epoch, position) {
      if (!holds(taskId, epoch, true)) return false;
      sql.removeSlot.run(taskId, position);
      return true;
    },
    writeStep(taskId, epoch, key, step) {
      if (!holds(taskId, epoch, false)) return false;
      sql.writeStep.run(taskId, key, step.status, step.requestHash, step.resultJson);
      if (step.status === "done") sql.progress.run(taskId);
      return true;
    },
    finish(taskId, epoch, state, reason, now) {
      const row = sql.finish.get(state, reason ?? null, now, taskId, epoch);
      if (row === undefined) return "refused";
      sql.dropSteps.run(taskId);
      return row["finished_at"] === null ? "revised" : "ended";
    },
    forgiveAttempt: (taskId, epoch) => Number(sql.forgive.run(taskId, epoch).changes) === 1,
    cancel(taskId, reason, isHeld, now) {
      const row = sql.find.get(taskId);
      if (row === undefined || row["finished_at"] !== null) return "ended-before";
      // An answer that may already be visible is brought to its end.
      if (row["answer"] !== null && sql.slots.get(taskId) !== undefined) {
        return Number(sql.withdraw.run(taskId).changes) === 1 ? "withdrawn" : "ended-before";
      }
      if (isHeld) {
        sql.flag.run(reason, taskId);
        return "flagged";
      }
      sql.cancel.run(reason, now, taskId);
      sql.dropSteps.run(taskId);
      return "cancelled";
    },
    find(taskId) {
      const row = sql.find.get(taskId);
      return row === undefined || row["task"] === null ? undefined : toRecord(row);
    },
    queue: (channelId) => sql.queue.all(channelId).map(toRecord),
    sweep(emptyBefore, deleteBefore, limit) {
      const expired = sql.expired.all(emptyBefore, deleteBefore, limit);
      for (const row of expired) {
        sql.empty.run(text(row, "id"));
        sql.dropSlots.run(text(row, "id"));
      }
      sql.deleteOld.run(deleteBefore);
      return expired.length;
    },
  };
}
