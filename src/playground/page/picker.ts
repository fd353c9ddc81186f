/** Choosing from a list in a floating panel: one choice closes it, several are confirmed. */
import { h, roveOnArrows } from "./dom.ts";
import { openFloat } from "./float.ts";

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly description?: string;
  readonly isChosen?: boolean;
}

export interface PickerOptions {
  readonly title: string;
  readonly anchor: HTMLElement;
  readonly choices: readonly Choice[];
  readonly min: number;
  readonly max: number;
  readonly onPick: (values: readonly string[]) => void;
}

export function openPicker(options: PickerOptions): void {
  const isMany = options.max > 1;
  const chosen = new Set(options.choices.filter((choice) => choice.isChosen).map((choice) => choice.value));
  const list = h("div", {
    class: "picker-list",
    role: "listbox",
    "aria-label": options.title,
    "aria-multiselectable": String(isMany),
  });
  const confirm = h(
    "button",
    { type: "button", class: "button button-primary", on: { click: () => pick([...chosen]) } },
    "Select",
  );
  const close = openFloat(options.anchor, h("div", { class: "picker" }, list, isMany && confirm));
  const pick = (values: readonly string[]) => {
    close();
    options.onPick(values);
  };
  const toggle = (value: string, element: HTMLElement) => {
    if (!isMany) return pick([value]);
    if (chosen.has(value)) chosen.delete(value);
    else if (chosen.size < options.max) chosen.add(value);
    element.setAttribute("aria-selected", String(chosen.has(value)));
    confirm.disabled = chosen.size < options.min;
  };
  for (const [index, choice] of options.choices.entries()) {
    const element = h(
      "button",
      {
        type: "button",
        class: "picker-option",
        role: "option",
        tabindex: index === 0 ? 0 : -1,
        "aria-selected": String(chosen.has(choice.value)),
        on: { click: () => toggle(choice.value, element) },
      },
      h("span", {}, choice.label),
      choice.description !== undefined && choice.description !== "" && h("small", {}, choice.description),
    );
    list.append(element);
  }
  if (options.choices.length === 0) list.append(h("p", {}, "There is nothing to choose from."));
  confirm.disabled = chosen.size < options.min;
  roveOnArrows(list, ".picker-option");
  list.querySelector<HTMLElement>(".picker-option")?.focus();
}
