/** What the context menus of messages and people offer. */
import type { RegisteredCommand, VisibleMessage } from "../contracts.ts";
import type { Handlers, MenuPlace } from "./handlers.ts";
import { ICONS } from "./icons.ts";
import { localised } from "./localised.ts";
import { openMenu } from "./menu.ts";
import type { MenuItem } from "./menu.ts";
import { commandsOfType, isThread, localeOf, personName } from "./seen.ts";
import type { State } from "./state.ts";

export interface MenuActions {
  runMessageCommand(command: RegisteredCommand, message: VisibleMessage): void;
  runUserCommand(command: RegisteredCommand, personId: string): void;
  copy(text: string): void;
}

/** Discord's command types. */
const USER_COMMAND = 2;
const MESSAGE_COMMAND = 3;

/** As Discord's client copies it; a question may contain one. */
function linkTo(message: VisibleMessage, guildId = "@me"): string {
  return `https://discord.com/channels/${guildId}/${message.channelId}/${message.id}`;
}

export function openMessageMenu(
  message: VisibleMessage,
  place: MenuPlace,
  state: State,
  handlers: Handlers,
  actions: MenuActions,
): void {
  const channel = state.channels.get(message.channelId);
  const isOwn = message.author.id === state.personId;
  const isEphemeral = message.visibleOnlyTo !== undefined;
  const canThread =
    channel?.guildId !== undefined && !isThread(channel) && message.threadId === undefined && !isEphemeral;
  const items: (MenuItem | false)[] = [
    isOwn && { label: "Edit message", icon: ICONS.edit, run: () => handlers.edit(message) },
    !isEphemeral && { label: "Reply", icon: ICONS.reply, run: () => handlers.reply(message) },
    canThread && { label: "Create thread", icon: ICONS.thread, run: () => handlers.startThread(message) },
    { label: "Copy text", icon: ICONS.copy, run: () => actions.copy(message.content) },
    !isEphemeral && {
      label: "Copy message link",
      icon: ICONS.copy,
      run: () => actions.copy(linkTo(message, channel?.guildId)),
    },
    { label: "Copy message ID", icon: ICONS.copy, run: () => actions.copy(message.id) },
  ];
  const reactions = isEphemeral
    ? []
    : ["👍", "❤️", "😂", "🎉"].map((emoji) => ({
        label: emoji,
        run: () => handlers.toggleReaction(message, emoji),
      }));
  const apps = isEphemeral ? [] : commandsOfType(state, MESSAGE_COMMAND);
  openMenu(place, "Message", [
    { layout: "row", title: "React", items: reactions },
    { items: items.filter((item) => item !== false) },
    {
      title: "Apps",
      items: apps.map((command) => ({
        label: localised(command, "name", localeOf(state)),
        icon: ICONS.orchid,
        run: () => actions.runMessageCommand(command, message),
      })),
    },
    {
      items: [
        ...(isEphemeral
          ? [{ label: "Dismiss message", icon: ICONS.close, run: () => handlers.dismiss(message.id) }]
          : []),
        ...(isOwn
          ? [
              {
                label: "Delete message",
                icon: ICONS.trash,
                isDanger: true,
                run: () => handlers.remove(message),
              },
            ]
          : []),
      ],
    },
  ]);
}

export function openPersonMenu(
  personId: string,
  place: MenuPlace,
  state: State,
  handlers: Handlers,
  actions: MenuActions,
): void {
  const person = state.people.get(personId);
  openMenu(place, personName(state, personId), [
    {
      title: personName(state, personId),
      items: [
        { label: "Mention", icon: ICONS.at, run: () => handlers.mention(personId) },
        ...(personId === state.botUserId
          ? [{ label: "Message", icon: ICONS.chat, run: () => handlers.openDirect() }]
          : []),
        ...(person?.isBot === false && personId !== state.personId
          ? [
              {
                label: `Speak as ${person.name}`,
                icon: ICONS.members,
                run: () => handlers.switchPerson(personId),
              },
            ]
          : []),
        { label: "Copy user ID", icon: ICONS.copy, run: () => actions.copy(personId) },
      ],
    },
    {
      title: "Apps",
      items: commandsOfType(state, USER_COMMAND).map((command) => ({
        label: localised(command, "name", localeOf(state)),
        icon: ICONS.orchid,
        run: () => actions.runUserCommand(command, personId),
      })),
    },
  ]);
}
