import type { ModelEntry, ModelRequest, Usage } from "../contracts.ts";
import type { Answer, TryResult } from "./attempt.ts";
import type { Failure } from "./failure.ts";
import { TRIES } from "./failure.ts";
import { normalise } from "./normalise.ts";
import type { Received } from "./openai-try.ts";
import { isRecord } from "./shape.ts";
import type { WireTools } from "./tool-schemas.ts";
import { NO_USAGE, estimateTokens, toCount, usageOf } from "./usage.ts";

const LENGTH = /^(?:length|max_tokens|max_output_tokens|model_length|model_context_window_exceeded)$/i;
const FILTER = /^(?:content_filter|sensitive|safety|recitation|prohibited_content|blocklist|spii|refusal)$/i;
const BROKEN =
  /^(?:error|.*malformed.*|insufficient_system_resource|network_error|abort|unexpected_tool_call|other)$/i;

/** What the person reads when a provider's filter stopped everything. */
export const FILTERED = "The model's provider declined to answer this.";
export const CUT_NOTICE = "Answer cut off at the model's limit.";
export const FILTER_NOTICE = "The provider's content filter stopped the answer.";
const TEXT_CALL_NOTICE = "The model wrote a tool call as text; it was not run.";

/** What a received answer comes to. */
export function toResult(
  entry: ModelEntry,
  request: ModelRequest,
  received: Extract<Received, { kind: "answer" }>,
  tools: WireTools,
  promptChars: number,
): TryResult {
  const { raw, visible, cut } = received;
  const { calls: wireCalls, refusal, echo } = normalise(entry, raw, tools.names, usedIds(request));
  const calls = wireCalls.map((call) => ({ ...call, name: tools.fromWire.get(call.name) ?? call.name }));
  const text = visible.text.trim();
  const reported = reportedUsage(raw.usage);
  const usage = usageOf(entry, reported, {
    input: Math.ceil(promptChars / 4),
    output: reported.output ?? estimateTokens(JSON.stringify(raw.message)),
  });
  const { finishReason: finish = "", nativeReason: native = "" } = raw;
  const base = { usage, notices: [] };
  const incomplete = { kind: "incomplete", text, calls, echo, ...base } as const;
  if (cut !== undefined) {
    return failed({ ...cut, tries: Math.min(cut.tries, 2) }, usage, text === "" ? undefined : incomplete);
  }
  if (FILTER.test(finish) && calls.length === 0) return answered(filtered(text || refusal, usage));
  if (BROKEN.test(finish) || BROKEN.test(native)) return failed(brokenEnd(`${finish} ${native}`), usage);
  const isCutOff = LENGTH.test(finish);
  if (calls.length > 0 && isCutOff) return answered(incomplete);
  if (calls.length > 0 && !request.isLast) return answered({ kind: "calls", text, calls, echo, ...base });
  const words = text || refusal;
  if (visible.hasTextCall && request.tools.length > 0 && !request.isLast) {
    const shown = { kind: "final", text: words, end: "stop", usage, notices: [TEXT_CALL_NOTICE] } as const;
    return failed(empty("A tool call was written as text"), usage, words === "" ? undefined : shown);
  }
  if (words === "") return failed(empty(`No text and no calls (${finish})`), usage);
  if (isCutOff) return answered({ kind: "final", text: words, end: "length", usage, notices: [CUT_NOTICE] });
  return answered({ kind: "final", text: words, end: "stop", ...base });
}

function answered(answer: Answer): TryResult {
  return { kind: "answer", answer };
}

/** The partial answer counts nothing: the usage of this try is added to that of the other failed ones. */
function failed(failure: Failure, usage: Usage, partial?: Answer): TryResult {
  const failedTry = { kind: "failure", failure, usage } as const;
  return partial === undefined ? failedTry : { ...failedTry, partial: { ...partial, usage: NO_USAGE } };
}

function filtered(text: string, usage: Usage): Answer {
  const notices = text === "" ? [] : [FILTER_NOTICE];
  return { kind: "final", text: text === "" ? FILTERED : text, end: "filter", usage, notices };
}

function brokenEnd(reason: string): Failure {
  return { fault: "upstream", tries: TRIES.garbage, text: `finish_reason ${reason}` };
}

function empty(text: string): Failure {
  return { fault: "empty", tries: TRIES.empty, text };
}

function usedIds(request: ModelRequest): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const item of request.items) {
    if (item.role === "assistant") for (const { id } of item.calls) ids.add(id);
  }
  return ids;
}

function reportedUsage(usage: unknown): { input: number | undefined; output: number | undefined } {
  if (!isRecord(usage)) return { input: undefined, output: undefined };
  return {
    input: toCount(usage["prompt_tokens"] ?? usage["input_tokens"]),
    output: toCount(usage["completion_tokens"] ?? usage["output_tokens"]),
  };
}
