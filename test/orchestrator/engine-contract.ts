/** What every engine promises, whatever it speaks. Each engine's test runs this suite on itself. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import type { Engine, ModelEntry, OrchestratorResult, StepRecord, Usage } from "../../src/contracts.ts";
import { LeaseLostError, ModelError } from "../../src/errors.ts";
import { fakeContext, fakeInput, fakeToolbox, memorySteps } from "../fakes/engine-context.ts";
import type { FakeContext } from "../fakes/engine-context.ts";
import { hang, openEndpoint, whole } from "../fakes/scripted-endpoint.ts";
import type { FakeCall, SeenRequest, Step } from "../fakes/scripted-endpoint.ts";

export interface EngineUnderTest {
  readonly name: string;
  readonly engine: Engine;
  /** An entry for an endpoint at this address. */
  readonly entry: (url: string) => ModelEntry;
  readonly text: (text: string) => Step;
  readonly calls: (...calls: readonly FakeCall[]) => Step;
  /** The tool results in a request, in their order. */
  readonly results: (request: SeenRequest) => readonly string[];
  readonly hasTools: (request: SeenRequest) => boolean;
}

const search = { execute: (args: string) => `found ${(JSON.parse(args) as { q: string }).q}` };

export function engineContract({
  name,
  engine,
  entry,
  text,
  calls,
  results,
  hasTools,
}: EngineUnderTest): void {
  const look = (q: string, id?: string): FakeCall => ({
    name: "search",
    args: { q },
    ...(id === undefined ? {} : { id }),
  });

  describe(`the engine ${name}, as every engine`, () => {
    test("answers", async (t) => {
      const endpoint = await openEndpoint(t, text("The answer is 42."));
      const context = fakeContext();
      const result = await engine.run(fakeInput(entry(endpoint.url)), context);
      assert.equal(result.response, "The answer is 42.");
      assert.equal(result.summary, "The answer is 42.");
      assert.equal(result.backend, `${name}:m`);
      assert.ok(result.usage.inputTokens > 0 && result.usage.outputTokens > 0);
      assertShape(result);
      assertOrder(context);
    });

    test("runs tools all at once, gives results in the order of the calls, and goes on", async (t) => {
      const both = Promise.withResolvers<void>();
      let running = 0;
      const tools = fakeToolbox({
        search: {
          async execute(args) {
            if ((running += 1) === 2) both.resolve();
            await both.promise;
            return search.execute(args);
          },
        },
      });
      const endpoint = await openEndpoint(t, calls(look("a"), look("b")), calls(look("c")), text("done"));
      const context = fakeContext({ tools });
      const result = await engine.run(fakeInput(entry(endpoint.url)), context);
      assert.equal(result.response, "done");
      assert.deepEqual(endpoint.requests.map(results), [
        [],
        ["found a", "found b"],
        ["found a", "found b", "found c"],
      ]);
      assert.ok(endpoint.requests.every(hasTools), "the schemas go along each time");
      assert.deepEqual(
        result.toolCalls.map(({ result: found, round }) => [round, found]),
        [
          [1, "found a"],
          [1, "found b"],
          [2, "found c"],
        ],
      );
      assert.equal(result.rounds, 3);
      assertShape(result);
      assertOrder(context);
    });

    test("a tool that throws is text for the model", async (t) => {
      const endpoint = await openEndpoint(t, calls(look("a")), text("done"));
      const tools = fakeToolbox({ search: { execute: () => Promise.reject(new Error("no such page")) } });
      const result = await engine.run(fakeInput(entry(endpoint.url)), fakeContext({ tools }));
      assert.deepEqual(results(endpoint.requests[1] as SeenRequest), ["Tool error: no such page"]);
      assert.equal(result.toolCalls[0]?.isError, true);
    });

    test("at the limit it asks once more without tools", async (t) => {
      const endpoint = await openEndpoint(
        t,
        calls(look("a")),
        calls(look("b")),
        text("From what I found: …"),
      );
      const context = fakeContext({ tools: fakeToolbox({ search }), limits: { maxRounds: 2 } });
      const result = await engine.run(fakeInput(entry(endpoint.url)), context);
      assert.equal(result.response, "From what I found: …");
      assert.deepEqual(endpoint.requests.map(hasTools), [true, true, false]);
      assert.deepEqual(result.notices, ["The limit of 2 tool rounds was reached."]);
      assertOrder(context);
    });

    test("when it is told to stop it answers at once from what is there, and says why", async (t) => {
      const endpoint = await openEndpoint(t, calls(look("a")), calls(look("b")), text("This much I found."));
      const asked: number[] = [];
      const stopReason = ({ inputTokens, outputTokens }: Usage): string | undefined => {
        asked.push(inputTokens + outputTokens);
        return asked.length > 2 ? "The limit for today is reached." : undefined;
      };
      const context = fakeContext({ tools: fakeToolbox({ search }), limits: { stopReason } });
      const result = await engine.run(fakeInput(entry(endpoint.url)), context);
      assert.equal(result.response, "This much I found.");
      assert.deepEqual(endpoint.requests.map(hasTools), [true, true, false]);
      assert.deepEqual(result.notices, ["The limit for today is reached."]);
      const [before = -1, second = -1, third = -1] = asked;
      assert.ok(before === 0 && second > 0 && third > second, `the use so far is told: ${asked.join(", ")}`);
      assertOrder(context);
    });

    test("told to stop, it first takes in what an earlier attempt has paid for", async (t) => {
      const first = await openEndpoint(t, calls(look("a")), text("done"));
      const steps = memorySteps();
      await engine.run(fakeInput(entry(first.url)), fakeContext({ steps, tools: fakeToolbox({ search }) }));
      const left = new Map([...steps.records].filter(([key]) => key !== "model:2"));
      const endpoint = await openEndpoint(t, text("From before."));
      const stopReason = (): string => "The limit for today is reached.";
      const context = fakeContext({
        steps: memorySteps(left),
        tools: fakeToolbox({ search }),
        limits: { stopReason },
      });
      const result = await engine.run(fakeInput(entry(endpoint.url)), context);
      assert.equal(result.response, "From before.");
      assert.deepEqual(endpoint.requests.map(results), [["found a"]]);
      assert.deepEqual(endpoint.requests.map(hasTools), [false]);
    });

    test("what a failed round used is told at its end", async (t) => {
      const endpoint = await openEndpoint(t, calls(look("a")));
      endpoint.otherwise(text(""));
      const context = fakeContext({ tools: fakeToolbox({ search }) });
      await assert.rejects(engine.run(fakeInput(entry(endpoint.url)), context), ModelError);
      const ends = context.events.flatMap((event) => (event.type === "round-end" ? [event] : []));
      assert.deepEqual(
        ends.map(({ round }) => round),
        [1, 2],
      );
      assert.ok((ends[1]?.usage.inputTokens ?? 0) > 0, "tries that gave nothing were paid for");
    });

    test("a digest when even that gives nothing: every tool, 500 characters each", async (t) => {
      const endpoint = await openEndpoint(t, calls(look("a"), look("b")));
      endpoint.otherwise(whole({ error: { message: "no" } }, { status: 403 }));
      const tools = fakeToolbox({ search: { execute: (args) => `${args}${"x".repeat(700)}` } });
      const result = await engine.run(
        fakeInput(entry(endpoint.url)),
        fakeContext({ tools, limits: { maxRounds: 1 } }),
      );
      assert.match(result.response, /limit of 1 tool rounds/);
      const listed = [...result.response.matchAll(/\*\*search\*\*: (.*)…/g)].map(([, found]) => found);
      assert.deepEqual(
        listed,
        ['{"q":"a"}', '{"q":"b"}'].map((args) => args + "x".repeat(491)),
      );
    });

    test("background work at the limit spares the last call", async (t) => {
      const endpoint = await openEndpoint(t, calls(look("a")));
      const context = fakeContext({ tools: fakeToolbox({ search }), limits: { maxRounds: 1 } });
      const result = await engine.run(fakeInput(entry(endpoint.url), { respondWithFinal: false }), context);
      assert.match(result.response, /\*\*search\*\*: found a/);
    });

    test("the same call over and over is stopped", async (t) => {
      const endpoint = await openEndpoint(
        t,
        calls(look("a")),
        calls(look("a")),
        calls(look("a")),
        calls(look("a")),
        text("I give up."),
      );
      const tools = fakeToolbox({ search });
      const result = await engine.run(fakeInput(entry(endpoint.url)), fakeContext({ tools }));
      assert.equal(result.response, "I give up.");
      assert.equal(tools.calls.length, 3);
      assert.equal(hasTools(endpoint.requests[4] as SeenRequest), false);
    });

    test("stops in the middle of a model call", async (t) => {
      const endpoint = await openEndpoint(t, hang);
      const stop = new AbortController();
      const context = fakeContext({ signal: stop.signal });
      const running = engine.run(fakeInput(entry(endpoint.url)), context);
      while (endpoint.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      stop.abort(new LeaseLostError("task-1"));
      await assert.rejects(running, LeaseLostError);
    });

    test("stops in the middle of a tool that does not listen", async (t) => {
      const endpoint = await openEndpoint(t, calls(look("a")));
      const stop = new AbortController();
      const tools = fakeToolbox({
        search: {
          execute() {
            stop.abort();
            return new Promise<string>(() => undefined);
          },
        },
      });
      const running = engine.run(fakeInput(entry(endpoint.url)), fakeContext({ tools, signal: stop.signal }));
      await assert.rejects(running, (error) => error instanceof ModelError && error.fault === "cancelled");
    });

    test("ends at its deadline", async (t) => {
      const endpoint = await openEndpoint(t, hang);
      const context = fakeContext({ limits: { deadlineAt: Date.now() + 40 } });
      const running = engine.run(fakeInput(entry(endpoint.url)), context);
      await assert.rejects(running, (error) => error instanceof ModelError && error.fault === "timeout");
    });

    test("an entry without a model name is an error that names its label", async () => {
      const { modelName: _, ...incomplete } = entry("http://127.0.0.1:9/v1");
      const running = engine.run(fakeInput(incomplete), fakeContext());
      await assert.rejects(
        running,
        (error) =>
          error instanceof ModelError && error.fault === "configuration" && error.message.includes('"main"'),
      );
    });

    test("after a crash nothing that is on disk is bought or done again", async (t) => {
      const full = await openEndpoint(t, calls(look("a"), look("b")), calls(look("c")), text("done"));
      const steps = memorySteps();
      const tools = fakeToolbox({ search });
      const whole = await engine.run(fakeInput(entry(full.url)), fakeContext({ steps, tools }));
      assert.equal(whole.response, "done");
      // Killed after any number of steps: the next attempt does only what is missing.
      const recorded = [...steps.records];
      const models = recorded.map(([key]) => key).filter((key) => key.startsWith("model:"));
      for (let kept = 0; kept <= recorded.length; kept += 1) {
        const left = new Map<string, StepRecord>(recorded.slice(0, kept));
        const bought = [...left.keys()].filter((key) => key.startsWith("model:")).length;
        const ran = left.size - bought;
        const answers = [calls(look("a"), look("b")), calls(look("c")), text("done")].slice(bought);
        const endpoint = await openEndpoint(t, ...answers);
        const again = fakeToolbox({ search });
        const context = fakeContext({ steps: memorySteps(left), tools: again });
        const result = await engine.run(
          fakeInput(entry(endpoint.url), { systemPrompt: "It is later now." }),
          context,
        );
        assert.equal(result.response, "done");
        assert.equal(endpoint.requests.length, models.length - bought);
        assert.equal(again.calls.length, 3 - ran);
        assert.equal(result.toolCalls.length, 3);
        assertOrder(context);
      }
    });

    test("an acting tool that was begun and not finished is not run again", async (t) => {
      const send = { isActing: true, execute: () => "sent" };
      const first = await openEndpoint(t, calls({ name: "send", args: { to: "all" } }), text("done"));
      const steps = memorySteps();
      await engine.run(fakeInput(entry(first.url)), fakeContext({ steps, tools: fakeToolbox({ send }) }));
      const [key, record] = [...steps.records].find(([one]) => one.startsWith("tool:")) ?? ["", undefined];
      assert.ok(record);
      const left = new Map([...steps.records].filter(([one]) => one === "model:1"));
      left.set(key, { status: "intent", requestHash: record.requestHash });
      const endpoint = await openEndpoint(t, text("I cannot tell."));
      const tools = fakeToolbox({ send });
      await engine.run(fakeInput(entry(endpoint.url)), fakeContext({ steps: memorySteps(left), tools }));
      assert.deepEqual(tools.calls, []);
      assert.match(results(endpoint.requests[0] as SeenRequest)[0] ?? "", /^Tool error: outcome unknown/);
    });

    test("an acting tool is on disk before it runs", async (t) => {
      const steps = memorySteps();
      const seen: unknown[] = [];
      const send = {
        isActing: true,
        execute: () => {
          seen.push(
            ...[...steps.records].filter(([key]) => key.startsWith("tool:")).map(([, { status }]) => status),
          );
          return "sent";
        },
      };
      const endpoint = await openEndpoint(t, calls({ name: "send", args: {} }), text("done"));
      await engine.run(fakeInput(entry(endpoint.url)), fakeContext({ steps, tools: fakeToolbox({ send }) }));
      assert.deepEqual(seen, ["intent"]);
    });

    test("another answer than the recorded one does not take over the old results", async (t) => {
      const old = await openEndpoint(t, calls(look("a")), text("old"));
      const steps = memorySteps();
      await engine.run(fakeInput(entry(old.url)), fakeContext({ steps, tools: fakeToolbox({ search }) }));
      const endpoint = await openEndpoint(t, text("new"));
      const input = fakeInput(entry(endpoint.url), { text: "Another question" });
      const result = await engine.run(input, fakeContext({ steps, tools: fakeToolbox({ search }) }));
      assert.equal(result.response, "new");
    });
  });
}

function assertShape(result: OrchestratorResult): void {
  // The journal keeps it.
  assert.deepEqual(JSON.parse(JSON.stringify(result)), result);
  for (const call of result.toolCalls) {
    assert.deepEqual(Object.keys(call), [
      "tool",
      "args",
      "result",
      "isError",
      "round",
      "startedAt",
      "durationMs",
    ]);
  }
}

/** Rounds begin and end in turn, tools within them, one answer at the end. */
function assertOrder({ events }: FakeContext): void {
  const order = events.map((event) => ("round" in event ? `${event.type} ${event.round}` : event.type));
  const rounds = order.filter((one) => one.startsWith("round-"));
  rounds.forEach((one, index) =>
    assert.equal(one, `${index % 2 === 0 ? "round-start" : "round-end"} ${Math.floor(index / 2) + 1}`),
  );
  const started = events.filter(({ type }) => type === "tool-start").length;
  const ended = events.filter(({ type }) => type === "tool-end").length;
  assert.equal(started, ended);
  assert.equal(order.at(-1), "answer");
  assert.equal(order.filter((one) => one === "answer").length, 1);
}
