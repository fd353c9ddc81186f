import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { RequestListener } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { describe, test } from "node:test";
import type { TestContext } from "node:test";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";

import { createLeanFetch } from "../../src/models/lean-fetch.ts";

interface TestServer {
  readonly url: string;
  readonly sockets: ReadonlySet<Socket>;
}

async function serve(t: TestContext, listener: RequestListener): Promise<TestServer> {
  const sockets = new Set<Socket>();
  const server = createServer(listener);
  server.on("connection", (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/x`, sockets };
}

const lean = createLeanFetch();
const post = (url: string, init: RequestInit = {}): Promise<Response> =>
  lean(url, { method: "POST", body: "{}", redirect: "manual", ...init });

describe("the lean fetch", () => {
  test("sends method, headers and body, and reads status, headers and body", async (t) => {
    const { url } = await serve(t, (request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        const { method, headers } = request;
        response.writeHead(201, { "content-type": "application/json", "set-cookie": ["a=1", "b=2"] });
        response.end(JSON.stringify({ method, body, key: headers["x-key"], type: headers["content-type"] }));
      });
    });
    const headers = new Headers({ "X-Key": "k", "content-type": "application/json" });
    const response = await post(url, { headers, body: '{"a":"ü"}' });
    assert.equal(response.status, 201);
    assert.equal(response.ok, true);
    assert.equal(response.url, url);
    assert.equal(response.headers.get("Content-Type"), "application/json");
    assert.deepEqual(response.headers.getSetCookie(), ["a=1", "b=2"]);
    assert.deepEqual(await response.json(), {
      method: "POST",
      body: '{"a":"ü"}',
      key: "k",
      type: "application/json",
    });
    assert.equal(response.bodyUsed, true);
  });

  test("streams the body as it comes", async (t) => {
    const { promise: second, resolve: release } = Promise.withResolvers<void>();
    const { url } = await serve(t, (_request, response) => {
      response.write("first");
      void second.then(() => response.end("second"));
    });
    const response = await post(url);
    const chunks: string[] = [];
    assert.ok(response.body);
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      chunks.push(Buffer.from(chunk).toString());
      // The second piece is not sent before the first was read.
      release();
    }
    assert.deepEqual(chunks, ["first", "second"]);
  });

  for (const [encoding, compress] of [
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
  ] as const) {
    test(`decodes ${encoding}`, async (t) => {
      const { url } = await serve(t, (_request, response) => {
        response.writeHead(200, { "content-encoding": encoding }).end(compress("hello"));
      });
      assert.equal(await (await post(url)).text(), "hello");
    });
  }

  test("a broken compression is an error", async (t) => {
    const { url } = await serve(t, (_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end("not gzip");
    });
    await assert.rejects(async () => (await post(url)).text());
  });

  test("follows no redirect", async (t) => {
    let count = 0;
    const { url } = await serve(t, (_request, response) => {
      count += 1;
      response.writeHead(302, { location: "/elsewhere" }).end();
    });
    const response = await post(url);
    assert.equal(response.status, 302);
    assert.equal(response.ok, false);
    assert.equal(count, 1);
  });

  test("a connection is used again, also after an answer without a body", async (t) => {
    const { url, sockets } = await serve(t, (request, response) => {
      request.resume();
      if (request.headers["x-empty"] === undefined) response.end("hi");
      else response.writeHead(204).end();
    });
    for (let n = 0; n < 3; n += 1) {
      assert.equal((await post(url, { headers: { "x-empty": "1" } })).body, null);
      assert.equal(await (await post(url)).text(), "hi");
    }
    // The next call may come before the last one has quite ended; six calls never need six.
    assert.ok(sockets.size <= 2, `${sockets.size} connections`);
  });

  test("stops before the answer and in its middle", async (t) => {
    const { url } = await serve(t, (request, response) => {
      if (request.headers["x-begin"] !== undefined) response.write("begin");
    });
    const early = new AbortController();
    const waiting = post(url, { signal: early.signal });
    early.abort(new Error("enough"));
    await assert.rejects(waiting, /enough|aborted/);
    const late = new AbortController();
    const response = await post(url, { signal: late.signal, headers: { "x-begin": "1" } });
    await assert.rejects(async () => {
      for await (const _ of response.body as AsyncIterable<Uint8Array>) late.abort(new Error("enough"));
    }, /enough|aborted/);
    await assert.rejects(post(url, { signal: AbortSignal.abort(new Error("never")) }), /never|aborted/);
  });

  test("a socket that dies is an error, before and in the middle of the body", async (t) => {
    const { url } = await serve(t, (request, response) => {
      if (request.headers["x-begin"] === undefined) return void response.destroy();
      response.writeHead(200, { "content-length": "100" });
      response.write("begin", () => response.destroy());
    });
    await assert.rejects(post(url));
    await assert.rejects(async () => (await post(url, { headers: { "x-begin": "1" } })).text());
    await assert.rejects(post("http://127.0.0.1:9/"));
  });

  test("what it does not know goes to the built-in fetch", async (t) => {
    const { url } = await serve(t, (request, response) => {
      if (request.url === "/x") response.writeHead(302, { location: "/y" }).end();
      else response.end("followed");
    });
    assert.equal(await (await lean(url, { redirect: "follow" })).text(), "followed");
  });
});
