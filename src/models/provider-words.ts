/** What can be read from an error body, whatever its shape. */
export interface ProviderWords {
  readonly text: string;
  /** Lower-case codes and types found on the way: `insufficient_quota`, `invalid_request_error`. */
  readonly codes: readonly string[];
  /** A status inside the body, as OpenRouter and Gemini give one. */
  readonly status?: number;
  readonly retryAfterMs?: number;
  readonly failedGeneration?: string;
}

interface Gathered {
  texts: string[];
  codes: string[];
  status?: number;
  retryAfterMs?: number;
  failedGeneration?: string;
}

const MAX_DEPTH = 5;
const TEXT_KEYS = [
  "message",
  "msg",
  "status_msg",
  "detail",
  "details",
  "error",
  "errors",
  "base_resp",
  "raw",
];
const CODE_KEYS = ["code", "type", "status", "status_code", "param", "reason"];

/**
 * Reads an error body: a text, `{error}`, `{message}`, FastAPI's `{detail: [{loc, msg}]}`, Gemini's
 * `[{error}]`, MiniMax's `{base_resp}`, and whatever of these is nested.
 */
export function readProviderWords(body: unknown): ProviderWords {
  const gathered: Gathered = { texts: [], codes: [] };
  gather(body, gathered, 0);
  const { texts, codes, ...rest } = gathered;
  const text = [...new Set(texts)].join(" · ");
  const fromText = rest.retryAfterMs ?? waitInText(text);
  return { ...rest, text, codes, ...(fromText === undefined ? {} : { retryAfterMs: fromText }) };
}

function gather(value: unknown, into: Gathered, depth: number): void {
  if (depth > MAX_DEPTH || value === null || value === undefined) return;
  if (typeof value === "string") {
    if (value.trim() !== "") into.texts.push(value.trim());
    return;
  }
  if (Array.isArray(value)) {
    for (const item of value.slice(0, 8)) gather(item, into, depth + 1);
    return;
  }
  if (typeof value !== "object") return;
  const body = value as Record<string, unknown>;
  gatherCodes(body, into);
  if (Array.isArray(body["loc"])) into.texts.push(body["loc"].join("."));
  if (typeof body["failed_generation"] === "string") into.failedGeneration = body["failed_generation"];
  const wait = durationMs(body["retryDelay"] ?? body["retry_after"]);
  if (wait !== undefined) into.retryAfterMs = wait;
  for (const key of TEXT_KEYS) gather(body[key], into, depth + 1);
  gather(body["metadata"], into, depth + 1);
}

function gatherCodes(body: Record<string, unknown>, into: Gathered): void {
  for (const key of CODE_KEYS) {
    const code = body[key];
    if (typeof code === "string" && code.trim() !== "") into.codes.push(code.toLowerCase());
    const status = typeof code === "string" && /^\d{3,4}$/.test(code) ? Number(code) : code;
    if (typeof status !== "number") continue;
    // MiniMax counts its own way: 1008 is an empty account, 1002 the rate.
    if (status === 1008) into.codes.push("insufficient_quota");
    else if (status === 1002) into.status ??= 429;
    else if (status >= 400 && status < 600) into.status ??= status;
  }
}

/** `7`, `"7s"`, `"1m30s"`, `"250ms"` in ms. A bare number counts seconds. */
export function durationMs(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) && value >= 0 ? value * 1_000 : undefined;
  if (typeof value !== "string" || value.trim() === "") return undefined;
  if (/^\d+(\.\d+)?$/.test(value.trim())) return Number(value) * 1_000;
  const parts = [...value.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  if (parts.length === 0) return undefined;
  const unitMs: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (unitMs[unit ?? ""] ?? 0), 0);
}

function waitInText(text: string): number | undefined {
  const match = /(?:try again|retry) (?:in|after) (\d[\d.hms]*)/i.exec(text);
  return match === null ? undefined : durationMs(match[1]);
}

/**
 * How long the server asks to wait, from its headers: `retry-after-ms`, or `retry-after` in seconds or
 * as a date.
 *
 * @param now Unix ms, for dates.
 */
export function retryAfterOf(headers: Headers | undefined, now: number): number | undefined {
  const inMs = headers?.get("retry-after-ms");
  if (inMs && Number.isFinite(Number(inMs)) && Number(inMs) >= 0) return Number(inMs);
  const value = headers?.get("retry-after")?.trim();
  if (!value) return undefined;
  const duration = durationMs(value);
  if (duration !== undefined) return duration;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
