/** Where the person is: who speaks, which place and channel are open, what has been read. */
import { canSee, directChannels, guildChannels, isUnread } from "./seen.ts";
import type { State } from "./state.ts";

/** Opens a guild or `home`, in the first channel that the person sees there. */
export function openPlace(state: State, place: string): void {
  state.place = place;
  const first = place === "home" ? directChannels(state)[0] : guildChannels(state, place)[0];
  openChannel(state, first?.id ?? "");
}

export function openChannel(state: State, channelId: string): void {
  const channel = state.channels.get(channelId);
  state.channelId = channelId;
  state.replyToId = undefined;
  state.editingId = undefined;
  state.isSidebarShown = false;
  if (channel === undefined) return;
  state.place = channel.guildId ?? "home";
  state.newSinceId = isUnread(state, channelId)
    ? state.lastRead.get(`${state.personId}/${channelId}`)
    : undefined;
  markRead(state, channelId, state.personId);
}

/** Somebody else speaks: the same channel where they may be there, their first one elsewhere. */
export function switchPerson(state: State, personId: string): void {
  state.personId = personId;
  const channel = state.channels.get(state.channelId);
  if (channel !== undefined && canSee(state, channel)) openChannel(state, channel.id);
  else openPlace(state, state.place);
}

export function markRead(state: State, channelId: string, personId: string): void {
  const newest = state.messages.get(channelId)?.at(-1);
  if (newest !== undefined) state.lastRead.set(`${personId}/${channelId}`, newest.id);
}
