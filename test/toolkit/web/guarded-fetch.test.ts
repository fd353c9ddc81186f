import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import { type TestContext, test } from "node:test";
import { constants, brotliCompressSync, createGzip, deflateSync, gzipSync } from "node:zlib";

import { ToolError } from "../../../src/errors.ts";
import type { FetchRequest } from "../../../src/toolkit/services.ts";
import { createGuardedFetch, type GuardedFetchOptions } from "../../../src/toolkit/web/guarded-fetch.ts";
import { readUrl, type ResolvedAddress } from "../../../src/toolkit/web/url-rules.ts";
import { canary, webServer } from "../fakes.ts";

const LOOPBACK: ResolvedAddress = { address: "127.0.0.1", family: 4 };
const NOWHERE: ResolvedAddress = { address: "93.184.216.34", family: 4 };

/** A server that the operator has allowed, and a fetch that may reach it. */
async function allowed(t: TestContext, answer: RequestListener, options: GuardedFetchOptions = {}) {
  const server = await webServer(t, answer);
  const fetch = createGuardedFetch({ allowHosts: new Set([`127.0.0.1:${server.port}`]), ...options });
  const get = (path = "/", request: Partial<FetchRequest> = {}) =>
    fetch({ url: server.url + path, signal: new AbortController().signal, ...request });
  return { ...server, get };
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}

const FORMS = [
  "http://127.0.0.1:PORT/",
  "http://0177.0.0.1:PORT/",
  "http://2130706433:PORT/",
  "http://127.1:PORT/",
  "http://0x7f.1:PORT/",
  "http://0x7f000001:PORT/",
  "http://①②⑦.⓪.⓪.①:PORT/",
  "http://0:PORT/",
  "http://0.0.0.0:PORT/",
  "http://[::]:PORT/",
  "http://[::1]:PORT/",
  "http://[::ffff:127.0.0.1]:PORT/",
  "http://[::ffff:7f00:1]:PORT/",
  "http://[::127.0.0.1]:PORT/",
  "http://[64:ff9b::7f00:1]:PORT/",
  "http://[2002:7f00:1::]:PORT/",
  "http://localhost:PORT/",
  "http://localhost.:PORT/",
  "http://ｌｏｃａｌｈｏｓｔ:PORT/",
  "http://rebind.example:PORT/",
  "http://evil.example\\@127.0.0.1:PORT/",
  "http://user@127.0.0.1:PORT/",
  "http://user:pw@127.0.0.1:PORT/",
  "http://169.254.169.254:PORT/latest/meta-data/",
  "http://metadata.google.internal:PORT/",
  "http://100.100.100.200:PORT/",
  "http://[fd00:ec2::254]:PORT/",
];

for (const form of FORMS) {
  test(`${form} is refused and nothing is connected to`, async (t) => {
    const watched = await canary(t);
    const fetch = createGuardedFetch({
      ports: new Set([80, watched.port]),
      resolve: () => Promise.resolve([LOOPBACK]),
      limits: { totalMs: 2_000 },
    });
    const url = form.replace("PORT", String(watched.port));
    const request = { url, signal: new AbortController().signal };
    await assert.rejects(fetch(request), /not on the public internet|user name or password/);
    assert.equal(watched.connections(), 0);
  });
}

for (const [url, pattern] of [
  ["file:///etc/passwd", /file: addresses are refused/],
  ["ftp://127.0.0.1/", /ftp: addresses are refused/],
  ["gopher://127.0.0.1/", /gopher: addresses are refused/],
  ["data:text/plain,x", /data: addresses are refused/],
  ["javascript:alert(1)", /javascript: addresses are refused/],
  ["example.com", /not a web address/],
  ["", /not a web address/],
  ["http://user@example.com/", /user name or password/],
  ["https://:secret@example.com/", /user name or password/],
  ["http://example.com:22/", /port 22 is refused/],
  ["http://example.com:6379/", /port 6379 is refused/],
  ["https://example.com:8443/", /port 8443 is refused/],
] as const) {
  test(`${url || "an empty address"} is refused before any name is looked up`, async (t) => {
    const resolve = t.mock.fn(() => Promise.resolve([NOWHERE]));
    const fetch = createGuardedFetch({ resolve });
    await assert.rejects(fetch({ url, signal: new AbortController().signal }), (error: unknown) => {
      assert.ok(error instanceof ToolError);
      assert.match(error.message, pattern);
      return true;
    });
    assert.equal(resolve.mock.callCount(), 0);
  });
}

