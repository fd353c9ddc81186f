import { ApiError } from "../api-error.ts";
import type { JsonObject } from "../contracts.ts";
import { INTENT } from "../kernel.ts";
import { dispatchIn } from "../announce.ts";
import { saveAndAnnounce } from "../messages.ts";
import { setReaction } from "../reactions.ts";
import { announceThreadUpdate, deleteChannel } from "../threads.ts";
import { viewChannel } from "../view.ts";
import { messageJson } from "../message-json.ts";
import { channelJson, iso, userJson } from "../wire.ts";
import { botMay, demand, publicMessage, readableChannel } from "./access.ts";
import { NO_CONTENT, ok, param } from "./route.ts";
import type { Call, Reply, Route } from "./route.ts";

const REACTIONS = "/channels/:channel/messages/:message/reactions/:emoji";

/** Channels themselves, reactions and pins. */
export const channelRoutes: readonly Route[] = [
  {
    method: "GET",
    pattern: "/channels/:channel",
    handle: (call) => {
      const { kernel } = call.services;
      return ok(channelJson(kernel, readableChannel(kernel, param(call, "channel"))));
    },
  },
  { method: "PATCH", pattern: "/channels/:channel", handle: change },
  { method: "DELETE", pattern: "/channels/:channel", handle: remove },
  { method: "PUT", pattern: `${REACTIONS}/@me`, handle: (call) => react(call, true) },
  { method: "DELETE", pattern: `${REACTIONS}/@me`, handle: (call) => react(call, false) },
  { method: "DELETE", pattern: `${REACTIONS}/:user`, handle: takeReaction },
  { method: "GET", pattern: REACTIONS, handle: listReactions },
  { method: "GET", pattern: "/channels/:channel/messages/pins", handle: listPins },
  { method: "PUT", pattern: "/channels/:channel/messages/pins/:message", handle: (call) => pin(call, true) },
  {
    method: "DELETE",
    pattern: "/channels/:channel/messages/pins/:message",
    handle: (call) => pin(call, false),
  },
];

function change(call: Call): Reply {
  const { kernel } = call.services;
  const { body } = call;
  const channel = readableChannel(kernel, param(call, "channel"));
  const { thread } = channel;
  if (thread === undefined) {
    if (channel.guildId === undefined) throw new ApiError("notInDm");
    demand(kernel, channel, "MANAGE_CHANNELS");
    if (typeof body["name"] === "string") channel.name = body["name"];
    if (typeof body["topic"] === "string") channel.topic = body["topic"];
    kernel.store.put("channel", channel.id, channel);
    dispatchIn(kernel, channel, "CHANNEL_UPDATE", INTENT.guilds, () => channelJson(kernel, channel));
    kernel.show({ type: "channel-update", channel: viewChannel(channel) });
    return ok(channelJson(kernel, channel));
  }
  const isManager = botMay(kernel, channel, "MANAGE_THREADS");
  const isOwn = thread.ownerId === kernel.identity.botUserId;
  const reopens = body["archived"] === false && body["locked"] !== true;
  if (!isManager && !isOwn && !(reopens && !thread.isLocked)) throw new ApiError("missingPermissions");
  if (typeof body["locked"] === "boolean") {
    if (!isManager) throw new ApiError("missingPermissions");
    thread.isLocked = body["locked"];
  }
  if (thread.isArchived && body["archived"] !== false) throw new ApiError("threadArchived");
  if (typeof body["archived"] === "boolean") {
    thread.isArchived = body["archived"];
    thread.archiveChangedAt = kernel.clock();
  }
  if (typeof body["name"] === "string") channel.name = body["name"];
  if (typeof body["auto_archive_duration"] === "number")
    thread.autoArchiveMinutes = body["auto_archive_duration"];
  announceThreadUpdate(kernel, channel);
  return ok(channelJson(kernel, channel));
}

function remove(call: Call): Reply {
  const { kernel } = call.services;
  const channel = readableChannel(kernel, param(call, "channel"));
  if (channel.guildId !== undefined)
    demand(kernel, channel, channel.thread === undefined ? "MANAGE_CHANNELS" : "MANAGE_THREADS");
  const json = channelJson(kernel, channel);
  // Closing a direct channel hides it; its messages stay.
  if (channel.guildId !== undefined) deleteChannel(kernel, channel);
  return ok(json);
}

function react(call: Call, isOn: boolean): Reply {
  const { kernel } = call.services;
  const channel = readableChannel(kernel, param(call, "channel"));
  const message = publicMessage(kernel, channel, param(call, "message"));
  const emoji = param(call, "emoji");
  if (!/\p{Extended_Pictographic}|\p{Regional_Indicator}|[0-9#*]\uFE0F?\u20E3|^\w+:\d+$/u.test(emoji))
    throw new ApiError("unknownEmoji");
  if (channel.thread?.isArchived === true) throw new ApiError("threadArchived");
  if (isOn) {
    demand(kernel, channel, "READ_MESSAGE_HISTORY");
    if (!message.reactions.some((reaction) => reaction.emoji === emoji))
      demand(kernel, channel, "ADD_REACTIONS");
  }
  setReaction(kernel, message, kernel.identity.botUserId, emoji, isOn);
  return NO_CONTENT;
}

function takeReaction(call: Call): Reply {
  const { kernel } = call.services;
  const channel = readableChannel(kernel, param(call, "channel"));
  demand(kernel, channel, "MANAGE_MESSAGES");
  const message = publicMessage(kernel, channel, param(call, "message"));
  setReaction(kernel, message, param(call, "user"), param(call, "emoji"), false);
  return NO_CONTENT;
}

function listReactions(call: Call): Reply {
  const { kernel } = call.services;
  const channel = readableChannel(kernel, param(call, "channel"));
  const message = publicMessage(kernel, channel, param(call, "message"));
  const found = message.reactions.find(({ emoji }) => emoji === param(call, "emoji"));
  return ok((found?.userIds ?? []).map((id) => userJson(kernel.world.users.get(id), undefined, id)));
}

function listPins(call: Call): Reply {
  const { kernel } = call.services;
  const channel = readableChannel(kernel, param(call, "channel"));
  if (!botMay(kernel, channel, "READ_MESSAGE_HISTORY")) return ok({ items: [], has_more: false });
  const items = kernel.world
    .log(channel.id)
    .pinned()
    .map((message): JsonObject => ({
      pinned_at: iso(message.editedAt ?? message.createdAt),
      message: messageJson(kernel, message, { hasContent: kernel.hasMessageContent }),
    }));
  return ok({ items, has_more: false });
}

function pin(call: Call, isPinned: boolean): Reply {
  const { kernel } = call.services;
  const channel = readableChannel(kernel, param(call, "channel"));
  demand(kernel, channel, "PIN_MESSAGES");
  const message = publicMessage(kernel, channel, param(call, "message"));
  message.isPinned = isPinned;
  kernel.world.log(channel.id).setPinned(message.id, isPinned);
  saveAndAnnounce(kernel, message);
  return NO_CONTENT;
}
