import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { type TestContext, test } from "node:test";

import tool from "../../src/tools/web_search.ts";
import { createWebSearch, type SearchSettings } from "../../src/toolkit/search/web-search.ts";
import { createToolbox } from "../../src/toolkit/toolbox.ts";
import { createGuardedFetch } from "../../src/toolkit/web/guarded-fetch.ts";
import { toolContext, toolServices, webServer } from "../toolkit/fakes.ts";

/** A service as its documentation describes it. */
interface Service {
  readonly name: string;
  readonly docs: string;
  /** Where it really is; a test puts its own server there. */
  readonly origin: string;
  readonly settings: (origin: string) => SearchSettings;
  /** What is wrong with a request; empty when the documentation allows it. */
  check(request: IncomingMessage, body: string): readonly string[];
  readonly found: unknown;
  readonly nothing: unknown;
  readonly refusals: readonly (readonly [status: number, body: unknown, told: RegExp])[];
}

const KEY = "canary-key-4711";

const SERVICES: readonly Service[] = [
  {
    name: "SearXNG",
    docs: "https://docs.searxng.org/dev/search_api",
    origin: "",
    settings: (origin) => ({ searxngUrl: `${origin}/` }),
    check({ method, url = "" }) {
      const { pathname, searchParams } = new URL(url, "http://x");
      return [
        ...(method === "GET" && pathname === "/search" ? [] : ["not GET /search"]),
        ...(searchParams.get("format") === "json" ? [] : ["format is not json"]),
        ...(searchParams.get("q") ? [] : ["no q"]),
      ];
    },
    found: {
      query: "orchids",
      number_of_results: 0,
      results: [
        {
          template: "default.html",
          url: "https://example.com/a",
          title: "A title",
          content: "An excerpt",
          publishedDate: null,
          thumbnail: "",
          engine: "duckduckgo",
          parsed_url: ["https", "example.com", "/a", "", "", ""],
          engines: ["duckduckgo", "brave"],
          positions: [1, 2],
          score: 3.0,
          category: "general",
        },
      ],
      answers: [],
      corrections: [],
      infoboxes: [],
      suggestions: ["orchid care"],
      unresponsive_engines: [["google", "Suspended: too many requests"]],
    },
    nothing: { query: "x", number_of_results: 0, results: [], answers: [], unresponsive_engines: [] },
    refusals: [
      // The format is not in `search.formats` of its settings.
      [403, "<!doctype html><title>403 Forbidden</title>", /refused \(status 403\).*settings/],
      [429, "<!doctype html><title>429 Too Many Requests</title>", /asks to wait/],
      [200, { results: [], unresponsive_engines: [["google", "timeout"]] }, /none of the search engines/],
    ],
  },
  {
    name: "Brave",
    docs: "https://api-dashboard.search.brave.com/api-reference/web/search/get",
    origin: "https://api.search.brave.com",
    settings: () => ({ braveApiKey: KEY }),
    check({ method, url = "", headers }) {
      const { pathname, searchParams } = new URL(url, "http://x");
      const q = searchParams.get("q") ?? "";
      const count = Number(searchParams.get("count"));
      return [
        ...(method === "GET" && pathname === "/res/v1/web/search" ? [] : ["not GET /res/v1/web/search"]),
        ...(headers["x-subscription-token"] === KEY ? [] : ["no X-Subscription-Token"]),
        ...(/application\/json|\*\/\*/.test(headers.accept ?? "") ? [] : ["accept"]),
        ...(q !== "" && q.length <= 400 && q.split(/\s+/).length <= 50 ? [] : ["q"]),
        ...(count >= 1 && count <= 20 ? [] : ["count"]),
      ];
    },
    found: {
      type: "search",
      query: { original: "orchids", show_strict_warning: false, more_results_available: true },
      mixed: { type: "mixed", main: [{ type: "web", index: 0, all: false }], top: [], side: [] },
      web: {
        type: "search",
        results: [
          {
            title: "A <strong>title</strong>",
            url: "https://example.com/a",
            is_source_local: false,
            is_source_both: false,
            description: "An <strong>excerpt</strong>",
            page_age: "2026-01-01T00:00:00",
            profile: { name: "Example", url: "https://example.com/a", long_name: "example.com" },
            language: "en",
            family_friendly: true,
            type: "search_result",
            subtype: "generic",
            meta_url: { scheme: "https", netloc: "example.com", hostname: "example.com", path: "› a" },
          },
        ],
        family_friendly: true,
      },
    },
    nothing: { type: "search", query: { original: "x", more_results_available: false } },
    refusals: [
      [
        422,
        { type: "ErrorResponse", error: { status: 422, code: "SUBSCRIPTION_TOKEN_INVALID", detail: KEY } },
        /refused \(status 422\).*key/,
      ],
      [
        429,
        { type: "ErrorResponse", error: { status: 429, code: "RATE_LIMITED" } },
        /asks to wait for 30 seconds/,
      ],
    ],
  },
  {
    name: "Tavily",
    docs: "https://docs.tavily.com/documentation/api-reference/endpoint/search",
    origin: "https://api.tavily.com",
    settings: () => ({ tavilyApiKey: KEY }),
    check({ method, url, headers }, text) {
      const body = JSON.parse(text) as { query?: string; max_results?: number };
      return [
        ...(method === "POST" && url === "/search" ? [] : ["not POST /search"]),
        ...(headers.authorization === `Bearer ${KEY}` ? [] : ["no bearer token"]),
        ...(headers["content-type"] === "application/json" ? [] : ["content-type"]),
        ...((body.query ?? "").length >= 1 && (body.query ?? "").length <= 400 ? [] : ["query"]),
        ...((body.max_results ?? -1) >= 0 && (body.max_results ?? 21) <= 20 ? [] : ["max_results"]),
      ];
    },
    found: {
      query: "orchids",
      follow_up_questions: null,
      answer: null,
      images: [],
      results: [
        {
          url: "https://example.com/a",
          title: "A title",
          content: "An excerpt",
          score: 0.81,
          raw_content: null,
        },
      ],
      response_time: 1.09,
      request_id: "123e4567-e89b-12d3-a456-426614174111",
    },
    nothing: { query: "x", results: [], images: [], response_time: 0.4 },
    refusals: [
      [
        401,
        { detail: { error: `Unauthorized: missing or invalid API key. ${KEY}` } },
        /refused \(status 401\)/,
      ],
      [432, { detail: { error: "This request exceeds your plan's set usage limit." } }, /no credit left/],
      [433, { detail: { error: "This request exceeds the pay-as-you-go limit." } }, /no credit left/],
      [429, { detail: { error: "Your request has been blocked due to excessive requests." } }, /30 seconds/],
    ],
  },
  {
    name: "Exa",
    docs: "https://exa.ai/docs/reference/search and https://exa.ai/docs/reference/error-codes",
    origin: "https://api.exa.ai",
    settings: () => ({ exaApiKey: KEY }),
    check({ method, url, headers }, text) {
      const body = JSON.parse(text) as {
        query?: string;
        numResults?: number;
        contents?: { text?: { maxCharacters?: number } };
      };
      return [
        ...(method === "POST" && url === "/search" ? [] : ["not POST /search"]),
        ...(headers["x-api-key"] === KEY ? [] : ["no x-api-key"]),
        ...(headers["content-type"] === "application/json" ? [] : ["content-type"]),
        ...(body.query ? [] : ["query"]),
        ...((body.numResults ?? 0) >= 1 && (body.numResults ?? 101) <= 100 ? [] : ["numResults"]),
        ...((body.contents?.text?.maxCharacters ?? 0) > 0 ? [] : ["contents.text.maxCharacters"]),
      ];
    },
    found: {
      requestId: "b5947044c4b78efa9552a7c89b306d95",
      resolvedSearchType: "neural",
      results: [
        {
          id: "https://example.com/a",
          title: "A title",
          url: "https://example.com/a",
          publishedDate: "2026-01-01T00:00:00.000Z",
          author: "",
          text: "An excerpt",
        },
      ],
      costDollars: { total: 0.005 },
    },
    nothing: { requestId: "b5", results: [], costDollars: { total: 0.005 } },
    refusals: [
      [401, { requestId: "b5", error: `Invalid API key ${KEY}`, tag: "INVALID_API_KEY" }, /status 401/],
      [402, { requestId: "b5", error: "No more credits", tag: "NO_MORE_CREDITS" }, /no credit left/],
      [429, { error: "You've exceeded your Exa rate limit of 5 requests per second." }, /30 seconds/],
    ],
  },
];

