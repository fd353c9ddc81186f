/** The bar above the messages. */
import type { VisibleChannel } from "../contracts.ts";
import { h, icon, iconButton, showRows } from "./dom.ts";
import type { Row, View } from "./dom.ts";
import type { Handlers } from "./handlers.ts";
import { ICONS } from "./icons.ts";
import { channelTitle, isThread, unreadMentions } from "./seen.ts";
import type { State } from "./state.ts";

export function createHeader(state: State, handlers: Handlers): View {
  const menu = iconButton("Channels", ICONS.menu, () => handlers.toggleSidebar(), { class: "menu-toggle" });
  const sign = h("span", { class: "header-sign", "aria-hidden": "true" });
  const title = h("h2", { class: "header-title" });
  const topic = h("span", { class: "header-topic" });
  const members = iconButton("Members", ICONS.members, () => handlers.toggleMembers(), {
    class: "members-toggle",
  });
  const element = h("header", { class: "header" }, menu, sign, title, topic, members);
  return {
    element,
    update() {
      const channel = state.channels.get(state.channelId);
      const parent = channel?.parentId === undefined ? undefined : state.channels.get(channel.parentId);
      const isDirect = channel?.recipientIds !== undefined;
      const drawing = isDirect
        ? ICONS.at
        : channel !== undefined && isThread(channel)
          ? ICONS.thread
          : ICONS.hash;
      sign.replaceChildren(icon(drawing));
      title.textContent = channel === undefined ? "" : channelTitle(state, channel);
      const isInThread = channel !== undefined && isThread(channel) && parent !== undefined;
      const rows = isInThread ? [parentRow(parent, handlers)] : [topicRow(channel?.topic ?? "")];
      showRows(topic, rows);
      members.setAttribute("aria-pressed", String(state.areMembersShown));
      menu.setAttribute("aria-expanded", String(state.isSidebarShown));
      const waiting = [...state.channels.keys()].reduce((sum, id) => sum + unreadMentions(state, id), 0);
      const place = channel === undefined ? "" : `${channelTitle(state, channel)} · `;
      document.title = `${waiting > 0 ? `(${waiting}) ` : ""}${place}Orchid playground`;
    },
  };
}

function parentRow(parent: VisibleChannel, handlers: Handlers): Row {
  const back = () => handlers.openChannel(parent.id);
  const create = () =>
    h("button", { type: "button", class: "link-button", on: { click: back } }, `in #${parent.name}`);
  return { key: parent.id, look: parent.name, create };
}

function topicRow(text: string): Row {
  return { key: "topic", look: text, create: () => h("span", { title: text }, text) };
}
