import assert from "node:assert/strict";
import { describe, test } from "node:test";

import type { ModelEntry } from "../../src/contracts.ts";
import type { Capabilities, ProbeResult } from "../../src/contracts/capabilities.ts";
import { createLog } from "../../src/log.ts";
import { createCapabilities } from "../../src/models/capabilities.ts";
import { fakeEntry, fakeRegistry, fakeWire } from "../fakes/engine-context.ts";
import { openEndpoint, streamText, whole } from "../fakes/scripted-endpoint.ts";
import type { ScriptedEndpoint } from "../fakes/scripted-endpoint.ts";

const DAY_MS = 24 * 60 * 60_000;
const QUESTIONS = 3;

function open(
  entry: ModelEntry,
  clock: { now: number },
  kept = new Map<string, ProbeResult>(),
): Capabilities {
  return createCapabilities({
    models: fakeRegistry({ orchestrator: entry }),
    wire: fakeWire(),
    memory: {
      read: async (key) => kept.get(key),
      write: async (key, result) => void kept.set(key, result),
    },
    log: createLog({ level: "silent", redact: (text) => text }),
    now: () => clock.now,
  });
}

/** How many requests one look leads to. */
async function requestsFor(
  endpoint: ScriptedEndpoint,
  capabilities: Capabilities,
  refresh?: boolean,
): Promise<number> {
  const before = endpoint.requests.length;
  await capabilities.look(refresh);
  await capabilities.settled();
  return endpoint.requests.length - before;
}

describe("capabilities", () => {
  test("an entry is asked once, again after a week, and at most once a minute when somebody insists", async (t) => {
    const endpoint = await openEndpoint(t);
    endpoint.otherwise(streamText("one two"));
    const clock = { now: Date.now() };
    const capabilities = open(fakeEntry(endpoint.url), clock);
    assert.equal(await requestsFor(endpoint, capabilities), QUESTIONS);
    assert.equal(await requestsFor(endpoint, capabilities), 0);
    assert.equal(await requestsFor(endpoint, capabilities, true), 0);
    clock.now += 61_000;
    assert.equal(await requestsFor(endpoint, capabilities, true), QUESTIONS);
    clock.now += 6 * DAY_MS;
    assert.equal(await requestsFor(endpoint, capabilities), 0);
    clock.now += 2 * DAY_MS;
    assert.equal(await requestsFor(endpoint, capabilities), QUESTIONS);
  });

  test("looking twice at once asks once", async (t) => {
    const endpoint = await openEndpoint(t);
    endpoint.otherwise(streamText("one two"));
    const capabilities = open(fakeEntry(endpoint.url), { now: Date.now() });
    const [first] = await capabilities.look();
    assert.deepEqual(first, { label: "main", isAsking: true });
    await capabilities.look();
    await capabilities.settled();
    assert.equal(endpoint.requests.length, QUESTIONS);
  });

  test("another model under the same label is asked, and silence is not believed for long", async (t) => {
    const endpoint = await openEndpoint(t);
    endpoint.otherwise(whole({ error: "no" }, { status: 401 }));
    const clock = { now: Date.now() };
    const kept = new Map<string, ProbeResult>();
    const first = open(fakeEntry(endpoint.url), clock, kept);
    assert.equal(await requestsFor(endpoint, first), 1);
    const other = open(fakeEntry(endpoint.url, { modelName: "other" }), clock, kept);
    assert.equal(await requestsFor(endpoint, other), 1);
    clock.now += 11 * 60_000;
    // A wire of its own: the circuit of the first one is still open in real time.
    assert.equal(await requestsFor(endpoint, open(fakeEntry(endpoint.url), clock, kept)), 1);
  });
});
