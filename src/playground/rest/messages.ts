import { ApiError, invalidForm } from "../api-error.ts";
import type { JsonObject } from "../contracts.ts";
import { describe, toChange } from "../interaction-body.ts";
import { textOf } from "../json.ts";
import type { Kernel } from "../kernel.ts";
import { announceTyping } from "../announce.ts";
import { createMessage, deleteMessage, editMessage } from "../messages.ts";
import { channelPermissions, has } from "../permissions.ts";
import { messageJson } from "../message-json.ts";
import {
  FLAG_COMPONENTS_V2,
  FLAG_HAS_THREAD,
  FLAG_SUPPRESS_EMBEDS,
  FLAG_SUPPRESS_NOTIFICATIONS,
  FLAG_VOICE_MESSAGE,
} from "../world.ts";
import type { Channel, Message } from "../world.ts";
import { botMay, demand, publicMessage, readableChannel } from "./access.ts";
import { NO_CONTENT, ok, param } from "./route.ts";
import type { Call, Reply, Route } from "./route.ts";

const MAX_LIST = 100;
const DEFAULT_LIST = 50;
const BULK_DELETE_MAX_AGE_MS = 14 * 24 * 60 * 60 * 1000;
const SETTABLE_FLAGS =
  FLAG_SUPPRESS_EMBEDS | FLAG_SUPPRESS_NOTIFICATIONS | FLAG_VOICE_MESSAGE | FLAG_COMPONENTS_V2;

/** Creating, reading, editing and deleting messages. */
export const messageRoutes: readonly Route[] = [
  {
    method: "POST",
    pattern: "/channels/:channel/messages",
    schema: "MessageCreateRequest",
    rule: "message",
    handle: create,
  },
  { method: "GET", pattern: "/channels/:channel/messages", handle: list },
  { method: "GET", pattern: "/channels/:channel/messages/:message", handle: getOne },
  {
    method: "PATCH",
    pattern: "/channels/:channel/messages/:message",
    schema: "MessageEditRequestPartial",
    rule: "message",
    handle: edit,
  },
  { method: "DELETE", pattern: "/channels/:channel/messages/:message", handle: remove },
  { method: "POST", pattern: "/channels/:channel/messages/bulk-delete", handle: bulkDelete },
  {
    method: "POST",
    pattern: "/channels/:channel/typing",
    handle: (call) => {
      const { kernel } = call.services;
      const channel = readableChannel(kernel, param(call, "channel"));
      demandSpeech(kernel, channel);
      announceTyping(kernel, channel, kernel.identity.botUserId);
      return NO_CONTENT;
    },
  },
];

function create(call: Call): Reply {
  const { kernel } = call.services;
  const { botUserId } = kernel.identity;
  const channel = readableChannel(kernel, param(call, "channel"));
  if (channel.type === 15) throw new ApiError("notInNonText");
  demandSpeech(kernel, channel);
  checkThreadIsOpen(kernel, channel);
  checkRecipient(kernel, channel);
  const nonce = (call.body["nonce"] ?? undefined) as string | number | undefined;
  if (nonce !== undefined && call.body["enforce_nonce"] === true) {
    const use = kernel.nonces.find(botUserId, nonce);
    if (use !== undefined) {
      const same = kernel.world.message(use.channelId, use.messageId);
      if (same === undefined) throw new ApiError("unknownMessage");
      return ok(ownJson(kernel, same));
    }
  }
  checkContents(kernel, channel, call);
  const reference = readReference(kernel, channel, call.body["message_reference"]);
  const message = createMessage(kernel, {
    ...fields(call),
    channel,
    authorId: botUserId,
    nonce,
    defaultParse: "all",
    ...(reference === undefined ? {} : { type: 19, reference }),
  });
  return ok(ownJson(kernel, message));
}

