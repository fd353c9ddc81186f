import { ApiError, GoogleGenAI } from "@google/genai";
import type { Content, GenerateContentParameters } from "@google/genai";

import type { ModelCall, ModelEntry, ModelRequest } from "../contracts.ts";
import type { TryResult } from "./attempt.ts";
import { BodyTooLargeError } from "./body.ts";
import { failureOf } from "./classify.ts";
import { connectionFailure } from "./connection-failure.ts";
import type { Failure } from "./failure.ts";
import { TRIES } from "./failure.ts";
import { GeminiAnswer } from "./gemini-answer.ts";
import { geminiContents, geminiSystem } from "./gemini-contents.ts";
import type { Fetch } from "./openai-client.ts";
import type { TryLimits } from "./openai-try.ts";
import { toResult } from "./outcome.ts";
import { parseJson } from "./shape.ts";
import { wireTools } from "./tool-schemas.ts";
import { VisibleText } from "./visible-text.ts";
import { Watch } from "./watch.ts";

/** More of an error's body than this says nothing new. */
const MAX_ERROR_CHARS = 64 * 1024;

/** A refusal, caught before the package turns it into a text. */
class GeminiRefusal extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.text);
    this.failure = failure;
  }
}

/** The way to Gemini's own interface; its outcomes are those of every other endpoint. */
export class GeminiWire {
  readonly #clients = new Map<string, GoogleGenAI>();
  readonly #fetch: Fetch;
  readonly #limits: TryLimits;

  constructor(fetch: Fetch, limits: TryLimits) {
    this.#limits = limits;
    this.#fetch = guarded(fetch, limits);
  }

  /** One try. Never rejects. */
  async send(entry: ModelEntry, request: ModelRequest, call: ModelCall): Promise<TryResult> {
    const isStreaming = entry.capabilities?.streaming !== false;
    const watch = new Watch(call, isStreaming ? this.#limits.idleMs : Infinity, () => this.#limits.now());
    const visible = new VisibleText(call);
    const answer = new GeminiAnswer(visible);
    let failure: Failure | undefined;
    try {
      const { models } = this.#client(entry);
      const parameters = toParameters(entry, request, watch.signal);
      if (isStreaming) {
        for await (const chunk of await models.generateContentStream(parameters)) {
          watch.progressed();
          answer.push(chunk);
        }
      } else answer.push(await models.generateContent(parameters));
    } catch (error) {
      failure = watch.failure() ?? this.#failureOf(error, entry);
    } finally {
      watch.end();
    }
    visible.end();
    return conclude(entry, request, answer, visible, failure);
  }

  #client(entry: ModelEntry): GoogleGenAI {
    const headers = entry.headers ?? {};
    const key = `${entry.apiUrl}\n${entry.apiKey ?? ""}\n${JSON.stringify(headers)}`;
    let client = this.#clients.get(key);
    if (client === undefined) this.#clients.set(key, (client = open(entry, this.#fetch)));
    return client;
  }

  #failureOf(error: unknown, entry: ModelEntry): Failure {
    if (error instanceof GeminiRefusal) return error.failure;
    if (error instanceof BodyTooLargeError) return { fault: "upstream", tries: 1, text: error.message };
    // An error among the events of a stream: its message is the event's JSON.
    if (error instanceof ApiError) {
      return failureOf(
        error.status,
        parseJson(error.message) ?? error.message,
        undefined,
        this.#limits.now(),
      );
    }
    const isGarbage = error instanceof SyntaxError || /JSON|Response body is empty/.test(String(error));
    if (isGarbage) return { fault: "upstream", tries: TRIES.garbage, text: String(error) };
    return connectionFailure(error, entry);
  }
}

function open(entry: ModelEntry, fetch: Fetch): GoogleGenAI {
  // An address may name the version; otherwise it is the package's own affair.
  const [, baseUrl, apiVersion] = /^(.*?)(?:\/(v1(?:alpha|beta)?))?\/?$/.exec(entry.apiUrl ?? "") ?? [];
  return new GoogleGenAI({
    vertexai: false,
    apiKey: entry.apiKey === undefined || entry.apiKey === "" ? "none" : entry.apiKey,
    httpOptions: {
      fetch,
      ...(baseUrl === undefined || baseUrl === "" ? {} : { baseUrl }),
      ...(apiVersion === undefined ? {} : { apiVersion }),
      ...(entry.headers === undefined ? {} : { headers: { ...entry.headers } }),
      ...(entry.extraBody === undefined ? {} : { extraBody: { ...entry.extraBody } }),
    },
  });
}

