import { ApiError } from "../api-error.ts";
import type { JsonObject } from "../contracts.ts";
import { createMessage, saveAndAnnounce } from "../messages.ts";
import { createThread } from "../threads.ts";
import { messageJson } from "../message-json.ts";
import { channelJson, threadMemberJson } from "../wire.ts";
import { FLAG_HAS_THREAD } from "../world.ts";
import type { Channel } from "../world.ts";
import { botMay, demand, publicMessage, readableChannel } from "./access.ts";
import { checkContents, fields } from "./messages.ts";
import { NO_CONTENT, ok, param } from "./route.ts";
import type { Call, Reply, Route } from "./route.ts";

/** Starting, joining and listing threads. */
export const threadRoutes: readonly Route[] = [
  {
    method: "POST",
    pattern: "/channels/:channel/messages/:message/threads",
    schema: "CreateTextThreadWithMessageRequest",
    handle: startFromMessage,
  },
  {
    method: "POST",
    pattern: "/channels/:channel/threads",
    schema: (body) =>
      body["message"] === undefined ? "CreateTextThreadWithoutMessageRequest" : "CreateForumThreadRequest",
    rule: "post",
    handle: start,
  },
  { method: "PUT", pattern: "/channels/:channel/thread-members/@me", handle: (call) => join(call, "@me") },
  {
    method: "PUT",
    pattern: "/channels/:channel/thread-members/:user",
    handle: (call) => join(call, param(call, "user")),
  },
  { method: "DELETE", pattern: "/channels/:channel/thread-members/@me", handle: leave },
  { method: "GET", pattern: "/channels/:channel/thread-members", handle: listMembers },
  { method: "GET", pattern: "/channels/:channel/thread-members/:user", handle: getMember },
  { method: "GET", pattern: "/channels/:channel/threads/archived/public", handle: listArchived },
];

/** @throws {ApiError} 50024 where threads cannot be: direct channels, forums, threads. */
function threadable(call: Call): Channel {
  const channel = readableChannel(call.services.kernel, param(call, "channel"));
  if (channel.type !== 0 && channel.type !== 5) throw new ApiError("wrongChannelType");
  return channel;
}

function options(body: JsonObject) {
  return {
    name: String(body["name"]),
    ...(typeof body["auto_archive_duration"] === "number"
      ? { autoArchiveMinutes: body["auto_archive_duration"] }
      : {}),
    ...(typeof body["rate_limit_per_user"] === "number"
      ? { slowmodeSeconds: body["rate_limit_per_user"] }
      : {}),
  };
}

function startFromMessage(call: Call): Reply {
  const { kernel } = call.services;
  const parent = threadable(call);
  const message = publicMessage(kernel, parent, param(call, "message"));
  demand(kernel, parent, "CREATE_PUBLIC_THREADS");
  if (kernel.world.channels.has(message.id)) throw new ApiError("threadExists");
  const ownerId = kernel.identity.botUserId;
  const thread = createThread(kernel, { ...options(call.body), parent, ownerId, id: message.id });
  message.flags |= FLAG_HAS_THREAD;
  saveAndAnnounce(kernel, message);
  return { status: 201, body: channelJson(kernel, thread) };
}

function start(call: Call): Reply {
  const { kernel } = call.services;
  const ownerId = kernel.identity.botUserId;
  const parent = readableChannel(kernel, param(call, "channel"));
  if (parent.type === 15) return post(call, parent);
  threadable(call);
  // Left out, the type is that of a private thread.
  const isPrivate = (call.body["type"] ?? 12) === 12;
  demand(kernel, parent, isPrivate ? "CREATE_PRIVATE_THREADS" : "CREATE_PUBLIC_THREADS");
  const thread = createThread(kernel, { ...options(call.body), parent, ownerId, isPrivate });
  return { status: 201, body: channelJson(kernel, thread) };
}

/** A post in a forum: a thread with its first message, of the same id. */
function post(call: Call, parent: Channel): Reply {
  const { kernel } = call.services;
  const body = call.body["message"] as JsonObject | undefined;
  if (body === undefined) throw new ApiError("emptyMessage");
  const inner = { ...call, body };
  demand(kernel, parent, "SEND_MESSAGES");
  checkContents(kernel, parent, inner);
  const ownerId = kernel.identity.botUserId;
  const thread = createThread(kernel, { ...options(call.body), parent, ownerId });
  const message = createMessage(kernel, {
    ...fields(inner),
    channel: thread,
    id: thread.id,
    authorId: ownerId,
    defaultParse: "all",
  });
  const json = messageJson(kernel, message, { hasContent: true });
  return { status: 201, body: { ...channelJson(kernel, thread), message: json } };
}

function thread(call: Call): Channel & { readonly thread: NonNullable<Channel["thread"]> } {
  const channel = readableChannel(call.services.kernel, param(call, "channel"));
  if (channel.thread === undefined) throw new ApiError("wrongChannelType");
  return { ...channel, thread: channel.thread };
}

function join(call: Call, who: string): Reply {
  const { kernel } = call.services;
  const channel = thread(call);
  if (channel.thread.isArchived) throw new ApiError("threadArchived");
  if (who !== "@me") demand(kernel, channel, "SEND_MESSAGES_IN_THREADS");
  channel.thread.memberIds.add(who === "@me" ? kernel.identity.botUserId : who);
  kernel.store.put("channel", channel.id, channel);
  return NO_CONTENT;
}

function leave(call: Call): Reply {
  const { kernel } = call.services;
  const channel = thread(call);
  channel.thread.memberIds.delete(kernel.identity.botUserId);
  kernel.store.put("channel", channel.id, channel);
  return NO_CONTENT;
}

function listMembers(call: Call): Reply {
  const channel = thread(call);
  return ok([...channel.thread.memberIds].map((id) => threadMemberJson(channel, id)));
}

function getMember(call: Call): Reply {
  const channel = thread(call);
  const userId = param(call, "user");
  if (!channel.thread.memberIds.has(userId)) throw new ApiError("unknownMember");
  return ok(threadMemberJson(channel, userId));
}

function listArchived(call: Call): Reply {
  const { kernel } = call.services;
  const parent = readableChannel(kernel, param(call, "channel"));
  if (!botMay(kernel, parent, "READ_MESSAGE_HISTORY")) throw new ApiError("missingPermissions");
  const threads = [...(kernel.world.threads.get(parent.id) ?? [])]
    .map((id) => kernel.world.channels.get(id))
    .filter((found) => found?.thread?.isArchived === true && found.type !== 12)
    .filter((found) => found !== undefined)
    .toSorted((a, b) => (b.thread?.archiveChangedAt ?? 0) - (a.thread?.archiveChangedAt ?? 0));
  return ok({ threads: threads.map((found) => channelJson(kernel, found)), members: [], has_more: false });
}
