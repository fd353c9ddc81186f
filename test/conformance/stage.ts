/** What a conformance case plays on: a real endpoint on one side, the whole engine on the other. */
import assert from "node:assert/strict";

import type {
  EngineInput,
  InputImage,
  ModelEntry,
  OrchestratorResult,
  Role,
  RunEvent,
  RunLimits,
  Wire,
} from "../../src/contracts.ts";
import { ModelError } from "../../src/errors.ts";
import type { WireRecord } from "../../src/models/attempt.ts";
import type { WireOptions } from "../../src/models/wire.ts";
import openai from "../../src/orchestrator/engines/openai.ts";
import { fakeContext, fakeEntry, fakeInput, fakeToolbox, fakeWire } from "../fakes/engine-context.ts";
import type { FakeTool } from "../fakes/engine-context.ts";
import { chunk, completion, listen, stream, toolCalls, whole } from "../fakes/scripted-endpoint.ts";
import type { FakeCall, Json, ScriptedEndpoint, SeenRequest, Step } from "../fakes/scripted-endpoint.ts";

/** How an answer is sent: as one JSON body, or as events. */
export type Form = "whole" | "streamed";

export interface Case {
  /** Number in the list of dialects, or `V…` for one of our own. */
  readonly id: string;
  readonly name: string;
  /** Default: both. */
  readonly forms?: readonly Form[];
  readonly play: (stage: Stage) => Promise<void>;
}

export interface Played {
  readonly result: OrchestratorResult | undefined;
  readonly error: unknown;
  readonly events: readonly RunEvent[];
  /** What a person who watched saw and was not taken back, over all rounds. */
  readonly shown: string;
  /** Every text that was shown at any time. */
  readonly everShown: string;
  readonly toolArgs: readonly string[];
}

export interface PlayOptions {
  readonly entry?: Partial<ModelEntry>;
  readonly input?: Partial<EngineInput>;
  readonly images?: readonly InputImage[];
  readonly tools?: Readonly<Record<string, FakeTool>>;
  readonly limits?: Partial<RunLimits>;
  readonly roles?: Partial<Record<Role, ModelEntry>>;
  readonly wireOptions?: Partial<WireOptions>;
  readonly signal?: AbortSignal;
}

export const SEARCH: Readonly<Record<string, FakeTool>> = { search: { execute: () => "found it" } };

export class Stage {
  readonly endpoint: ScriptedEndpoint;
  readonly form: Form;
  readonly records: WireRecord[] = [];
  #wire: Wire | undefined;

  constructor(endpoint: ScriptedEndpoint, form: Form) {
    this.endpoint = endpoint;
    this.form = form;
  }

  static async open(form: Form): Promise<Stage> {
    return new Stage(await listen(), form);
  }

  /** Bodies of the requests so far. */
  get bodies(): readonly SeenRequest["body"][] {
    return this.endpoint.requests.map(({ body }) => body);
  }

  script(...steps: readonly Step[]): void {
    this.endpoint.script(...steps);
  }

  /** An answer with this choice, in the form that is being played. */
  say(choice: Json, rest: Json = {}): Step {
    return this.form === "whole" ? whole(completion(choice, rest)) : stream(toChunks(choice, rest));
  }

  /** A final answer. */
  final(text: string): Step {
    return this.say({ finish_reason: "stop", message: { role: "assistant", content: text } });
  }

  /** An answer that asks for tools. */
  calls(...calls: readonly FakeCall[]): Step {
    return this.say({
      finish_reason: "tool_calls",
      message: { role: "assistant", content: null, tool_calls: toolCalls(calls) },
    });
  }