/** What all of them may answer besides. */
const BROKEN: Service["refusals"] = [
  [500, "Internal Server Error", /problem of its own \(status 500\)/],
  [503, "<html><body>no healthy upstream</body></html>", /problem of its own/],
  [200, "<!doctype html><title>Just a moment…</title>", /not understood/],
  [200, "", /not understood/],
  [200, '{"results":[{"title":"A', /not understood/],
  [302, "", /redirect|refused/],
];

/** The whole tool, over a socket, against a server that is the service as documented. */
async function callOf(t: TestContext, service: Service, status: number, answer: unknown) {
  const wrong: string[] = [];
  const server = await webServer(t, (request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      wrong.push(...service.check(request, Buffer.concat(parts).toString()));
      const text = typeof answer === "string" ? answer : JSON.stringify(answer);
      response.writeHead(status, {
        "content-type": text.startsWith("{") ? "application/json" : "text/html",
        ...(status === 429 ? { "retry-after": "30" } : {}),
        ...(status === 302 ? { location: "http://127.0.0.1:1/" } : {}),
      });
      response.end(text);
    });
  });
  const guarded = createGuardedFetch({ allowHosts: new Set([`127.0.0.1:${server.port}`]) });
  const search = createWebSearch(service.settings(server.url), (request) =>
    guarded({ ...request, url: request.url.replace(service.origin || server.url, server.url) }),
  );
  assert.ok(search);
  const box = createToolbox(new Map([["web_search", tool]]), { services: toolServices({ search }) });
  return async (query: string, count?: number) => {
    const args = JSON.stringify({ query, ...(count === undefined ? {} : { count }) });
    const { text } = await box.call({ id: "c", name: "web_search", args }, toolContext());
    assert.deepEqual(wrong, [], `${service.name} would not take this; see ${service.docs}`);
    assert.equal(text.includes(KEY), false);
    return text;
  };
}

for (const service of SERVICES) {
  test(`${service.name}: found, as documented`, async (t) => {
    const call = await callOf(t, service, 200, service.found);
    const expected = "A title\nhttps://example.com/a\nAn excerpt";
    assert.equal(await call("orchids & co"), expected);
    assert.equal(await call("orchids", 10), expected);
    // The longest that the model may ask for, in the shortest words.
    assert.equal(await call("a ".repeat(200).trim().padEnd(400, "b")), expected);
  });

  test(`${service.name}: nothing found, as documented`, async (t) => {
    assert.equal(await (await callOf(t, service, 200, service.nothing))("x"), "[nothing found]");
  });

  for (const [status, answer, told] of [...service.refusals, ...BROKEN]) {
    const body = typeof answer === "string" ? answer : JSON.stringify(answer);
    test(`${service.name}: ${status} with ${body.slice(0, 40)}`, async (t) => {
      const text = await (await callOf(t, service, status, answer))("orchids");
      assert.match(text, /^Tool error: /);
      assert.match(text, told);
    });
  }
}
