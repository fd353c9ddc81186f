/** Faces and name colours, made from names: people here have no pictures. */
import type { VisiblePerson } from "../contracts.ts";
import { h, icon } from "./dom.ts";
import { ICONS } from "./icons.ts";

/** Colours that keep enough contrast with white initials and, as names, with both themes. */
const HUES = [235, 150, 265, 20, 200, 330, 100, 45] as const;

/** Orchids are of this colour, and so is every bot. */
const BOT_HUE = 312;

/** The hue of a person, the same everywhere. */
export function hueOf(person: { readonly id: string; readonly isBot?: boolean } | undefined): number {
  if (person?.isBot === true) return BOT_HUE;
  let sum = 0;
  for (const character of person?.id ?? "") sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 100_003;
  return HUES[sum % HUES.length] ?? HUES[0];
}

export function avatar(person: VisiblePerson, size: "small" | "medium" | "large" = "medium"): HTMLElement {
  const content = person.isBot ? icon(ICONS.orchid) : initials(person.name);
  return h(
    "span",
    {
      class: `avatar avatar-${size}${person.isBot ? " avatar-bot" : ""}`,
      vars: { "--hue": String(hueOf(person)) },
      "aria-hidden": "true",
    },
    content,
  );
}

/** First letters of the first and last word, whole characters. */
export function initials(name: string): string {
  const words = name.split(/[\s._-]+/).filter((word) => word !== "");
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => Array.from(word ?? "")[0] ?? "",
  );
  return letters.join("").toUpperCase() || "?";
}

/** "APP" beside a bot's name. */
export function appTag(): HTMLElement {
  return h("span", { class: "app-tag" }, "APP");
}

/** A face with the little sign of being there. */
export function withPresence(face: HTMLElement, isOnline: boolean): HTMLElement {
  return h("span", { class: `presence ${isOnline ? "is-online" : "is-offline"}` }, face);
}
