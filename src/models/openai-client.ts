import { OpenAI } from "openai";

import type { ModelEntry } from "../contracts.ts";

/** What the openai package calls to reach the network. */
export type Fetch = typeof globalThis.fetch;

/**
 * Under this key a request's `fetchOptions` carry the signal of its call past the package. Given as `signal`,
 * the package joins it with one of its own for each request, which costs more than sending it.
 */
export const CALL_SIGNAL = Symbol("call signal");

type CallInit = RequestInit & { readonly [CALL_SIGNAL]?: AbortSignal };

/** More of an error's body than this says nothing new. */
const MAX_ERROR_BYTES = 64 * 1024;

/** Clients by address, key and headers: copies of an entry share one, and its connections. */
export class Clients {
  readonly #clients = new Map<string, OpenAI>();
  readonly #fetch: Fetch;

  constructor(fetch: Fetch) {
    this.#fetch = boundErrors(fetch);
  }

  for(entry: ModelEntry): OpenAI {
    const headers = entry.headers === undefined ? "" : JSON.stringify(entry.headers);
    const key = `${entry.apiUrl}\n${entry.apiKey ?? ""}\n${headers}`;
    let client = this.#clients.get(key);
    if (client === undefined) this.#clients.set(key, (client = open(entry, this.#fetch)));
    return client;
  }
}

/** Everything that the package would read from the environment is set, so that no key goes to a stranger. */
function open(entry: ModelEntry, fetch: Fetch): OpenAI {
  return new OpenAI({
    baseURL: entry.apiUrl ?? null,
    apiKey: entry.apiKey === undefined || entry.apiKey === "" ? "none" : entry.apiKey,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    // Own retries know the deadline, the server's wish and the cost.
    maxRetries: 0,
    logLevel: "off",
    fetch,
    // A redirect would carry the conversation, and with some clients the key, to another host.
    fetchOptions: { redirect: "manual" },
    ...(entry.headers === undefined ? {} : { defaultHeaders: { ...entry.headers } }),
  });
}

/** The package reads the body of an error whole; an endless one must not fill the memory. */
function boundErrors(fetch: Fetch): Fetch {
  return async (input, init) => {
    const response = await fetch(input, withCallSignal(init));
    if (response.ok || response.body === null) return response;
    const { status, statusText, headers } = response;
    const text = await readStart(response.body);
    return new Response(text === "" ? null : text, { status, statusText, headers: withoutEncoding(headers) });
  };
}

function withCallSignal(init: CallInit | undefined): CallInit | undefined {
  const signal = init?.[CALL_SIGNAL];
  return signal === undefined ? init : { ...init, signal };
}

function withoutEncoding(headers: Headers): Headers {
  const kept = new Headers(headers);
  kept.delete("content-encoding");
  kept.delete("content-length");
  return kept;
}

async function readStart(body: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    bytes += chunk.byteLength;
    if (bytes >= MAX_ERROR_BYTES) break;
  }
  return text + decoder.decode();
}
