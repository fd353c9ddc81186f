/** What an engine works with, for tests: tools that are plain functions, steps in memory, events in a list. */
import { retryClock } from "../../src/models/backoff.ts";
import type { RetryClock } from "../../src/models/backoff.ts";
import { createWire } from "../../src/models/wire.ts";
import type { WireOptions } from "../../src/models/wire.ts";
import { loadProviders } from "../../src/models/provider.ts";
import type {
  EngineContext,
  EngineInput,
  ModelEntry,
  ModelRegistry,
  Role,
  RunEvent,
  RunLimits,
  StepLog,
  StepRecord,
  ToolCall,
  ToolContext,
  ToolResult,
  Toolbox,
} from "../../src/contracts.ts";

export interface FakeTool {
  readonly description?: string;
  readonly parameters?: { readonly [key: string]: unknown };
  readonly isActing?: boolean;
  readonly execute: (args: string, context: ToolContext) => string | Promise<string>;
}

/** Tools by name. Each call is noted in `calls`. */
export function fakeToolbox(
  tools: Readonly<Record<string, FakeTool>>,
): Toolbox & { readonly calls: ToolCall[] } {
  const calls: ToolCall[] = [];
  const schemas = Object.entries(tools).map(([name, tool]) => ({
    name,
    description: tool.description ?? `Does ${name}.`,
    parameters: tool.parameters ?? { type: "object", properties: { q: { type: "string" } } },
  }));
  return {
    calls,
    schemas,
    isActing: (name) => tools[name]?.isActing ?? false,
    async call(call, context): Promise<ToolResult> {
      calls.push(call);
      await context.begin?.();
      try {
        return { text: (await tools[call.name]?.execute(call.args, context)) ?? "", isError: false };
      } catch (error) {
        return { text: error instanceof Error ? error.message : String(error), isError: true };
      }
    },
  };
}

/** A journal of steps in memory, as a task's own would be. */
export function memorySteps(
  records = new Map<string, StepRecord>(),
): StepLog & { readonly records: Map<string, StepRecord> } {
  return {
    records,
    recorded: (key) => records.get(key),
    async intend(key, requestHash) {
      records.set(key, { status: "intent", requestHash });
    },
    note(key, requestHash, result) {
      void this.complete(key, requestHash, result);
    },
    async complete(key, requestHash, result) {
      // Only what JSON can hold survives a crash.
      records.set(key, { status: "done", requestHash, result: JSON.parse(JSON.stringify(result)) });
    },
  };
}

export function fakeRegistry(roles: Partial<Record<Role, ModelEntry>>): ModelRegistry {
  const entries = Object.values(roles);
  return {
    forRole: (role) => roles[role],
    byLabel: (label) => entries.find((entry) => entry.label === label),
    labels: () => entries.map(({ label }) => label),
  };
}

export interface FakeContext extends EngineContext {
  readonly events: RunEvent[];
}

export interface ContextOptions {
  readonly tools?: Toolbox;
  readonly steps?: StepLog;
  readonly signal?: AbortSignal;
  readonly limits?: Partial<RunLimits>;
  readonly roles?: Partial<Record<Role, ModelEntry>>;
  readonly wire?: EngineContext["wire"];
  readonly wireOptions?: Partial<WireOptions>;
}

/** Real time, but nobody waits between tries. */
export const hastyClock: RetryClock = { ...retryClock, sleep: async () => undefined, random: () => 0.5 };

const providers = await loadProviders();

export function fakeWire(options: Partial<WireOptions> = {}): EngineContext["wire"] {
  return createWire({ providers, clock: hastyClock, ...options });
}

export function fakeContext(options: ContextOptions = {}): FakeContext {
  const events: RunEvent[] = [];
  return {
    events,
    tools: options.tools ?? fakeToolbox({}),
    models: fakeRegistry(options.roles ?? {}),
    task: {
      taskId: "task-1",
      place: { kind: "channel", channelId: "channel-1" },
      author: { id: "person-1", name: "Ada" },
      attachments: [],
    },
    limits: { maxRounds: 10, maxCallsPerRound: 16, deadlineAt: Date.now() + 20_000, ...options.limits },
    signal: options.signal ?? new AbortController().signal,
    emit: (event) => void events.push(event),
    steps: options.steps ?? memorySteps(),
    wire: options.wire ?? fakeWire(options.wireOptions),
  };
}

export function fakeInput(model: ModelEntry, options: Partial<EngineInput> = {}): EngineInput {
  return {
    text: "What is the answer?",
    images: [],
    systemPrompt: "You are Orchid.",
    history: [],
    model,
    respondWithFinal: true,
    ...options,
  };
}

export function fakeEntry(apiUrl: string, options: Partial<ModelEntry> = {}): ModelEntry {
  return {
    label: "main",
    type: "openai",
    apiUrl,
    apiKey: "sk-test-0123456789abcdef",
    modelName: "m",
    ...options,
  };
}
