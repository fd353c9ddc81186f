import type { ModelCall, ModelEntry, ModelOutcome, ModelRequest, Usage, Wire } from "../contracts.ts";
import { ModelError } from "../errors.ts";
import { FILTERED } from "../models/outcome.ts";
import { NO_USAGE, addUsage } from "../models/usage.ts";
import { cancelled } from "./abort.ts";
import { ENGLISH_SENTENCES } from "./digest.ts";
import type { Run } from "./run.ts";
import { shrink } from "./shrink.ts";

/** How an engine reaches its model. Must not reject. */
export type CallModel = (entry: ModelEntry, request: ModelRequest, call: ModelCall) => Promise<ModelOutcome>;

/** Speaks to an entry in its own way, so that a fallback may be of another kind. */
export function callByType(wire: Wire): CallModel {
  return (entry, request, call) =>
    entry.type === "gemini" ? wire.completeGemini(entry, request, call) : wire.complete(entry, request, call);
}

/** An outcome that a run can go on with. */
export type RoundOutcome = Exclude<ModelOutcome, { readonly kind: "error" }>;

export interface RoundOptions {
  readonly isLast: boolean;
  /** Put after the system prompt for this round alone. */
  readonly instruction?: string;
  /** The text is not for the person: no `text-delta`. */
  readonly isSilent: boolean;
}

/** What is known of a round that has no outcome yet. */
interface RoundSoFar {
  /** Text of it is visible. */
  hasText: boolean;
  failedUsage: Usage;
}

/** What is left out when a model's context is full. */
const SHRUNK_NOTICE = "Older messages were left out: the conversation is too long for the model.";
/** Faults that another model may not have. */
const FALLBACK_FAULTS = new Set([
  "authentication",
  "billing",
  "configuration",
  "rate-limit",
  "upstream",
  "network",
  "timeout",
  "empty",
  "overflow",
  "refused",
]);

/**
 * One round: asks the model, or takes its recorded answer. When the conversation does not fit, it is
 * shrunk once; when the entry fails, the one in the role `fallback` takes the run over.
 *
 * @throws {OrchidError} When there is no answer, or the run was stopped.
 */
export async function modelRound(
  run: Run,
  callModel: CallModel,
  options: RoundOptions,
): Promise<RoundOutcome> {
  const { context } = run;
  cancelled.check(run);
  run.round += 1;
  const { round } = run;
  const startedAt = Date.now();
  context.emit({ type: "round-start", round, at: startedAt, model: run.entry.modelName ?? run.entry.label });
  const key = stepKey(round);
  const requestHash = run.hash;
  const recorded = run.recorded(key, requestHash);
  const soFar: RoundSoFar = { hasText: false, failedUsage: NO_USAGE };
  const end = (usage: Usage, calls: number): void => {
    run.count(usage);
    context.emit({ type: "round-end", round, durationMs: Date.now() - startedAt, usage, calls });
  };
  let outcome: RoundOutcome;
  if (recorded?.status === "done") {
    outcome = inWords(run, recorded.result as RoundOutcome);
    if (outcome.kind !== "calls" && !options.isSilent)
      context.emit({ type: "text-delta", round, text: outcome.text });
  } else {
    try {
      outcome = inWords(run, await askOrFallBack(run, callModel, options, soFar));
    } catch (error) {
      // What was spent in vain was spent.
      end(soFar.failedUsage, 0);
      throw error;
    }
    context.steps.note(key, requestHash, outcome, false);
  }
  for (const notice of outcome.notices) run.notice(notice);
  const calls = outcome.kind === "final" ? 0 : outcome.calls.length;
  if (calls > 0 && soFar.hasText) context.emit({ type: "text-discard", round });
  end(outcome.usage, calls);
  return outcome;
}

/** The wire knows no language: the sentence that it puts in the place of an answer is said in the person's. */
function inWords({ context: { sentences = ENGLISH_SENTENCES } }: Run, outcome: RoundOutcome): RoundOutcome {
  const isDeclined = outcome.kind === "final" && outcome.end === "filter" && outcome.text === FILTERED;
  return isDeclined ? { ...outcome, text: sentences.declined } : outcome;
}

/** True when the next round was already answered in an earlier attempt at the task. */
export function isNextRecorded(run: Run): boolean {
  return run.recorded(stepKey(run.round + 1), run.hash)?.status === "done";
}

function stepKey(round: number): string {
  return `model:${round}`;
}

/** @returns an outcome whose usage covers the tries that failed before it. */
async function askOrFallBack(
  run: Run,
  callModel: CallModel,
  options: RoundOptions,
  soFar: RoundSoFar,
): Promise<RoundOutcome> {
  let hasShrunk = shrinkAhead(run);
  for (;;) {
    const fallback = fallbackFor(run);
    const outcome = await ask(run, callModel, options, soFar, fallback !== undefined);
    const usage = addUsage(soFar.failedUsage, outcome.usage);
    if (outcome.kind !== "error") return { ...outcome, usage };
    soFar.failedUsage = usage;
    cancelled.check(run);
    const { error } = outcome;
    const fault = error instanceof ModelError ? error.fault : undefined;
    if (fault === "overflow" && !hasShrunk && shrinkNow(run)) {
      hasShrunk = true;
      continue;
    }
    if (fallback === undefined || fault === undefined || !FALLBACK_FAULTS.has(fault)) throw error;
    run.notice(`The model "${run.entry.label}" did not answer, so "${fallback.label}" took over.`);
    run.entry = fallback;
    run.hasFallenBack = true;
  }
}

async function ask(
  run: Run,
  callModel: CallModel,
  options: RoundOptions,
  soFar: RoundSoFar,
  hasFallback: boolean,
): Promise<ModelOutcome> {
  const { context, round } = run;
  const request: ModelRequest = {
    items: options.instruction === undefined ? run.items : withInstruction(run, options.instruction),
    tools: context.tools.schemas,
    isLast: options.isLast,
  };
  return callModel(run.entry, request, {
    signal: context.signal,
    deadlineAt: context.limits.deadlineAt,
    hasFallback,
    onText: (text) => {
      if (options.isSilent) return;
      soFar.hasText = true;
      context.emit({ type: "text-delta", round, text });
    },
    onRetry: () => context.emit({ type: "retry", round }),
    onDiscard: () => {
      if (!soFar.hasText) return;
      soFar.hasText = false;
      context.emit({ type: "text-discard", round });
    },
  });
}

/** As part of the system prompt: a user message after tool results is refused by some servers. */
function withInstruction(run: Run, instruction: string): ModelRequest["items"] {
  return run.items.map((item) =>
    item.role === "system" ? { ...item, text: `${item.text}\n\n${instruction}` } : item,
  );
}

function fallbackFor(run: Run): ModelEntry | undefined {
  const fallback = run.context.models.forRole("fallback");
  return run.hasFallenBack || fallback?.label === run.entry.label ? undefined : fallback;
}

/** With a known context size nobody needs to be refused first. */
function shrinkAhead(run: Run): boolean {
  const { contextTokens, maxOutputTokens = 1_024 } = run.entry;
  if (contextTokens === undefined) return false;
  const chars = run.items.reduce((sum, item) => sum + item.text.length, 0);
  return chars / 4 > contextTokens - maxOutputTokens && shrinkNow(run);
}

function shrinkNow(run: Run): boolean {
  const smaller = shrink(run.items, run.historyLength);
  if (smaller === undefined) return false;
  run.items = smaller;
  run.historyLength = 0;
  run.notice(SHRUNK_NOTICE);
  return true;
}