test("one private address among public ones is enough to refuse", async (t) => {
  const watched = await canary(t);
  const fetch = createGuardedFetch({
    ports: new Set([watched.port]),
    resolve: () => Promise.resolve([NOWHERE, LOOPBACK]),
  });
  const url = `http://mixed.example:${watched.port}/`;
  await assert.rejects(fetch({ url, signal: new AbortController().signal }), /public internet/);
  assert.equal(watched.connections(), 0);
});

test("the connection goes to the address that was checked, although the name has moved meanwhile", async (t) => {
  const server = await webServer(t, (_request, response) => response.end("checked"));
  const moved = await canary(t, "127.0.0.2", server.port);
  const answers: ResolvedAddress[][] = [[LOOPBACK], [{ address: "127.0.0.2", family: 4 }]];
  const resolve = t.mock.fn(() => Promise.resolve(answers.shift() ?? []));
  const host = `rebind.example:${server.port}`;
  const fetch = createGuardedFetch({ allowHosts: new Set([host]), resolve });
  const { bytes } = await fetch({ url: `http://${host}/`, signal: new AbortController().signal });
  assert.equal(text(bytes), "checked");
  assert.equal(resolve.mock.callCount(), 1);
  assert.equal(moved.connections(), 0);
  assert.equal(server.requests[0]?.headers.host, host);
});

test("a name that nobody knows is an error without internals", async () => {
  const fetch = createGuardedFetch({ resolve: () => Promise.reject(new Error("ENOTFOUND 10.0.0.53")) });
  await assert.rejects(fetch({ url: "http://nowhere.example/", signal: new AbortController().signal }), {
    message: "the host nowhere.example was not found",
  });
});

test("a name server that does not answer ends with the deadline", async () => {
  const fetch = createGuardedFetch({ resolve: () => new Promise(() => undefined), limits: { totalMs: 30 } });
  // Node ends a test whose loop is empty: the deadline's timer does not hold it.
  const hold = setTimeout(() => undefined, 5_000);
  const request = { url: "http://slow.example/", signal: new AbortController().signal };
  await assert.rejects(fetch(request), /took too long/);
  clearTimeout(hold);
});

test("the operator's hosts are allowed by host and port together", async (t) => {
  const server = await webServer(t, (_request, response) => response.end("private"));
  const other = await canary(t);
  const fetch = createGuardedFetch({
    allowHosts: new Set([`LOCALHOST:${server.port}`]),
    resolve: () => Promise.resolve([LOOPBACK]),
  });
  const { signal } = new AbortController();
  const { bytes } = await fetch({ url: `http://localhost:${server.port}/`, signal });
  assert.equal(text(bytes), "private");
  await assert.rejects(fetch({ url: `http://localhost:${other.port}/`, signal }), ToolError);
  await assert.rejects(fetch({ url: `http://127.0.0.1:${server.port}/`, signal }), ToolError);
  assert.equal(other.connections(), 0);
  assert.equal(server.requests.length, 1);
});

for (const [name, location] of [
  ["to loopback", "http://127.0.0.1:CANARY/"],
  ["to a name that is loopback", "http://inside.example:CANARY/"],
  ["to a file", "file:///etc/passwd"],
  ["to another port", "http://93.184.216.34:22/"],
  ["with a password", "http://u:p@127.0.0.1:CANARY/"],
] as const) {
  test(`a redirect ${name} is refused`, async (t) => {
    const watched = await canary(t);
    const target = location.replace("CANARY", String(watched.port));
    const { get } = await allowed(
      t,
      (_request, response) => response.writeHead(302, { location: target }).end(),
      {
        ports: new Set([80, 443, watched.port]),
        resolve: () => Promise.resolve([LOOPBACK]),
      },
    );
    await assert.rejects(get(), /refused/);
    assert.equal(watched.connections(), 0);
  });
}

