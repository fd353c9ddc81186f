/** What the composer suggests while somebody types: `/` commands, `@` people, `#` channels. */
import { avatar } from "./avatar.ts";
import { flattenCommands, matchCommands } from "./command-model.ts";
import type { Runnable } from "./command-model.ts";
import { icon } from "./dom.ts";
import { ICONS } from "./icons.ts";
import { namedChannels } from "./mention-text.ts";
import { commandsOfType, localeOf } from "./seen.ts";
import type { State } from "./state.ts";
import type { Suggestions } from "./suggestions.ts";

/** How many people or channels are suggested, as in Discord's client. */
const MAX_NAMES = 10;

export interface Completion {
  /** Looks at the field again after its text or caret changed. */
  update(field: HTMLTextAreaElement): void;
}

export function createCompletion(options: {
  readonly state: State;
  readonly suggestions: Suggestions;
  onCommand(runnable: Runnable): void;
}): Completion {
  const { state, suggestions } = options;

  function update(field: HTMLTextAreaElement): void {
    const before = field.value.slice(0, field.selectionStart);
    const command = /^\/([^\n]*)$/.exec(field.value);
    if (command !== null) return suggestCommands(field, command[1] ?? "");
    const name = /(?:^|\s)([@#])([\p{L}\p{N}_.-]*)$/u.exec(before);
    if (name === null) return suggestions.hide();
    suggestNames(field, name[1] ?? "@", name[2] ?? "");
  }

  function suggestCommands(field: HTMLTextAreaElement, typed: string): void {
    const runnables = flattenCommands(commandsOfType(state, 1), localeOf(state));
    // The name and a space: as in Discord's client, its fields open at once.
    const exact = typed.endsWith(" ") ? runnables.find((one) => one.path === typed.trim()) : undefined;
    if (exact !== undefined) return options.onCommand(exact);
    const items = matchCommands(runnables, typed.trim()).map((runnable) => ({
      label: `/${runnable.path}`,
      detail: runnable.description,
      picture: icon(ICONS.orchid),
      pick: () => options.onCommand(runnable),
    }));
    suggestions.show(field, "Commands", items);
  }

  function suggestNames(field: HTMLTextAreaElement, sign: string, typed: string): void {
    const wanted = typed.toLowerCase();
    const insert = (name: string) => {
      const caret = field.selectionStart;
      field.setRangeText(`${sign}${name} `, caret - typed.length - 1, caret, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    };
    const people = [...state.people.values()].map((person) => ({
      label: person.name,
      picture: avatar(person, "small"),
      pick: () => insert(person.name),
    }));
    const channels = namedChannels(state).map(({ name }) => ({
      label: name,
      picture: icon(ICONS.hash),
      pick: () => insert(name),
    }));
    const items = (sign === "@" ? people : channels).filter((item) =>
      item.label.toLowerCase().includes(wanted),
    );
    suggestions.show(field, sign === "@" ? "Members" : "Channels", items.slice(0, MAX_NAMES));
  }

  return { update };
}
