import { formatsFor } from "../../formats.ts";

/** What several sentences of the language share. */
export const { count, number, list, inTime, dateTime, short, fixed, dollars } = formatsFor("es");

export const limits = {
  person: "tu límite de uso de hoy",
  channel: "el límite de uso de hoy de este canal",
  guild: "el límite de uso de hoy de este servidor",
  everything: "mi límite de uso de hoy",
} as const;
export const resets = (ms: number): string => `a las 00:00 UTC, ${inTime(ms)}`;
export const requests = (value: number): string => count(value, { one: "# petición", other: "# peticiones" });
export const characters = (value: number): string =>
  count(value, { one: "# carácter", other: "# caracteres" });
export const style = (isPlain: boolean): string =>
  isPlain
    ? "sencillo (cada respuesta se envía una sola vez, con palabras sencillas)"
    : "habitual (las respuestas crecen mientras las escribo)";
export const used = (percent: number | undefined): string =>
  percent === undefined ? "" : ` (${percent} % usado)`;

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
