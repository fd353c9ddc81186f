/** Buttons, selects and the layout components of Discord's second version. */
import type { JsonObject, VisibleMessage } from "../contracts.ts";
import { h, icon } from "./dom.ts";
import type { Child } from "./dom.ts";
import { ICONS } from "./icons.ts";
import { asList, asNumber, asObject, asText } from "./json.ts";
import { renderMarkdown } from "./markdown-view.ts";
import type { MessageParts } from "./message-parts.ts";
import { openPicker } from "./picker.ts";
import type { Choice } from "./picker.ts";
import { namedChannels } from "./mention-text.ts";
import { workingControl } from "./seen.ts";
import type { State } from "./state.ts";

/** Discord's component types. */
const TYPE = {
  row: 1,
  button: 2,
  stringSelect: 3,
  userSelect: 5,
  roleSelect: 6,
  mentionableSelect: 7,
  channelSelect: 8,
  section: 9,
  text: 10,
  separator: 14,
  container: 17,
} as const;

const BUTTON_STYLES: Readonly<Record<number, string>> = {
  1: "primary",
  2: "secondary",
  3: "success",
  4: "danger",
  5: "link",
};

export function renderComponents(message: VisibleMessage, parts: MessageParts): Child[] {
  return message.components.map((component) => renderComponent(component, message, parts));
}

function renderComponent(component: JsonObject, message: VisibleMessage, parts: MessageParts): Child {
  const children = () =>
    asList(component["components"]).map((child) => renderComponent(child, message, parts));
  switch (component["type"]) {
    case TYPE.row:
      return h("div", { class: "component-row" }, ...children());
    case TYPE.button:
      return renderButton(component, message, parts);
    case TYPE.stringSelect:
    case TYPE.userSelect:
    case TYPE.roleSelect:
    case TYPE.mentionableSelect:
    case TYPE.channelSelect:
      return renderSelect(component, message, parts);
    case TYPE.section:
      return h(
        "div",
        { class: "section" },
        h("div", {}, ...children()),
        renderComponent(asObject(component["accessory"]), message, parts),
      );
    case TYPE.text:
      return renderMarkdown(asText(component["content"]), parts.names);
    case TYPE.separator:
      return h("hr", { class: component["divider"] === false ? "is-blank" : "" });
    case TYPE.container: {
      const accent = asNumber(component["accent_color"]);
      const color =
        accent === undefined ? {} : { vars: { "--embed-color": `#${accent.toString(16).padStart(6, "0")}` } };
      return h("div", { class: "embed container", ...color }, ...children());
    }
    default:
      return undefined;
  }
}

function renderButton(
  button: JsonObject,
  message: VisibleMessage,
  { state, handlers }: MessageParts,
): HTMLElement {
  const style = BUTTON_STYLES[asNumber(button["style"]) ?? 2] ?? "secondary";
  const emoji = asText(asObject(button["emoji"])["name"]);
  const words = [emoji, asText(button["label"])].filter((word) => word !== "").join(" ");
  const url = asText(button["url"]);
  if (/^https?:\/\//.test(url)) {
    return h(
      "a",
      { class: `button button-link`, href: url, target: "_blank", rel: "noopener noreferrer" },
      `${words} ↗`,
    );
  }
  const customId = asText(button["custom_id"]);
  const isWorking = workingControl(state, message.id) === customId;
  return h(
    "button",
    {
      type: "button",
      class: `button button-${style}`,
      disabled: button["disabled"] === true,
      "aria-busy": String(isWorking),
      on: { click: () => handlers.press(message, customId) },
    },
    words,
  );
}

function renderSelect(
  select: JsonObject,
  message: VisibleMessage,
  { state, handlers }: MessageParts,
): HTMLElement {
  const choices = choicesOf(select, state);
  const chosen = choices.filter((choice) => choice.isChosen === true).map((choice) => choice.label);
  const placeholder = asText(select["placeholder"]) || "Make a selection";
  const open = (event: MouseEvent) =>
    openPicker({
      title: placeholder,
      anchor: event.currentTarget as HTMLElement,
      choices,
      min: asNumber(select["min_values"]) ?? 1,
      max: asNumber(select["max_values"]) ?? 1,
      onPick: (values) => handlers.select(message, asText(select["custom_id"]), values),
    });
  return h(
    "button",
    {
      type: "button",
      class: "select",
      "aria-haspopup": "listbox",
      disabled: select["disabled"] === true,
      on: { click: open },
    },
    h("span", { class: chosen.length > 0 ? "" : "placeholder" }, chosen.join(", ") || placeholder),
    icon(ICONS.down),
  );
}

export function choicesOf(select: JsonObject, state: State): Choice[] {
  const type = select["type"];
  const chosen = new Set(asList(select["default_values"]).map((one) => asText(one["id"])));
  const guild = state.guilds.find((one) => one.id === state.channels.get(state.channelId)?.guildId);
  const from = (list: readonly { readonly id: string; readonly name: string }[], sign: string): Choice[] =>
    list.map(({ id, name }) => ({ value: id, label: `${sign}${name}`, isChosen: chosen.has(id) }));
  if (type === TYPE.userSelect) return from([...state.people.values()], "@");
  if (type === TYPE.roleSelect) return from(guild?.roles ?? [], "@");
  if (type === TYPE.mentionableSelect) return from([...state.people.values(), ...(guild?.roles ?? [])], "@");
  if (type === TYPE.channelSelect) return from(namedChannels(state), "#");
  return asList(select["options"]).map((option) => ({
    value: asText(option["value"]),
    label: [asText(asObject(option["emoji"])["name"]), asText(option["label"])].filter(Boolean).join(" "),
    description: asText(option["description"]),
    isChosen: option["default"] === true,
  }));
}
