/** Times as Discord's client writes them, in the browser's own language and zone. */
import type { TimeStyle } from "./markdown-inline.ts";

const STYLES: Readonly<Record<Exclude<TimeStyle, "R">, Intl.DateTimeFormatOptions>> = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
};

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

/** One `<t:…>` mark. */
export function formatMark(seconds: number, style: TimeStyle, nowMs: number): string {
  if (style === "R") return formatRelative(seconds - nowMs / 1000);
  return new Intl.DateTimeFormat(undefined, STYLES[style]).format(seconds * 1000);
}

function formatRelative(deltaSeconds: number): string {
  const [unit, size] = UNITS.find(([, one]) => Math.abs(deltaSeconds) >= one) ?? (["second", 1] as const);
  return new Intl.RelativeTimeFormat(undefined, { numeric: "auto" }).format(
    Math.round(deltaSeconds / size),
    unit,
  );
}

export function formatClock(at: number): string {
  return new Intl.DateTimeFormat(undefined, { timeStyle: "short" }).format(at);
}

/** Beside a name: the clock today, "Yesterday at", or the date. */
export function formatStamp(at: number, nowMs: number): string {
  const days = Math.round((startOfDay(nowMs) - startOfDay(at)) / 86_400_000);
  if (days === 0) return formatClock(at);
  if (days === 1) return `Yesterday at ${formatClock(at)}`;
  return new Intl.DateTimeFormat(undefined, { dateStyle: "short", timeStyle: "short" }).format(at);
}

export function formatDay(at: number): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: "long" }).format(at);
}

export function formatFull(at: number): string {
  return new Intl.DateTimeFormat(undefined, STYLES.F).format(at);
}

export function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

export function formatSize(sizeBytes: number): string {
  if (sizeBytes < 1_000) return `${sizeBytes} bytes`;
  if (sizeBytes < 1_000_000) return `${(sizeBytes / 1_000).toFixed(1)} KB`;
  return `${(sizeBytes / 1_000_000).toFixed(1)} MB`;
}
