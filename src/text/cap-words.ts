import type { UsageScope } from "../contracts/usage.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const LIMITS: Readonly<Record<UsageScope, string>> = {
  person: "your usage limit for today",
  channel: "this channel's usage limit for today",
  guild: "this server's usage limit for today",
  everything: "my usage limit for today",
};

/** `this channel's usage limit for today` */
export function limitWords(scope: UsageScope): string {
  return LIMITS[scope];
}

/** `at 00:00 UTC, in about 5 hours`: understood in every time zone. */
export function resetWords(resetsInMs: number): string {
  const [count, unit] =
    resetsInMs >= HOUR_MS
      ? [Math.round(resetsInMs / HOUR_MS), "hour"]
      : [Math.max(1, Math.round(resetsInMs / MINUTE_MS)), "minute"];
  return `at 00:00 UTC, in about ${count} ${unit}${count === 1 ? "" : "s"}`;
}