/** What a body says about the message itself. */
export function fields(call: Call) {
  const { body } = call;
  return {
    content: textOf(body["content"]),
    allowed: (body["allowed_mentions"] ?? undefined) as JsonObject | undefined,
    tts: body["tts"] === true,
    flags: Number(body["flags"] ?? 0) & SETTABLE_FLAGS,
    embeds: (body["embeds"] ?? []) as readonly JsonObject[],
    components: (body["components"] ?? []) as readonly JsonObject[],
    poll: toPoll(body["poll"], call.services.kernel),
    files: describe(call.files, body),
  };
}

/** A poll comes back with numbered answers and its end. */
function toPoll(poll: unknown, kernel: Kernel): JsonObject | undefined {
  if (typeof poll !== "object" || poll === null) return undefined;
  const { duration = 24, answers, ...rest } = poll as Record<string, unknown>;
  return {
    allow_multiselect: false,
    layout_type: 1,
    ...rest,
    answers: (answers as JsonObject[]).map((answer, index) => ({ answer_id: index + 1, ...answer })),
    expiry: new Date(kernel.clock() + Number(duration) * 3_600_000).toISOString(),
  };
}

/** @throws {ApiError} 50013. */
function demandSpeech(kernel: Kernel, channel: Channel): void {
  if (channel.guildId === undefined) return;
  demand(kernel, channel, channel.thread === undefined ? "SEND_MESSAGES" : "SEND_MESSAGES_IN_THREADS");
}

/** @throws {ApiError} 160005: posting opens an archived thread again, but not a locked one. */
function checkThreadIsOpen(kernel: Kernel, channel: Channel): void {
  if (channel.thread?.isLocked === true && !botMay(kernel, channel, "MANAGE_THREADS"))
    throw new ApiError("threadLocked");
}

/** @throws {ApiError} 50007. */
function checkRecipient(kernel: Kernel, channel: Channel): void {
  if (channel.type !== 1) return;
  const other = channel.recipientIds?.find((id) => id !== kernel.identity.botUserId);
  if (kernel.world.users.get(other ?? "")?.takesDms !== true) throw new ApiError("cannotDm");
}

/** @throws {ApiError} 50006 or 50013. */
export function checkContents(kernel: Kernel, channel: Channel, call: Call): void {
  const { body, files } = call;
  const lists = [body["embeds"], body["components"], body["sticker_ids"]];
  const hasMore = lists.some((list) => Array.isArray(list) && list.length > 0);
  const text = typeof body["content"] === "string" ? body["content"].trim() : "";
  const hasPoll = typeof body["poll"] === "object" && body["poll"] !== null;
  if (text === "" && !hasMore && files.length === 0 && !hasPoll) throw new ApiError("emptyMessage");
  if (files.length > 0) demand(kernel, channel, "ATTACH_FILES");
  if (hasPoll && channel.guildId !== undefined) demand(kernel, channel, "SEND_POLLS");
}

function readReference(kernel: Kernel, channel: Channel, given: unknown): Message["reference"] | undefined {
  if (typeof given !== "object" || given === null) return undefined;
  const reference = given as JsonObject;
  const messageId = String(reference["message_id"]);
  const channelId = textOf(reference["channel_id"]) || channel.id;
  if (channelId !== channel.id)
    throw invalidForm(
      "message_reference",
      "REPLIES_CANNOT_REFERENCE_OTHER_CHANNEL",
      "Cannot reply to a message in a different channel",
    );
  if (!botMay(kernel, channel, "READ_MESSAGE_HISTORY")) throw new ApiError("noHistoryForReply");
  const target = kernel.world.message(channelId, messageId);
  if (target !== undefined && target.ephemeralTo === undefined) return { channelId, messageId };
  if (reference["fail_if_not_exists"] === false) return undefined;
  throw invalidForm("message_reference", "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message");
}

