/** Dialogs: the bot's own (modals), a question with one line of text, a confirmation. */
import type { JsonObject, VisibleInteraction } from "../contracts.ts";
import { choicesOf } from "./component-view.ts";
import { h, iconButton } from "./dom.ts";
import { ICONS } from "./icons.ts";
import { asList, asNumber, asObject, asText } from "./json.ts";
import type { State } from "./state.ts";

interface DialogOptions {
  readonly title: string;
  readonly body: readonly HTMLElement[];
  readonly action: string;
  readonly isDanger?: boolean;
  readonly onSubmit: () => void;
}

function openDialog(options: DialogOptions): void {
  const close = () => dialog.close();
  const dialog = h(
    "dialog",
    { class: "dialog", "aria-labelledby": "dialog-title" },
    h(
      "form",
      {
        method: "dialog",
        on: {
          submit: (event) => {
            event.preventDefault();
            close();
            options.onSubmit();
          },
        },
      },
      h(
        "div",
        { class: "dialog-head" },
        h("h2", { id: "dialog-title" }, options.title),
        iconButton("Close", ICONS.close, close),
      ),
      h("div", { class: "dialog-body" }, ...options.body),
      h(
        "div",
        { class: "dialog-foot" },
        h("button", { type: "button", class: "button button-secondary", on: { click: close } }, "Cancel"),
        h(
          "button",
          {
            type: "submit",
            class: `button ${options.isDanger === true ? "button-danger" : "button-primary"}`,
          },
          options.action,
        ),
      ),
    ),
  );
  // The browser would give the focus back itself, yet Chromium sometimes leaves a text field focused
  // that takes no text; so the field loses it now and gets it anew.
  const opener = document.activeElement;
  if (opener instanceof HTMLElement) opener.blur();
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (opener instanceof HTMLElement) opener.focus({ preventScroll: true });
  });
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector<HTMLElement>("input, textarea, select, button[type=submit]")?.focus();
}

export function confirm(title: string, question: string, action: string, onYes: () => void): void {
  openDialog({ title, body: [h("p", {}, question)], action, isDanger: true, onSubmit: onYes });
}

export function askText(title: string, label: string, initial: string, onText: (text: string) => void): void {
  const input = h("input", { type: "text", required: true, maxlength: 100, value: initial });
  const body = [h("label", { class: "dialog-field" }, h("span", {}, label), input)];
  openDialog({ title, body, action: "Create", onSubmit: () => onText(input.value.trim()) });
}

/** A dialog that the bot asks for. */
export function openModal(
  interaction: VisibleInteraction,
  state: State,
  onValues: (values: Readonly<Record<string, string>>) => void,
): void {
  const modal = interaction.modal ?? {};
  const fields = asList(modal["components"]).flatMap((component) => renderPart(component, state));
  openDialog({
    title: asText(modal["title"]),
    body: fields.map((field) => field.element),
    action: "Submit",
    onSubmit: () => {
      onValues(Object.fromEntries(fields.flatMap(({ id, read }) => (id === "" ? [] : [[id, read()]]))));
    },
  });
}

interface ModalField {
  readonly id: string;
  readonly element: HTMLElement;
  readonly read: () => string;
}

/** A row with a text field, a label around any field (18), or plain text (10). */
function renderPart(part: JsonObject, state: State): ModalField[] {
  if (part["type"] === 10) {
    return [{ id: "", element: h("p", {}, asText(part["content"])), read: () => "" }];
  }
  if (part["type"] === 18) {
    const inner = asObject(part["component"]);
    return [renderField(inner, asText(part["label"]), asText(part["description"]), state)];
  }
  return asList(part["components"]).map((inner) => renderField(inner, asText(inner["label"]), "", state));
}

function renderField(field: JsonObject, label: string, description: string, state: State): ModalField {
  const isRequired = field["required"] !== false;
  const input =
    field["type"] === 4 ? renderTextInput(field, isRequired) : renderSelect(field, isRequired, state);
  const element = h(
    "label",
    { class: "dialog-field" },
    h("span", {}, label, isRequired && h("b", { class: "required", "aria-hidden": "true" }, " *")),
    description !== "" && h("small", {}, description),
    input,
  );
  return { id: asText(field["custom_id"]), element, read: () => input.value };
}

function renderTextInput(field: JsonObject, isRequired: boolean): HTMLInputElement | HTMLTextAreaElement {
  const props = {
    required: isRequired,
    minlength: asNumber(field["min_length"]),
    maxlength: asNumber(field["max_length"]),
    placeholder: asText(field["placeholder"]) || undefined,
  };
  const input =
    field["style"] === 2 ? h("textarea", { ...props, rows: 4 }) : h("input", { ...props, type: "text" });
  input.value = asText(field["value"]);
  return input;
}

function renderSelect(field: JsonObject, isRequired: boolean, state: State): HTMLSelectElement {
  const options = choicesOf(field, state).map((choice) =>
    h("option", { value: choice.value, selected: choice.isChosen === true }, choice.label),
  );
  return h(
    "select",
    { required: isRequired },
    h("option", { value: "" }, asText(field["placeholder"])),
    ...options,
  );
}
