/** The engine through a real proxy from npm, in front of the scripted endpoint. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { TestContext } from "node:test";

import type { ModelEntry, OrchestratorResult } from "../../src/contracts.ts";
import { ModelError } from "../../src/errors.ts";
import openai from "../../src/orchestrator/engines/openai.ts";
import { fakeContext, fakeEntry, fakeInput, fakeToolbox } from "../fakes/engine-context.ts";
import type { FakeContext } from "../fakes/engine-context.ts";
import { startGateway } from "../fakes/portkey-gateway.ts";
import type { Gateway } from "../fakes/portkey-gateway.ts";
import {
  completion,
  openEndpoint,
  streamCalls,
  streamText,
  toolCalls,
  whole,
} from "../fakes/scripted-endpoint.ts";
import type { ScriptedEndpoint, Step } from "../fakes/scripted-endpoint.ts";

interface Played {
  readonly endpoint: ScriptedEndpoint;
  readonly context: FakeContext;
  readonly run: () => Promise<OrchestratorResult>;
}

describe("through the Portkey gateway", () => {
  let gateway: Gateway | string = "not started";
  before(async () => void (gateway = await startGateway()));
  after(async () => void (typeof gateway === "string" || (await gateway.close())));

  /** The engine with the proxy between it and the script; the test is skipped when there is no proxy. */
  async function play(
    t: TestContext,
    steps: readonly Step[],
    entry: Partial<ModelEntry> = {},
  ): Promise<Played | undefined> {
    if (typeof gateway === "string") {
      t.skip(gateway);
      return undefined;
    }
    const endpoint = await openEndpoint(t, ...steps);
    const context = fakeContext({
      tools: fakeToolbox({ add: { execute: (args) => `sum of ${args}` }, echo: { execute: () => "echo" } }),
    });
    const model = fakeEntry(gateway.url, {
      headers: { "x-portkey-provider": "openai", "x-portkey-custom-host": endpoint.url },
      ...entry,
    });
    return { endpoint, context, run: () => openai.run(fakeInput(model), context) };
  }

  test("text comes as a stream", async (t) => {
    const played = await play(t, [streamText("The answer is 42.")]);
    if (played === undefined) return;
    const { response } = await played.run();
    assert.equal(response, "The answer is 42.");
    const deltas = played.context.events.filter(({ type }) => type === "text-delta");
    assert.ok(deltas.length > 1, `${deltas.length} pieces`);
    assert.equal(played.endpoint.requests[0]?.headers.authorization, "Bearer sk-test-0123456789abcdef");
  });

  test("streamed tool calls, two at once, then the answer", async (t) => {
    const calls = [
      { id: "call_1", name: "add", args: { a: 1, b: 2 } },
      { id: "call_2", name: "echo", args: { q: "x" } },
    ];
    const played = await play(t, [streamCalls(calls), streamText("Both are done.")]);
    if (played === undefined) return;
    const { response, rounds, toolCalls: made } = await played.run();
    assert.equal(response, "Both are done.");
    assert.equal(rounds, 2);
    assert.deepEqual(
      made.map(({ tool, result }) => [tool, result]),
      [
        ["add", 'sum of {"a":1,"b":2}'],
        ["echo", "echo"],
      ],
    );
    const results = played.endpoint.requests[1]?.body.messages.filter(({ role }) => role === "tool");
    assert.deepEqual(
      results?.map((result) => result["tool_call_id"]),
      ["call_1", "call_2"],
    );
  });

  test("whole answers and tool calls", async (t) => {
    const asking = completion({
      finish_reason: "tool_calls",
      message: { role: "assistant", content: null, tool_calls: toolCalls([{ name: "add", args: {} }]) },
    });
    const answering = completion({
      finish_reason: "stop",
      message: { role: "assistant", content: "Three." },
    });
    const played = await play(t, [whole(asking), whole(answering)], { capabilities: { streaming: false } });
    if (played === undefined) return;
    const { response, toolCalls: made } = await played.run();
    assert.equal(response, "Three.");
    assert.equal(made.length, 1);
  });

  test("a refused key behind it is told as one", async (t) => {
    const refusal = { error: { message: "Incorrect API key provided", type: "invalid_request_error" } };
    const played = await play(t, [whole(refusal, { status: 401 })]);
    if (played === undefined) return;
    await assert.rejects(
      played.run(),
      (error) => error instanceof ModelError && error.fault === "authentication",
    );
  });
});
