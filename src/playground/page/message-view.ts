/** One message: its author, text, files, embeds, controls, reactions and hover actions. */
import type { VisibleMessage } from "../contracts.ts";
import { appTag, avatar, hueOf } from "./avatar.ts";
import { renderComponents } from "./component-view.ts";
import { h, icon, iconButton } from "./dom.ts";
import type { Child } from "./dom.ts";
import { renderEditor } from "./editor.ts";
import { renderEmbed } from "./embed-view.ts";
import { renderPoll } from "./poll-view.ts";
import { renderFiles } from "./file-view.ts";
import { ICONS } from "./icons.ts";
import { renderMarkdown } from "./markdown-view.ts";
import { renderContext } from "./message-context.ts";
import type { MessageParts } from "./message-parts.ts";
import { mentions } from "./seen.ts";
import { formatClock, formatFull, formatStamp } from "./time.ts";

/** Discord's message flags that are looked at. */
const FLAGS = { suppressEmbeds: 1 << 2, componentsV2: 1 << 15 } as const;

/** Discord's message types that are told in a sentence instead of shown as somebody's text. */
const SYSTEM_SENTENCES: Readonly<Record<number, string>> = {
  6: "pinned a message to this channel.",
  7: "joined the server.",
  18: "started a thread.",
};

export function renderMessage(message: VisibleMessage, parts: MessageParts): HTMLElement {
  const { state, handlers } = parts;
  const openMenu = (event: MouseEvent) => {
    // A link keeps the browser's own menu.
    if ((event.target as Element).closest("a") !== null) return;
    event.preventDefault();
    handlers.openMessageMenu(message, { x: event.clientX, y: event.clientY });
  };
  const classes = [
    "message",
    parts.isGrouped && "is-grouped",
    mentions(state, message) && message.author.id !== state.personId && "is-mentioning",
    message.visibleOnlyTo !== undefined && "is-ephemeral",
    state.replyToId === message.id && "is-replied-to",
  ];
  return h(
    "article",
    {
      class: classes.filter(Boolean).join(" "),
      id: `message-${message.id}`,
      tabindex: -1,
      "aria-label": `${message.author.name}, ${formatStamp(message.createdAt, Date.now())}`,
      on: {
        contextmenu: openMenu,
        keydown: (event) => onKey(event, message, parts),
      },
    },
    renderContext(message, parts),
    h("div", { class: "message-row" }, renderGutter(message, parts), renderBody(message, parts)),
    renderActions(message, parts),
  );
}

function onKey(event: KeyboardEvent, message: VisibleMessage, { state, handlers }: MessageParts): void {
  if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
  const isOwn = message.author.id === state.personId;
  const run: Readonly<Record<string, (() => void) | false>> = {
    r: () => handlers.reply(message),
    e: isOwn && (() => handlers.edit(message)),
    Delete: isOwn && (() => handlers.remove(message)),
    Enter: () => handlers.openMessageMenu(message, event.currentTarget as HTMLElement),
  };
  const found = run[event.key];
  if (!found) return;
  event.preventDefault();
  found();
}

function renderGutter(message: VisibleMessage, { isGrouped, handlers }: MessageParts): HTMLElement {
  if (isGrouped) {
    return h(
      "div",
      { class: "gutter" },
      h("time", { "aria-hidden": "true" }, formatClock(message.createdAt)),
    );
  }
  const open = (event: MouseEvent) =>
    handlers.openPersonMenu(message.author.id, event.currentTarget as HTMLElement);
  return h(
    "div",
    { class: "gutter" },
    h(
      "button",
      { type: "button", class: "face", tabindex: -1, "aria-label": message.author.name, on: { click: open } },
      avatar(message.author),
    ),
  );
}

