import type {
  InputImage,
  ModelCall,
  ModelEntry,
  ModelOutcome,
  ModelRequest,
  ToolSchema,
  Wire,
} from "../contracts.ts";
import type { ProbeResult } from "../contracts/capabilities.ts";

export interface ProbeOptions {
  readonly wire: Wire;
  readonly signal: AbortSignal;
  /** Most ms for the whole probe. Default 60000. */
  readonly timeoutMs?: number;
  now(): number;
}

const TIMEOUT_MS = 60_000;
/** Tokens enough for any of the questions, and little money. */
const MAX_TOKENS = 200;
const PROBE_TOOL: ToolSchema = {
  name: "report_number",
  description: "Reports one number. Call it once for each number.",
  parameters: { type: "object", properties: { number: { type: "string" } }, required: ["number"] },
};
/** One red pixel. */
const PIXEL: InputImage = {
  name: "pixel.png",
  url: "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
};

/**
 * Asks a model three small questions: for a few words, for two tool calls, and about a picture. It
 * costs a few hundred tokens, so ask once and keep the result. Never rejects.
 */
export async function probeModel(entry: ModelEntry, options: ProbeOptions): Promise<ProbeResult> {
  const small = { ...entry, maxOutputTokens: entry.maxOutputTokens ?? MAX_TOKENS };
  const deadlineAt = options.now() + (options.timeoutMs ?? TIMEOUT_MS);
  const ask = (
    text: string,
    more: { readonly tools?: readonly ToolSchema[]; readonly images?: readonly InputImage[] },
  ) => askOnce(small, options, deadlineAt, text, more);
  const words = await ask("Count from one to ten in words.", {});
  const nothing = { streams: false, tools: false, parallelTools: false, images: false, reportsUsage: false };
  const base = { label: entry.label, probedAt: options.now() };
  if (words.outcome.kind === "error") {
    return { ...base, answers: false, ...nothing, errorCode: words.outcome.error.code };
  }
  const [called, seen] = [
    await ask("Report the numbers 1 and 2 with the tool, both at once.", { tools: [PROBE_TOOL] }),
    await ask("Which colour is this picture? One word.", { images: [PIXEL] }),
  ];
  const calls = called.outcome.kind === "calls" ? called.outcome.calls.length : 0;
  return {
    ...base,
    answers: true,
    streams: words.pieces > 1,
    tools: calls > 0,
    parallelTools: calls > 1,
    // A model that cannot see was given the text alone, and the wire says so.
    images: seen.outcome.kind === "final" && seen.outcome.notices.length === 0,
    reportsUsage: !words.outcome.usage.isEstimated,
  };
}

async function askOnce(
  entry: ModelEntry,
  options: ProbeOptions,
  deadlineAt: number,
  text: string,
  more: { readonly tools?: readonly ToolSchema[]; readonly images?: readonly InputImage[] },
): Promise<{ readonly outcome: ModelOutcome; readonly pieces: number }> {
  let pieces = 0;
  const { wire, signal } = options;
  const call: ModelCall = {
    signal,
    deadlineAt,
    hasFallback: true,
    onText: () => void (pieces += 1),
    onDiscard: () => void (pieces = 0),
  };
  const request: ModelRequest = {
    items: [{ role: "user", text, ...(more.images === undefined ? {} : { images: more.images }) }],
    tools: more.tools ?? [],
    isLast: false,
  };
  const outcome = await (entry.type === "gemini"
    ? wire.completeGemini(entry, request, call)
    : wire.complete(entry, request, call));
  return { outcome, pieces };
}
