/** How events change what the page knows. */
import type { VisibleMessage } from "../contracts.ts";
import type { PageEvent, Snapshot } from "./protocol.ts";
import { compareIds } from "./state.ts";
import type { State } from "./state.ts";
import { markRead, openChannel, openPlace } from "./where.ts";

/** How long one typing event shows, as in Discord's client. */
const TYPING_MS = 10_000;

export function applyEvent(state: State, event: PageEvent): void {
  switch (event.type) {
    case "snapshot":
      return applySnapshot(state, event);
    case "message-create":
    case "message-update":
      return putMessage(state, event.message);
    case "message-delete": {
      const messages = state.messages.get(event.channelId) ?? [];
      state.messages.set(
        event.channelId,
        messages.filter((message) => message.id !== event.messageId),
      );
      if (state.replyToId === event.messageId) state.replyToId = undefined;
      if (state.editingId === event.messageId) state.editingId = undefined;
      return;
    }
    case "typing": {
      const typing = state.typing.get(event.channelId) ?? new Map<string, number>();
      typing.set(event.userId, event.at + TYPING_MS);
      state.typing.set(event.channelId, typing);
      return;
    }
    case "channel-create":
    case "channel-update":
      state.channels.set(event.channel.id, event.channel);
      return;
    case "channel-delete":
      state.channels.delete(event.channelId);
      if (state.channelId === event.channelId) openPlace(state, state.place);
      return;
    case "interaction":
      state.interactions.set(event.interaction.id, event.interaction);
      return;
    case "commands":
      state.commands = event.commands;
      return;
    case "bot-status":
      state.bot = event;
      return;
  }
}

function applySnapshot(state: State, snapshot: Snapshot): void {
  const isFirst = state.connection === "connecting";
  state.connection = "open";
  state.botUserId = snapshot.botUserId;
  state.bot = snapshot.bot;
  state.notice = snapshot.notice;
  state.guilds = snapshot.guilds;
  state.commands = snapshot.commands;
  state.people = new Map(snapshot.users.map((person) => [person.id, person]));
  state.channels = new Map(snapshot.channels.map((channel) => [channel.id, channel]));
  state.messages = new Map(snapshot.channels.map((channel) => [channel.id, []]));
  state.beginningsReached.clear();
  for (const message of snapshot.messages) state.messages.get(message.channelId)?.push(message);
  if (state.people.get(state.personId) === undefined) {
    state.personId = snapshot.guilds[0]?.ownerId ?? snapshot.users.find((one) => !one.isBot)?.id ?? "";
  }
  if (isFirst) {
    // Nothing from before this visit counts as unread.
    for (const person of state.people.keys()) {
      for (const channelId of state.channels.keys()) markRead(state, channelId, person);
    }
  }
  if (!state.channels.has(state.channelId))
    openPlace(state, state.place || (snapshot.guilds[0]?.id ?? "home"));
  // A page that is loaded again knows its channel, and not yet the place that it is in.
  else if (isFirst) openChannel(state, state.channelId);
}

function putMessage(state: State, message: VisibleMessage): void {
  const messages = state.messages.get(message.channelId) ?? [];
  state.messages.set(message.channelId, messages);
  const index = messages.findIndex((one) => one.id === message.id);
  if (index >= 0) {
    messages[index] = message;
    return;
  }
  const after = messages.findLastIndex((one) => compareIds(one.id, message.id) < 0);
  messages.splice(after + 1, 0, message);
  state.typing.get(message.channelId)?.delete(message.author.id);
}

/** Puts an older page before what is there. */
export function addEarlier(state: State, channelId: string, earlier: readonly VisibleMessage[]): void {
  if (earlier.length === 0) state.beginningsReached.add(channelId);
  state.messages.set(channelId, [...earlier, ...(state.messages.get(channelId) ?? [])]);
}
