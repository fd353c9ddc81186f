import assert from "node:assert/strict";
import { describe, test } from "node:test";

import type { ProbeResult } from "../../src/contracts/capabilities.ts";
import { probeModel } from "../../src/models/probe.ts";
import { fakeEntry, fakeWire } from "../fakes/engine-context.ts";
import { completion, openEndpoint, streamCalls, streamText, whole } from "../fakes/scripted-endpoint.ts";

const probe = async (url: string): Promise<Omit<ProbeResult, "probedAt">> => {
  const signal = new AbortController().signal;
  const { probedAt, ...found } = await probeModel(fakeEntry(url), {
    wire: fakeWire(),
    signal,
    now: Date.now,
  });
  assert.ok(probedAt > 0);
  return found;
};

describe("the probe", () => {
  test("a model that can do everything", async (t) => {
    const numbers = ["1", "2"].map((number) => ({ name: "report_number", args: { number } }));
    const usage = { usage: { prompt_tokens: 9, completion_tokens: 20 } };
    const endpoint = await openEndpoint(
      t,
      streamText("one two three", usage),
      streamCalls(numbers),
      streamText("red"),
    );
    assert.deepEqual(await probe(endpoint.url), {
      label: "main",
      answers: true,
      streams: true,
      tools: true,
      parallelTools: true,
      images: true,
      reportsUsage: true,
    });
  });

  test("a model that can only talk", async (t) => {
    const endpoint = await openEndpoint(t);
    endpoint.otherwise((request, response) => {
      const sent = JSON.stringify(request.body);
      const isTooMuch = "tools" in request.body || sent.includes("image_url");
      const refusal = {
        error: { message: "tools" in request.body ? "m does not support tools" : "no image input supported" },
      };
      const answer = completion({
        finish_reason: "stop",
        message: { role: "assistant", content: "one two" },
      });
      return (isTooMuch ? whole(refusal, { status: 400 }) : whole(answer))(request, response);
    });
    assert.deepEqual(await probe(endpoint.url), {
      label: "main",
      answers: true,
      streams: false,
      tools: false,
      parallelTools: false,
      images: false,
      reportsUsage: false,
    });
  });

  test("an endpoint that refuses the key", async (t) => {
    const endpoint = await openEndpoint(t, whole({ error: "no" }, { status: 401 }));
    const found = await probe(endpoint.url);
    assert.equal(found.answers, false);
    assert.equal(found.errorCode, "model-authentication");
  });
});
