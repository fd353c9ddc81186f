/** The messages of the open channel, grouped as Discord groups them. */
import type { VisibleMessage } from "../contracts.ts";
import { h, icon, roveOnArrows, showRows } from "./dom.ts";
import type { Row, View } from "./dom.ts";
import type { Handlers } from "./handlers.ts";
import { ICONS } from "./icons.ts";
import { dividerRow, earlierRow, nothingRow, pendingRow, welcomeRow } from "./list-rows.ts";
import type { Names } from "./markdown-view.ts";
import { renderMessage } from "./message-view.ts";
import { MESSAGES_PER_CHANNEL } from "./protocol.ts";
import { pendingInteractions, visibleMessages, workingControl } from "./seen.ts";
import type { State } from "./state.ts";
import { startOfDay } from "./time.ts";

/** Messages of one author within this time share a face, as in Discord's client. */
const GROUP_MS = 7 * 60_000;
/** This near to the end counts as being there. */
const NEAR_END_PX = 80;

export interface MessageList extends View {
  scrollToEnd(): void;
  jumpTo(messageId: string): void;
}

export function createMessageList(state: State, handlers: Handlers, names: Names): MessageList {
  const list = h("div", { class: "message-list", role: "list", "aria-label": "Messages" });
  const scroller = h("div", { class: "scroller", tabindex: -1, on: { scroll: noteScroll } }, list);
  const toEnd = h(
    "button",
    { type: "button", class: "to-end", hidden: true, on: { click: () => scrollToEnd() } },
    "Jump to present ",
    icon(ICONS.down),
  );
  const element = h("div", { class: "messages" }, scroller, toEnd);
  roveOnArrows(list, ".message");
  let isAtEnd = true;
  let shownChannel = "";

  let shownSize = "";

  function noteScroll(): void {
    // Scrolled by a change of size and not by the person: the watcher below keeps the end in sight.
    const size = `${scroller.scrollHeight} ${scroller.clientHeight}`;
    if (size !== shownSize) {
      shownSize = size;
      if (isAtEnd) return;
    }
    isAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END_PX;
    toEnd.hidden = isAtEnd;
  }
  function scrollToEnd(): void {
    isAtEnd = true;
    scroller.scrollTop = scroller.scrollHeight;
    toEnd.hidden = true;
  }
  // Pictures that load late, a growing composer and opened spoilers move the end as well.
  const watcher = new ResizeObserver(() => {
    if (isAtEnd) scrollToEnd();
  });
  watcher.observe(list);
  watcher.observe(scroller);

  return {
    element,
    scrollToEnd,
    jumpTo(messageId) {
      const target = document.getElementById(`message-${messageId}`);
      if (target === null) return;
      isAtEnd = false;
      target.scrollIntoView({ block: "center" });
      target.classList.remove("is-found");
      // Starts the highlight again when it is the same message twice.
      void target.offsetWidth;
      target.classList.add("is-found");
      target.focus({ preventScroll: true });
    },
    update() {
      const isNew = state.channelId !== shownChannel;
      shownChannel = state.channelId;
      if (isNew) isAtEnd = true;
      const height = scroller.scrollHeight;
      const top = list.firstElementChild;
      showRows(list, rows(state, handlers, names));
      const hasFocus = list.contains(document.activeElement);
      if (!hasFocus) makeLastTabStop(list);
      if (isAtEnd) scrollToEnd();
      // Older messages came in above: what was read stays where it is.
      else if (top !== list.firstElementChild) scroller.scrollTop += scroller.scrollHeight - height;
    },
  };
}

/** Tab enters the list at its newest message. */
function makeLastTabStop(list: HTMLElement): void {
  const messages = [...list.querySelectorAll<HTMLElement>(".message")];
  for (const message of messages) message.tabIndex = -1;
  const last = messages.at(-1);
  if (last !== undefined) last.tabIndex = 0;
}

function rows(state: State, handlers: Handlers, names: Names): Row[] {
  const channel = state.channels.get(state.channelId);
  if (channel === undefined) return [nothingRow()];
  const all = state.messages.get(channel.id) ?? [];
  const messages = visibleMessages(state, channel.id);
  const hasEarlier = all.length >= MESSAGES_PER_CHANNEL && !state.beginningsReached.has(channel.id);
  const result: Row[] = [hasEarlier ? earlierRow(channel, handlers) : welcomeRow(channel, state)];
  let previous: VisibleMessage | undefined;
  for (const message of messages) {
    const isNewDay =
      previous === undefined || startOfDay(previous.createdAt) !== startOfDay(message.createdAt);
    const isFirstNew = previous !== undefined && previous.id === state.newSinceId;
    if (isNewDay || isFirstNew) result.push(dividerRow(message, isNewDay, isFirstNew));
    result.push(messageRow(message, isNewDay || isFirstNew ? undefined : previous, state, handlers, names));
    previous = message;
  }
  return [...result, ...pendingInteractions(state).map((one) => pendingRow(one, state, handlers))];
}

function messageRow(
  message: VisibleMessage,
  previous: VisibleMessage | undefined,
  state: State,
  handlers: Handlers,
  names: Names,
): Row {
  const isGrouped =
    previous !== undefined &&
    previous.author.id === message.author.id &&
    previous.author.name === message.author.name &&
    previous.visibleOnlyTo === message.visibleOnlyTo &&
    message.createdAt - previous.createdAt < GROUP_MS &&
    message.replyToId === undefined &&
    message.interaction?.name === undefined &&
    message.type in { 0: true, 19: true, 20: true, 23: true };
  const target = (state.messages.get(message.channelId) ?? []).find((one) => one.id === message.replyToId);
  const thread = message.threadId === undefined ? undefined : state.channels.get(message.threadId);
  const look = [
    message,
    isGrouped,
    state.personId,
    state.editingId === message.id,
    state.replyToId === message.id,
    workingControl(state, message.id),
    target?.content,
    thread?.name,
    thread === undefined ? 0 : state.messages.get(thread.id)?.length,
  ];
  return {
    key: message.id,
    look: JSON.stringify(look),
    create: () =>
      h("div", { role: "listitem" }, renderMessage(message, { state, handlers, names, isGrouped })),
  };
}
