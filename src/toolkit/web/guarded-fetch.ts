import { lookup } from "node:dns/promises";
import type { LookupFunction } from "node:net";

import type { Dispatcher } from "undici";

import { ToolError } from "../../errors.ts";
import type { FetchedBody, FetchRequest, GuardedFetch } from "../services.ts";
import { ACCEPT_ENCODING, type PaceLimits, readBody } from "./body.ts";
import { readUrl, type ResolvedAddress, resolveHost, type Resolver, type UrlRules } from "./url-rules.ts";

export interface GuardedFetchOptions extends Partial<UrlRules> {
  /** Default: the system's resolver, all addresses. */
  readonly resolve?: Resolver;
  readonly limits?: Partial<FetchLimits>;
}

/** Limits of one download; every default is meant for a page that a person waits for. */
export interface FetchLimits extends PaceLimits {
  /** From the call to the last byte, redirects included. Default 20000. */
  readonly totalMs: number;
  /** Between two pieces of the body. Default 10000. */
  readonly idleMs: number;
  /** Default 5. */
  readonly maxRedirects: number;
}

const DEFAULT_LIMITS: FetchLimits = {
  totalMs: 20_000,
  idleMs: 10_000,
  maxRedirects: 5,
  slowAfterMs: 5_000,
  minBytesPerSecond: 128,
};

/** Bytes after decoding unless the request says otherwise. */
const DEFAULT_MAX_BYTES = 5_000_000;

/** Says that it is no browser, and nothing about the machine. */
const USER_AGENT = "Mozilla/5.0 (compatible; Orchid)";

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Makes the only function through which the project downloads what people or models name. Each hop is
 * checked anew, and the connection goes to the very addresses that were checked, so neither a redirect nor a
 * name that changes its address leads inside. Sends no cookies, no credentials, no referrer.
 */
export function createGuardedFetch(options: GuardedFetchOptions = {}): GuardedFetch {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const rules: UrlRules = { allowHosts: new Set(), ...options };
  const resolve = options.resolve ?? resolveWithSystem;
  return async (request) => {
    const deadline = AbortSignal.timeout(limits.totalMs);
    const signal = AbortSignal.any([request.signal, deadline]);
    try {
      return await followRedirects(request, { rules, resolve, limits, signal });
    } catch (error) {
      throw toToolError(error, deadline);
    }
  };
}

interface Trip {
  readonly rules: UrlRules;
  readonly resolve: Resolver;
  readonly limits: FetchLimits;
  readonly signal: AbortSignal;
}

async function followRedirects(request: FetchRequest, trip: Trip): Promise<FetchedBody> {
  const first = readUrl(request.url, trip.rules);
  let url = first;
  for (let hop = 0; hop <= trip.limits.maxRedirects; hop += 1) {
    const headers = url.origin === first.origin ? request.headers : undefined;
    const answer = await visit(url, { ...request, headers: headers ?? {} }, trip);
    if ("location" in answer) url = readUrl(answer.location, trip.rules, url);
    else return answer;
  }
  throw new ToolError(`the address redirects more than ${trip.limits.maxRedirects} times`);
}

async function visit(
  url: URL,
  request: FetchRequest,
  trip: Trip,
): Promise<FetchedBody | { readonly location: string }> {
  const { limits, signal } = trip;
  const addresses = await abortable(resolveHost(url, trip.rules, trip.resolve), signal);
  // Loaded with the first download, not with the bot.
  const { Agent, request: send } = await import("undici");
  const agent = new Agent({
    connect: { lookup: pinnedLookup(addresses), timeout: limits.idleMs },
    allowH2: false,
    headersTimeout: limits.totalMs,
    bodyTimeout: limits.idleMs,
  });
  try {
    const answer = await send(url, {
      dispatcher: agent,
      signal,
      method: request.method ?? "GET",
      headers: {
        accept: "*/*",
        ...request.headers,
        "accept-encoding": ACCEPT_ENCODING,
        "user-agent": USER_AGENT,
      },
      body: request.body ?? null,
    });
    // A body that nobody reads ends with an error when the agent goes; that is no failure.
    answer.body.on("error", () => undefined);
    const location = headerText(answer, "location");
    if (REDIRECTS.has(answer.statusCode) && location !== "") {
      if (request.method === "POST") throw new ToolError("the server redirects, which is refused here");
      return { location };
    }
    return await readAnswer(url, answer, request, limits);
  } finally {
    // Not awaited: tearing down must not keep a call from ending.
    void agent.destroy();
  }
}

async function readAnswer(
  url: URL,
  answer: Dispatcher.ResponseData,
  request: FetchRequest,
  limits: FetchLimits,
): Promise<FetchedBody> {
  const [type = "", ...parameters] = headerText(answer, "content-type").toLowerCase().split(";");
  const charset = parameters.find((parameter) => parameter.trim().startsWith("charset=")) ?? "";
  checkType(type.trim(), request.types, answer.statusCode);
  const encoding = headerText(answer, "content-encoding");
  const retryAfterSeconds = readRetryAfter(headerText(answer, "retry-after"));
  return {
    url: url.href,
    status: answer.statusCode,
    type: type.trim(),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    charset: charset.trim().slice("charset=".length).replaceAll('"', ""),
    ...(await readBody(answer.body, encoding, request.maxBytes ?? DEFAULT_MAX_BYTES, limits)),
  };
}

/** Seconds, or a date: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function readRetryAfter(text: string): number | undefined {
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1_000;
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) : undefined;
}

function checkType(type: string, types: readonly string[] | undefined, status: number): void {
  if (types === undefined || type === "" || status >= 400) return;
  const isTaken = types.some((taken) =>
    taken.endsWith("/*") ? type.startsWith(taken.slice(0, -1)) : type === taken,
  );
  if (!isTaken) throw new ToolError(`the address gives ${type.slice(0, 100)}, which cannot be read as text`);
}

function headerText(answer: Dispatcher.ResponseData, name: string): string {
  const value = answer.headers[name];
  return (Array.isArray(value) ? value.join(", ") : value) ?? "";
}

/** Answers every question about the host with the addresses that were checked. */
function pinnedLookup(addresses: readonly ResolvedAddress[]): LookupFunction {
  return (_hostname, options, callback) => {
    const [first] = addresses;
    if (options.all === true) callback(null, [...addresses]);
    else callback(null, first?.address ?? "", first?.family ?? 4);
  };
}

async function resolveWithSystem(hostname: string): Promise<readonly ResolvedAddress[]> {
  const found = await lookup(hostname, { all: true });
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
}

/** Name resolution cannot be stopped, so only the waiting ends. */
function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}

/** System messages name addresses and ports of this machine's network; the model gets the kind alone. */
function toToolError(error: unknown, deadline: AbortSignal): unknown {
  if (error instanceof ToolError) return error;
  if (deadline.aborted) return new ToolError("the server took too long to answer", { cause: error });
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code.startsWith("Z_") || code.startsWith("ERR__ERROR_FORMAT")) {
    return new ToolError("the server's answer is damaged", { cause: error });
  }
  if (/CERT|TLS|SSL|SELF_SIGNED/.test(code))
    return new ToolError("the server's certificate is not valid", { cause: error });
  if (error instanceof Error && error.name === "AbortError") return error;
  return new ToolError("the server cannot be reached or broke off", { cause: error });
}
