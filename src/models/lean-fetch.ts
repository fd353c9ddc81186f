import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";

import type { Dispatcher } from "undici";

import type { Fetch } from "./openai-client.ts";

/** How long an idle connection is kept for the next call, in ms, unless the server says otherwise. */
const KEEP_ALIVE_MS = 15_000;
/** How long connecting may take, in ms. */
const CONNECT_MS = 10_000;

/**
 * A `fetch` for calls to models: the same connections as the built-in one, without its web streams and
 * bookkeeping, which cost more than the rest of a call. It sends text, follows no redirect, decodes
 * what is compressed, and leaves time limits to the caller's signal. Anything else it is asked for goes
 * to the built-in `fetch`.
 */
export function createLeanFetch(): Fetch {
  let ways: ReturnType<typeof openWays> | undefined;
  return async (input, init = {}) => {
    const { body, signal, redirect } = init;
    const isLean =
      (typeof input === "string" || input instanceof URL) &&
      (body === undefined || body === null || typeof body === "string") &&
      redirect === "manual";
    if (!isLean) return globalThis.fetch(input, init);
    const url = String(input);
    const { request, dispatcher } = await (ways ??= openWays());
    const answer = await request(url, {
      dispatcher,
      method: (init.method ?? "GET") as Dispatcher.HttpMethod,
      headers: plainHeaders(init.headers),
      ...(body === undefined || body === null ? {} : { body }),
      ...(signal === undefined || signal === null ? {} : { signal }),
    });
    // What its readers use of a response is there; the rest of the type is not.
    return new LeanResponse(url, answer) as unknown as Response;
  };
}

/** Loaded with the first call: a bot that starts has nobody to call yet. */
async function openWays() {
  const { Agent, request } = await import("undici");
  // The caller watches the time between data; a second clock would only cut long thoughts off.
  const dispatcher = new Agent({
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connect: { timeout: CONNECT_MS },
  });
  return { request, dispatcher };
}

function plainHeaders(headers: RequestInit["headers"] = {}): Record<string, string> {
  if (!(Symbol.iterator in headers)) return headers as Record<string, string>;
  return Object.fromEntries(headers instanceof Headers ? headers : new Headers(headers));
}

/** The parts of a `Response` that a reader of text needs. */
class LeanResponse {
  readonly url: string;
  readonly status: number;
  readonly statusText = "";
  readonly ok: boolean;
  readonly redirected = false;
  readonly type = "basic";
  /** Chunks of bytes, decoded. A Node stream, so it is also an `AsyncIterable`. */
  readonly body: Readable | null;
  readonly headers: LeanHeaders;

  constructor(url: string, answer: Dispatcher.ResponseData) {
    this.url = url;
    this.status = answer.statusCode;
    this.ok = answer.statusCode >= 200 && answer.statusCode < 300;
    this.headers = new LeanHeaders(answer.headers);
    this.body = hasNoBody(answer.statusCode) ? drained(answer.body) : decoded(answer.body, answer.headers);
  }

  get bodyUsed(): boolean {
    return this.body?.readableDidRead ?? false;
  }

  async text(): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.body ?? []) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks)
      .toString("utf8")
      .replace(/^\uFEFF/, "");
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }
}

/** The reading half of `Headers`; what the server sent was checked when it was parsed. */
class LeanHeaders {
  readonly #raw: IncomingHttpHeaders;

  constructor(raw: IncomingHttpHeaders) {
    this.#raw = raw;
  }

  get(name: string): string | null {
    const value = this.#raw[name.toLowerCase()];
    if (value === undefined) return null;
    return Array.isArray(value) ? value.join(", ") : value;
  }

  has(name: string): boolean {
    return this.#raw[name.toLowerCase()] !== undefined;
  }

  getSetCookie(): readonly string[] {
    return this.#raw["set-cookie"] ?? [];
  }

  *entries(): Generator<[name: string, value: string]> {
    for (const name of Object.keys(this.#raw)) yield [name, this.get(name) ?? ""];
  }

  [Symbol.iterator](): Generator<[name: string, value: string]> {
    return this.entries();
  }
}

function hasNoBody(status: number): boolean {
  return status === 204 || status === 205 || status === 304;
}

/** An answer without a body still has to be read, or its connection is never free again. */
function drained(body: Readable): null {
  body.resume();
  body.on("error", () => undefined);
  return null;
}

/** Servers compress unasked behind some proxies. */
function decoded(body: Readable, headers: IncomingHttpHeaders): Readable {
  const decoder = decoderFor(headers["content-encoding"]);
  if (decoder === undefined) return body;
  body.on("error", (error) => decoder.destroy(error));
  decoder.on("close", () => body.destroy());
  return body.pipe(decoder);
}

function decoderFor(encoding: string | undefined) {
  switch ((encoding ?? "").trim().toLowerCase()) {
    case "gzip":
    case "x-gzip":
      return createGunzip();
    case "deflate":
      return createInflate();
    case "br":
      return createBrotliDecompress();
    default:
      return undefined;
  }
}
