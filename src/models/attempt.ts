import type { ModelCall, ModelEntry, ModelOutcome, Usage } from "../contracts.ts";
import { OrchidError } from "../errors.ts";
import { waitBeforeNext } from "./backoff.ts";
import type { RetryClock } from "./backoff.ts";
import type { Circuit } from "./circuit.ts";
import type { Failure } from "./failure.ts";
import { modelError } from "./failure.ts";
import { NO_USAGE, addUsage } from "./usage.ts";

/** An outcome before the usage of earlier tries is added. */
export type Answer = Exclude<ModelOutcome, { readonly kind: "error" }>;

/** What one try came to. */
export type TryResult =
  | { readonly kind: "answer"; readonly answer: Answer }
  | {
      readonly kind: "failure";
      readonly failure: Failure;
      /** Paid for although it failed. */
      readonly usage?: Usage;
      /** What is worth showing, with a mark, should no try give more. */
      readonly partial?: Answer;
      readonly cause?: unknown;
    };

/** A fact for the operator's log. `detail` is redacted. */
export interface WireRecord {
  readonly event: "model-failed" | "model-retry" | "model-lesson" | "circuit-open" | "prompt-cut";
  readonly label: string;
  readonly detail: string;
}

export interface AttemptOptions {
  readonly clock: RetryClock;
  readonly circuit: Circuit;
  log(record: WireRecord): void;
}

/** Many faults in turn must not keep a task busy either. */
const MAX_TRIES = 8;

/**
 * Tries until there is an answer, the fault is not worth another try, or the deadline leaves no room
 * for one. Never rejects.
 *
 * @param send One try; its call tells whether text was shown, so that a retry can take it back.
 */
export async function attempt(
  entry: ModelEntry,
  call: ModelCall,
  options: AttemptOptions,
  send: (call: ModelCall) => Promise<TryResult>,
): Promise<ModelOutcome> {
  const { clock, circuit } = options;
  const refusal = circuit.refusal(clock.now());
  if (refusal !== undefined) {
    return { kind: "error", error: modelError(entry, refusal), usage: NO_USAGE, notices: [] };
  }
  const shown = trackText(call);
  const failuresByFault = new Map<string, number>();
  let usage = NO_USAGE;
  let partial: Answer | undefined;
  for (let tries = 1; ; tries += 1) {
    const result = await send(shown.call);
    if (result.kind === "answer") {
      circuit.succeeded();
      return withUsage(result.answer, usage);
    }
    const { failure, cause } = result;
    if (result.usage !== undefined) usage = addUsage(usage, result.usage);
    if (call.signal.aborted) {
      circuit.released();
      return { kind: "error", error: cancelledError(entry, call, clock), usage, notices: [] };
    }
    partial = longer(partial, result.partial);
    const failures = (failuresByFault.get(failure.fault) ?? 0) + 1;
    failuresByFault.set(failure.fault, failures);
    const isWorthIt = failures < failure.tries && tries < MAX_TRIES;
    const waitMs = isWorthIt ? nextWait(failure, failures, call, clock) : undefined;
    if (waitMs !== undefined) call.onRetry?.();
    if (waitMs === undefined || !(await slept(clock, waitMs, call.signal))) {
      return settle(entry, call, options, { failure, cause, usage, partial, shown });
    }
    options.log({ event: "model-retry", label: entry.label, detail: modelError(entry, failure).detail });
    shown.discard();
  }
}

interface Settled {
  readonly failure: Failure;
  readonly cause: unknown;
  readonly usage: Usage;
  readonly partial: Answer | undefined;
  readonly shown: ShownText;
}

function settle(entry: ModelEntry, call: ModelCall, options: AttemptOptions, end: Settled): ModelOutcome {
  const { clock, circuit } = options;
  if (call.signal.aborted) {
    circuit.released();
    return { kind: "error", error: cancelledError(entry, call, clock), usage: end.usage, notices: [] };
  }
  const error = modelError(entry, end.failure, end.cause);
  options.log({ event: "model-failed", label: entry.label, detail: `${error.code}: ${error.detail}` });
  if (circuit.failed(end.failure, clock.now())) {
    options.log({ event: "circuit-open", label: entry.label, detail: error.code });
  }
  if (end.partial === undefined) {
    end.shown.discard();
    return { kind: "error", error, usage: end.usage, notices: [] };
  }
  if (end.shown.text.trim() !== end.partial.text) {
    end.shown.discard();
    call.onText(end.partial.text);
  }
  return withUsage(end.partial, end.usage);
}

function nextWait(
  failure: Failure,
  failures: number,
  call: ModelCall,
  clock: RetryClock,
): number | undefined {
  return waitBeforeNext(failures, {
    retryAfterMs: failure.retryAfterMs,
    remainingMs: call.deadlineAt - clock.now(),
    hasFallback: call.hasFallback,
    random: () => clock.random(),
  });
}

async function slept(clock: RetryClock, ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await clock.sleep(ms, signal);
    return !signal.aborted;
  } catch {
    return false;
  }
}

interface ShownText {
  readonly call: ModelCall;
  readonly text: string;
  discard(): void;
}

function trackText(call: ModelCall): ShownText {
  let text = "";
  const discard = (): void => {
    if (text !== "") call.onDiscard();
    text = "";
  };
  const tracked: ModelCall = {
    signal: call.signal,
    deadlineAt: call.deadlineAt,
    hasFallback: call.hasFallback,
    onText: (piece) => {
      text += piece;
      call.onText(piece);
    },
    onDiscard: discard,
  };
  return {
    call: tracked,
    get text() {
      return text;
    },
    discard,
  };
}

function longer(known: Answer | undefined, next: Answer | undefined): Answer | undefined {
  if (known === undefined || next === undefined) return known ?? next;
  return next.text.length > known.text.length ? next : known;
}

/** The answer's own usage is counted by its try; here the failed tries before it are added. */
function withUsage(answer: Answer, before: Usage): Answer {
  return before === NO_USAGE ? answer : { ...answer, usage: addUsage(before, answer.usage) };
}

/** Why the run ended from outside: the deadline, the reason that the signal names, or Stop. */
export function cancelledError(
  entry: ModelEntry,
  call: Pick<ModelCall, "signal" | "deadlineAt">,
  clock: RetryClock,
): Error & { readonly code: string } {
  const reason: unknown = call.signal.reason;
  if (reason instanceof OrchidError) return reason;
  const isLate =
    clock.now() >= call.deadlineAt || (reason instanceof Error && reason.name === "TimeoutError");
  return modelError(entry, { fault: isLate ? "timeout" : "cancelled", tries: 1, text: "" }, reason);
}
