/** The playground's page: the state, what changes it, and the views that show it. */
import type { RegisteredCommand, VisibleMessage } from "../contracts.ts";
import { createAnnouncer } from "./announcer.ts";
import { act, fetchEarlier, listen } from "./api.ts";
import { createBanner } from "./banner.ts";
import { createComposer } from "./composer.ts";
import { askText, confirm, openModal } from "./dialog.ts";
import { h } from "./dom.ts";
import type { Handlers } from "./handlers.ts";
import type { Names } from "./markdown-view.ts";
import { toSendable } from "./mention-text.ts";
import { openMessageMenu, openPersonMenu } from "./menus.ts";
import type { MenuActions } from "./menus.ts";
import { createMessageList } from "./message-list.ts";
import type { PageEvent } from "./protocol.ts";
import { createHeader } from "./header.ts";
import { createMemberList } from "./member-list.ts";
import { createPersonPanel } from "./person-panel.ts";
import { createChannelList, createServerRail } from "./side-view.ts";
import { addEarlier, applyEvent } from "./events.ts";
import { visibleMessages } from "./seen.ts";
import { createState } from "./state.ts";
import { markRead, openChannel, openPlace, switchPerson } from "./where.ts";
import { createToasts } from "./toast.ts";

const state = createState();
state.personId = sessionStorage.getItem("person") ?? "";
state.channelId = sessionStorage.getItem("channel") ?? "";
state.areMembersShown = matchMedia("(min-width: 1000px)").matches;
const toasts = createToasts();
const announcer = createAnnouncer();
/** Dialogs that were opened already, by interaction. */
const openedModals = new Set<string>();

const names: Names = {
  user: (id) => state.people.get(id)?.name,
  role: (id) => state.guilds.flatMap((guild) => guild.roles).find((role) => role.id === id)?.name,
  channel: (id) => state.channels.get(id)?.name,
  openChannel: (id) => handlers.openChannel(id),
};

/** Changes the state and shows it. */
function change(how: () => void): void {
  how();
  if (state.channelId !== "" && document.hasFocus()) markRead(state, state.channelId, state.personId);
  sessionStorage.setItem("person", state.personId);
  sessionStorage.setItem("channel", state.channelId);
  for (const view of views) view.update();
  document.body.classList.toggle("is-sidebar-shown", state.isSidebarShown);
}

/** Does something and tells the person when it did not work. */
function attempt(work: Promise<unknown>): void {
  work.catch((error: unknown) => toasts.show((error as Error).message));
}

const at = (message: VisibleMessage) => ({
  userId: state.personId,
  channelId: message.channelId,
  messageId: message.id,
});

