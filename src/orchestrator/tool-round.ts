import { hash } from "node:crypto";

import type { ToolCall, ToolCallRecord, ToolContext, ToolResult } from "../contracts.ts";
import { cancelled } from "./abort.ts";
import { faultInArguments } from "./arguments.ts";
import type { Run } from "./run.ts";

/** How often the same call with the same arguments really runs within one task. */
const MAX_SAME_CALLS = 3;

export interface ToolRound {
  /** In the order of the calls, one for each. */
  readonly results: readonly ToolResult[];
  /** False when every call was refused as a mere repetition. */
  readonly hasProgress: boolean;
}

interface Planned {
  readonly call: ToolCall;
  /** Why it will not run. */
  readonly refusal: string | undefined;
  readonly isRepetition: boolean;
}

/**
 * Runs the calls of one round, all at once; results come in the order of the calls. A fault is a
 * result too.
 *
 * @throws {ModelError} `model-cancelled` when the run is stopped meanwhile.
 */
export async function runToolRound(run: Run, calls: readonly ToolCall[]): Promise<ToolRound> {
  const planned = calls.map((call, index) => plan(run, call, index));
  const running = planned.map((one) => settleCall(run, one));
  const ended = await cancelled.orSettled(run, Promise.all(running));
  run.records.push(...ended);
  return {
    results: ended.map(({ result, isError }) => ({ text: result, isError })),
    hasProgress: planned.some(({ isRepetition }) => !isRepetition),
  };
}

function plan(run: Run, call: ToolCall, index: number): Planned {
  const { tools, limits } = run.context;
  const refuse = (refusal: string, isRepetition = false): Planned => ({ call, refusal, isRepetition });
  if (index >= limits.maxCallsPerRound) {
    return refuse(`not executed: at most ${limits.maxCallsPerRound} calls run in one round.`);
  }
  if (!tools.schemas.some(({ name }) => name === call.name)) {
    const names = tools.schemas.map(({ name }) => name).join(", ");
    return refuse(`unknown tool "${call.name.slice(0, 64)}". Available tools: ${names || "none"}.`);
  }
  const fault = faultInArguments(call.args);
  if (fault !== undefined) return refuse(fault);
  const same = run.records.filter(({ tool, args }) => tool === call.name && args === call.args);
  const last = same.at(-1);
  if (same.length >= MAX_SAME_CALLS && same.every(({ result }) => result === last?.result)) {
    return refuse(
      `this very call was made ${same.length} times already, with the same result. Use that.`,
      true,
    );
  }
  return { call, refusal: undefined, isRepetition: false };
}

async function settleCall(run: Run, { call, refusal }: Planned): Promise<ToolCallRecord> {
  const { round, context } = run;
  const startedAt = Date.now();
  context.emit({
    type: "tool-start",
    round,
    callId: call.id,
    tool: call.name,
    args: call.args,
    at: startedAt,
  });
  const step = refusal === undefined ? await execute(run, call) : { text: refusal, isError: true };
  const result = step.isError ? asToolError(step.text) : step.text;
  const durationMs = Date.now() - startedAt;
  const { isError } = step;
  context.emit({ type: "tool-end", round, callId: call.id, tool: call.name, result, isError, durationMs });
  return { tool: call.name, args: call.args, result, isError, round, startedAt, durationMs };
}

function asToolError(text: string): string {
  return text.startsWith("Tool error:") ? text : `Tool error: ${text}`;
}

/** Runs one call, unless the journal has its result or says that it was begun and nobody knows its end. */
async function execute(run: Run, call: ToolCall): Promise<ToolResult> {
  const { steps, tools } = run.context;
  const key = `tool:${run.round}:${call.id}`;
  const requestHash = hash("sha256", `${call.name}\n${call.args}`);
  const isActing = tools.isActing(call.name);
  const recorded = run.recorded(key, requestHash);
  if (recorded?.status === "done") {
    tools.recall?.(call);
    return recorded.result as ToolResult;
  }
  if (recorded !== undefined && isActing) {
    return {
      text: "outcome unknown: the call was begun before a restart and may have taken effect. It was not repeated.",
      isError: true,
    };
  }
  // Not before the toolbox says so: a call that still waits for an approval has had no effect, and
  // goes on after a crash.
  const begin = (): Promise<void> => steps.intend(key, requestHash);
  const result = await callTool(run, call, isActing ? begin : undefined);
  // "The task was stopped" is no result: when the task goes on after a restart, the call is made again.
  cancelled.check(run);
  if (isActing) await steps.complete(key, requestHash, result);
  else steps.note(key, requestHash, result, true);
  return result;
}

async function callTool(run: Run, call: ToolCall, begin: ToolContext["begin"]): Promise<ToolResult> {
  const { context } = run;
  const { tools, task, signal } = context;
  const progress = (text: string): void => context.emit({ type: "tool-progress", callId: call.id, text });
  try {
    const { text, isError } = await tools.call(call, {
      ...task,
      signal,
      progress,
      callKey: `${run.round}:${call.id}`,
      deadlineAt: context.limits.deadlineAt,
      ...(begin === undefined ? {} : { begin }),
    });
    return { text, isError };
  } catch (error) {
    return { text: error instanceof Error ? error.message : String(error), isError: true };
  }
}
