import assert from "node:assert/strict";
import { test } from "node:test";

import tool from "../../src/tools/web_search.ts";
import { createWebSearch } from "../../src/toolkit/search/web-search.ts";
import type { FetchRequest } from "../../src/toolkit/services.ts";
import { createToolbox } from "../../src/toolkit/toolbox.ts";
import { toolContext, toolServices } from "../toolkit/fakes.ts";

/** A search service that answers with the given body. */
function serviceOf(settings: Parameters<typeof createWebSearch>[0], body: unknown, status = 200) {
  const requests: FetchRequest[] = [];
  const search = createWebSearch(settings, (request) => {
    requests.push(request);
    const bytes = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
    return Promise.resolve({
      url: request.url,
      status,
      type: "application/json",
      charset: "",
      bytes,
      isCut: false,
    });
  });
  assert.ok(search);
  const box = createToolbox(new Map([["web_search", tool]]), { services: toolServices({ search }) });
  const call = async (args: object) =>
    (await box.call({ id: "c", name: "web_search", args: JSON.stringify(args) }, toolContext())).text;
  return { call, requests };
}

const EXPECTED = "A title\nhttps://example.com/a\nAn excerpt";

test("SearXNG is asked for JSON", async () => {
  const results = [1, 2, 3].map(() => ({
    title: "A title",
    url: "https://example.com/a",
    content: "An excerpt",
  }));
  const { call, requests } = serviceOf({ searxngUrl: "http://searx.local:8080/base/" }, { results });
  assert.equal(await call({ query: "orchids & co", count: 1 }), EXPECTED);
  assert.equal(requests[0]?.url, "http://searx.local:8080/base/search?q=orchids+%26+co&format=json");
});

test("Brave is asked with its token, and its marks are taken out", async () => {
  const result = {
    title: "A <strong>title</strong>",
    url: "https://example.com/a",
    description: "An\n excerpt",
  };
  const { call, requests } = serviceOf({ braveApiKey: "brave-key" }, { web: { results: [result] } });
  assert.equal(await call({ query: "orchids" }), EXPECTED);
  assert.equal(requests[0]?.url, "https://api.search.brave.com/res/v1/web/search?q=orchids&count=5");
  assert.equal(requests[0]?.headers?.["x-subscription-token"], "brave-key");
});

test("Tavily is asked with a bearer token", async () => {
  const results = [{ title: "A title", url: "https://example.com/a", content: "An excerpt" }];
  const { call, requests } = serviceOf({ tavilyApiKey: "tavily-key" }, { results });
  assert.equal(await call({ query: "orchids" }), EXPECTED);
  assert.equal(requests[0]?.method, "POST");
  assert.equal(requests[0]?.headers?.["authorization"], "Bearer tavily-key");
  assert.deepEqual(JSON.parse(requests[0]?.body ?? ""), { query: "orchids", max_results: 5 });
});

test("Exa is asked with its key", async () => {
  const results = [{ title: null, url: "https://example.com/a", text: "An excerpt" }];
  const { call, requests } = serviceOf({ exaApiKey: "exa-key" }, { results });
  assert.equal(await call({ query: "orchids" }), "https://example.com/a\nhttps://example.com/a\nAn excerpt");
  assert.equal(requests[0]?.headers?.["x-api-key"], "exa-key");
});

for (const [status, body, pattern] of [
  [401, "no", /refused \(status 401\)/],
  [429, "slow down", /asks to wait/],
  [200, "<html>", /not understood/],
  [200, { results: [{ title: 1 }] }, /not understood/],
] as const) {
  test(`status ${status} with ${JSON.stringify(body)} is an error that names no key`, async () => {
    const { call } = serviceOf({ tavilyApiKey: "tavily-key" }, body, status);
    const text = await call({ query: "orchids" });
    assert.match(text, pattern);
    assert.doesNotMatch(text, /tavily/);
  });
}

test("nothing found is said, and without a service the tool is off", async () => {
  assert.equal(
    await serviceOf({ tavilyApiKey: "k" }, { results: [] }).call({ query: "x" }),
    "[nothing found]",
  );
  assert.equal(
    createWebSearch({}, () => assert.fail()),
    undefined,
  );
  assert.deepEqual(createToolbox(new Map([["web_search", tool]]), { services: toolServices() }).schemas, []);
});
