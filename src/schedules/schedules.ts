import { hash, randomBytes } from "node:crypto";

import type { Log, Task } from "../contracts.ts";
import type { Schedule, Schedules } from "../contracts/schedules.ts";
import { ToolError } from "../errors.ts";
import { nextTime, readWhen } from "./when.ts";

/** Where schedules are kept, as one list. @throws {StorageError} */
export interface ScheduleStore {
  read(): Promise<readonly Schedule[]>;
  change<R>(
    change: (list: readonly Schedule[]) => readonly [list: readonly Schedule[], result: R],
  ): Promise<R>;
}

/** What is to happen later, and the clock that makes it happen. */
export interface Scheduler extends Schedules {
  /** Begins to look for what is due, also for what came due while nothing ran. */
  start(): void;
  /** Fires nothing any more; resolves when what is under way has ended. */
  stop(): Promise<void>;
  /** Looks now, as `start` does by itself. */
  tick(): Promise<void>;
}

/** What is said when the time has come. */
export interface ScheduleSentences {
  reminder(name: string, text: string): string;
  /**
   * Before work that could not begin in time.
   *
   * @param at Unix ms. @param zone IANA zone that it was meant in. @param missed Earlier times that nothing came of.
   */
  late(at: number, zone: string, missed: number): string;
}

export interface SchedulerParts {
  readonly store: ScheduleStore;
  /** Takes the task on; false when one of this id was taken on before. */
  readonly accept: (task: Task) => Promise<boolean>;
  /** The task with what is known of its author by now: language, wish to be answered plainly. Never rejects. */
  readonly dress: (task: Task) => Promise<Task>;
  /** What is said in a language. */
  readonly sentences: (locale: string | undefined) => ScheduleSentences;
  /** False when the person or the place is gone: the schedule is dropped then. */
  readonly isWanted: (schedule: Schedule) => Promise<boolean>;
  readonly log: Log;
  readonly now: () => number;
}

/** Schedules of one person. */
const MAX_PER_PERSON = 20;
/** How often it is looked, at least: another process may have added something. */
const MAX_WAIT_MS = 30_000;
/** What is later than this says so. */
const LATE_MS = 60_000;

/**
 * Makes tasks of schedules when their time comes.
 *
 * The task's id is made from the schedule and the time, and the journal takes an id once: whatever dies
 * between the two writes, nothing runs twice for one time. What was missed is made up for once, for the
 * latest missed time, and says that it is late.
 */
export function createScheduler(parts: SchedulerParts): Scheduler {
  const { store, now, log } = parts;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = true;
  let running: Promise<void> = Promise.resolve();

  const fire = async (schedule: Schedule): Promise<void> => {
    const { id } = schedule;
    if (!(await parts.isWanted(schedule))) {
      log.info("schedule-dropped", { scheduleId: id, why: "the person or the place is gone" });
      await store.change((list) => [list.filter((one) => one.id !== id), undefined]);
      return;
    }
    const { at, next, missed } = dueTimes(schedule, now());
    const isNew = await parts.accept(await toTask(schedule, { at, missed }, parts));
    log.info("schedule-fired", { scheduleId: id, at, isNew, missed });
    await store.change((list) => [
      list.flatMap((one) => (one.id !== id ? [one] : next === undefined ? [] : [{ ...one, nextAt: next }])),
      undefined,
    ]);
  };

  const look = async (): Promise<void> => {
    const due = (await store.read()).filter(({ nextAt }) => nextAt <= now());
    for (const schedule of due) {
      try {
        await fire(schedule);
      } catch (error) {
        log.warn("schedule-not-fired", { scheduleId: schedule.id, error });
      }
    }
  };

  const plan = async (): Promise<void> => {
    clearTimeout(timer);
    if (isStopped) return;
    const next = await store.read().then(
      (list) => Math.min(...list.map(({ nextAt }) => nextAt)),
      () => Infinity,
    );
    if (isStopped) return;
    timer = setTimeout(() => void self.tick(), Math.min(MAX_WAIT_MS, Math.max(0, next - now())));
    timer.unref();
  };

  const self: Scheduler = {
    readWhen,
    start() {
      isStopped = false;
      void self.tick();
    },
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
    tick() {
      running = running
        .then(look)
        .catch((error: unknown) => log.warn("schedules-unreadable", { error }))
        .then(plan);
      return running;
    },
    async add(schedule, at) {
      const added: Schedule = { ...schedule, id: randomBytes(4).toString("hex"), createdAt: at };
      const { id: personId } = schedule.asker.person;
      await store.change((list) => {
        if (list.filter(({ asker }) => asker.person.id === personId).length >= MAX_PER_PERSON) {
          throw new ToolError(`there are ${MAX_PER_PERSON} already; cancel one first with /schedule`);
        }
        return [[...list, added], undefined];
      });
      void plan();
      return added;
    },
    async list({ personId, channelId }) {
      const list = await store.read();
      return list
        .filter(({ asker }) => personId === undefined || asker.person.id === personId)
        .filter(({ asker }) => channelId === undefined || asker.place.channelId === channelId)
        .sort((a, b) => a.nextAt - b.nextAt);
    },
    cancel: (id) =>
      store.change((list) => {
        const left = list.filter((one) => one.id !== id);
        return left.length === list.length ? [list, false] : [left, true];
      }),
  };
  return self;
}

/** The time that is due, the one after it, and how many went by meanwhile. */
function dueTimes(
  { cron, zone, nextAt }: Schedule,
  now: number,
): { readonly at: number; readonly next: number | undefined; readonly missed: number } {
  if (cron === undefined) return { at: nextAt, next: undefined, missed: 0 };
  let at = nextAt;
  let missed = 0;
  for (
    let next = nextTime(cron, zone, at);
    next !== undefined && next <= now;
    next = nextTime(cron, zone, at)
  ) {
    at = next;
    missed += 1;
    // After years of absence nobody counts; the next one is reckoned from now.
    if (missed >= MAX_COUNTED) return { at, next: nextTime(cron, zone, now), missed };
  }
  return { at, next: nextTime(cron, zone, at), missed };
}

const MAX_COUNTED = 1_000;

async function toTask(
  { id, asker, kind, text, zone }: Schedule,
  { at, missed }: { readonly at: number; readonly missed: number },
  { dress, sentences, now }: SchedulerParts,
): Promise<Task> {
  const task = await dress({
    id: taskIdOf(id, at),
    createdAt: at,
    place: asker.place,
    author: asker.person,
    text,
    attachments: [],
    quotes: [],
    respondWithFinal: kind === "reminder",
  });
  const say = sentences(task.author.locale);
  return {
    ...task,
    ...(kind === "reminder" ? { say: `⏰ ${say.reminder(asker.person.name, text)}` } : {}),
    ...(now() - at > LATE_MS ? { preface: say.late(at, zone, missed) } : {}),
  };
}

/** Discord counts from here: https://docs.discord.com/developers/reference#snowflakes */
const EPOCH_MS = 1_420_070_400_000n;

/**
 * An id in Discord's own form, because delivery looks for messages around a task's id: the time, and 22 bits
 * of the schedule. The same schedule and time always give the same id.
 */
export function taskIdOf(scheduleId: string, at: number): string {
  const bits = BigInt(Number.parseInt(hash("sha256", `schedule:${scheduleId}`).slice(0, 8), 16)) & 0x3f_ffffn;
  return String(((BigInt(at) - EPOCH_MS) << 22n) | bits);
}