  /** Runs a task through the engine and checks what holds for every run. */
  async run(options: PlayOptions = {}): Promise<Played> {
    const tools = fakeToolbox(options.tools ?? SEARCH);
    this.#wire ??= fakeWire({ log: (record) => void this.records.push(record), ...options.wireOptions });
    const context = fakeContext({
      tools,
      wire: this.#wire,
      ...(options.limits === undefined ? {} : { limits: options.limits }),
      ...(options.roles === undefined ? {} : { roles: options.roles }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    const entry = fakeEntry(this.endpoint.url, options.entry);
    const input = fakeInput(entry, { ...options.input, images: options.images ?? [] });
    let result: OrchestratorResult | undefined;
    let error: unknown;
    try {
      result = await openai.run(input, context);
    } catch (thrown) {
      error = thrown;
    }
    for (const { body } of this.endpoint.requests) checkRequest(body);
    checkEnd(result, error, entry);
    const { events } = context;
    return { result, error, events, ...watched(events), toolArgs: tools.calls.map(({ args }) => args) };
  }

  /** A run that must give this answer. */
  async expect(response: string, options: PlayOptions = {}): Promise<Played> {
    const played = await this.run(options);
    assert.ifError(played.error);
    assert.equal(played.result?.response, response);
    return played;
  }

  /** A run that must fail with this code. */
  async fails(code: string, options: PlayOptions = {}): Promise<Played & { readonly error: ModelError }> {
    const played = await this.run(options);
    assert.ok(
      played.error instanceof ModelError,
      `expected ${code}, got ${JSON.stringify(played.result?.response)}`,
    );
    assert.equal(played.error.code, code);
    return { ...played, error: played.error };
  }
}

/** Splits a whole choice into chunks as servers do: text a few characters at a time, arguments in halves. */
function toChunks(choice: Json, rest: Json): readonly Json[] {
  const { message, ...ending } = choice;
  const chunks: Json[] = [];
  for (const [key, value] of Object.entries((message ?? {}) as Json)) {
    if (key === "content" && typeof value === "string") {
      const pieces = value.match(/[\s\S]{1,3}/g) ?? [""];
      chunks.push(...pieces.map((content) => chunk({ delta: { content } })));
    } else if (key === "tool_calls" && Array.isArray(value)) {
      chunks.push(...(value as Json[]).flatMap((call, index) => toCallChunks(call, index)));
    } else chunks.push(chunk({ delta: { [key]: value } }));
  }
  return [...chunks, chunk({ delta: {}, ...ending }, rest)];
}

function toCallChunks(call: Json, index: number): readonly Json[] {
  const wrapped = call["function"] as Json | undefined;
  const args = wrapped?.["arguments"];
  if (typeof args !== "string" || args.length < 2)
    return [chunk({ delta: { tool_calls: [{ index, ...call }] } })];
  const half = Math.ceil(args.length / 2);
  const first = { index, ...call, function: { ...wrapped, arguments: args.slice(0, half) } };
  const second = { index, function: { arguments: args.slice(half) } };
  return [first, second].map((piece) => chunk({ delta: { tool_calls: [piece] } }));
}

function watched(events: readonly RunEvent[]): { readonly shown: string; readonly everShown: string } {
  let shown = "";
  let everShown = "";
  for (const event of events) {
    if (event.type === "text-delta") {
      shown += event.text;
      everShown += event.text;
    } else if (event.type === "text-discard") shown = "";
  }
  return { shown, everShown };
}

/** What every server may expect of every request. */
export function checkRequest(body: SeenRequest["body"]): void {
  const seen = new Set<string>();
  let open: string[] = [];
  for (const message of body.messages) {
    const { role, content, tool_calls: calls, tool_call_id: callId } = message;
    if (role === "tool") {
      assert.equal(callId, open.shift(), "each result follows its call, in order");
      assert.equal(typeof content, "string");
      assert.notEqual(content, "");
      continue;
    }
    assert.deepEqual(open, [], "each call has its result");
    if (Array.isArray(calls)) {
      for (const { id, function: called } of calls as {
        id: string;
        function: { name: string; arguments: string };
      }[]) {
        assert.ok(typeof id === "string" && id !== "" && !seen.has(id), `unique id, got ${id}`);
        seen.add(id);
        assert.match(called.name, /^[a-zA-Z_][a-zA-Z0-9_-]{0,63}$/);
        assert.equal(typeof called.arguments, "string");
        const args: unknown = JSON.parse(called.arguments);
        assert.ok(
          typeof args === "object" && args !== null && !Array.isArray(args),
          "arguments are an object",
        );
      }
      open = (calls as { id: string }[]).map(({ id }) => id);
    } else assert.ok(content !== null && content !== undefined && content !== "", `text in ${String(role)}`);
  }
  assert.deepEqual(open, [], "each call has its result");
  for (const key of ["store", "parallel_tool_calls", "reasoning_effort", "metadata", "user", "n"]) {
    assert.ok(!(key in body), `${key} is not sent`);
  }
}

function checkEnd(result: OrchestratorResult | undefined, error: unknown, entry: ModelEntry): void {
  if (result !== undefined) {
    assert.notEqual(result.response.trim(), "", "never blank");
    assert.ok(Number.isFinite(result.usage.inputTokens) && result.usage.inputTokens >= 0);
    assert.ok(Number.isFinite(result.usage.outputTokens) && result.usage.outputTokens >= 0);
    return;
  }
  assert.ok(error instanceof ModelError, `an error of ours, got ${String(error)}`);
  assert.notEqual(error.message, "");
  assert.ok(
    !JSON.stringify([error.message, error.detail, error.hint]).includes(entry.apiKey ?? "-"),
    "no key",
  );
}
