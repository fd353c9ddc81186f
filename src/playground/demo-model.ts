/**
 * The built-in demo model: an OpenAI-compatible endpoint on loopback, so that the playground answers
 * before anybody has connected a model. What it says is decided in `demo-script.ts`; this file knows
 * the wire alone.
 */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { decideReply } from "./demo-script.ts";
import type { DemoReply, DemoRequest } from "./demo-script.ts";

/** Name of the demo model, as `/v1/models` lists it. */
export const DEMO_MODEL_NAME = "demo";

/** Largest request that is read. Three turns and many tool results stay far below it. */
const MAX_REQUEST_BYTES = 8_000_000;
/** A long answer streams for about this long, however many words it has. */
const MAX_STREAM_MS = 8_000;

export interface DemoModelOptions {
  /** Pause between two words of a streamed answer. Default 30; 0 streams at once. */
  readonly wordDelayMs?: number;
}

export interface DemoModel {
  /** Base URL with `/v1`, as `OPENAI_BASE_URL` wants it. */
  readonly apiUrl: string;
  /** Ends streams under way. */
  close(): Promise<void>;
}

const requestSchema = z.object({
  model: z.string().default(DEMO_MODEL_NAME),
  messages: z.array(
    z.object({
      role: z.string(),
      content: z
        .union([z.string(), z.array(z.object({ type: z.string(), text: z.string().optional() })), z.null()])
        .default(null),
      tool_calls: z
        .array(z.object({ id: z.string(), function: z.object({ name: z.string(), arguments: z.string() }) }))
        .nullish(),
      tool_call_id: z.string().nullish(),
    }),
  ),
  tools: z
    .array(
      z.object({
        function: z.object({
          name: z.string(),
          description: z.string().default(""),
          parameters: z
            .object({ properties: z.record(z.string(), z.unknown()).default({}) })
            .default({ properties: {} }),
        }),
      }),
    )
    .nullish(),
  tool_choice: z.unknown().optional(),
  parallel_tool_calls: z.boolean().nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
});
type WireRequest = z.infer<typeof requestSchema>;

