import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { deflateSync } from "node:zlib";

import { streamCalls, streamText } from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";
import { pdfOf, webServer } from "../toolkit/fakes.ts";
import { attack, attempt, startVictim } from "./attack.ts";

const MB = 1_048_576;

/** A kilobyte of XML that means gigabytes. */
function billionLaughs(): string {
  const entities = Array.from({ length: 12 }, (_, n) => {
    const value = n === 0 ? "lol".repeat(10) : `&l${n - 1};`.repeat(10);
    return `<!ENTITY l${n} "${value}">`;
  });
  return `<?xml version="1.0"?><!DOCTYPE lolz [${entities.join("")}]><lolz>&l11;</lolz>`;
}

/** A PNG that says of itself that it has 2,500,000,000 pixels. */
function hugePng(): Buffer {
  const header = Buffer.alloc(25);
  header.writeUInt32BE(13, 0);
  header.write("IHDR", 4);
  header.writeUInt32BE(50_000, 8);
  header.writeUInt32BE(50_000, 12);
  header.set([8, 6, 0, 0, 0], 16);
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), header]);
}

/** What each path gives, of a kind that costs whoever reads it. */
const BOMBS: Readonly<Record<string, readonly [type: string, body: string | Buffer]>> = {
  "/nested": ["text/html", `${"<div>".repeat(100_000)}deep${"</div>".repeat(100_000)}`],
  "/unclosed": ["text/html", "<table><tr><td><a href='x".repeat(60_000)],
  "/line": ["text/html", `<p>${" \t".repeat(300_000)}!${"(".repeat(300_000)}${"a".repeat(300_000)}!`],
  "/laughs": ["application/xml", billionLaughs()],
  "/laughs.html": ["text/html", billionLaughs()],
  "/bomb.pdf": [
    "application/pdf",
    pdfOf(deflateSync(deflateSync(Buffer.alloc(300 * MB))), "/Filter [/FlateDecode /FlateDecode]"),
  ],
  "/huge.png": ["image/png", hugePng()],
};

attack("A48: documents that cost whoever reads them", async (t) => {
  const web = await webServer(t, (request, response) => {
    const [type, body] = BOMBS[request.url ?? ""] ?? ["text/plain", "none"];
    response.writeHead(200, { "content-type": type }).end(body);
  });
  const bot = await startVictim(t, { environment: { FETCH_ALLOW_HOSTS: `127.0.0.1:${web.port}` } });
  const delay = monitorEventLoopDelay({ resolution: 10 });
  const before = process.memoryUsage().rss;
  for (const path of Object.keys(BOMBS)) {
    delay.enable();
    const startedAt = performance.now();
    const { results } = await attempt(bot, { calls: [{ name: "fetch_url", args: { url: web.url + path } }] });
    delay.disable();
    assert.ok(performance.now() - startedAt < 15_000, `${path} took too long`);
    assert.ok((results[0]?.length ?? 0) < 70_000, `${path} is told in ${results[0]?.length} characters`);
  }
  // Others are answered meanwhile: nothing of it is read on the thread that listens.
  assert.ok(delay.max < 1e9, `nothing else moved for ${Math.round(delay.max / 1e6)} ms`);
  const grown = process.memoryUsage().rss - before;
  assert.ok(grown < 600 * MB, `${Math.round(grown / MB)} MB more`);
});

/** A server of tools whose results nobody can use. */
const MCP_SERVER = `
import { createInterface } from "node:readline";
const deep = (n) => (n === 0 ? "end" : { a: deep(n - 1) });
const results = {
  huge: () => ({ content: [{ type: "text", text: "x".repeat(50 * 1024 * 1024) }] }),
  large: () => ({ content: [{ type: "text", text: "x".repeat(3 * 1024 * 1024) }] }),
  many: () => ({ content: Array.from({ length: 50000 }, () => ({ type: "text", text: "y" })) }),
  binary: () => ({ content: [{ type: "text", text: "\\u0000\\u0007\\u202e\\ud800".repeat(50000) }] }),
  image: () => ({ content: [{ type: "image", mimeType: "image/png", data: "A".repeat(2 * 1024 * 1024) }] }),
  deep: () => ({ content: [], structuredContent: deep(3000) }),
  wrong: () => ({ content: "none", structuredContent: null }),
  proto: () => JSON.parse('{"content":[{"type":"text","text":"p","toJSON":1,"__proto__":{"text":"q"}}]}'),
};
const say = (message) => process.stdout.write(JSON.stringify({ jsonrpc: "2.0", ...message }) + "\\n");
createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) return;
  if (method === "initialize") {
    const { protocolVersion } = params;
    say({ id, result: { protocolVersion, capabilities: { tools: {} }, serverInfo: { name: "bad", version: "1" } } });
  } else if (method === "tools/list") {
    const tools = Object.keys(results).map((name) => ({
      name, description: "Gives something.", inputSchema: { type: "object", properties: {} },
      annotations: { readOnlyHint: true },
    }));
    say({ id, result: { tools } });
  } else if (method === "tools/call") say({ id, result: results[params.name]() });
  else say({ id, error: { code: -32601, message: "no" } });
});
`;
const MCP_TOOLS = ["large", "many", "binary", "image", "deep", "wrong", "proto"];

attack("A54: results of fifty megabytes, of bytes, and of shapes that nobody foresaw", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "orchid-results-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const script = join(folder, "server.mjs");
  writeFileSync(script, MCP_SERVER);
  const bad = { command: process.execPath, args: [script], alwaysAllow: [...MCP_TOOLS, "huge"] };
  writeFileSync(join(folder, "mcp.json"), JSON.stringify({ mcpServers: { bad } }));
  const bot = await startVictim(t, { environment: { MCP_FILE: join(folder, "mcp.json") } });
  await until(async () => {
    await attempt(bot, { calls: [] });
    return JSON.stringify(bot.endpoint.requests.at(-1)?.body.tools).includes("bad__huge");
  }, "the server's tools");
  for (const name of MCP_TOOLS) {
    const { results } = await attempt(bot, { calls: [{ name: `bad__${name}`, args: {} }] });
    assert.equal(results.length, 1, name);
    assert.ok(Buffer.byteLength(results[0] ?? "") < 33_000, `${name}: ${results[0]?.length} characters`);
    // oxlint-disable-next-line no-control-regex
    assert.doesNotMatch(results[0] ?? "", /[\u0000-\u0008\u202e]|\p{Cs}/u, name);
    if (name === "wrong") assert.match(results[0] ?? "", /^Tool error: .* not understood/);
    if (name === "large") assert.match(results[0]?.slice(-200) ?? "", /cut/);
  }
  // More than a client reads of one line: the server is ended, and the call with it.
  bot.endpoint.script(streamCalls([{ name: "bad__huge", args: {} }]), streamText("It failed."));
  const asked = bot.mention("go on");
  await until(
    () =>
      bot
        .said(bot.garden.general)
        .find(({ replyToId, content }) => replyToId === asked.id && /failed/.test(content)),
    "the end of the call",
    20_000,
  );
  const last = bot.endpoint.requests.at(-1)?.body.messages.at(-1);
  assert.match(String(last?.["content"]), /^Tool error: the server bad went away/);
});
