/** Answers of Gemini's own interface, for the scripted endpoint, and what it demands of requests. */
import assert from "node:assert/strict";

import { stream, whole } from "./scripted-endpoint.ts";
import type { FakeCall, Json, SeenRequest, Step } from "./scripted-endpoint.ts";

interface GeminiPart {
  readonly text?: string;
  readonly thought?: boolean;
  readonly thoughtSignature?: string;
  readonly functionCall?: { readonly id?: string; readonly name: string; readonly args: Json };
  readonly functionResponse?: { readonly id?: string; readonly name: string; readonly response: Json };
  readonly inlineData?: Json;
}

interface GeminiContent {
  readonly role: string;
  readonly parts: readonly GeminiPart[];
}

const USAGE = { promptTokenCount: 20, candidatesTokenCount: 5, thoughtsTokenCount: 2, totalTokenCount: 27 };

/** One chunk of an answer. */
export function geminiChunk(parts: readonly GeminiPart[], finishReason?: string, rest: Json = {}): Json {
  const candidate = {
    content: { role: "model", parts },
    index: 0,
    ...(finishReason === undefined ? {} : { finishReason }),
  };
  return { candidates: [candidate], usageMetadata: USAGE, modelVersion: "g", ...rest };
}

/** Streams chunks as `streamGenerateContent?alt=sse` does: without an end mark. */
export function geminiStream(...chunks: readonly Json[]): Step {
  return stream(chunks, { isDone: false });
}

export function geminiText(text: string): Step {
  const half = Math.ceil(text.length / 2);
  return geminiStream(
    geminiChunk([{ text: "I wonder", thought: true }]),
    geminiChunk([{ text: text.slice(0, half) }]),
    geminiChunk([{ text: text.slice(half) }], "STOP"),
  );
}

/** Calls as Gemini 3 makes them: the first one signed, an id only where the test gives one. */
export function geminiCalls(calls: readonly FakeCall[], text?: string): Step {
  const parts = calls.map(({ id, name, args }, index) => ({
    functionCall: { ...(id === undefined ? {} : { id }), name, args: args as Json },
    ...(index === 0 ? { thoughtSignature: "c2lnbmVk" } : {}),
  }));
  return geminiStream(...(text === undefined ? [] : [geminiChunk([{ text }])]), geminiChunk(parts, "STOP"));
}

/** An error as Gemini writes one. */
export function geminiError(status: number, message: string, more: Json = {}): Step {
  return whole({ error: { code: status, message, status: "INVALID_ARGUMENT", ...more } }, { status });
}

const BODY_KEYS = new Set(["contents", "systemInstruction", "tools", "toolConfig", "generationConfig"]);

/** Refuses what the real interface refuses. */
export function checkGeminiRequest({ path, body, headers }: SeenRequest): void {
  assert.match(path, /^\/v1(?:beta)?\/models\/[^:]+:(?:streamGenerateContent\?alt=sse|generateContent)$/);
  assert.equal(typeof headers["x-goog-api-key"], "string");
  for (const key of Object.keys(body)) assert.ok(BODY_KEYS.has(key), `unknown key ${key}`);
  const contents = geminiContentsOf(body);
  assert.equal(contents[0]?.role, "user");
  for (const [index, content] of contents.entries()) {
    assert.ok(content.parts.length > 0, "parts");
    const calls = content.parts.flatMap(({ functionCall }) => functionCall ?? []);
    if (calls.length === 0) continue;
    assert.equal(content.role, "model");
    const signed = content.parts.find(({ functionCall }) => functionCall !== undefined);
    assert.ok(signed?.thoughtSignature, "Function call is missing a thought_signature in functionCall parts");
    const results =
      contents[index + 1]?.parts.flatMap(({ functionResponse }) => functionResponse ?? []) ?? [];
    assert.deepEqual(
      results.map(({ id, name }) => ({ id, name })),
      calls.map(({ id, name }) => ({ id, name })),
      "one response for each call, in their order",
    );
  }
}

export function geminiContentsOf(body: Json): readonly GeminiContent[] {
  return body["contents"] as readonly GeminiContent[];
}
