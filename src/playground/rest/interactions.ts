import { ApiError } from "../api-error.ts";
import type { JsonObject } from "../contracts.ts";
import type { Interaction } from "../interactions.ts";
import { NO_CONTENT, ok, param } from "./route.ts";
import type { Call, Reply, Route } from "./route.ts";

const MESSAGE = "/webhooks/:webhook/:token/messages/:message";

const CALLBACK_SCHEMAS: Readonly<Record<number, string>> = {
  1: "PongInteractionCallbackRequest",
  4: "CreateMessageInteractionCallbackRequest",
  5: "CreateMessageInteractionCallbackRequest",
  6: "UpdateMessageInteractionCallbackRequest",
  7: "UpdateMessageInteractionCallbackRequest",
  8: "ApplicationCommandAutocompleteCallbackRequest",
  9: "ModalInteractionCallbackRequest",
};

/** Answers to interactions: the first one, and then through the token. */
export const interactionRoutes: readonly Route[] = [
  {
    method: "POST",
    pattern: "/interactions/:interaction/:token/callback",
    isOpen: true,
    schema: (body) => CALLBACK_SCHEMAS[Number(body["type"])] ?? "PongInteractionCallbackRequest",
    rule: "callback",
    handle: answer,
  },
  {
    method: "POST",
    pattern: "/webhooks/:webhook/:token",
    isOpen: true,
    schema: "IncomingWebhookInteractionRequest",
    rule: "message",
    handle: (call) => {
      if (isEmpty(call)) throw new ApiError("emptyMessage");
      const { interactions } = call.services;
      return ok(interactions.json(interactions.followUp(interactionOf(call), call.body, call.files)));
    },
  },
  { method: "GET", pattern: MESSAGE, isOpen: true, handle: (call) => ok(json(call)) },
  {
    method: "PATCH",
    pattern: MESSAGE,
    isOpen: true,
    schema: "IncomingWebhookUpdateRequestPartial",
    rule: "message",
    handle: (call) => {
      const { interactions } = call.services;
      const interaction = interactionOf(call);
      const message = interactions.message(interaction, param(call, "message"));
      interactions.edit(interaction, message, call.body, call.files);
      return ok(interactions.json(message));
    },
  },
  {
    method: "DELETE",
    pattern: MESSAGE,
    isOpen: true,
    handle: (call) => {
      const { interactions } = call.services;
      interactions.delete(interactions.message(interactionOf(call), param(call, "message")));
      return NO_CONTENT;
    },
  },
];

function answer(call: Call): Reply {
  const type = call.body["type"];
  const data = (call.body["data"] ?? {}) as JsonObject;
  if (type === 4 && isEmpty({ ...call, body: data })) throw new ApiError("emptyMessage");
  const { interactions } = call.services;
  const made = interactions.answer(param(call, "interaction"), param(call, "token"), call.body, call.files);
  return call.query.get("with_response") === "true" ? ok(made) : NO_CONTENT;
}

function isEmpty({ body, files }: Call): boolean {
  const lists = [body["embeds"], body["components"]];
  const text = typeof body["content"] === "string" ? body["content"].trim() : "";
  const hasMore = lists.some((list) => Array.isArray(list) && list.length > 0);
  return text === "" && !hasMore && files.length === 0 && (body["poll"] ?? undefined) === undefined;
}

/** @throws {ApiError} 10015 for another application's webhook. */
function interactionOf(call: Call): Interaction {
  const { kernel, interactions } = call.services;
  if (param(call, "webhook") !== kernel.identity.applicationId) throw new ApiError("unknownWebhook");
  return interactions.byToken(param(call, "token"));
}

function json(call: Call): JsonObject {
  const { interactions } = call.services;
  return interactions.json(interactions.message(interactionOf(call), param(call, "message")));
}
