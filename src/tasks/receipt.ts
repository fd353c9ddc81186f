import type {
  OrchestratorResult,
  Receipt,
  ReceiptRound,
  RunEvent,
  ToolCallRecord,
  Usage,
} from "../contracts.ts";

/**
 * Most characters (UTF-16 code units) of one tool call's arguments, and of its result, in a receipt.
 * A receipt is kept for days and shown in messages of 2,000 characters; the model reads the whole text.
 */
export const MAX_RECEIPT_TEXT = 4_000;

const NO_USAGE: Usage = { inputTokens: 0, outputTokens: 0, isEstimated: false };

/** Gathers what a task does, event by event. */
export interface ReceiptCollector {
  add(event: RunEvent): void;
  /** A sentence for the person, such as "this model cannot use tools". */
  note(text: string): void;
  /** @param outcome What the engine returned, or the code of the error that ended the task. */
  build(outcome: OrchestratorResult | { readonly errorCode: string }, endedAt: number): Receipt;
}

interface OpenRound {
  readonly round: number;
  readonly model: string;
  readonly startedAt: number;
  durationMs: number | undefined;
  usage: Usage;
  readonly calls: OpenCall[];
}

interface OpenCall {
  readonly callId: string;
  readonly tool: string;
  readonly args: string;
  readonly round: number;
  readonly startedAt: number;
  end: { readonly result: string; readonly isError: boolean; readonly durationMs: number } | undefined;
}

export function createReceiptCollector(taskId: string, startedAt: number): ReceiptCollector {
  const rounds: OpenRound[] = [];
  const notices: string[] = [];
  const roundOf = (round: number): OpenRound | undefined => rounds.findLast((one) => one.round === round);
  const note = (text: string): void => {
    if (!notices.includes(text)) notices.push(text);
  };

  function add(event: RunEvent): void {
    switch (event.type) {
      case "round-start": {
        const { round, model, at } = event;
        rounds.push({ round, model, startedAt: at, durationMs: undefined, usage: NO_USAGE, calls: [] });
        return;
      }
      case "round-end": {
        const open = roundOf(event.round);
        if (open === undefined) return;
        open.durationMs = event.durationMs;
        open.usage = event.usage;
        return;
      }
      case "tool-start":
        roundOf(event.round)?.calls.push({
          callId: event.callId,
          tool: event.tool,
          args: bounded(event.args),
          round: event.round,
          startedAt: event.at,
          end: undefined,
        });
        return;
      case "tool-end": {
        const call = roundOf(event.round)?.calls.find(
          (one) => one.callId === event.callId && one.end === undefined,
        );
        if (call === undefined) return;
        call.end = { result: bounded(event.result), isError: event.isError, durationMs: event.durationMs };
        return;
      }
      case "notice":
        return note(event.text);
      case "text-delta":
      case "text-discard":
      case "retry":
      case "tool-progress":
      case "answer":
      case "stopped":
        return;
    }
  }

  return {
    add,
    note,
    build(outcome, endedAt) {
      const hasResult = "backend" in outcome;
      for (const text of hasResult ? outcome.notices : []) note(text);
      const done = rounds.map((round) => closed(round, endedAt));
      return {
        taskId,
        startedAt,
        durationMs: endedAt - startedAt,
        backend: hasResult ? outcome.backend : "",
        rounds: done,
        usage: hasResult ? outcome.usage : done.map((round) => round.usage).reduce(sum, NO_USAGE),
        notices: [...notices],
        ...(hasResult ? {} : { errorCode: outcome.errorCode }),
      };
    },
  };
}

function closed(round: OpenRound, endedAt: number): ReceiptRound {
  return {
    round: round.round,
    model: round.model,
    durationMs: round.durationMs ?? endedAt - round.startedAt,
    usage: round.usage,
    toolCalls: round.calls.map((call) => closedCall(call, endedAt)),
  };
}

function closedCall(call: OpenCall, endedAt: number): ToolCallRecord {
  const { tool, args, round, startedAt } = call;
  const end = call.end ?? {
    result: "(no result: the task ended first)",
    isError: true,
    durationMs: endedAt - startedAt,
  };
  return { tool, args, round, startedAt, ...end };
}

function sum(a: Usage, b: Usage): Usage {
  const costUsd =
    a.costUsd === undefined && b.costUsd === undefined ? undefined : (a.costUsd ?? 0) + (b.costUsd ?? 0);
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    isEstimated: a.isEstimated || b.isEstimated,
    ...(costUsd === undefined ? {} : { costUsd }),
  };
}

function bounded(text: string): string {
  if (text.length <= MAX_RECEIPT_TEXT) return text;
  const mark = ` […shortened from ${text.length} characters]`;
  return text.slice(0, MAX_RECEIPT_TEXT - mark.length).replace(/[\uD800-\uDBFF]$/, "") + mark;
}
