/** Everybody in the open channel, those who are there first. */
import { appTag, avatar, withPresence } from "./avatar.ts";
import { h, icon, roveOnArrows, showRows } from "./dom.ts";
import type { Row, View } from "./dom.ts";
import type { Handlers } from "./handlers.ts";
import { ICONS } from "./icons.ts";
import type { State } from "./state.ts";

export function createMemberList(state: State, handlers: Handlers): View {
  const element = h("aside", { class: "members", "aria-label": "Members" });
  roveOnArrows(element, ".member");
  const memberRow = (id: string, index: number): Row => {
    const person = state.people.get(id);
    const isBot = person?.isBot === true;
    const isOnline = id !== state.botUserId || state.bot.isOnline;
    const isOwner = state.guilds.find((guild) => guild.id === state.place)?.ownerId === id;
    const activity = id === state.botUserId && state.bot.isOnline ? (state.bot.activity ?? "") : "";
    const openAt = (event: MouseEvent) => handlers.openPersonMenu(id, event.currentTarget as HTMLElement);
    return {
      key: id,
      look: JSON.stringify([person, isOnline, isOwner, activity, index === 0]),
      create: () =>
        h(
          "button",
          {
            type: "button",
            class: `member${isOnline ? "" : " is-offline"}`,
            tabindex: index === 0 ? 0 : -1,
            "aria-haspopup": "menu",
            on: {
              click: openAt,
              contextmenu: (event) => {
                event.preventDefault();
                openAt(event);
              },
            },
          },
          person !== undefined && withPresence(avatar(person), isOnline),
          h(
            "span",
            { class: "member-words" },
            h(
              "span",
              { class: "member-name" },
              person?.name ?? "Unknown",
              isBot && appTag(),
              isOwner && crown(),
            ),
            activity !== "" && h("small", {}, activity),
          ),
        ),
    };
  };
  return {
    element,
    update() {
      const channel = state.channels.get(state.channelId);
      const guild = state.guilds.find((one) => one.id === channel?.guildId);
      const ids = guild?.memberIds ?? channel?.recipientIds ?? [];
      const online = ids.filter((id) => id !== state.botUserId || state.bot.isOnline);
      const offline = ids.filter((id) => !online.includes(id));
      const title = (name: string, count: number): Row => ({
        key: name,
        look: String(count),
        create: () => h("h2", { class: "category" }, `${name} — ${count}`),
      });
      showRows(element, [
        title("Online", online.length),
        ...online.map(memberRow),
        ...(offline.length > 0 ? [title("Offline", offline.length)] : []),
        ...offline.map((id) => memberRow(id, -1)),
      ]);
      element.hidden = !state.areMembersShown;
    },
  };
}

function crown(): HTMLElement {
  return h("span", { class: "crown", title: "Owner", role: "img", "aria-label": "Owner" }, icon(ICONS.crown));
}
