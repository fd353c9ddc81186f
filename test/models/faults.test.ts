/** What an endpoint can do to a task, and what becomes of the task. Time is a number that sleeping moves. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, test } from "node:test";
import type { TestContext } from "node:test";

import type { RetryClock } from "../../src/models/backoff.ts";
import { ModelError } from "../../src/errors.ts";
import type { WireRecord } from "../../src/models/attempt.ts";
import openai from "../../src/orchestrator/engines/openai.ts";
import { fakeContext, fakeEntry, fakeInput, fakeToolbox, fakeWire } from "../fakes/engine-context.ts";
import {
  checked,
  chunk,
  hang,
  openEndpoint,
  stream,
  streamCalls,
  streamText,
  whole,
} from "../fakes/scripted-endpoint.ts";

/** Starts now; each sleep moves it on and costs no time. */
function movableClock(
  onSleep: (slept: number) => void | Promise<void> = () => undefined,
): RetryClock & { move(ms: number): void } {
  let offset = 0;
  return {
    now: () => Date.now() + offset,
    async sleep(ms) {
      offset += ms;
      await onSleep(offset);
    },
    random: () => 0.5,
    move: (ms) => void (offset += ms),
  };
}

const fails = (fault: string) => (error: unknown) => error instanceof ModelError && error.fault === fault;
const broken = whole({ error: { message: "boom" } }, { status: 500 });

