import { hash } from "node:crypto";

import type { Log, Toolbox, ToolCall, ToolContext, ToolResult } from "../contracts.ts";
import { ToolError } from "../errors.ts";
import { cutText, toBoundedText } from "./bounded-text.ts";
import type { Tool } from "./define-tool.ts";
import type { ToolServices } from "./services.ts";

/** Decides about the calls of one task; see `createGuard`. */
export interface Guard {
  /**
   * Asked at the moment of the call, after its arguments were checked. May wait for a person: the tool's own
   * time has not begun.
   *
   * @returns Why the call may not run, as a sentence; `undefined` when it may.
   */
  authorise(name: string, tool: Tool, call: ToolCall, context: ToolContext): Promise<string | undefined>;
  /** Told of a call whose result the journal gave back. */
  recall(tool: Tool): void;
}

/** What a toolbox is made with. */
export interface ToolboxOptions {
  readonly services: ToolServices;
  /** Names of the tools that this task may use. Default: all that are available. */
  readonly allowed?: ReadonlySet<string>;
  /** Asked before every call. Absent: tools that need permissions or approval are refused. */
  readonly guard?: Guard;
  /** Removes from results what may not reach the model: invisible characters, known secrets. Default: nothing. */
  sanitise?(text: string): string;
  readonly log?: Log;
}

/** Begins the text of every result that is a failure; written here and nowhere else. */
const ERROR_PREFIX = "Tool error: ";

/** Bytes of an error's text; what a stranger's server says in an error needs no more. */
const MAX_ERROR_BYTES = 2_000;

/** Puts the tools of one task together. See {@link Toolbox}. */
export function createToolbox(tools: ReadonlyMap<string, Tool>, options: ToolboxOptions): Toolbox {
  const usable = new Map(
    [...tools]
      .filter(([name, tool]) => (options.allowed?.has(name) ?? true) && tool.isAvailable(options.services))
      // A stable order keeps the beginning of every request equal, which providers cache.
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return {
    schemas: [...usable].map(([name, { description, parameters }]) => ({ name, description, parameters })),
    isActing: (name) => usable.get(name)?.effect === "acts",
    recall(call) {
      const tool = usable.get(call.name);
      if (tool !== undefined) options.guard?.recall(tool);
    },
    async call(call, context) {
      try {
        const value = await run(findTool(usable, call.name), call, context, options);
        const { maxResultBytes } = findTool(usable, call.name).limits;
        return { text: clean(toBoundedText(value, maxResultBytes), options), isError: false };
      } catch (error) {
        return failure(error, call, context, options);
      }
    },
  };
}

function findTool(tools: ReadonlyMap<string, Tool>, name: string): Tool {
  const tool = tools.get(name);
  if (tool !== undefined) return tool;
  const known = tools.size === 0 ? "There are no tools." : `The tools are: ${[...tools.keys()].join(", ")}.`;
  throw new ToolError(`there is no tool ${JSON.stringify(name.slice(0, 64))}. ${known}`);
}

/** Checks, asks, and runs one call. Whatever the tool does, the end of the task ends the call. */
async function run(
  tool: Tool,
  call: ToolCall,
  context: ToolContext,
  options: ToolboxOptions,
): Promise<unknown> {
  context.signal.throwIfAborted();
  const execute = tool.prepare(call.args);
  const refusal = await authorise(tool, call, context, options.guard);
  if (refusal !== undefined) throw new ToolError(`refused: ${refusal}`);
  if (tool.effect === "acts") await context.begin?.();
  return await runWithin(tool, context, (signal) =>
    execute({ ...context, signal, services: options.services, effectKey: effectKey(call, context) }),
  );
}

async function authorise(
  tool: Tool,
  call: ToolCall,
  context: ToolContext,
  guard: Guard | undefined,
): Promise<string | undefined> {
  if (guard !== undefined) {
    return await unlessAborted(context.signal, guard.authorise(call.name, tool, call, context));
  }
  const isGuarded = tool.needs.approval === true || (tool.needs.permissions ?? []).length > 0;
  return isGuarded ? "nobody can allow it here" : undefined;
}

/** Made once: nobody waits any more who could ask where it came from. */
const CALL_ENDED = new ToolError("the call has ended");

/** Runs the work, and stops waiting for it when its time is over or the task ends. */
async function runWithin(
  tool: Tool,
  context: ToolContext,
  work: (signal: AbortSignal) => unknown,
): Promise<unknown> {
  context.signal.throwIfAborted();
  const { timeoutMs } = tool.limits;
  const call = new AbortController();
  const stop = (): void => call.abort(context.signal.reason);
  context.signal.addEventListener("abort", stop, { once: true });
  const timer = setTimeout(() => {
    call.abort(new ToolError(`it took longer than ${timeoutMs / 1000} seconds and was stopped`));
  }, timeoutMs);
  try {
    return await unlessAborted(call.signal, (async () => work(call.signal))());
  } finally {
    clearTimeout(timer);
    context.signal.removeEventListener("abort", stop);
    // Whatever the tool still has under way for this call is over too.
    call.abort(CALL_ENDED);
  }
}

/**
 * `taskId` `a` and a number made from the call: a counter would begin anew after a crash, and give a
 * different call the key of one that was made before.
 */
function effectKey(call: ToolCall, { taskId, callKey = call.id }: ToolContext): string {
  const digest = hash("sha256", JSON.stringify([callKey, call.name, call.args]));
  return `${taskId}a${Number.parseInt(digest.slice(0, 8), 16) % 10_000}`;
}

/** Waits for the work, but not beyond the end of the signal. Leaves no listener on it. */
async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const give = (): void => reject(signal.reason);
  if (signal.aborted) give();
  else signal.addEventListener("abort", give, { once: true });
  try {
    return await Promise.race([promise, work]);
  } finally {
    signal.removeEventListener("abort", give);
  }
}

function failure(error: unknown, call: ToolCall, context: ToolContext, options: ToolboxOptions): ToolResult {
  const text = errorText(error, context.signal);
  if (!(error instanceof ToolError) && !context.signal.aborted) {
    options.log?.warn("tool-threw", { taskId: context.taskId, tool: call.name, error });
  }
  return { text: clean(cutText(ERROR_PREFIX + text, MAX_ERROR_BYTES), options), isError: true };
}

/**
 * What the model is told. Only a {@link ToolError} was written for it; the message of anything else may hold
 * addresses with passwords or paths of this machine, so it goes to the log alone.
 */
function errorText(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return "the task was stopped";
  if (error instanceof ToolError) return error.message;
  return "the tool failed unexpectedly. The operator's log has the details.";
}

function clean(text: string, options: ToolboxOptions): string {
  return options.sanitise?.(text) ?? text;
}
