import type { OrchestratorResult } from "../contracts.ts";
import type { Run } from "./run.ts";

/** Ends a run: tells the answer and gives the result in the one shape of every engine. */
export function toOrchestratorResult(
  run: Run,
  end: { readonly engine: string; readonly response: string; readonly summary: string },
): OrchestratorResult {
  run.context.emit({ type: "answer", text: end.response });
  return {
    response: end.response,
    toolCalls: run.records,
    backend: `${end.engine}:${run.entry.modelName ?? run.entry.label}`,
    summary: end.summary,
    rounds: run.round,
    usage: run.usage,
    notices: run.notices,
  };
}
