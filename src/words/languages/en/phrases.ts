import { formatsFor } from "../../formats.ts";

/** What several sentences of the language share. */
export const { count, number, list, inTime, dateTime, short, dollars } = formatsFor("en-US");

export const limits = {
  person: "your usage limit for today",
  channel: "this channel's usage limit for today",
  guild: "this server's usage limit for today",
  everything: "my usage limit for today",
} as const;
export const resets = (ms: number): string => `at 00:00 UTC, ${inTime(ms).replace(/^in /, "in about ")}`;
export const requests = (value: number): string => count(value, { one: "one request", other: "# requests" });
export const characters = (value: number): string =>
  count(value, { one: "# character", other: "# characters" });
export const style = (isPlain: boolean): string =>
  isPlain ? "plain (each answer is sent once, in plain words)" : "usual (answers grow while I write them)";
export const used = (percent: number | undefined): string =>
  percent === undefined ? "" : ` (${percent} % used)`;

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
