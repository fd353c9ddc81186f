import { z } from "zod";

import { ToolError } from "../errors.ts";
import { defineTool } from "../toolkit/define-tool.ts";
import { findTimeZone } from "../toolkit/time-zone.ts";

export default defineTool({
  description:
    "Tells the current date, weekday and time. Use it for anything that depends on today, now, or the time somewhere.",
  parameters: z.object({
    zone: z
      .string()
      .max(100)
      .optional()
      .describe(
        "IANA time zone such as Europe/Berlin, an offset such as +05:30, or a large city. Default UTC.",
      ),
  }),
  effect: "reads",
  reads: "nothing",
  limits: { timeoutMs: 2_000, maxResultBytes: 1_000 },
  execute({ zone }, { services }) {
    const timeZone = findTimeZone(zone ?? "");
    if (timeZone === undefined) {
      throw new ToolError(
        `unknown time zone ${JSON.stringify(zone)}; use an IANA name such as Europe/Berlin`,
      );
    }
    return describe(new Date(services.now()), timeZone);
  },
});

/** Making a format takes a hundred times as long as using it. */
const formats = new Map<string, Intl.DateTimeFormat>();
/** Zones and offsets that are kept; a model that tries them all must not fill the memory. */
const MAX_FORMATS = 64;

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  if (formats.size >= MAX_FORMATS) formats.clear();
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "long",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZoneName: "longOffset",
  });
  formats.set(timeZone, format);
  return format;
}

function describe(now: Date, timeZone: string): Readonly<Record<string, string | number>> {
  const part = Object.fromEntries(
    formatFor(timeZone)
      .formatToParts(now)
      .map(({ type, value }) => [type, value]),
  );
  const offset = part["timeZoneName"]?.replace("GMT", "") || "+00:00";
  const date = `${part["year"]}-${part["month"]}-${part["day"]}`;
  const time = `${part["hour"]}:${part["minute"]}:${part["second"]}`;
  return {
    weekday: part["weekday"] ?? "",
    date,
    time,
    zone: timeZone,
    offset: `UTC${offset}`,
    iso: `${date}T${time}${offset}`,
    unixSeconds: Math.floor(now.getTime() / 1000),
  };
}
