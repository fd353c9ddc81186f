/** Who speaks, and switching to somebody else. */
import type { VisiblePerson } from "../contracts.ts";
import { avatar, withPresence } from "./avatar.ts";
import { h, icon, showRows } from "./dom.ts";
import type { View } from "./dom.ts";
import type { Handlers } from "./handlers.ts";
import { ICONS } from "./icons.ts";
import { openMenu } from "./menu.ts";
import type { State } from "./state.ts";

/** Whose client speaks another language, so that it can be found and tried. */
function labelOf({ id, name, locale = "en-US" }: VisiblePerson, ownId: string): string {
  const language = locale.startsWith("en")
    ? []
    : [new Intl.DisplayNames(locale, { type: "language" }).of(locale)];
  const notes = [...language, ...(id === ownId ? ["now"] : [])];
  return notes.length === 0 ? name : `${name} (${notes.join(", ")})`;
}

export function createPersonPanel(state: State, handlers: Handlers): View {
  const element = h("section", { class: "person-panel", "aria-label": "You" });
  const open = (event: MouseEvent) => {
    const people = [...state.people.values()].filter((person) => !person.isBot);
    openMenu(event.currentTarget as HTMLElement, "Speak as", [
      {
        title: "Speak as",
        items: people.map((person) => ({
          label: labelOf(person, state.personId),
          run: () => handlers.switchPerson(person.id),
        })),
      },
    ]);
  };
  return {
    element,
    update() {
      const person = state.people.get(state.personId);
      if (person === undefined) return;
      const create = () =>
        h(
          "button",
          {
            type: "button",
            class: "person-button",
            "aria-haspopup": "menu",
            "aria-label": `Speaking as ${person.name}. Switch person`,
            on: { click: open },
          },
          withPresence(avatar(person), true),
          h(
            "span",
            { class: "person-words" },
            h("strong", {}, person.name),
            h("small", {}, "Speaking as · switch"),
          ),
          icon(ICONS.down),
        );
      showRows(element, [{ key: person.id, look: person.name, create }]);
    },
  };
}
