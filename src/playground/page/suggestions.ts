/** The list above the composer: commands, people, channels, choices. The field keeps the focus. */
import { h } from "./dom.ts";
import type { Child } from "./dom.ts";

export interface Suggestion {
  readonly label: string;
  readonly detail?: string;
  readonly picture?: Child;
  pick(): void;
}

export interface Suggestions {
  readonly element: HTMLElement;
  /** @param hasActive - Whether Enter takes the first one at once. */
  show(field: HTMLElement, title: string, items: readonly Suggestion[], hasActive?: boolean): void;
  hide(): void;
  /** @returns true when the key was for the list. */
  handleKey(event: KeyboardEvent): boolean;
}

export function createSuggestions(): Suggestions {
  let items: readonly Suggestion[] = [];
  let active = -1;
  let field: HTMLElement | undefined;
  const element = h("div", { class: "suggestions", hidden: true });

  const activate = (index: number) => {
    active = index;
    const options = [...element.querySelectorAll<HTMLElement>(".suggestion")];
    for (const [at, option] of options.entries()) option.setAttribute("aria-selected", String(at === active));
    options[active]?.scrollIntoView({ block: "nearest" });
    if (active >= 0) field?.setAttribute("aria-activedescendant", `suggestion-${active}`);
    else field?.removeAttribute("aria-activedescendant");
  };
  const hide = () => {
    items = [];
    element.hidden = true;
    element.replaceChildren();
    activate(-1);
    field?.removeAttribute("aria-controls");
  };
  return {
    element,
    hide,
    show(forField, title, newItems, hasActive = true) {
      if (newItems.length === 0) return hide();
      const kept =
        field === forField && items.map(labelOf).join() === newItems.map(labelOf).join() ? active : -1;
      items = newItems;
      field = forField;
      field.setAttribute("aria-controls", "suggestions");
      element.hidden = false;
      element.replaceChildren(
        h("div", { class: "suggestions-title", "aria-hidden": "true" }, title),
        h(
          "div",
          { id: "suggestions", role: "listbox", "aria-label": title },
          ...items.map((item, index) => renderItem(item, index, () => activate(index))),
        ),
      );
      activate(kept >= 0 ? kept : hasActive ? 0 : -1);
    },
    handleKey(event) {
      if (element.hidden || event.isComposing || event.shiftKey || event.ctrlKey || event.metaKey)
        return false;
      const count = items.length;
      if (event.key === "ArrowDown") activate((active + 1) % count);
      else if (event.key === "ArrowUp") activate((Math.max(active, 0) - 1 + count) % count);
      else if ((event.key === "Enter" || event.key === "Tab") && active >= 0) items[active]?.pick();
      else return false;
      event.preventDefault();
      return true;
    },
  };
}

function labelOf(item: Suggestion): string {
  return item.label;
}

function renderItem(item: Suggestion, index: number, onHover: () => void): HTMLElement {
  return h(
    "div",
    {
      class: "suggestion",
      role: "option",
      id: `suggestion-${index}`,
      "aria-selected": "false",
      on: {
        pointermove: onHover,
        // Before the field loses the focus.
        pointerdown: (event) => {
          event.preventDefault();
          item.pick();
        },
      },
    },
    item.picture,
    h("span", { class: "suggestion-label" }, item.label),
    item.detail !== undefined && h("span", { class: "suggestion-detail" }, item.detail),
  );
}
