/** What the person sees: channels, messages and commands as far as they are theirs to see. */
import type { RegisteredCommand, VisibleChannel, VisibleInteraction, VisibleMessage } from "../contracts.ts";
import { compareIds } from "./state.ts";
import type { State } from "./state.ts";

export function canSee(state: State, channel: VisibleChannel): boolean {
  if (channel.recipientIds !== undefined) return channel.recipientIds.includes(state.personId);
  const guild = state.guilds.find((one) => one.id === channel.guildId);
  return guild?.memberIds.includes(state.personId) === true;
}

/** Top-level channels of a guild, in its order, without threads. */
export function guildChannels(state: State, guildId: string): VisibleChannel[] {
  return [...state.channels.values()].filter(
    (one) => one.guildId === guildId && !isThread(one) && canSee(state, one),
  );
}

/** Open threads of a channel, oldest first. */
export function threadsOf(state: State, channelId: string): VisibleChannel[] {
  return [...state.channels.values()].filter(
    (one) => one.parentId === channelId && isThread(one) && one.isArchived !== true,
  );
}

export function directChannels(state: State): VisibleChannel[] {
  return [...state.channels.values()].filter((one) => one.recipientIds?.includes(state.personId) === true);
}

export function isThread(channel: VisibleChannel): boolean {
  return channel.kind === "thread" || channel.kind === "private-thread";
}

/** Messages of a channel as the person sees them. */
export function visibleMessages(
  state: State,
  channelId: string,
  personId = state.personId,
): VisibleMessage[] {
  return (state.messages.get(channelId) ?? []).filter(
    (message) =>
      (message.visibleOnlyTo === undefined || message.visibleOnlyTo === personId) &&
      !state.dismissed.has(message.id),
  );
}

function unreadMessages(state: State, channelId: string): VisibleMessage[] {
  const seen = state.lastRead.get(`${state.personId}/${channelId}`) ?? "0";
  return visibleMessages(state, channelId).filter(
    (message) => message.author.id !== state.personId && compareIds(message.id, seen) > 0,
  );
}

export function isUnread(state: State, channelId: string): boolean {
  return unreadMessages(state, channelId).length > 0;
}

/** Unread messages that notify the person; in direct channels each does. */
export function unreadMentions(state: State, channelId: string): number {
  const isDirect = state.channels.get(channelId)?.recipientIds !== undefined;
  return unreadMessages(state, channelId).filter((message) => isDirect || mentions(state, message)).length;
}

export function mentions(state: State, message: VisibleMessage): boolean {
  return message.pings.everyone || message.pings.userIds.includes(state.personId);
}

export function typingNames(state: State, now: number): string[] {
  const typing = state.typing.get(state.channelId) ?? new Map<string, number>();
  return [...typing]
    .filter(([userId, until]) => until > now && userId !== state.personId)
    .map(([userId]) => personName(state, userId));
}

export function personName(state: State, userId: string): string {
  return state.people.get(userId)?.name ?? "Unknown";
}

/** What a channel is called in lists and headings, without its sign. */
export function channelTitle(state: State, channel: VisibleChannel): string {
  const others = channel.recipientIds?.filter((id) => id !== state.personId);
  if (others === undefined) return channel.name;
  return others.length === 0
    ? channel.name || "Orchid"
    : others.map((id) => personName(state, id)).join(", ");
}

/** Of the client of the person who speaks. */
export function localeOf(state: State): string {
  return state.people.get(state.personId)?.locale ?? "en-US";
}

/** Commands of a kind (1 slash, 2 user, 3 message) that can be used in the open channel. */
export function commandsOfType(state: State, type: number): RegisteredCommand[] {
  const guildId = state.channels.get(state.channelId)?.guildId;
  return state.commands.filter(
    (command) =>
      (command.type ?? 1) === type && (command.guild_id === undefined || command.guild_id === guildId),
  );
}

/** Interactions of the person in the open channel that have nothing to show yet, or never will. */
export function pendingInteractions(state: State): VisibleInteraction[] {
  return [...state.interactions.values()].filter(
    (one) =>
      one.userId === state.personId &&
      one.channelId === state.channelId &&
      one.kind !== "autocomplete" &&
      (one.status === "failed" || (one.status === "waiting" && one.kind === "command")) &&
      !state.dismissed.has(one.id),
  );
}

/** The `custom_id` of the control of a message that was used and that the bot has not acknowledged yet. */
export function workingControl(state: State, messageId: string): string | undefined {
  return [...state.interactions.values()].find(
    (one) => one.kind === "component" && one.status === "waiting" && state.usedOn.get(one.id) === messageId,
  )?.name;
}
