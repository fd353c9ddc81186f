import { readdir } from "node:fs/promises";
import { describe, test } from "node:test";
import assert from "node:assert/strict";

import gemini from "../../src/orchestrator/engines/gemini.ts";
import openai from "../../src/orchestrator/engines/openai.ts";
import { fakeEntry } from "../fakes/engine-context.ts";
import { checkGeminiRequest, geminiCalls, geminiContentsOf, geminiText } from "../fakes/gemini-steps.ts";
import { checked, streamCalls, streamText } from "../fakes/scripted-endpoint.ts";
import { engineContract } from "./engine-contract.ts";

engineContract({
  name: "openai",
  engine: openai,
  entry: fakeEntry,
  text: streamText,
  calls: (...calls) => streamCalls(calls),
  results: ({ body }) =>
    body.messages.filter(({ role }) => role === "tool").map(({ content }) => String(content)),
  hasTools: ({ body }) => "tools" in body,
});

engineContract({
  name: "gemini",
  engine: gemini,
  entry: (url) => fakeEntry(url.replace(/\/v1$/, ""), { type: "gemini" }),
  text: (text) => checked(checkGeminiRequest, geminiText(text)),
  calls: (...calls) => checked(checkGeminiRequest, geminiCalls(calls)),
  results: ({ body }) =>
    geminiContentsOf(body).flatMap(({ parts }) =>
      parts.flatMap(({ functionResponse }) =>
        functionResponse === undefined ? [] : [String(functionResponse.response["output"])],
      ),
    ),
  hasTools: ({ body }) => "tools" in body,
});

describe("engines", () => {
  test("every engine is held to the contract", async () => {
    const files = await readdir(new URL("../../src/orchestrator/engines/", import.meta.url));
    assert.deepEqual(files.sort(), ["gemini.ts", "openai.ts"]);
  });
});