function list(call: Call): Reply {
  const { kernel } = call.services;
  const channel = readableChannel(kernel, param(call, "channel"));
  const given = call.query.get("limit");
  const limit = given === null ? DEFAULT_LIST : Number(given);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIST)
    throw invalidForm("limit", "NUMBER_TYPE_MAX", `int value should be between 1 and ${MAX_LIST}.`);
  // Without the permission the list is empty; it is no error.
  if (!botMay(kernel, channel, "READ_MESSAGE_HISTORY")) return ok([]);
  const messages = kernel.world.log(channel.id).list({
    before: call.query.get("before") ?? undefined,
    after: call.query.get("after") ?? undefined,
    around: call.query.get("around") ?? undefined,
    limit,
  });
  return ok(messages.map((message) => readJson(kernel, message)));
}

function getOne(call: Call): Reply {
  const { kernel } = call.services;
  const channel = readableChannel(kernel, param(call, "channel"));
  demand(kernel, channel, "READ_MESSAGE_HISTORY");
  return ok(readJson(kernel, publicMessage(kernel, channel, param(call, "message"))));
}

function edit(call: Call): Reply {
  const { kernel, interactions } = call.services;
  const channel = readableChannel(kernel, param(call, "channel"));
  const message = publicMessage(kernel, channel, param(call, "message"));
  const keys = Object.keys(call.body);
  if (message.authorId !== kernel.identity.botUserId) {
    const onlyFlags = keys.every((key) => key === "flags" || key === "allowed_mentions");
    const bits = channelPermissions(kernel.world, channel, kernel.identity.botUserId);
    if (!onlyFlags || !has(bits, "MANAGE_MESSAGES")) throw new ApiError("editForeignMessage");
  }
  if (channel.thread?.isArchived === true) throw new ApiError("threadArchived");
  const change = toChange(call.body, call.files);
  if (change.content === "" && leavesNothing(message, call)) throw new ApiError("emptyMessage");
  const kept = message.flags & (FLAG_HAS_THREAD | FLAG_COMPONENTS_V2);
  const flags = change.flags === undefined ? {} : { flags: (change.flags & SETTABLE_FLAGS) | kept };
  editMessage(kernel, message, { ...change, ...flags, defaultParse: "all" });
  return ok(interactions.json(message));
}

function leavesNothing(message: Message, { body, files }: Call): boolean {
  const left = (key: string, current: readonly unknown[]): number =>
    body[key] === undefined ? current.length : ((body[key] as unknown[] | null)?.length ?? 0);
  return (
    left("embeds", message.embeds) +
      left("components", message.components) +
      left("attachments", message.files) +
      files.length ===
    0
  );
}

function remove(call: Call): Reply {
  const { kernel } = call.services;
  const channel = readableChannel(kernel, param(call, "channel"));
  const message = publicMessage(kernel, channel, param(call, "message"));
  if (message.authorId !== kernel.identity.botUserId) demand(kernel, channel, "MANAGE_MESSAGES");
  deleteMessage(kernel, message);
  return NO_CONTENT;
}

function bulkDelete(call: Call): Reply {
  const { kernel } = call.services;
  const channel = readableChannel(kernel, param(call, "channel"));
  if (channel.guildId === undefined) throw new ApiError("notInDm");
  demand(kernel, channel, "MANAGE_MESSAGES");
  const ids = [...new Set((call.body["messages"] ?? []) as string[])];
  if (ids.length < 2 || ids.length > MAX_LIST)
    throw invalidForm("messages", "BASE_TYPE_BAD_LENGTH", "Must be between 2 and 100 in length.");
  const messages = ids.map((id) => kernel.world.message(channel.id, id)).filter((m) => m !== undefined);
  if (messages.some(({ createdAt }) => kernel.clock() - createdAt > BULK_DELETE_MAX_AGE_MS))
    throw new ApiError("tooOldForBulk");
  for (const message of messages) deleteMessage(kernel, message);
  return NO_CONTENT;
}

/** What the bot wrote itself. */
function ownJson(kernel: Kernel, message: Message): JsonObject {
  return messageJson(kernel, message, { hasContent: true, withNonce: true });
}

/** Over REST the application's own intent counts, not the session's. */
function readJson(kernel: Kernel, message: Message): JsonObject {
  return messageJson(kernel, message, { hasContent: kernel.hasMessageContent });
}
