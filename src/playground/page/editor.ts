/** Changing a message that was sent, in its place. Enter saves, Escape cancels. */
import type { VisibleMessage } from "../contracts.ts";
import { h } from "./dom.ts";
import type { Handlers } from "./handlers.ts";
import { toEditable } from "./mention-text.ts";
import type { State } from "./state.ts";

export function renderEditor(message: VisibleMessage, handlers: Handlers, state: State): HTMLElement {
  const save = () => handlers.saveEdit(message, field.value);
  const field = h("textarea", {
    class: "editor-field",
    "aria-label": "Edit message",
    rows: 1,
    on: {
      input: () => fitHeight(field),
      keydown: (event) => {
        if (event.isComposing) return;
        if (event.key === "Enter" && !event.shiftKey) {
          event.preventDefault();
          save();
        }
        if (event.key === "Escape") {
          event.stopPropagation();
          handlers.cancelEdit();
        }
      },
    },
  });
  field.value = toEditable(message.content, state);
  // Once it stands in the page: it has no size before.
  requestAnimationFrame(() => {
    fitHeight(field);
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  });
  return h(
    "div",
    { class: "editor" },
    field,
    h(
      "div",
      { class: "editor-hint" },
      "escape to ",
      h(
        "button",
        { type: "button", class: "link-button", on: { click: () => handlers.cancelEdit() } },
        "cancel",
      ),
      " · enter to ",
      h("button", { type: "button", class: "link-button", on: { click: save } }, "save"),
    ),
  );
}

/** As high as its text, up to what the style sheet allows. */
export function fitHeight(field: HTMLTextAreaElement): void {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}