test("a redirect from https to http is refused", () => {
  const rules = { allowHosts: new Set<string>() };
  const base = new URL("https://example.com/a");
  assert.throws(() => readUrl("http://example.com/b", rules, base), /https to http/);
  assert.equal(readUrl("/b", rules, base).href, "https://example.com/b");
  assert.equal(readUrl("https://example.org/", rules, new URL("http://example.com/")).protocol, "https:");
});

test("five redirects are followed, six are not", async (t) => {
  const { get, requests } = await allowed(t, (request, response) => {
    const left = Number(request.url?.slice(1));
    if (left === 0) response.end("there");
    else response.writeHead(302, { location: `/${left - 1}` }).end("x".repeat(100_000));
  });
  const { bytes, url } = await get("/5");
  assert.equal(text(bytes), "there");
  assert.match(url, /\/0$/);
  await assert.rejects(get("/6"), /redirects more than 5 times/);
  assert.equal(requests.length, 12);
});

test("headers of the first host do not follow to another", async (t) => {
  const second = await webServer(t, (_request, response) => response.end("second"), "127.0.0.2");
  const { get, port, requests } = await allowed(t, (_request, response) => {
    response.writeHead(302, { location: second.url, "set-cookie": "a=b" }).end();
  });
  const both = createGuardedFetch({ allowHosts: new Set([`127.0.0.1:${port}`, `127.0.0.2:${second.port}`]) });
  await assert.rejects(get(), /refused/);
  const headers = { "x-api-key": "k" };
  const { signal } = new AbortController();
  await both({ url: `http://127.0.0.1:${port}/`, headers, signal });
  assert.equal(requests.at(-1)?.headers["x-api-key"], "k");
  const sent = second.requests[0]?.headers ?? {};
  assert.deepEqual(Object.keys(sent).toSorted(), [
    "accept",
    "accept-encoding",
    "connection",
    "host",
    "user-agent",
  ]);
  assert.doesNotMatch(sent["user-agent"] ?? "", /node|undici/i);
});

test("attachments come from below the configured addresses and from nowhere else", async (t) => {
  const watched = await canary(t);
  const server = await webServer(t, (request, response) => {
    if (request.url === "/attachments/away")
      response.writeHead(302, { location: `http://127.0.0.1:${watched.port}/` });
    response.end("file");
  });
  const fetch = createGuardedFetch({ onlyBelow: [`${server.url}/attachments`] });
  const { signal } = new AbortController();
  assert.equal(text((await fetch({ url: `${server.url}/attachments/1/a.txt?ex=1`, signal })).bytes), "file");
  for (const url of [
    `${server.url}/other`,
    `${server.url}/attachments/../other`,
    `${server.url}/attachments%2f..%2fother`,
    `http://127.0.0.1:${watched.port}/attachments/1`,
    `${server.url.replace("http", "https")}/attachments/1`,
    `${server.url}/attachments/away`,
  ]) {
    await assert.rejects(fetch({ url, signal }), /not one that files are downloaded from/, url);
  }
  assert.equal(watched.connections(), 0);
});

for (const [encoding, pack] of [
  ["gzip", gzipSync],
  ["deflate", deflateSync],
  ["br", brotliCompressSync],
] as const) {
  test(`${encoding} is unpacked`, async (t) => {
    const { get } = await allowed(t, (_request, response) => {
      response.writeHead(200, { "content-encoding": encoding, "content-type": "TEXT/Plain; Charset=UTF-8" });
      response.end(pack("hello"));
    });
    const { bytes, type, charset, isCut } = await get();
    assert.deepEqual([text(bytes), type, charset, isCut], ["hello", "text/plain", "utf-8", false]);
  });
}

for (const [name, encoding, body] of [
  ["unknown", "compress", "x"],
  ["twice packed", "gzip, gzip", gzipSync(gzipSync("x"))],
  ["damaged gzip", "gzip", "not gzip"],
  ["damaged brotli", "br", "\u{FF}\u{FF}"],
] as const) {
  test(`an answer that is ${name} is an error`, async (t) => {
    const { get } = await allowed(t, (_request, response) =>
      response.writeHead(200, { "content-encoding": encoding }).end(body),
    );
    await assert.rejects(get(), /damaged|not supported/);
  });
}

