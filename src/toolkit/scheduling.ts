import { z } from "zod";

import type { Schedule, Schedules } from "../contracts/schedules.ts";
import { ToolError } from "../errors.ts";
import type { ToolRun } from "./define-tool.ts";
import type { ToolServices } from "./services.ts";
import { findTimeZone } from "./time-zone.ts";

export const whenParameter = z
  .string()
  .min(1)
  .max(200)
  .describe(
    'In English: "tomorrow at 9:00", "in 20 minutes", "2026-12-24 18:00"; or, for again and again, a cron ' +
      'expression of five fields such as "0 9 * * mon-fri". Not more often than every ten minutes.',
  );

export const zoneParameter = z
  .string()
  .max(100)
  .optional()
  .describe("IANA time zone that the time is meant in, such as Europe/Berlin, or a large city. Default UTC.");

export function hasSchedules({ schedules }: ToolServices): boolean {
  return schedules !== undefined;
}

/**
 * Plans something for the asking person, in the place where they asked.
 *
 * @returns What the model tells the person.
 * @throws {ToolError} When the time or the zone cannot be used, or there are too many.
 */
export async function schedule(
  run: ToolRun,
  kind: Schedule["kind"],
  what: { readonly text: string; readonly when: string; readonly zone: string | undefined },
): Promise<string> {
  const schedules = schedulesOf(run);
  const zone = findTimeZone(what.zone ?? "");
  if (zone === undefined)
    throw new ToolError(`unknown time zone ${JSON.stringify(what.zone)}; use an IANA name`);
  const now = run.services.now();
  const { at, cron } = await schedules.readWhen(what.when, zone, now);
  const asker = { person: run.author, place: run.place };
  const planned = { kind, text: what.text, asker, zone, nextAt: at, ...(cron === undefined ? {} : { cron }) };
  const { id } = await schedules.add(planned, now);
  const time = new Intl.DateTimeFormat("en-GB", {
    dateStyle: "full",
    timeStyle: "short",
    timeZone: zone,
  }).format(at);
  return `Planned as ${id}, ${cron === undefined ? "for" : "first for"} ${time} (${zone}). /schedule lists and cancels.`;
}

/** @throws {ToolError} */
function schedulesOf({ services }: ToolRun): Schedules {
  if (services.schedules === undefined) throw new ToolError("nothing can be planned here");
  return services.schedules;
}
