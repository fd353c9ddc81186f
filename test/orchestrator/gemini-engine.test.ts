import assert from "node:assert/strict";
import { describe, test } from "node:test";

import type { ModelEntry } from "../../src/contracts.ts";
import { ModelError } from "../../src/errors.ts";
import gemini from "../../src/orchestrator/engines/gemini.ts";
import { fakeContext, fakeEntry, fakeInput, fakeToolbox } from "../fakes/engine-context.ts";
import {
  checkGeminiRequest,
  geminiCalls,
  geminiChunk,
  geminiContentsOf,
  geminiError,
  geminiStream,
  geminiText,
} from "../fakes/gemini-steps.ts";
import { checked, openEndpoint, streamText, whole } from "../fakes/scripted-endpoint.ts";
import type { Json } from "../fakes/scripted-endpoint.ts";

const tools = () => fakeToolbox({ search: { execute: () => "found it" } });
const native = (url: string, options: Partial<ModelEntry> = {}): ModelEntry =>
  fakeEntry(url.replace(/\/v1$/, ""), { type: "gemini", label: "g", modelName: "gemini-3-pro", ...options });

describe("the engine gemini", () => {
  test("sends the real shapes: system, session, tools, generation settings", async (t) => {
    const endpoint = await openEndpoint(
      t,
      checked((request) => {
        checkGeminiRequest(request);
        const { body, headers } = request;
        assert.equal(headers["x-goog-api-key"], "sk-test-0123456789abcdef");
        assert.deepEqual(body["systemInstruction"], { parts: [{ text: "You are Orchid." }], role: "user" });
        assert.deepEqual(geminiContentsOf(body), [
          { role: "user", parts: [{ text: "before" }] },
          { role: "model", parts: [{ text: "after" }] },
          {
            role: "user",
            parts: [{ text: "What is the answer?" }, { inlineData: { mimeType: "image/png", data: "AAAA" } }],
          },
        ]);
        const [offered] = body["tools"] as unknown as readonly { functionDeclarations: readonly Json[] }[];
        assert.deepEqual(offered?.functionDeclarations, [
          {
            name: "search",
            description: "Does search.",
            parametersJsonSchema: { type: "object", properties: { q: { type: "string" } } },
          },
        ]);
        assert.deepEqual(body["generationConfig"], { temperature: 0.4, maxOutputTokens: 99 });
      }, geminiText("42")),
    );
    const input = fakeInput(native(endpoint.url, { temperature: 0.4, maxOutputTokens: 99 }), {
      history: [
        { role: "user", text: "before" },
        { role: "assistant", text: "after" },
      ],
      images: [{ name: "cat.png", url: "data:image/png;base64,AAAA" }],
    });
    const result = await gemini.run(input, fakeContext({ tools: tools() }));
    assert.equal(result.response, "42");
    assert.deepEqual(result.usage, { inputTokens: 20, outputTokens: 7, isEstimated: false });
  });

  test("thought signatures and ids go back unchanged, part by part", async (t) => {
    const parts = [
      { text: "I should look.", thought: true },
      { text: "Looking.", thoughtSignature: "dGV4dA==" },
      { functionCall: { id: "f1", name: "search", args: { q: "a" } }, thoughtSignature: "Y2FsbA==" },
      { functionCall: { id: "f2", name: "search", args: { q: "b" } } },
    ];
    const endpoint = await openEndpoint(
      t,
      geminiStream(geminiChunk(parts.slice(0, 2)), geminiChunk(parts.slice(2), "STOP")),
      checked((request) => {
        checkGeminiRequest(request);
        const [, model, results] = geminiContentsOf(request.body);
        assert.deepEqual(model, { role: "model", parts });
        assert.deepEqual(
          results?.parts.map(({ functionResponse }) => functionResponse),
          ["f1", "f2"].map((id) => ({ id, name: "search", response: { output: "found it" } })),
        );
      }, geminiText("done")),
    );
    const context = fakeContext({ tools: tools() });
    const result = await gemini.run(fakeInput(native(endpoint.url)), context);
    assert.equal(result.response, "done");
    assert.ok(!JSON.stringify(context.events).includes("I should look"), "thoughts are not shown");
  });

  test("the responder writes the answer from the summary, and only that is shown", async (t) => {
    const endpoint = await openEndpoint(
      t,
      geminiCalls([{ name: "search", args: { q: "a" } }], "Let me see"),
      geminiText("It is 42."),
    );
    const voice = await openEndpoint(
      t,
      checked(({ body }) => {
        assert.equal(body["model"], "voice");
        assert.ok(!("tools" in body));
        assert.match(String(body.messages[0]?.["content"]), /^You are Orchid\.[\s\S]*It is 42\./);
        assert.deepEqual(body.messages.at(-1), { role: "user", content: "What is the answer?" });
        assert.ok(!body.messages.some(({ role }) => role === "tool"));
      }, streamText("Ahoy! It be 42.")),
    );
    const responder = fakeEntry(voice.url, { label: "voice", modelName: "voice" });
    const context = fakeContext({ tools: tools(), roles: { responder } });
    const result = await gemini.run(fakeInput(native(endpoint.url)), context);
    assert.equal(result.response, "Ahoy! It be 42.");
    assert.equal(result.summary, "It is 42.");
    assert.equal(result.backend, "gemini:gemini-3-pro");
    assert.equal(result.rounds, 3);
    const shown = context.events.flatMap((event) => (event.type === "text-delta" ? [event.text] : []));
    assert.equal(shown.join(""), "Ahoy! It be 42.");
  });

  test("background work spares the responder", async (t) => {
    const endpoint = await openEndpoint(t, geminiText("It is 42."));
    const responder = fakeEntry("http://127.0.0.1:9/v1", { label: "voice" });
    const context = fakeContext({ roles: { responder } });
    const result = await gemini.run(fakeInput(native(endpoint.url), { respondWithFinal: false }), context);
    assert.equal(result.response, "It is 42.");
  });

  test("when the responder fails, the summary is the answer", async (t) => {
    const endpoint = await openEndpoint(t, geminiText("It is 42."));
    const voice = await openEndpoint(t, whole({ error: { message: "no" } }, { status: 401 }));
    const responder = fakeEntry(voice.url, { label: "voice" });
    const result = await gemini.run(fakeInput(native(endpoint.url)), fakeContext({ roles: { responder } }));
    assert.equal(result.response, "It is 42.");
    assert.equal(result.notices.length, 1);
  });

  test("another model takes over: OpenAI-compatible, with the calls and without the signatures", async (t) => {
    const endpoint = await openEndpoint(
      t,
      geminiCalls([{ name: "search", args: { q: "a" } }]),
      geminiError(403, "no"),
    );
    const other = await openEndpoint(
      t,
      checked(({ body }) => {
        assert.ok(!JSON.stringify(body).includes("c2lnbmVk"));
        assert.deepEqual(
          body.messages.map(({ role }) => role),
          ["system", "user", "assistant", "tool"],
        );
      }, streamText("from the other")),
    );
    const fallback = fakeEntry(other.url, { label: "other" });
    const result = await gemini.run(
      fakeInput(native(endpoint.url)),
      fakeContext({ tools: tools(), roles: { fallback } }),
    );
    assert.equal(result.response, "from the other");
  });

  const faults = [
    [
      "malformed call, once",
      [geminiStream(geminiChunk([], "MALFORMED_FUNCTION_CALL")), geminiText("ok")],
      "ok",
    ],
    [
      "blocked prompt",
      [geminiStream({ promptFeedback: { blockReason: "SAFETY" } })],
      "The model's provider declined to answer this.",
    ],
    ["safety", [geminiStream(geminiChunk([], "SAFETY"))], "The model's provider declined to answer this."],
    ["cut at the limit", [geminiStream(geminiChunk([{ text: "half" }], "MAX_TOKENS"))], "half […]"],
    ["cut stream", [geminiStream(geminiChunk([{ text: "ha" }])), geminiText("whole")], "whole"],
    ["no candidate", [geminiStream({}), geminiText("ok")], "ok"],
    [
      "error among the events",
      [
        geminiStream({ error: { code: 503, message: "overloaded", status: "UNAVAILABLE" } }),
        geminiText("ok"),
      ],
      "ok",
    ],
    ["503, then well", [geminiError(503, "overloaded"), geminiText("ok")], "ok"],
    [
      "only thoughts",
      [geminiStream(geminiChunk([{ text: "hm", thought: true }], "STOP")), geminiText("ok")],
      "ok",
    ],
  ] as const;
  for (const [name, steps, response] of faults) {
    test(name, async (t) => {
      const endpoint = await openEndpoint(t, ...steps);
      const result = await gemini.run(fakeInput(native(endpoint.url)), fakeContext());
      assert.equal(result.response, response);
    });
  }

  const failures = [
    ["a wrong key", geminiError(400, "API key not valid. Please pass a valid API key."), "authentication"],
    ["a wrong model", geminiError(404, "models/x is not found for API version v1beta"), "configuration"],
    ["a web page", whole("<!doctype html>", { headers: { "content-type": "text/html" } }), "configuration"],
    [
      "a wait beyond the deadline",
      geminiError(429, "quota", { details: [{ "@type": "RetryInfo", retryDelay: "900s" }] }),
      "rate-limit",
    ],
  ] as const;
  for (const [name, step, fault] of failures) {
    test(name, async (t) => {
      const endpoint = await openEndpoint(t, step);
      const running = gemini.run(fakeInput(native(endpoint.url)), fakeContext());
      await assert.rejects(running, (error) => error instanceof ModelError && error.fault === fault);
    });
  }

  test("without streaming it asks for the whole answer", async (t) => {
    const endpoint = await openEndpoint(
      t,
      checked(
        ({ path }) => assert.match(path, /:generateContent$/),
        whole(geminiChunk([{ text: "42" }], "STOP")),
      ),
    );
    const result = await gemini.run(
      fakeInput(native(endpoint.url, { capabilities: { streaming: false } })),
      fakeContext(),
    );
    assert.equal(result.response, "42");
  });
});