test("a packed bomb costs no more than the bytes that are kept", async (t) => {
  // 1 GB of zeros is 1 MB packed; 40 such members make 40 GB.
  const member = gzipSync(Buffer.alloc(64 << 20), { level: constants.Z_BEST_COMPRESSION });
  const { get } = await allowed(t, (_request, response) => {
    response.writeHead(200, { "content-encoding": "gzip" });
    response.end(Buffer.concat(Array.from({ length: 160 }, () => member)));
  });
  const startedAt = performance.now();
  const before = process.memoryUsage().arrayBuffers;
  const { bytes, isCut } = await get("/", { maxBytes: 1_000_000 });
  assert.equal(bytes.length, 1_000_000);
  assert.equal(isCut, true);
  assert.ok(performance.now() - startedAt < 20_000);
  assert.ok(process.memoryUsage().arrayBuffers - before < 64e6);
});

test("an endless answer is cut, and its connection ends", async (t) => {
  const closed = Promise.withResolvers<void>();
  const { get } = await allowed(t, (_request, response) => {
    response.on("close", closed.resolve);
    response.on("error", () => undefined);
    const zip = createGzip();
    zip.on("error", () => undefined);
    const write = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536, "x")));
      if (!response.destroyed) response.once("drain", write);
    };
    write();
  });
  const { bytes, isCut } = await get("/", { maxBytes: 200_000 });
  assert.equal(bytes.length, 200_000);
  assert.equal(isCut, true);
  await closed.promise;
});

test("a length that is not true changes nothing", async (t) => {
  const short = await allowed(t, (_request, response) => {
    response.writeHead(200, { "content-length": "10" });
    response.write("12345");
    response.socket?.end();
  });
  await assert.rejects(short.get(), /broke off/);
  const long = await allowed(t, (_request, response) =>
    response.writeHead(200, { "content-length": "5000000000" }).write("x".repeat(1_000)),
  );
  const { bytes, isCut } = await long.get("/", { maxBytes: 500 });
  assert.equal(bytes.length, 500);
  assert.equal(isCut, true);
});

function drip(t: TestContext, everyMs: number): RequestListener {
  return (_request, response) => {
    const timer = setInterval(() => response.write("x"), everyMs);
    response.on("close", () => clearInterval(timer));
    t.after(() => clearInterval(timer));
  };
}

test("a server that drips is given up at the deadline", async (t) => {
  const { get } = await allowed(t, drip(t, 20), { limits: { totalMs: 200, slowAfterMs: 60_000 } });
  const startedAt = performance.now();
  await assert.rejects(get(), /took too long/);
  assert.ok(performance.now() - startedAt < 20_000);
});

test("a server that drips is given up sooner when it is slower than anybody's page", async (t) => {
  const limits = { totalMs: 60_000, slowAfterMs: 100, minBytesPerSecond: 10_000 };
  const { get } = await allowed(t, drip(t, 20), { limits });
  await assert.rejects(get(), /too slowly/);
});

test("a server that never answers is given up at the deadline", async (t) => {
  const { get } = await allowed(t, () => undefined, { limits: { totalMs: 100 } });
  await assert.rejects(get(), /took too long/);
});

test("stopping the task ends the download", async (t) => {
  const stop = new AbortController();
  const { get } = await allowed(t, () => stop.abort());
  await assert.rejects(get("/", { signal: stop.signal }), { name: "AbortError" });
});

test("a type that was not asked for is refused before its body is read", async (t) => {
  const { get } = await allowed(t, (request, response) => {
    response.writeHead(200, { "content-type": request.url === "/png" ? "image/png" : "text/css" }).write("x");
    if (request.url !== "/png") response.end();
  });
  const types = ["text/*", "application/json"];
  await assert.rejects(get("/png", { types }), /gives image\/png/);
  assert.equal((await get("/css", { types })).type, "text/css");
});

test("errors name neither addresses nor ports of the network", async (t) => {
  const { port } = await webServer(t, () => undefined);
  const fetch = createGuardedFetch({ allowHosts: new Set([`127.0.0.9:${port}`]) });
  const request = { url: `http://127.0.0.9:${port}/`, signal: new AbortController().signal };
  await assert.rejects(fetch(request), { message: "the server cannot be reached or broke off" });
});
