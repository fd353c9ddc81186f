/** A sentence for the person that something did not work. */
import { h, iconButton } from "./dom.ts";
import { ICONS } from "./icons.ts";

const SHOWN_MS = 8_000;

export function createToasts(): { readonly element: HTMLElement; show(text: string): void } {
  const element = h("div", { class: "toasts", role: "alert" });
  return {
    element,
    show(text) {
      const toast = h(
        "div",
        { class: "toast" },
        h("span", {}, text),
        iconButton("Close", ICONS.close, () => toast.remove()),
      );
      element.append(toast);
      setTimeout(() => toast.remove(), SHOWN_MS);
    },
  };
}
