import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";

import type { Log, ToolResult } from "../../src/contracts.ts";
import { createMcpServers, type McpServers } from "../../src/mcp/servers.ts";
import { createToolbox } from "../../src/toolkit/toolbox.ts";
import { until } from "../fakes/until.ts";
import { toolContext, toolServices } from "../toolkit/fakes.ts";

const packageFile = (name: string): string =>
  fileURLToPath(new URL(`../../node_modules/@modelcontextprotocol/${name}/dist/index.js`, import.meta.url));
const EVERYTHING = packageFile("server-everything");
const FILESYSTEM = packageFile("server-filesystem");
const START_MS = 20_000;

const silent: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

interface World {
  readonly mcp: McpServers;
  readonly folder: string;
  readonly pins: Map<string, Readonly<Record<string, string>>>;
  write(mcpServers: object): void;
  call(name: string, args: object, signal?: AbortSignal): Promise<ToolResult>;
}

/** Servers from a file of the test's own; everybody may use everything. */
async function open(
  t: TestContext,
  mcpServers: object,
  setting: Readonly<Record<string, string>> = {},
): Promise<World> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "orchid-mcp-")));
  const path = join(folder, "mcp.json");
  const write = (servers: object): void => writeFileSync(path, JSON.stringify({ mcpServers: servers }));
  write(mcpServers);
  const pins = new Map<string, Readonly<Record<string, string>>>();
  const mcp = createMcpServers({
    path,
    pins: {
      read: async (server) => pins.get(server),
      write: async (server, known) => void pins.set(server, known),
    },
    setting: (name) => setting[name],
    log: silent,
    watchMs: 20,
    minDelayMs: 20,
  });
  await mcp.start();
  t.after(async () => {
    await mcp.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const guard = { authorise: () => Promise.resolve(undefined), recall: () => undefined };
  return {
    mcp,
    folder,
    pins,
    write,
    call: (name, args, signal = new AbortController().signal) =>
      createToolbox(mcp.tools(), { services: toolServices(), guard }).call(
        { id: "c", name, args: JSON.stringify(args) },
        toolContext({ signal }),
      ),
  };
}

const ready = (mcp: McpServers, name: string) => until(() => mcp.tools().has(name), name, START_MS);

/** Starts through a shell that writes its process id, so that a test can kill the server. */
function stdio(pidFile: string) {
  return {
    command: "/bin/sh",
    args: ["-c", `echo $$ > ${pidFile}; exec ${process.execPath} ${EVERYTHING} stdio`],
  };
}

test("a server over stdio: found, called, told only what it may know; killed in a call, it comes back", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "orchid-pid-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  process.env["CANARY_SECRET"] = "do-not-hand-on";
  t.after(() => delete process.env["CANARY_SECRET"]);
  const pidFile = join(folder, "pid");
  const { mcp, call } = await open(
    t,
    { every: { ...stdio(pidFile), env: { GIVEN: "${MY_KEY}" } }, dead: { command: "/no/such/program" } },
    { MY_KEY: "given-value" },
  );
  await ready(mcp, "every__echo");
  assert.deepEqual(await call("every__echo", { message: "hi" }), { text: "Echo: hi", isError: false });
  assert.match((await call("every__echo", { message: "hi", asAdmin: true })).text, /unknown asAdmin/);
  const environment = (await call("every__get-env", {})).text;
  assert.match(environment, /given-value/);
  assert.doesNotMatch(environment, /do-not-hand-on/);
  const image = (await call("every__get-tiny-image", {})).text;
  assert.match(image, /\[image\/png, \d+ bytes\]/);

  const running = call("every__trigger-long-running-operation", { duration: 30, steps: 30 });
  await new Promise((resolve) => setTimeout(resolve, 50));
  process.kill(Number(readFileSync(pidFile, "utf8")), "SIGKILL");
  assert.match((await running).text, /^Tool error: the server every went away during the call/);
  await ready(mcp, "every__echo");
  assert.equal((await call("every__echo", { message: "again" })).text, "Echo: again");
});

