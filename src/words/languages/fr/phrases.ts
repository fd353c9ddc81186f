import { formatsFor } from "../../formats.ts";

/** What several sentences of the language share. */
export const { count, number, list, inTime, dateTime, short, fixed, dollars } = formatsFor("fr");

export const limits = {
  person: "ta limite d’utilisation pour aujourd’hui",
  channel: "la limite d’utilisation de ce salon pour aujourd’hui",
  guild: "la limite d’utilisation de ce serveur pour aujourd’hui",
  everything: "ma limite d’utilisation pour aujourd’hui",
} as const;
export const resets = (ms: number): string => `à 00:00 UTC, ${inTime(ms)}`;
export const requests = (value: number): string => count(value, { one: "# demande", other: "# demandes" });
export const characters = (value: number): string =>
  count(value, { one: "# caractère", other: "# caractères" });
export const style = (isPlain: boolean): string =>
  isPlain
    ? "simple (chaque réponse est envoyée en une fois, en mots simples)"
    : "habituel (les réponses s’affichent au fil de l’écriture)";
export const used = (percent: number | undefined): string =>
  percent === undefined ? "" : ` (${percent} % utilisés)`;

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