function renderBody(message: VisibleMessage, parts: MessageParts): HTMLElement {
  const { state, handlers } = parts;
  const isEditing = state.editingId === message.id;
  const isV2 = (message.flags & FLAGS.componentsV2) !== 0;
  return h(
    "div",
    { class: "message-body" },
    !parts.isGrouped && renderHeader(message),
    isEditing ? renderEditor(message, handlers, state) : !isV2 && renderContent(message, parts),
    message.files.length > 0 && renderFiles(message),
    ...((message.flags & FLAGS.suppressEmbeds) === 0
      ? message.embeds.map((embed) => renderEmbed(embed, parts.names))
      : []),
    message.poll !== undefined && renderPoll(message.poll),
    ...renderComponents(message, parts),
    renderReactions(message, parts),
    renderThreadLink(message, parts),
    message.visibleOnlyTo !== undefined &&
      h(
        "div",
        { class: "ephemeral-note" },
        icon(ICONS.eye),
        "Only you can see this · ",
        h(
          "button",
          { type: "button", class: "link-button", on: { click: () => handlers.dismiss(message.id) } },
          "Dismiss message",
        ),
      ),
  );
}

function renderHeader(message: VisibleMessage): HTMLElement {
  return h(
    "div",
    { class: "message-header" },
    h("span", { class: "name", vars: { "--hue": String(hueOf(message.author)) } }, message.author.name),
    message.author.isBot && appTag(),
    h(
      "time",
      { datetime: new Date(message.createdAt).toISOString(), title: formatFull(message.createdAt) },
      formatStamp(message.createdAt, Date.now()),
    ),
  );
}

function renderContent(message: VisibleMessage, { names }: MessageParts): Child {
  if (message.isThinking) {
    const dots = h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
    return h("div", { class: "thinking" }, dots, `${message.author.name} is thinking…`);
  }
  const sentence = SYSTEM_SENTENCES[message.type];
  if (sentence !== undefined) return h("div", { class: "system-line" }, `${message.author.name} ${sentence}`);
  if (message.content === "" && message.editedAt === undefined) return undefined;
  const content = renderMarkdown(message.content, names);
  if (message.editedAt !== undefined) {
    const mark = h("span", { class: "edited", title: formatFull(message.editedAt) }, "(edited)");
    const last = content.lastElementChild;
    // Behind the last words when they are text, below when they are code or a list.
    if (last?.matches(".text, .subtext, .heading") === true) last.append(" ", mark);
    else content.append(mark);
  }
  return content;
}

function renderReactions(message: VisibleMessage, { state, handlers, names }: MessageParts): Child {
  if (message.reactions.length === 0) return undefined;
  return h(
    "div",
    { class: "reactions" },
    ...message.reactions.map(({ emoji, userIds }) => {
      const isMine = userIds.includes(state.personId);
      const who = userIds.map((id) => names.user(id) ?? "somebody").join(", ");
      return h(
        "button",
        {
          type: "button",
          class: "reaction",
          "aria-pressed": String(isMine),
          "aria-label": `${emoji}, ${userIds.length}`,
          title: who,
          on: { click: () => handlers.toggleReaction(message, emoji) },
        },
        emoji,
        h("span", {}, String(userIds.length)),
      );
    }),
  );
}

function renderThreadLink(message: VisibleMessage, { state, handlers }: MessageParts): Child {
  const thread = message.threadId === undefined ? undefined : state.channels.get(message.threadId);
  if (thread === undefined) return undefined;
  const count = state.messages.get(thread.id)?.length ?? 0;
  return h(
    "button",
    { type: "button", class: "thread-link", on: { click: () => handlers.openChannel(thread.id) } },
    icon(ICONS.thread),
    h("strong", {}, thread.name),
    h("span", {}, `${count} ${count === 1 ? "Message" : "Messages"} ›`),
  );
}

function renderActions(message: VisibleMessage, { state, handlers }: MessageParts): Child {
  if (state.editingId === message.id || message.isThinking) return undefined;
  const isOwn = message.author.id === state.personId;
  const more = (event: MouseEvent) => handlers.openMessageMenu(message, event.currentTarget as HTMLElement);
  const quiet = { tabindex: -1 };
  const isEphemeral = message.visibleOnlyTo !== undefined;
  return h(
    "div",
    { class: "message-actions", role: "group", "aria-label": "Message actions" },
    !isEphemeral &&
      iconButton("React with 👍", ICONS.smile, () => handlers.toggleReaction(message, "👍"), quiet),
    !isEphemeral && iconButton("Reply", ICONS.reply, () => handlers.reply(message), quiet),
    isOwn && iconButton("Edit", ICONS.edit, () => handlers.edit(message), quiet),
    iconButton("More", ICONS.more, more, { ...quiet, "aria-haspopup": "menu" }),
  );
}
