import type { Log, Toolbox, ToolCall, ToolContext, ToolResult } from "../contracts.ts";
import { ToolError } from "../errors.ts";
import { cutText, toBoundedText } from "./bounded-text.ts";
import type { Tool } from "./define-tool.ts";
import type { ToolServices } from "./services.ts";

/** What a toolbox is made with. */
export interface ToolboxOptions {
  readonly services: ToolServices;
  /** Names of the tools that this task may use. Default: all that are available. */
  readonly allowed?: ReadonlySet<string>;
  /**
   * Asked before every call of a tool that needs permissions or approval, at the moment of the call.
   * Absent: such tools are refused.
   *
   * @returns Why the asking person may not, as a sentence; `undefined` when they may.
   */
  authorise?(name: string, tool: Tool, call: ToolCall, context: ToolContext): Promise<string | undefined>;
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
    async call(call, context) {
      try {
        const tool = findTool(usable, call.name);
        const value = await runWithin(tool, call, context, options);
        const text = clean(toBoundedText(value, tool.limits.maxResultBytes), options);
        return { text, isError: false };
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

/** Runs one call, and stops waiting for it when its time is over or the task ends, whatever the tool does. */
async function runWithin(
  tool: Tool,
  call: ToolCall,
  context: ToolContext,
  options: ToolboxOptions,
): Promise<unknown> {
  const { timeoutMs } = tool.limits;
  const timeout = new AbortController();
  const timer = setTimeout(() => {
    timeout.abort(new ToolError(`it took longer than ${timeoutMs / 1000} seconds and was stopped`));
  }, timeoutMs);
  const signal = AbortSignal.any([context.signal, timeout.signal]);
  try {
    return await Promise.race([aborted(signal), runAuthorised(tool, call, { ...context, signal }, options)]);
  } finally {
    clearTimeout(timer);
    // Whatever the tool still has under way for this call is over too.
    timeout.abort(new ToolError("the call has ended"));
  }
}

async function runAuthorised(
  tool: Tool,
  call: ToolCall,
  context: ToolContext,
  options: ToolboxOptions,
): Promise<unknown> {
  context.signal.throwIfAborted();
  const execute = tool.prepare(call.args);
  const isGuarded = tool.needs.approval === true || (tool.needs.permissions ?? []).length > 0;
  if (isGuarded) {
    const refusal = options.authorise
      ? await options.authorise(call.name, tool, call, context)
      : "nobody can allow it here";
    if (refusal !== undefined) throw new ToolError(`refused: ${refusal}`);
    context.signal.throwIfAborted();
  }
  return execute({ ...context, services: options.services });
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const give = (): void => reject(signal.reason);
    if (signal.aborted) give();
    else signal.addEventListener("abort", give, { once: true });
  });
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