test("a server over HTTP: the same", async (t) => {
  const port = await freePort();
  let server = await startHttp(t, port);
  const { mcp, call } = await open(t, { web: { url: `http://127.0.0.1:${port}/mcp` } });
  await ready(mcp, "web__echo");
  assert.equal((await call("web__echo", { message: "hi" })).text, "Echo: hi");
  const running = call("web__trigger-long-running-operation", { duration: 30, steps: 30 });
  await new Promise((resolve) => setTimeout(resolve, 100));
  await kill(server);
  assert.match((await running).text, /^Tool error: the server web went away during the call/);
  assert.equal(mcp.tools().size, 0);
  server = await startHttp(t, port);
  await ready(mcp, "web__echo");
  assert.equal((await call("web__echo", { message: "again" })).text, "Echo: again");
});

test("a server for files, its allow list, and a change of the file while it runs", async (t) => {
  const shared = realpathSync(mkdtempSync(join(tmpdir(), "orchid-shared-")));
  t.after(() => rmSync(shared, { recursive: true, force: true }));
  writeFileSync(join(shared, "plan.txt"), "tea at four");
  const entry = {
    command: process.execPath,
    args: [FILESYSTEM, shared],
    allow: ["read_text_file", "list_directory"],
  };
  const { mcp, call, write } = await open(t, { files: entry });
  await ready(mcp, "files__read_text_file");
  assert.match((await call("files__read_text_file", { path: join(shared, "plan.txt") })).text, /tea at four/);
  assert.match((await call("files__read_text_file", { path: "/etc/passwd" })).text, /^Tool error: /);
  assert.deepEqual([...mcp.tools().keys()].sort(), ["files__list_directory", "files__read_text_file"]);
  write({ files: { ...entry, deny: ["list_directory"] } });
  await until(() => mcp.tools().size === 1, "the smaller list", START_MS);
  write({});
  await until(() => mcp.tools().size === 0, "no tools", START_MS);
});

test("a tool whose words changed is held back, shown, and used when it was accepted", async (t) => {
  const entry = { command: process.execPath, args: [EVERYTHING, "stdio"], allow: ["echo", "get-sum"] };
  const { mcp, pins, write } = await open(t, {});
  pins.set("every", { echo: "0123456789abcdef" });
  write({ every: entry });
  await ready(mcp, "every__get-sum");
  assert.equal(mcp.tools().has("every__echo"), false);
  const [notice] = mcp.notices();
  assert.ok(notice?.kind === "changed" && notice.tool === "every__echo", JSON.stringify(notice));
  const pin = /^"accepted": \{"echo": "([0-9a-f]{16})"\}$/.exec(notice.entry)?.[1];
  assert.ok(pin, notice.entry);
  write({ every: { ...entry, accepted: { echo: pin } } });
  await ready(mcp, "every__echo");
  assert.equal(pins.get("every")?.["echo"], pin);
  assert.deepEqual(mcp.notices(), []);
});

test("what a server says of itself frees nothing; the operator's word does", async (t) => {
  const entry = { command: process.execPath, args: [EVERYTHING, "stdio"], alwaysAllow: ["get-sum"] };
  const { mcp } = await open(t, { every: entry });
  await ready(mcp, "every__echo");
  const echo = mcp.tools().get("every__echo");
  assert.deepEqual([echo?.effect, echo?.needs.approval, echo?.reads], ["acts", true, "private"]);
  assert.deepEqual(echo?.sends('{"message":"secret"}'), ["secret"]);
  const sum = mcp.tools().get("every__get-sum");
  assert.deepEqual([sum?.effect, sum?.needs.approval], ["reads", false]);
});

test("what is wrong in the file is named, and costs itself alone", async (t) => {
  const { mcp } = await open(t, {
    "bad name": { command: "x" },
    both: { command: "x", url: "http://127.0.0.1/" },
    missing: { url: "http://127.0.0.1:1/", headers: { authorization: "Bearer ${NOT_SET}" } },
    local: { url: "file:///etc/passwd" },
    off: { disabled: true, command: "x" },
  });
  const notices = JSON.stringify(mcp.notices());
  for (const part of [
    "bad name: its name",
    "both: it needs either",
    "missing: the environment has no NOT_SET",
    "local: url",
  ])
    assert.ok(notices.includes(part), `${part} in ${notices}`);
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}

async function startHttp(t: TestContext, port: number): Promise<ChildProcess> {
  const server = spawn(process.execPath, [EVERYTHING, "streamableHttp"], {
    env: { PATH: process.env["PATH"] ?? "", PORT: String(port) },
    stdio: "ignore",
  });
  t.after(() => kill(server));
  return server;
}

async function kill(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  server.kill("SIGKILL");
  await once(server, "exit");
}
