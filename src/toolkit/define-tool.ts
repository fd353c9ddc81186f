import type { z } from "zod";

import type { JsonSchema, ToolContext } from "../contracts.ts";
import { parseArguments } from "./arguments.ts";
import type { ToolServices } from "./services.ts";
import { toPlainSchema } from "./plain-schema.ts";

/** What a tool must have before it may run. Checked on every call, by the toolbox. */
export interface ToolNeeds {
  /** True when the tool reaches other machines. Shown by `/tools`. */
  readonly network?: boolean;
  /** True when the asking person has to say yes to each call. Without somebody to ask, the call is refused. */
  readonly approval?: boolean;
  /** Permissions that the asking person must hold at the moment of the call, in the platform's own names. */
  readonly permissions?: readonly string[];
}

export interface ToolLimits {
  /** Time of one call in milliseconds, from its start; then its signal aborts and the call fails. Default 30000. */
  readonly timeoutMs?: number;
  /** UTF-8 bytes of the result that the model reads; the rest is cut with a mark. Default 16384. */
  readonly maxResultBytes?: number;
}

/** What `execute` is told beside its arguments: the task (from us, never from the model) and the services. */
export interface ToolRun extends ToolContext {
  readonly services: ToolServices;
  /**
   * For what creates something: at most 25 characters, the same for the same call of the same task, so that
   * a request that is sent twice makes one thing.
   */
  readonly effectKey: string;
}

/**
 * What a result holds. `nothing`: what we worked out ourselves. `public`: what strangers wrote and anybody
 * may read. `private`: what not everybody may read, whoever wrote it.
 */
export type ToolReads = "nothing" | "public" | "private";

/** What a tool file says about its tool. */
export interface ToolSpec<Parameters extends z.ZodObject> {
  /** What it does and when to use it: this is all the model knows. */
  readonly description: string;
  /** A zod object; each field has a `describe()`. Unknown arguments are refused. */
  readonly parameters: Parameters;
  /** `acts` when it changes something outside: such a call is not repeated on an unknown outcome. */
  readonly effect: "reads" | "acts";
  /** Default `private`, the careful one. See docs/tools.md, "Rule of two". */
  readonly reads?: ToolReads;
  /**
   * What a call tells strangers, such as an address or a search. After something private was read, what the
   * asking person did not write goes out only with an approval. Default: nothing.
   */
  sends?(args: z.output<Parameters>): readonly string[];
  readonly needs?: ToolNeeds;
  readonly limits?: ToolLimits;
  /** False switches the tool off, as when nothing is configured for it. Default: always on. */
  isAvailable?(services: ToolServices): boolean;
  /**
   * Does the work. Text goes to the model as it is, anything else as JSON.
   *
   * @throws {ToolError} With a sentence for the model, when it cannot be done.
   */
  execute(args: z.output<Parameters>, run: ToolRun): unknown;
}

/** A tool as the toolbox holds it; the default export of a file in `src/tools`, whose name is the tool's. */
export interface Tool {
  readonly description: string;
  readonly parameters: JsonSchema;
  readonly effect: "reads" | "acts";
  readonly reads: ToolReads;
  /** @throws {ToolError} When the arguments do not fit. */
  sends(args: string): readonly string[];
  readonly needs: ToolNeeds;
  readonly limits: Required<ToolLimits>;
  isAvailable(services: ToolServices): boolean;
  /**
   * Checks the raw JSON arguments and binds them to the work.
   *
   * @throws {ToolError} When the arguments do not fit; the message tells the model what to correct.
   */
  prepare(args: string): (run: ToolRun) => unknown;
}

/** Time of one call unless the tool says otherwise, in milliseconds. */
export const DEFAULT_TIMEOUT_MS = 30_000;

/** Bytes of one result unless the tool says otherwise; about 4,000 tokens of English. */
export const DEFAULT_MAX_RESULT_BYTES = 16_384;

/**
 * Defines a tool. The schema that the model reads and the check of what it sends come from the same lines.
 *
 * @throws {ExtensionError} When a parameter needs a schema feature that some endpoints refuse.
 */
export function defineTool<Parameters extends z.ZodObject>(spec: ToolSpec<Parameters>): Tool {
  const strict = spec.parameters.strict();
  return {
    description: spec.description,
    parameters: toPlainSchema(strict),
    effect: spec.effect,
    reads: spec.reads ?? "private",
    sends: (args) => spec.sends?.(parseArguments(strict, args) as z.output<Parameters>) ?? [],
    needs: spec.needs ?? {},
    limits: {
      timeoutMs: spec.limits?.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      maxResultBytes: spec.limits?.maxResultBytes ?? DEFAULT_MAX_RESULT_BYTES,
    },
    isAvailable: (services) => spec.isAvailable?.(services) ?? true,
    prepare(args) {
      // The strict twin has the same output type; zod's types only lose sight of it in generic code.
      const checked = parseArguments(strict, args) as z.output<Parameters>;
      return (run) => spec.execute(checked, run);
    },
  };
}

/**
 * Says what a file's default export lacks to be a tool; empty when it is complete. For `loadExtensions`.
 *
 * @param name File name without its ending: the name by which the model calls the tool.
 */
export function toolProblems(value: unknown, name: string): readonly string[] {
  const problems: string[] = [];
  // OpenAI allows 64 of these characters; Gemini wants a letter or an underscore first.
  if (!/^[a-zA-Z_][a-zA-Z0-9_-]{0,63}$/.test(name)) problems.push("the file name is not a tool name");
  const tool = (typeof value === "object" && value !== null ? value : {}) as Partial<Tool>;
  if (typeof tool.prepare !== "function" || typeof tool.parameters !== "object") {
    return [...problems, "the default export is not made by defineTool"];
  }
  if ((tool.description ?? "").trim().length < 20)
    problems.push("it needs a description of what it does and when");
  if (tool.effect !== "reads" && tool.effect !== "acts")
    problems.push('its effect is neither "reads" nor "acts"');
  return problems;
}
