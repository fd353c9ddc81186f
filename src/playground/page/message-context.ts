/** The line above a message: what it answers, or which command it comes from. */
import type { VisibleMessage } from "../contracts.ts";
import { avatar, hueOf } from "./avatar.ts";
import { h } from "./dom.ts";
import type { Child } from "./dom.ts";
import { renderMarkdown } from "./markdown-view.ts";
import type { Names } from "./markdown-view.ts";
import type { MessageParts } from "./message-parts.ts";
import { personName } from "./seen.ts";

export function renderContext(message: VisibleMessage, { state, handlers, names }: MessageParts): Child {
  if (message.type === 19 && message.replyToId !== undefined) {
    const target = (state.messages.get(message.channelId) ?? []).find((one) => one.id === message.replyToId);
    if (target === undefined) {
      return h("div", { class: "message-context" }, h("em", {}, "Original message was deleted"));
    }
    const pinged = message.pings.userIds.includes(target.author.id) ? "@" : "";
    return h(
      "div",
      { class: "message-context" },
      avatar(target.author, "small"),
      h(
        "span",
        { class: "name", vars: { "--hue": String(hueOf(target.author)) } },
        pinged + target.author.name,
      ),
      h(
        "button",
        { type: "button", class: "context-text", on: { click: () => handlers.jumpTo(target.id) } },
        excerpt(target, names),
      ),
    );
  }
  const { interaction } = message;
  if (interaction?.name === undefined) return undefined;
  const user = state.people.get(interaction.userId);
  const sign = message.type === 23 ? "" : "/";
  return h(
    "div",
    { class: "message-context" },
    user !== undefined && avatar(user, "small"),
    h(
      "span",
      { class: "name", vars: { "--hue": String(hueOf(user)) } },
      personName(state, interaction.userId),
    ),
    " used ",
    h("span", { class: "command-name" }, `${sign}${interaction.name}`),
  );
}

/** One line of plain text for reply bars. */
export function excerpt(message: VisibleMessage, names: Names): string {
  const text = renderMarkdown(message.content.split("\n").slice(0, 3).join(" "), names).textContent.trim();
  if (text !== "") return text.slice(0, 200);
  return message.files.length > 0 ? "Click to see attachment" : "Click to see the message";
}