function toParameters(
  entry: ModelEntry,
  request: ModelRequest,
  signal: AbortSignal,
): GenerateContentParameters {
  const { tools } = wireTools(request.tools, "omit");
  const systemInstruction = geminiSystem(request.items);
  const functionDeclarations = tools.map((tool) => {
    const { name, description, parameters } = tool["function"] as Record<string, unknown>;
    const declared = { name: String(name), description: String(description) };
    return parameters === undefined ? declared : { ...declared, parametersJsonSchema: parameters };
  });
  const mayCall = functionDeclarations.length > 0 && !request.isLast;
  return {
    model: entry.modelName ?? "",
    contents: geminiContents(entry, request.items, wireTools(request.tools, "omit").toWire),
    config: {
      abortSignal: signal,
      // The loop is ours.
      automaticFunctionCalling: { disable: true },
      ...(systemInstruction === "" ? {} : { systemInstruction }),
      ...(mayCall ? { tools: [{ functionDeclarations }] } : {}),
      ...(entry.temperature === undefined ? {} : { temperature: entry.temperature }),
      ...(entry.maxOutputTokens === undefined ? {} : { maxOutputTokens: entry.maxOutputTokens }),
    },
  };
}

function conclude(
  entry: ModelEntry,
  request: ModelRequest,
  answer: GeminiAnswer,
  visible: VisibleText,
  failure: Failure | undefined,
): TryResult {
  const raw = answer.finish();
  if (failure?.isContentPolicy === true) raw.finishReason = "content_filter";
  else if (failure !== undefined && (!raw.hasChoice || failure.fault === "cancelled")) {
    return { kind: "failure", failure };
  } else if (failure === undefined && !raw.hasChoice && raw.finishReason === undefined) {
    return { kind: "failure", failure: { fault: "upstream", tries: TRIES.garbage, text: "No candidate" } };
  }
  const isWhole = raw.finishReason !== undefined;
  const cut = failure ?? {
    fault: "network" as const,
    tries: 2,
    text: "The stream ended before the answer did",
  };
  const promptChars = request.items.reduce((sum, item) => sum + item.text.length, 0);
  const received = { kind: "answer", raw, visible, ...(isWhole ? {} : { cut }) } as const;
  const result = toResult(entry, request, received, wireTools(request.tools, "omit"), promptChars);
  return withContent(result, entry, answer.content);
}

/** What goes back is Gemini's own content, part by part as it came: signatures are bound to their parts. */
function withContent(result: TryResult, entry: ModelEntry, content: Content): TryResult {
  if (result.kind === "failure" || result.answer.kind === "final") return result;
  return { ...result, answer: { ...result.answer, echo: { from: entry.label, message: { content } } } };
}

/** A `fetch` that reads refusals itself, follows no redirect and stops at the byte limit. */
function guarded(fetch: Fetch, limits: TryLimits): Fetch {
  return async (input, init) => {
    const response = await fetch(input, { ...init, redirect: "manual" });
    const { status, headers } = response;
    if (!response.ok) {
      const text = (await response.text()).slice(0, MAX_ERROR_CHARS);
      throw new GeminiRefusal(failureOf(status, parseJson(text) ?? text, headers, limits.now()));
    }
    if (headers.get("content-type")?.includes("text/html") === true) {
      throw new GeminiRefusal({ fault: "configuration", tries: 1, text: "A web page instead of an answer" });
    }
    if (response.body === null) return response;
    let bytes = 0;
    const counted = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        if (bytes > limits.maxBytes)
          controller.error(new BodyTooLargeError(`More than ${limits.maxBytes} bytes`));
        else controller.enqueue(chunk);
      },
    });
    return new Response(response.body.pipeThrough(counted), { status, headers });
  };
}