const handlers: Handlers = {
  openPlace: (place) => change(() => openPlace(state, place)),
  openChannel(channelId) {
    change(() => openChannel(state, channelId));
    if (matchMedia("(min-width: 720px)").matches) composer.focus();
  },
  openDirect() {
    attempt(
      act("start-dm", { userId: state.personId }).then((channel) => {
        change(() => applyEvent(state, { type: "channel-create", channel }));
        handlers.openChannel(channel.id);
      }),
    );
  },
  switchPerson: (personId) => change(() => switchPerson(state, personId)),
  toggleMembers: () => change(() => (state.areMembersShown = !state.areMembersShown)),
  toggleSidebar: () => change(() => (state.isSidebarShown = !state.isSidebarShown)),
  reply(message) {
    change(() => (state.replyToId = message.id));
    composer.focus();
  },
  edit: (message) => change(() => (state.editingId = message.id)),
  saveEdit(message, text) {
    const content = toSendable(text.trim(), state);
    if (content === "") return handlers.remove(message);
    handlers.cancelEdit();
    if (content !== message.content) {
      attempt(act("edit", { channelId: message.channelId, messageId: message.id, content }));
    }
  },
  cancelEdit() {
    change(() => (state.editingId = undefined));
    composer.focus();
  },
  remove(message) {
    confirm("Delete message", "Are you sure you want to delete this message?", "Delete", () =>
      attempt(act("delete", { channelId: message.channelId, messageId: message.id })),
    );
  },
  dismiss: (id) => change(() => state.dismissed.add(id)),
  toggleReaction(message, emoji) {
    const isMine = message.reactions.some(
      (one) => one.emoji === emoji && one.userIds.includes(state.personId),
    );
    attempt(act(isMine ? "unreact" : "react", { ...at(message), emoji }));
  },
  startThread(message) {
    const initial = message.content.slice(0, 40).replaceAll(/[<@&#!>`*_\n]/g, "");
    askText("Create thread", "Thread name", initial, (name) => {
      const { userId, channelId, messageId } = at(message);
      attempt(
        act("start-thread", { userId, channelId, messageId, name }).then((channel) => {
          change(() => applyEvent(state, { type: "channel-create", channel }));
          handlers.openChannel(channel.id);
        }),
      );
    });
  },
  press: (message, customId) =>
    attempt(
      act("press", { ...at(message), customId }).then(({ id }) =>
        change(() => state.usedOn.set(id, message.id)),
      ),
    ),
  select: (message, customId, values) => attempt(act("select", { ...at(message), customId, values })),
  openMessageMenu: (message, place) => openMessageMenu(message, place, state, handlers, menuActions),
  openPersonMenu: (personId, place) => openPersonMenu(personId, place, state, handlers, menuActions),
  loadEarlier() {
    const { channelId } = state;
    const before = state.messages.get(channelId)?.[0]?.id ?? "";
    attempt(
      fetchEarlier(channelId, before).then((earlier) => change(() => addEarlier(state, channelId, earlier))),
    );
  },
  jumpTo: (messageId) => messageList.jumpTo(messageId),
  mention: (personId) => composer.insert(`@${names.user(personId) ?? ""} `),
};

const contextRun = (command: RegisteredCommand, targetId: string) => ({
  userId: state.personId,
  channelId: state.channelId,
  name: command.name,
  targetId,
});

const menuActions: MenuActions = {
  runMessageCommand: (command, message) =>
    attempt(act("run-message-command", contextRun(command, message.id))),
  runUserCommand: (command, personId) => attempt(act("run-user-command", contextRun(command, personId))),
  copy: (text) => attempt(navigator.clipboard.writeText(text)),
};

const composer = createComposer({
  state,
  onProblem: (problem) => toasts.show(problem),
  onCancelReply: () => change(() => (state.replyToId = undefined)),
  onEditLast() {
    const last = visibleMessages(state, state.channelId).findLast((one) => one.author.id === state.personId);
    if (last !== undefined) handlers.edit(last);
  },
  onSent() {
    change(() => (state.replyToId = undefined));
    messageList.scrollToEnd();
  },
});
const messageList = createMessageList(state, handlers, names);
const banner = createBanner(state);
const header = createHeader(state, handlers);
const members = createMemberList(state, handlers);
const rail = createServerRail(state, handlers);
const channels = createChannelList(state, handlers);
const person = createPersonPanel(state, handlers);
const views = [banner, rail, channels, person, header, messageList, members, composer];

document.body.append(
  h("a", { class: "skip-link", href: "#composer" }, "Skip to the message field"),
  rail.element,
  h("div", { class: "side" }, channels.element, person.element),
  h("button", {
    class: "shade",
    tabindex: -1,
    "aria-label": "Close channels",
    on: { click: () => handlers.toggleSidebar() },
  }),
  h(
    "main",
    { class: "main" },
    header.element,
    banner.element,
    h(
      "div",
      { class: "columns" },
      h(
        "div",
        { class: "chat" },
        messageList.element,
        h("div", { id: "composer", tabindex: -1 }, composer.element),
      ),
      members.element,
    ),
  ),
  toasts.element,
  announcer.element,
);

function onEvent(event: PageEvent): void {
  const isFirst = state.connection === "connecting" && event.type === "snapshot";
  change(() => applyEvent(state, event));
  if (isFirst) composer.focus();
  if (event.type === "message-create" || event.type === "message-update") {
    const { message } = event;
    const isSeen = message.visibleOnlyTo === undefined || message.visibleOnlyTo === state.personId;
    if (message.channelId === state.channelId && message.author.id !== state.personId && isSeen) {
      announcer.announce(message, names);
    }
  }
  if (event.type === "interaction") onInteraction(event.interaction.id);
}

function onInteraction(id: string): void {
  const interaction = state.interactions.get(id);
  if (interaction?.modal === undefined || interaction.userId !== state.personId || openedModals.has(id))
    return;
  openedModals.add(id);
  openModal(interaction, state, (values) =>
    attempt(act("submit-modal", { userId: state.personId, interactionId: id, values })),
  );
}

listen(onEvent, () =>
  change(() => (state.connection = state.connection === "connecting" ? "connecting" : "lost")),
);
window.addEventListener("focus", () => change(() => {}));
// "Typing" ends by itself when nothing else happens.
setInterval(() => composer.update(), 1_000);

document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  composer.addFiles([...(event.dataTransfer?.files ?? [])]);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && state.isSidebarShown) handlers.toggleSidebar();
  if (event.key === "Escape" && document.activeElement?.closest(".message") != null) composer.focus();
  // Typing anywhere goes into the message field, as in Discord's client.
  const isTyping = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (isTyping && document.activeElement === document.body) composer.focus();
});