/** A port on which nobody listens, until `open` is called. */
async function closedPort(t: TestContext): Promise<{ readonly url: string; open(): Promise<void> }> {
  const answer = JSON.stringify({
    choices: [{ index: 0, finish_reason: "stop", message: { content: "back" } }],
  });
  const server = createServer((_request, response) => void response.end(answer));
  const listen = (port: number): Promise<void> =>
    new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${port}/v1`, open: () => listen(port) };
}

describe("faults of an endpoint", () => {
  test("F01 refused for good: an error in bounded time, and the next task works when it is back", async (t) => {
    const port = await closedPort(t);
    const wire = fakeWire({ clock: movableClock() });
    const input = fakeInput(fakeEntry(port.url));
    await assert.rejects(
      openai.run(input, fakeContext({ wire, limits: { deadlineAt: Date.now() + 600_000 } })),
      fails("network"),
    );
    await port.open();
    const result = await openai.run(
      input,
      fakeContext({ wire, limits: { deadlineAt: Date.now() + 600_000 } }),
    );
    assert.equal(result.response, "back");
  });

  test("F02 refused for five seconds: answered, once", async (t) => {
    const port = await closedPort(t);
    let isOpen = false;
    const clock = movableClock(async (slept) => {
      if (slept < 5_000 || isOpen) return;
      isOpen = true;
      await port.open();
    });
    const context = fakeContext({ wire: fakeWire({ clock }), limits: { deadlineAt: Date.now() + 180_000 } });
    const result = await openai.run(fakeInput(fakeEntry(port.url)), context);
    assert.equal(result.response, "back");
  });

  test("F03 a name that does not exist is a matter of configuration", async () => {
    const entry = fakeEntry("http://no-such-host.invalid/v1");
    const running = openai.run(fakeInput(entry), fakeContext());
    await assert.rejects(
      running,
      (error) => error instanceof ModelError && ["configuration", "network"].includes(error.fault),
    );
  });

  test("F04 accepts and never answers: idle, one retry, then an error", async (t) => {
    const endpoint = await openEndpoint(t, hang, hang);
    const running = openai.run(
      fakeInput(fakeEntry(endpoint.url)),
      fakeContext({ wireOptions: { idleMs: 30 } }),
    );
    await assert.rejects(running, fails("timeout"));
  });

  test("F06 a stream that stalls after three tokens is tried again", async (t) => {
    const stalled = stream(
      ["a", "b", "c"].map((content) => chunk({ delta: { content } })),
      { isDone: false, end: "hang" },
    );
    const endpoint = await openEndpoint(t, stalled, streamText("whole"));
    const context = fakeContext({ wireOptions: { idleMs: 80 } });
    const result = await openai.run(fakeInput(fakeEntry(endpoint.url)), context);
    assert.equal(result.response, "whole");
    assert.ok(context.events.some(({ type }) => type === "text-discard"));
    assert.ok(result.usage.outputTokens > 2, "what the failed try cost counts too");
  });

  test("F09 always 500: bounded tries, the circuit opens, one probe closes it", async (t) => {
    const endpoint = await openEndpoint(t);
    endpoint.otherwise(broken);
    const clock = movableClock();
    const records: WireRecord[] = [];
    const wire = fakeWire({ clock, log: (record) => void records.push(record) });
    const run = () =>
      openai.run(
        fakeInput(fakeEntry(endpoint.url)),
        fakeContext({ wire, limits: { deadlineAt: clock.now() + 180_000 } }),
      );
    for (let n = 0; n < 3; n += 1) await assert.rejects(run(), fails("upstream"));
    assert.equal(endpoint.requests.length, 12);
    await assert.rejects(run(), fails("upstream"));
    assert.equal(endpoint.requests.length, 12, "the circuit is open");
    assert.equal(records.filter(({ event }) => event === "circuit-open").length, 1);
    clock.move(20_000);
    endpoint.otherwise(streamText("back"));
    assert.equal((await run()).response, "back");
    assert.equal((await run()).response, "back");
  });

  test("F10 a wait within the deadline is kept, one beyond it fails at once", async (t) => {
    const busy = (seconds: number) =>
      whole({ error: { message: "busy" } }, { status: 429, headers: { "retry-after": String(seconds) } });
    const endpoint = await openEndpoint(t, busy(7), streamText("in time"), busy(120));
    let slept = 0;
    const wire = fakeWire({ clock: movableClock((ms) => void (slept = ms)) });
    const context = () => fakeContext({ wire, limits: { deadlineAt: Date.now() + 60_000 } });
    assert.equal((await openai.run(fakeInput(fakeEntry(endpoint.url)), context())).response, "in time");
    assert.ok(slept >= 7_000);
    await assert.rejects(openai.run(fakeInput(fakeEntry(endpoint.url)), context()), fails("rate-limit"));
  });

  test("F18 the fallback takes over in the middle of a run, with the results and without the reasoning", async (t) => {
    const asks = stream([
      chunk({ delta: { reasoning_content: "because" } }),
      chunk({
        delta: { tool_calls: [{ index: 0, id: "a", function: { name: "search", arguments: "{}" } }] },
      }),
      chunk({ delta: {}, finish_reason: "tool_calls" }),
    ]);
    const first = await openEndpoint(t, asks, broken, broken, broken, broken);
    const second = await openEndpoint(
      t,
      checked(
        ({ body }) => {
          assert.ok(!JSON.stringify(body).includes("because"));
          assert.equal(body.messages.at(-1)?.["content"], "found it");
        },
        streamCalls([{ name: "search", args: { q: "more" } }]),
      ),
      streamText("from the second"),
    );
    const fallback = fakeEntry(second.url, { label: "second", modelName: "m2" });
    const tools = fakeToolbox({ search: { execute: () => "found it" } });
    const context = fakeContext({ tools, roles: { fallback }, limits: { deadlineAt: Date.now() + 60_000 } });
    const result = await openai.run(fakeInput(fakeEntry(first.url)), context);
    assert.equal(result.response, "from the second");
    assert.equal(result.backend, "openai:m2");
    assert.deepEqual(result.notices, ['The model "main" did not answer, so "second" took over.']);
  });

  test("F18 both fail: the fallback's error, after one try of each", async (t) => {
    const endpoint = await openEndpoint(t);
    endpoint.otherwise(whole({ error: { message: "no" } }, { status: 403 }));
    const fallback = fakeEntry(endpoint.url, { label: "second", modelName: "m2" });
    const running = openai.run(fakeInput(fakeEntry(endpoint.url)), fakeContext({ roles: { fallback } }));
    await assert.rejects(
      running,
      (error) => error instanceof ModelError && error.message.includes('"second"'),
    );
    assert.equal(endpoint.requests.length, 2);
  });

  test("a known context size spares the refusal", async (t) => {
    const endpoint = await openEndpoint(
      t,
      checked(({ body }) => assert.equal(body.messages.length, 2), streamText("fits")),
    );
    const history = [{ role: "user" as const, text: "x".repeat(20_000) }];
    const entry = fakeEntry(endpoint.url, { contextTokens: 4_096 });
    const result = await openai.run(fakeInput(entry, { history }), fakeContext());
    assert.equal(result.notices.length, 1);
  });

  test("a stop while waiting for the next try ends the wait", async (t) => {
    const endpoint = await openEndpoint(t, broken);
    const stop = new AbortController();
    const clock: RetryClock = {
      now: Date.now,
      random: () => 0.5,
      sleep: (_ms, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(new Error("aborted")));
          stop.abort();
        }),
    };
    const context = fakeContext({ signal: stop.signal, wireOptions: { clock } });
    await assert.rejects(openai.run(fakeInput(fakeEntry(endpoint.url)), context), fails("cancelled"));
  });
});
