import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import { type TestContext, test } from "node:test";

import tool from "../../src/tools/fetch_url.ts";
import { createToolServices } from "../../src/toolkit/create-services.ts";
import { createToolbox } from "../../src/toolkit/toolbox.ts";
import { canary, pdfOf, toolContext, webServer } from "../toolkit/fakes.ts";

/** The tool as the bot has it, allowed to reach one server on loopback. */
async function setUp(t: TestContext, answer: RequestListener) {
  const { port, url } = await webServer(t, answer);
  const services = createToolServices({
    allowHosts: new Set([`127.0.0.1:${port}`]),
    attachmentUrls: [],
    folders: [],
    search: {},
    setting: () => undefined,
  });
  const box = createToolbox(new Map([["fetch_url", tool]]), { services });
  const call = (args: object) =>
    box.call({ id: "c", name: "fetch_url", args: JSON.stringify(args) }, toolContext());
  return { url, call };
}

const serve =
  (type: string, body: string | Buffer): RequestListener =>
  (_request, response) => {
    response.setHeader("content-type", type).end(body);
  };

test("a page gives title, last address and text", async (t) => {
  const { url, call } = await setUp(t, (request, response) => {
    if (request.url === "/old") response.writeHead(301, { location: "/new" }).end();
    else serve("text/html; charset=utf-8", "<title>News</title><p>Vanda blooms</p>")(request, response);
  });
  const result = await call({ url: `${url}/old` });
  assert.deepEqual(result, { text: `Title: News\nAddress: ${url}/new\n\nVanda blooms`, isError: false });
});

test("JSON and text come as they are, PDF as its text", async (t) => {
  const json = await setUp(t, serve("application/json", '{"a": [1]}'));
  assert.match((await json.call({ url: json.url })).text, /\n\n\{"a": \[1\]\}$/);
  const pdf = await setUp(t, serve("application/pdf", pdfOf("BT /F1 24 Tf 100 700 Td (Hello PDF) Tj ET")));
  assert.match((await pdf.call({ url: pdf.url })).text, /\n\nHello PDF$/);
});

test("a long text comes in parts", async (t) => {
  const { url, call } = await setUp(t, serve("text/plain", "0123456789".repeat(2_500)));
  assert.match(
    (await call({ url })).text,
    /\[cut: characters 0 to 20000 of 25000; go on with offset 20000\]$/,
  );
  const rest = await call({ url, offset: 20_000 });
  assert.equal(rest.text.split("\n\n")[1]?.length, 5_000);
});

test("a text beyond what is downloaded is marked", async (t) => {
  const { url, call } = await setUp(t, serve("text/plain", "x".repeat(5_000_001)));
  assert.match((await call({ url, offset: 990_000 })).text, /too long to read\]$/);
});

for (const [name, answer, pattern] of [
  ["a missing page", (_request, response) => response.writeHead(404).end("gone"), /answered with status 404/],
  ["a picture", serve("image/png", "x"), /image\/png, which cannot be read/],
  ["an archive", serve("application/zip", "PK"), /application\/zip, which cannot be read/],
  ["binary data that says it is text", serve("text/plain", Buffer.from([1, 0, 2])), /binary/],
  ["a broken PDF", serve("application/pdf", "%PDF-1.7 x"), /damaged/],
] satisfies readonly (readonly [string, RequestListener, RegExp])[]) {
  test(`${name} is an error`, async (t) => {
    const { url, call } = await setUp(t, answer);
    const { text, isError } = await call({ url });
    assert.match(text, pattern);
    assert.equal(isError, true);
  });
}

test("what is private stays private", async (t) => {
  const watched = await canary(t);
  const { call } = await setUp(t, serve("text/plain", "x"));
  for (const host of ["127.0.0.1", "localhost", "[::1]", "2130706433"]) {
    assert.equal((await call({ url: `http://${host}:${watched.port}/` })).isError, true);
  }
  assert.equal(watched.connections(), 0);
});
