import assert from "node:assert/strict";
import { describe, test } from "node:test";

import openai from "../../src/orchestrator/engines/openai.ts";
import { fakeContext, fakeEntry, fakeInput, fakeToolbox } from "../fakes/engine-context.ts";
import { checked, openEndpoint, streamCalls, streamText } from "../fakes/scripted-endpoint.ts";

describe("the engine openai", () => {
  test("answers without tools, as a stream", async (t) => {
    const endpoint = await openEndpoint(t, streamText("The answer is 42."));
    const context = fakeContext();
    const result = await openai.run(fakeInput(fakeEntry(endpoint.url)), context);
    assert.equal(result.response, "The answer is 42.");
    assert.equal(result.backend, "openai:m");
    assert.equal(result.rounds, 1);
    const deltas = context.events.flatMap((event) => (event.type === "text-delta" ? [event.text] : []));
    assert.ok(deltas.length > 3);
    assert.equal(deltas.join(""), "The answer is 42.");
    assert.deepEqual(
      context.events.map(({ type }) => type).filter((type) => type !== "text-delta"),
      ["round-start", "round-end", "answer"],
    );
  });

  test("sends system, session and task, the tools and the key", async (t) => {
    const endpoint = await openEndpoint(
      t,
      checked(({ body, headers, path }) => {
        assert.equal(path, "/v1/chat/completions");
        assert.equal(headers.authorization, "Bearer sk-test-0123456789abcdef");
        assert.equal(body["stream"], true);
        assert.equal(body["tool_choice"], "auto");
        assert.equal(body.tools?.length, 1);
        assert.deepEqual(body.messages, [
          { role: "system", content: "You are Orchid." },
          ...[2, 3, 4, 5, 6, 7].map((n) => ({ role: n % 2 === 0 ? "user" : "assistant", content: `m${n}` })),
          { role: "user", content: "What is the answer?" },
        ]);
        for (const key of ["stream_options", "parallel_tool_calls", "user", "store", "temperature"]) {
          assert.ok(!(key in body), key);
        }
      }, streamText("hi")),
    );
    const tools = fakeToolbox({ search: { execute: () => "found" } });
    const history = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => ({
      role: n % 2 === 0 ? ("user" as const) : ("assistant" as const),
      text: `m${n}`,
    }));
    await openai.run(fakeInput(fakeEntry(endpoint.url), { history }), fakeContext({ tools }));
  });

  test("runs all calls of a round at once and gives the results in the order of the calls", async (t) => {
    const both = Promise.withResolvers<void>();
    let running = 0;
    const execute = async (args: string): Promise<string> => {
      running += 1;
      if (running === 2) both.resolve();
      // Neither ends before the other has begun.
      await both.promise;
      const { q } = JSON.parse(args) as { q: string };
      if (q === "a") await new Promise((resolve) => setTimeout(resolve, 5));
      return `found ${q}`;
    };
    const tools = fakeToolbox({ search: { execute } });
    const endpoint = await openEndpoint(
      t,
      streamCalls(
        [
          { id: "x", name: "search", args: { q: "a" } },
          { id: "y", name: "search", args: { q: "b" } },
        ],
        "Let me look…",
      ),
      checked(({ body }) => {
        assert.deepEqual(body.messages.slice(2), [
          {
            role: "assistant",
            content: "Let me look…",
            tool_calls: [
              { id: "x", type: "function", function: { name: "search", arguments: '{"q":"a"}' } },
              { id: "y", type: "function", function: { name: "search", arguments: '{"q":"b"}' } },
            ],
          },
          { role: "tool", tool_call_id: "x", content: "found a" },
          { role: "tool", tool_call_id: "y", content: "found b" },
        ]);
        assert.equal(body.tools?.length, 1);
        assert.equal(body["tool_choice"], "auto");
      }, streamText("Both found.")),
    );
    const context = fakeContext({ tools });
    const result = await openai.run(fakeInput(fakeEntry(endpoint.url)), context);
    assert.equal(result.response, "Both found.");
    assert.deepEqual(
      result.toolCalls.map(({ tool, args, result: found, round }) => ({ tool, args, found, round })),
      [
        { tool: "search", args: '{"q":"a"}', found: "found a", round: 1 },
        { tool: "search", args: '{"q":"b"}', found: "found b", round: 1 },
      ],
    );
    const types = context.events
      .map(({ type }) => type)
      .filter((type, index, all) => type !== all[index - 1]);
    assert.deepEqual(types, [
      "round-start",
      "text-delta",
      "text-discard",
      "round-end",
      "tool-start",
      "tool-end",
      "round-start",
      "text-delta",
      "round-end",
      "answer",
    ]);
  });
});
