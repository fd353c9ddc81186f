import type { EngineContext, EngineInput, ToolCall, ToolResult } from "../contracts.ts";
import { ModelError, OrchidError } from "../errors.ts";
import { modelError } from "../models/failure.ts";
import { cancelled } from "./abort.ts";
import { limitDigest } from "./digest.ts";
import { isNextRecorded, modelRound } from "./model-round.ts";
import type { CallModel, RoundOutcome } from "./model-round.ts";
import { Run } from "./run.ts";
import { runToolRound } from "./tool-round.ts";

export interface LoopOptions {
  readonly callModel: CallModel;
  /** The text of the loop is a summary for somebody else to voice: none of it is shown. */
  readonly isSilent: boolean;
}

export interface LoopResult {
  readonly run: Run;
  /** The model's last word, or the digest. Never blank. */
  readonly text: string;
}

/** Put at the end of an answer that something is missing from. */
const CUT_MARK = " […]";
const CUT_NOTICE = "The answer was cut off.";
const LAST_ROUND =
  "No more tool rounds are possible. Answer now, from the results above, without calling a tool. Say what you could not find out.";
const CUT_CALL = "the arguments were cut off before they were complete. Nothing ran. Use shorter arguments.";

/**
 * The loop of every engine: ask the model, run the tools that it asks for, all at once, and go on until
 * it answers or the rounds are used up. Tool calls decide, not the finish reason.
 *
 * @throws {ModelError} When no model gives an answer, or the run is stopped.
 */
export async function runLoop(
  input: EngineInput,
  context: EngineContext,
  options: LoopOptions,
): Promise<LoopResult> {
  requireUsable(input);
  const run = new Run(input, context);
  const { callModel, isSilent } = options;
  let cutCalls = 0;
  let stopReason: string | undefined;
  while (run.round < context.limits.maxRounds) {
    stopReason = stopReasonOf(run);
    if (stopReason !== undefined) break;
    const outcome = await modelRound(run, callModel, { isLast: false, isSilent });
    if (outcome.kind === "final" || outcome.calls.length === 0) return { run, text: marked(run, outcome) };
    if (outcome.kind === "incomplete") {
      cutCalls += 1;
      if (cutCalls > 1) throw cutTwice(run);
      const results = outcome.calls.map(() => ({ text: `Tool error: ${CUT_CALL}`, isError: true }));
      appendResults(run, outcome, results);
      continue;
    }
    const { results, hasProgress } = await runToolRound(run, outcome.calls);
    appendResults(run, outcome, results);
    if (!hasProgress) break;
  }
  return { run, text: await lastWord(run, options, stopReason) };
}

/** What an earlier attempt paid for already costs nothing to take in. */
function stopReasonOf(run: Run): string | undefined {
  return isNextRecorded(run) ? undefined : run.context.limits.stopReason?.(run.usage);
}

/** Semantics 1: without an address or a model name there is nothing to call. */
function requireUsable({ model }: EngineInput): void {
  const needed = model.type === "gemini" ? (["modelName"] as const) : (["apiUrl", "modelName"] as const);
  const missing = needed.filter((key) => (model[key] ?? "").trim() === "");
  if (missing.length === 0) return;
  const message = `The model entry "${model.label}" has no ${missing.join(" and no ")}.`;
  throw new ModelError("configuration", message, {
    hint: "Complete the entry in MODELS_FILE or set OPENAI_*.",
  });
}

function appendResults(
  run: Run,
  outcome: Extract<RoundOutcome, { readonly calls: readonly ToolCall[] }>,
  results: readonly ToolResult[],
): void {
  const { text, calls, echo } = outcome;
  run.append(
    { role: "assistant", text, calls, echo },
    ...calls.map(({ id, name }, index) => ({
      role: "tool" as const,
      callId: id,
      name,
      text: results[index]?.text ?? "",
    })),
  );
}

function marked(run: Run, outcome: RoundOutcome): string {
  const isCut = outcome.kind === "incomplete" || (outcome.kind === "final" && outcome.end === "length");
  if (outcome.kind === "incomplete") run.notice(CUT_NOTICE);
  return isCut ? outcome.text + CUT_MARK : outcome.text;
}

/**
 * Semantics 5: one last request without tools; a digest when that yields nothing.
 *
 * @param stopReason Why the rounds ended before their limit.
 */
async function lastWord(
  run: Run,
  { callModel, isSilent }: LoopOptions,
  stopReason: string | undefined,
): Promise<string> {
  const { maxRounds } = run.context.limits;
  const limit = stopReason ?? `The limit of ${maxRounds} tool rounds was reached.`;
  const digest = limitDigest(limit, run.records, run.context.sentences);
  run.notice(limit);
  if (!run.input.respondWithFinal) return digest;
  try {
    const outcome = await modelRound(run, callModel, { isLast: true, isSilent, instruction: LAST_ROUND });
    return outcome.text === "" ? digest : marked(run, outcome);
  } catch (error) {
    cancelled.check(run);
    if (!(error instanceof OrchidError)) throw error;
    return digest;
  }
}

function cutTwice(run: Run): ModelError {
  return modelError(run.entry, {
    fault: "upstream",
    tries: 1,
    text: "Tool arguments were cut off twice",
    message: `The model "${run.entry.label}" was cut off while it called a tool.`,
  });
}
