import type { ConversationItem, ModelEcho, ModelEntry, ModelRequest } from "../contracts.ts";
import type { Dialect } from "./dialect.ts";
import { isRecord } from "./shape.ts";
import type { Json } from "./shape.ts";
import { wireTools } from "./tool-schemas.ts";

type Assistant = Extract<ConversationItem, { role: "assistant" }>;

/** Keys of an assistant message that are part of the protocol; all others are a server's own. */
const PROTOCOL_KEYS = new Set(["role", "content", "tool_calls"]);
const NO_OUTPUT = "(no output)";
/** What Gemini takes where a signature is missing. Source: ai.google.dev, "Thought signatures". */
const SIGNATURE_STAND_IN = { google: { thought_signature: "skip_thought_signature_validator" } };

/** The body of one request in the dialect of its endpoint. */
export function requestBody(
  entry: ModelEntry,
  request: ModelRequest,
  dialect: Dialect,
  overrides: { readonly temperature?: number } = {},
): Json {
  const body: Json = { model: entry.modelName, messages: toMessages(entry, request, dialect) };
  if (dialect.canStream) body["stream"] = true;
  if (dialect.canStream && dialect.hasStreamUsage) body["stream_options"] = { include_usage: true };
  Object.assign(body, toolFields(request, dialect));
  const temperature = overrides.temperature ?? entry.temperature;
  if (temperature !== undefined && dialect.hasTemperature) body["temperature"] = temperature;
  if (entry.maxOutputTokens !== undefined) body[dialect.maxTokensField] = entry.maxOutputTokens;
  return entry.extraBody === undefined ? body : { ...body, ...entry.extraBody };
}

function toolFields(request: ModelRequest, dialect: Dialect): Json {
  if (request.tools.length === 0 || dialect.tools === "none") return {};
  const { tools } = wireTools(request.tools, dialect.emptyParameters);
  if (!request.isLast) return dialect.hasToolChoice ? { tools, tool_choice: "auto" } : { tools };
  const hasCalls = request.items.some((item) => item.role === "assistant" && item.calls.length > 0);
  if (dialect.toolsOnLast === "omit" || !hasCalls) return {};
  return dialect.toolsOnLast === "none" && dialect.hasToolChoice ? { tools, tool_choice: "none" } : { tools };
}

function toMessages(entry: ModelEntry, request: ModelRequest, dialect: Dialect): readonly Json[] {
  const { toWire } = wireTools(request.tools, dialect.emptyParameters);
  const ids = dialect.toolIds === "free" ? undefined : shortIds(request.items);
  const toId = (id: string): string => ids?.get(id) ?? id;
  const toName = (name: string): string => toWire.get(name) ?? name;
  const messages: Json[] = [];
  for (const item of request.items) {
    switch (item.role) {
      case "system":
        messages.push({ role: "system", content: item.text });
        break;
      case "user":
        messages.push({ role: "user", content: userContent(item, dialect) });
        break;
      case "assistant":
        messages.push(...assistantMessages(entry, item, dialect, toId, toName));
        break;
      case "tool":
        messages.push(toolMessage(item, dialect, toId, toName));
    }
  }
  return fitOrder(messages, dialect);
}

function userContent(item: Extract<ConversationItem, { role: "user" }>, dialect: Dialect): unknown {
  const { images = [] } = item;
  if (images.length === 0) return item.text;
  if (dialect.images === "none") {
    return `${item.text}\n\n(Not shown, this model cannot see images: ${images.map(({ name }) => name).join(", ")})`;
  }
  const parts = images.map(({ url }) => ({ type: "image_url", image_url: { url } }));
  return [{ type: "text", text: item.text }, ...parts];
}

function toolMessage(
  item: Extract<ConversationItem, { role: "tool" }>,
  dialect: Dialect,
  toId: (id: string) => string,
  toName: (name: string) => string,
): Json {
  const text = item.text === "" ? NO_OUTPUT : item.text;
  if (dialect.tools === "none") return { role: "user", content: `Result of ${item.name}:\n${text}` };
  const message: Json = { role: "tool", tool_call_id: toId(item.callId), content: text };
  if (dialect.hasToolResultName) message["name"] = toName(item.name);
  return message;
}

