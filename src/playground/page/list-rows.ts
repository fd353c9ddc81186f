/** What stands between messages: days, the channel's beginning, commands without an answer. */
import type { VisibleChannel, VisibleInteraction, VisibleMessage } from "../contracts.ts";
import { avatar } from "./avatar.ts";
import { h, icon } from "./dom.ts";
import type { Row } from "./dom.ts";
import type { Handlers } from "./handlers.ts";
import { ICONS } from "./icons.ts";
import { channelTitle, isThread } from "./seen.ts";
import type { State } from "./state.ts";
import { formatDay } from "./time.ts";

export function dividerRow(message: VisibleMessage, isNewDay: boolean, isFirstNew: boolean): Row {
  const day = isNewDay ? formatDay(message.createdAt) : "";
  return {
    key: `before-${message.id}`,
    look: day + String(isFirstNew),
    create: () =>
      h(
        "div",
        {
          class: `divider${isFirstNew ? " is-new" : ""}`,
          role: "separator",
          "aria-label": isFirstNew ? "New" : day,
        },
        day !== "" && h("span", { class: "divider-day" }, day),
        isFirstNew && h("span", { class: "new-mark" }, "NEW"),
      ),
  };
}

export function welcomeRow(channel: VisibleChannel, state: State): Row {
  const title = channelTitle(state, channel);
  const isDirect = channel.recipientIds !== undefined;
  const other = state.people.get(
    channel.recipientIds?.find((id) => id !== state.personId) ?? state.botUserId,
  );
  const words = isDirect
    ? `This is the beginning of your direct messages with ${title}.`
    : isThread(channel)
      ? "This is the beginning of the thread."
      : `This is the start of the #${title} channel.${channel.topic === undefined ? "" : ` ${channel.topic}`}`;
  return {
    key: `welcome-${channel.id}`,
    look: title + words,
    create: () =>
      h(
        "div",
        { class: "welcome" },
        isDirect && other !== undefined
          ? avatar(other, "large")
          : h("span", { class: "welcome-sign" }, icon(isThread(channel) ? ICONS.thread : ICONS.hash)),
        h("h3", {}, isDirect || isThread(channel) ? title : `Welcome to #${title}!`),
        h("p", {}, words),
      ),
  };
}

export function earlierRow(channel: VisibleChannel, handlers: Handlers): Row {
  const create = () =>
    h(
      "button",
      {
        type: "button",
        class: "button button-secondary earlier",
        on: { click: () => handlers.loadEarlier() },
      },
      "Show earlier messages",
    );
  return { key: `earlier-${channel.id}`, look: "", create };
}

export function nothingRow(): Row {
  const create = () =>
    h(
      "div",
      { class: "welcome" },
      h("h3", {}, "Nothing open"),
      h("p", {}, "Choose a channel or a direct message."),
    );
  return { key: "nothing", look: "", create };
}

/** A command that the bot has not answered yet, or never did. */
export function pendingRow(interaction: VisibleInteraction, state: State, handlers: Handlers): Row {
  const isFailed = interaction.status === "failed";
  const what = interaction.kind === "command" ? `/${interaction.name}` : "This interaction";
  const words = isFailed
    ? interaction.kind === "command"
      ? "The application did not respond"
      : "This interaction failed"
    : "Sending command…";
  const bot = state.people.get(state.botUserId);
  const dismiss = () => handlers.dismiss(interaction.id);
  return {
    key: interaction.id,
    look: words + String(state.bot.isOnline),
    create: () =>
      h(
        "div",
        { class: `pending${isFailed ? " is-failed" : ""}`, role: isFailed ? "alert" : "status" },
        bot !== undefined && avatar(bot),
        h(
          "div",
          {},
          h("div", { class: "pending-words" }, isFailed && icon(ICONS.warning), words),
          h(
            "small",
            {},
            `${what} · Only you can see this`,
            isFailed && " · ",
            isFailed &&
              h(
                "button",
                { type: "button", class: "link-button", on: { click: dismiss } },
                "Dismiss message",
              ),
          ),
        ),
      ),
  };
}
