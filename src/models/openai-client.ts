import { OpenAI } from "openai";
import type { ClientOptions } from "openai";

import type { ModelEntry } from "../contracts.ts";

/** What the openai package calls to reach the network. */
export type Fetch = typeof globalThis.fetch;

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
  return new PlannedClient(fetch, {
    baseURL: entry.apiUrl ?? null,
    apiKey: entry.apiKey === undefined || entry.apiKey === "" ? "none" : entry.apiKey,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    // Own retries know the deadline, the server's wish and the cost.
    maxRetries: 0,
    logLevel: "off",
    // A redirect would carry the conversation, and with some clients the key, to another host.
    fetchOptions: { redirect: "manual" },
    ...(entry.headers === undefined ? {} : { defaultHeaders: { ...entry.headers } }),
  });
}

type BuildRequest = OpenAI["buildRequest"];
type Options = Parameters<BuildRequest>[0];
type Plan = Awaited<ReturnType<BuildRequest>>;

/**
 * The package's client, which plans a request once for each path: address and headers are the same for all
 * calls of a client, and building them costs more than sending. Time limits are the caller's: its signal goes
 * to `fetch` as it is, without the package's timer and a signal joined for each request.
 */
class PlannedClient extends OpenAI {
  readonly #plans = new Map<string, Promise<Plan>>();
  readonly #fetch: Fetch;

  constructor(fetch: Fetch, options: ClientOptions) {
    super({ ...options, fetch });
    this.#fetch = fetch;
  }

  /** For options with no more than a JSON body and a signal of their own. */
  override async buildRequest(options: Options): Promise<Plan> {
    const { method, path, body, signal } = options;
    let plan = this.#plans.get(path);
    if (plan === undefined) this.#plans.set(path, (plan = this.#plan(method, path)));
    const { req, url, timeout } = await plan;
    return { req: { ...req, body: JSON.stringify(body), ...(signal ? { signal } : {}) }, url, timeout };
  }

  async #plan(method: Options["method"], path: string): Promise<Plan> {
    const plan = await super.buildRequest({ method, path, body: {} });
    // `fetch` takes a plain object too, and nothing before it looks at them again.
    const headers = Object.fromEntries(plan.req.headers) as unknown as Headers;
    return { ...plan, req: { ...plan.req, headers } };
  }

  override fetchWithTimeout(url: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    return this.#fetch(url, { ...init, method: (init.method ?? "get").toUpperCase() });
  }
}

/** The package reads the body of an error whole; an endless one must not fill the memory. */
function boundErrors(fetch: Fetch): Fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (response.ok || response.body === null) return response;
    const { status, statusText, headers } = response;
    const text = await readStart(response.body);
    return new Response(text === "" ? null : text, { status, statusText, headers: withoutEncoding(headers) });
  };
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