function assistantMessages(
  entry: ModelEntry,
  item: Assistant,
  dialect: Dialect,
  toId: (id: string) => string,
  toName: (name: string) => string,
): readonly Json[] {
  if (item.calls.length === 0) return item.text === "" ? [] : [{ role: "assistant", content: item.text }];
  if (dialect.tools === "none") {
    const asked = item.calls.map(({ name, args }) => `(asked ${name} with ${args})`).join("\n");
    return [{ role: "assistant", content: [item.text, asked].filter(Boolean).join("\n") }];
  }
  const isOwn = item.echo?.from === entry.label;
  const message = isOwn && item.echo !== undefined ? echoed(item.echo, dialect) : rebuilt(item, toName);
  const calls = Array.isArray(message["tool_calls"]) ? message["tool_calls"].filter(isRecord) : [];
  const changed = calls.map(
    (call) => ({ ...call, id: toId(typeof call["id"] === "string" ? call["id"] : "") }) as Json,
  );
  if (dialect.signatures === "stand-in" && changed[0] !== undefined) {
    changed[0]["extra_content"] = SIGNATURE_STAND_IN;
    for (const call of changed.slice(1)) delete call["extra_content"];
  }
  message["tool_calls"] = changed;
  return [withContent(message, dialect)];
}

/** The message as the server wrote it, without what says nothing: `null` and empty lists. */
function echoed(echo: ModelEcho, dialect: Dialect): Json {
  const message: Json = {};
  for (const [key, value] of Object.entries(echo.message)) {
    const isProtocol = PROTOCOL_KEYS.has(key);
    if (!isProtocol && (value === null || (Array.isArray(value) && value.length === 0))) continue;
    if (!isProtocol && dialect.reasoningEcho === "none") continue;
    message[key] = value;
  }
  if (dialect.reasoningEcho === "always") message["reasoning_content"] ??= "";
  return message;
}

/** For another model than the one that wrote it: the plain calls, without anything of a server's own. */
function rebuilt(item: Assistant, toName: (name: string) => string): Json {
  const calls = item.calls.map(({ id, name, args }) => ({
    id,
    type: "function",
    function: { name: toName(name), arguments: sendable(args) },
  }));
  return { role: "assistant", content: item.text === "" ? null : item.text, tool_calls: calls };
}

function sendable(args: string): string {
  try {
    return isRecord(JSON.parse(args)) ? args : "{}";
  } catch {
    return "{}";
  }
}

function withContent(message: Json, dialect: Dialect): Json {
  const { content } = message;
  const isBlank = content === null || content === undefined || content === "";
  if (!isBlank) return Array.isArray(content) && content.length === 0 ? withBlank(message, dialect) : message;
  // An empty text that the server wrote itself goes back as it came.
  return content === "" && dialect.assistantNull !== "omit" ? message : withBlank(message, dialect);
}

function withBlank(message: Json, dialect: Dialect): Json {
  const { content: _, ...rest } = message;
  if (dialect.assistantNull === "omit") return rest;
  return { ...rest, content: dialect.assistantNull === "null" ? null : "" };
}

/** Nine letters and digits for each call, by its place in the conversation: no two can collide. */
function shortIds(items: readonly ConversationItem[]): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const item of items) {
    if (item.role !== "assistant") continue;
    for (const { id } of item.calls) ids.set(id, `c${(ids.size + 1).toString(36).padStart(8, "0")}`);
  }
  return ids;
}

/** Folds the system message and joins neighbours where a chat template wants it so. */
function fitOrder(messages: readonly Json[], dialect: Dialect): readonly Json[] {
  let fitted = messages;
  if (dialect.systemRole === "user") {
    fitted = fitted.map((message) => (message["role"] === "system" ? { ...message, role: "user" } : message));
  }
  const joins =
    dialect.turnOrder === "alternate" || dialect.systemRole === "user" || dialect.tools === "none";
  return joins ? joinNeighbours(fitted) : fitted;
}

function joinNeighbours(messages: readonly Json[]): readonly Json[] {
  const joined: Json[] = [];
  for (const message of messages) {
    const last = joined.at(-1);
    const isJoinable =
      last !== undefined &&
      last["role"] === message["role"] &&
      (message["role"] === "user" || message["role"] === "assistant") &&
      last["tool_calls"] === undefined &&
      message["tool_calls"] === undefined;
    if (isJoinable)
      joined[joined.length - 1] = { ...message, content: joinContent(last["content"], message["content"]) };
    else joined.push(message);
  }
  return joined;
}

function joinContent(first: unknown, second: unknown): unknown {
  if (typeof first === "string" && typeof second === "string") return `${first}\n\n${second}`;
  return [...toParts(first), ...toParts(second)];
}

function toParts(content: unknown): readonly unknown[] {
  return Array.isArray(content)
    ? content
    : [{ type: "text", text: typeof content === "string" ? content : "" }];
}
