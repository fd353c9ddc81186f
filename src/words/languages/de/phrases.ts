import { formatsFor } from "../../formats.ts";

/** What several sentences of the language share. */
export const { count, number, list, inTime, dateTime, short, fixed, dollars } = formatsFor("de");

export const limits = {
  person: "Dein Nutzungslimit für heute",
  channel: "Das heutige Nutzungslimit dieses Kanals",
  guild: "Das heutige Nutzungslimit dieses Servers",
  everything: "Mein Nutzungslimit für heute",
} as const;
export const resets = (ms: number): string => `um 00:00 UTC, ${inTime(ms)},`;
export const requests = (value: number): string => count(value, { one: "eine Anfrage", other: "# Anfragen" });
export const characters = (value: number): string => count(value, { one: "# Zeichen", other: "# Zeichen" });
export const style = (isPlain: boolean): string =>
  isPlain
    ? "schlicht (jede Antwort kommt einmal, in einfachen Worten)"
    : "üblich (Antworten wachsen, während ich schreibe)";
export const used = (percent: number | undefined): string =>
  percent === undefined ? "" : ` (${percent} % verbraucht)`;
