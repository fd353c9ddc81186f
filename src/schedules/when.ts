import { Cron } from "croner";

import { ToolError } from "../errors.ts";

/** When something is to happen. */
export interface When {
  /** Unix ms of the first time. */
  readonly at: number;
  /** For what happens again and again. */
  readonly cron?: string;
}

/** Often enough for anything that people want told; less than this is for programs. */
const MIN_INTERVAL_MS = 10 * 60_000;
/** Nobody means a time so far away. */
const MAX_AHEAD_MS = 5 * 365 * 24 * 60 * 60_000;
/** Times of a cron expression that are looked at for the shortest distance. */
const LOOKED_AT = 10;

/**
 * Reads a cron expression of five fields (`0 9 * * mon-fri`) or a time in English words (`tomorrow at 9`,
 * `in 20 minutes`, `2026-12-24 18:00`).
 *
 * @param zone IANA zone that wall-clock times are meant in.
 * @param now Unix ms.
 * @throws {ToolError} When it cannot be read, is past, too far, or too often.
 */
export async function readWhen(text: string, zone: string, now: number): Promise<When> {
  const trimmed = text.trim();
  const isCron =
    /^[\d*/,\-a-z?#L]+(?:\s+[\d*/,\-a-z?#L]+){4}$/i.test(trimmed) && /[\d*]/.test(trimmed.charAt(0));
  const when = isCron ? readCron(trimmed, zone, now) : { at: await readWords(trimmed, zone, now) };
  if (when.at <= now) throw new ToolError("that time is past");
  if (when.at > now + MAX_AHEAD_MS) throw new ToolError("that is more than five years ahead");
  return when;
}

/** The next time of a cron expression after a moment; `undefined` when there is none. */
export function nextTime(cron: string, zone: string, after: number): number | undefined {
  return new Cron(cron, { timezone: zone, mode: "5-part", paused: true }).nextRun(new Date(after))?.getTime();
}

function readCron(cron: string, zone: string, now: number): When {
  let times: readonly number[];
  try {
    const job = new Cron(cron, { timezone: zone, mode: "5-part", paused: true });
    times = job.nextRuns(LOOKED_AT, new Date(now)).map((time) => time.getTime());
  } catch (cause) {
    throw new ToolError("that is no cron expression of five fields", { cause });
  }
  const [at] = times;
  if (at === undefined) throw new ToolError("that time never comes");
  const isTooOften = times.some(
    (time, index) => index > 0 && time - (times[index - 1] ?? 0) < MIN_INTERVAL_MS,
  );
  if (isTooOften) throw new ToolError("that is more often than every ten minutes");
  return { at, cron };
}

/** @throws {ToolError} When no time is found in it. */
async function readWords(text: string, zone: string, now: number): Promise<number> {
  // A library of this size is loaded with the first reminder, not with the bot.
  const { parse } = await import("chrono-node");
  const offset = offsetMinutes(zone, now);
  const [found] = parse(text, { instant: new Date(now), timezone: offset }, { forwardDate: true });
  if (found === undefined) {
    throw new ToolError(
      'no time found in it; say such as "tomorrow at 9:00", "in 20 minutes" or a cron expression',
    );
  }
  const at = found.start.date().getTime();
  const isDistance = found.start.tags().has("result/relativeDateAndTime");
  const isFixed = isDistance || found.start.isCertain("timezoneOffset");
  if (isFixed) return at;
  // It was reckoned with the offset of now; by then the clocks may have changed.
  return at - (offsetMinutes(zone, at) - offset) * 60_000;
}

function offsetMinutes(zone: string, at: number): number {
  const parts = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(
    at,
  );
  const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "GMT";
  const [, sign = "+", hours = "0", minutes = "0"] = /GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