/** Starts the demo model on a free loopback port. */
export async function startDemoModel(options: DemoModelOptions = {}): Promise<DemoModel> {
  const wordDelayMs = options.wordDelayMs ?? 30;
  const server = createServer((request, response) => {
    handle(request, response, wordDelayMs).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The demo model has no port");
  return {
    apiUrl: `http://127.0.0.1:${address.port}/v1`,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function handle(request: IncomingMessage, response: ServerResponse, wordDelayMs: number) {
  const path = new URL(request.url ?? "/", "http://localhost").pathname;
  if (request.method === "GET" && path === "/v1/models") {
    const model = { id: DEMO_MODEL_NAME, object: "model", created: 0, owned_by: "orchid" };
    return sendJson(response, 200, { object: "list", data: [model] });
  }
  if (request.method !== "POST" || path !== "/v1/chat/completions") {
    return sendError(response, 404, `There is no ${request.method} ${path} here.`);
  }
  const body = await readBody(request);
  if (body === undefined) return sendError(response, 413, `At most ${MAX_REQUEST_BYTES} bytes are read.`);
  const wire = parseRequest(body);
  if ("problem" in wire) return sendError(response, 400, wire.problem);
  const reply = decideReply(toDemoRequest(wire.request));
  if (wire.request.stream === true) return stream(response, wire.request, reply, wordDelayMs);
  return sendJson(response, 200, {
    ...envelope(wire.request, "chat.completion"),
    choices: [{ index: 0, message: wholeMessage(reply), logprobs: null, finish_reason: finishReason(reply) }],
    usage: usage(wire.request, reply),
  });
}

function parseRequest(body: string): { request: WireRequest } | { problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { problem: "The body is not JSON." };
  }
  const parsed = requestSchema.safeParse(json);
  return parsed.success ? { request: parsed.data } : { problem: z.prettifyError(parsed.error) };
}

/** From the wire's shapes to what the script reads: plain text, tools by name. */
function toDemoRequest(wire: WireRequest): DemoRequest {
  const mayCall = wire.tool_choice !== "none";
  return {
    messages: wire.messages.map((message) => ({
      role: message.role,
      text:
        typeof message.content === "string"
          ? message.content
          : (message.content ?? []).map((part) => part.text ?? "").join("\n"),
      images: Array.isArray(message.content)
        ? message.content.filter((part) => part.type === "image_url").length
        : 0,
      calls: (message.tool_calls ?? []).map((call) => ({
        id: call.id,
        tool: call.function.name,
        args: call.function.arguments,
      })),
      ...(message.tool_call_id ? { callId: message.tool_call_id } : {}),
    })),
    tools: (mayCall ? (wire.tools ?? []) : []).map((tool) => ({
      name: tool.function.name,
      description: tool.function.description,
      parameters: Object.keys(tool.function.parameters.properties),
    })),
    isParallel: wire.parallel_tool_calls !== false,
  };
}

async function stream(response: ServerResponse, wire: WireRequest, reply: DemoReply, wordDelayMs: number) {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  const frame = envelope(wire, "chat.completion.chunk");
  const send = (delta: object, reason: string | null = null) => {
    const choices = [{ index: 0, delta, logprobs: null, finish_reason: reason }];
    response.write(`data: ${JSON.stringify({ ...frame, choices })}\n\n`);
  };
  send({ role: "assistant", content: "" });
  for await (const delta of deltas(reply, wordDelayMs)) {
    if (response.destroyed) return;
    send(delta);
  }
  send({}, finishReason(reply));
  if (wire.stream_options?.include_usage === true) {
    response.write(`data: ${JSON.stringify({ ...frame, choices: [], usage: usage(wire, reply) })}\n\n`);
  }
  response.end("data: [DONE]\n\n");
}

async function* deltas(reply: DemoReply, wordDelayMs: number): AsyncGenerator<object> {
  if (reply.kind === "calls") {
    for (const [index, call] of wireCalls(reply).entries()) {
      yield { tool_calls: [{ index, ...call, function: { ...call.function, arguments: "" } }] };
      yield { tool_calls: [{ index, function: { arguments: call.function.arguments } }] };
    }
    return;
  }
  // Long runs without spaces (Chinese, links) are cut too, or they would arrive in one lump.
  const words = reply.text.match(/\s*\S{1,12}|\s+$/gu) ?? [];
  const pauseMs = Math.min(wordDelayMs, MAX_STREAM_MS / Math.max(1, words.length));
  for (const word of words) {
    if (pauseMs > 0) await delay(pauseMs);
    yield { content: word };
  }
}

function wholeMessage(reply: DemoReply): object {
  return reply.kind === "text"
    ? { role: "assistant", content: reply.text, refusal: null }
    : { role: "assistant", content: null, refusal: null, tool_calls: wireCalls(reply) };
}

function wireCalls(reply: Extract<DemoReply, { kind: "calls" }>) {
  return reply.calls.map((call) => ({
    id: `call_${randomUUID().slice(0, 8)}`,
    type: "function" as const,
    function: { name: call.tool, arguments: call.args },
  }));
}

function finishReason(reply: DemoReply): string {
  return reply.kind === "calls" ? "tool_calls" : "stop";
}

function envelope(wire: WireRequest, object: string) {
  return {
    id: `chatcmpl-${randomUUID()}`,
    object,
    created: Math.floor(Date.now() / 1000),
    model: wire.model,
  };
}

/** Four characters count as one token: an estimate, as the demo model has no tokenizer. */
function usage(wire: WireRequest, reply: DemoReply) {
  const inputTokens = Math.ceil(JSON.stringify(wire.messages).length / 4);
  const outputTokens = Math.ceil(
    (reply.kind === "text" ? reply.text : JSON.stringify(reply.calls)).length / 4,
  );
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
  };
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array);
    sizeBytes += bytes.length;
    if (sizeBytes > MAX_REQUEST_BYTES) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function sendJson(response: ServerResponse, status: number, body: unknown) {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function sendError(response: ServerResponse, status: number, message: string) {
  sendJson(response, status, { error: { message, type: "invalid_request_error", param: null, code: null } });
}
