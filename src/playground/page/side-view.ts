/** The left side: servers, channels with their threads, direct messages. */
import type { VisibleChannel } from "../contracts.ts";
import { avatar, initials, withPresence } from "./avatar.ts";
import { h, icon, roveOnArrows, showRows } from "./dom.ts";
import type { Row, View } from "./dom.ts";
import type { Handlers } from "./handlers.ts";
import { ICONS } from "./icons.ts";
import {
  channelTitle,
  directChannels,
  guildChannels,
  isThread,
  isUnread,
  threadsOf,
  unreadMentions,
} from "./seen.ts";
import type { State } from "./state.ts";

/** The rail of servers. */
export function createServerRail(state: State, handlers: Handlers): View {
  const element = h("nav", { class: "rail", "aria-label": "Servers" });
  roveOnArrows(element, ".rail-button");
  const row = (
    place: string,
    name: string,
    content: () => Node | string,
    channels: readonly VisibleChannel[],
  ): Row => {
    const isOpen = state.place === place;
    const hasUnread = channels.some((channel) => isUnread(state, channel.id));
    const count = channels.reduce((sum, channel) => sum + unreadMentions(state, channel.id), 0);
    return {
      key: place,
      look: JSON.stringify([name, isOpen, hasUnread, count]),
      create: () =>
        h(
          "button",
          {
            type: "button",
            class: `rail-button${isOpen ? " is-open" : ""}${hasUnread ? " is-unread" : ""}`,
            tabindex: isOpen ? 0 : -1,
            title: name,
            "aria-label": count > 0 ? `${name}, ${count} mentions` : name,
            "aria-current": isOpen ? "page" : undefined,
            on: { click: () => handlers.openPlace(place) },
          },
          content(),
          count > 0 && h("span", { class: "badge" }, String(count)),
        ),
    };
  };
  return {
    element,
    update() {
      showRows(element, [
        row("home", "Direct messages", () => icon(ICONS.chat), directChannels(state)),
        { key: "line", look: "", create: () => h("hr", { class: "rail-line" }) },
        ...state.guilds
          .filter((guild) => guild.memberIds.includes(state.personId))
          .map((guild) =>
            row(guild.id, guild.name, () => initials(guild.name), allChannels(state, guild.id)),
          ),
      ]);
    },
  };
}

function allChannels(state: State, guildId: string): VisibleChannel[] {
  return guildChannels(state, guildId).flatMap((channel) => [channel, ...threadsOf(state, channel.id)]);
}

/** The channels of the open place. */
export function createChannelList(state: State, handlers: Handlers): View {
  const heading = h("h1", { class: "side-heading" });
  const list = h("div", { class: "channel-list" });
  roveOnArrows(list, ".channel");
  const element = h("nav", { class: "channels", "aria-label": "Channels" }, heading, list);
  return {
    element,
    update() {
      const isHome = state.place === "home";
      heading.textContent = isHome
        ? "Direct messages"
        : (state.guilds.find((one) => one.id === state.place)?.name ?? "");
      showRows(list, isHome ? directRows(state, handlers) : guildRows(state, handlers));
    },
  };
}

function guildRows(state: State, handlers: Handlers): Row[] {
  return [
    { key: "category", look: "", create: () => h("h2", { class: "category" }, "Text channels") },
    ...allChannels(state, state.place).map((channel) => channelRow(channel, state, handlers)),
  ];
}

function directRows(state: State, handlers: Handlers): Row[] {
  const channels = directChannels(state);
  const hasBot = channels.some(
    (one) => one.kind === "dm" && one.recipientIds?.includes(state.botUserId) === true,
  );
  const rows = channels.map((channel) => channelRow(channel, state, handlers));
  if (hasBot || channels.some((one) => one.kind === "dm")) return rows;
  const name = state.people.get(state.botUserId)?.name ?? "the bot";
  const start: Row = {
    key: "start",
    look: name,
    create: () =>
      h(
        "button",
        { type: "button", class: "channel", on: { click: () => handlers.openDirect() } },
        icon(ICONS.plus),
        h("span", { class: "channel-name" }, `Message ${name}`),
      ),
  };
  return [...rows, start];
}

function channelRow(channel: VisibleChannel, state: State, handlers: Handlers): Row {
  const isOpen = state.channelId === channel.id;
  const hasUnread = isUnread(state, channel.id);
  const count = unreadMentions(state, channel.id);
  const title = channelTitle(state, channel);
  const isDirect = channel.recipientIds !== undefined;
  const other = state.people.get(
    channel.recipientIds?.find((id) => id !== state.personId) ?? state.botUserId,
  );
  const classes = [
    "channel",
    isOpen && "is-open",
    hasUnread && "is-unread",
    isThread(channel) && "is-thread",
    isDirect && "is-direct",
  ];
  const states = [hasUnread && "unread", count > 0 && `${count} mentions`].filter(Boolean).join(", ");
  return {
    key: channel.id,
    look: JSON.stringify([channel, isOpen, hasUnread, count, title, state.bot.isOnline]),
    create: () =>
      h(
        "button",
        {
          type: "button",
          class: classes.filter(Boolean).join(" "),
          tabindex: isOpen ? 0 : -1,
          "aria-current": isOpen ? "page" : undefined,
          "aria-label": `${title}${isThread(channel) ? ", thread" : ""}${states === "" ? "" : `, ${states}`}`,
          on: { click: () => handlers.openChannel(channel.id) },
        },
        isDirect && other !== undefined
          ? withPresence(avatar(other), !other.isBot || state.bot.isOnline)
          : icon(isThread(channel) ? ICONS.thread : ICONS.hash),
        h("span", { class: "channel-name" }, title),
        count > 0 && h("span", { class: "badge" }, String(count)),
      ),
  };
}
