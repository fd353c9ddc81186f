import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import type { IncomingHttpHeaders } from "node:http";
import { createServer } from "node:net";
import { after, before, test } from "node:test";
import { startPageServer } from "../../src/playground/page-server.ts";
import type { PageServer } from "../../src/playground/page-server.ts";
import type { PageEvent, Snapshot } from "../../src/playground/page/protocol.ts";
import { startStandIn } from "../../src/playground/stand-in.ts";
import type { StandIn } from "../../src/playground/stand-in.ts";

let standIn: StandIn;
let server: PageServer;

before(async () => {
  standIn = await startStandIn({ schemas: false });
  server = await startPageServer({ standIn, port: 0, notice: "Hello." });
});
after(async () => {
  await server.close();
  await standIn.close();
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** With headers that `fetch` would not let us set. */
function ask(
  path: string,
  options: { method?: string; headers?: Readonly<Record<string, string>>; body?: unknown } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const url = new URL(server.url);
    const { method = "GET", headers = {} } = options;
    const sent = request({ host: url.hostname, port: url.port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString("utf8"),
        }),
      );
    });
    sent.on("error", reject);
    sent.end(options.body === undefined ? undefined : JSON.stringify(options.body));
  });
}

const json = { "content-type": "application/json" };

/** Reads events until one is as wanted. */
async function* events(): AsyncGenerator<PageEvent> {
  const response = await fetch(new URL("/api/events", server.url));
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk as Uint8Array).toString("utf8");
    const frames = text.split("\n\n");
    text = frames.pop() ?? "";
    for (const frame of frames) if (frame.startsWith("data: ")) yield JSON.parse(frame.slice(6)) as PageEvent;
  }
}

test("the page comes with a policy that allows nothing from elsewhere and no HTML out of text", async () => {
  const { status, headers, body } = await ask("/");
  assert.equal(status, 200);
  assert.match(body, /main\.ts/);
  const policy = String(headers["content-security-policy"]);
  for (const rule of [
    "default-src 'none'",
    "script-src 'self'",
    "require-trusted-types-for 'script'",
    "frame-ancestors 'none'",
  ]) {
    assert.ok(policy.includes(rule), rule);
  }
  assert.doesNotMatch(policy, /unsafe|\*|https?:/);
  assert.equal(headers["x-content-type-options"], "nosniff");
});

test("scripts arrive as JavaScript, without types, and only from the page's folder", async () => {
  const script = await ask("/main.ts");
  assert.match(String(script.headers["content-type"]), /javascript/);
  assert.doesNotMatch(script.body, /import type/);
  for (const path of [
    "/../page-server.ts",
    "/%2e%2e/page-server.ts",
    "/tsconfig.json",
    "/sub/../../page-server.ts",
    "/nothing.ts",
  ]) {
    assert.equal((await ask(path)).status, 404, path);
  }
});

test("a rebound name, another site's page and another site's form are refused", async () => {
  const port = new URL(server.url).port;
  const cases: readonly Readonly<Record<string, string>>[] = [
    { host: "evil.example" },
    { host: `evil.example:${port}` },
    { host: "127.0.0.1:1" },
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "http://localhost:1" },
    { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" },
    { "sec-fetch-site": "same-site", "sec-fetch-mode": "cors" },
  ];
  for (const headers of cases) {
    for (const path of ["/", "/api/events", "/api/messages?channel=1&before=2"]) {
      assert.equal((await ask(path, { headers })).status, 403, JSON.stringify([headers, path]));
    }
    const say = { method: "POST", headers: { ...json, ...headers }, body: {} };
    assert.equal((await ask("/api/say", say)).status, 403, JSON.stringify(headers));
  }
  const form = { method: "POST", headers: { "content-type": "text/plain" }, body: {} };
  assert.equal((await ask("/api/say", form)).status, 403);
  assert.equal((await ask("/", { headers: { host: `localhost:${port}` } })).status, 200);
  const link = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
  assert.equal((await ask("/", { headers: link })).status, 200);
});

test("the world comes first, then what happens in it", async () => {
  const stream = events();
  const first = (await stream.next()).value as Snapshot;
  assert.equal(first.type, "snapshot");
  assert.equal(first.notice, "Hello.");
  assert.equal(first.botUserId, standIn.botUserId);
  assert.equal(first.bot.isOnline, false);
  assert.ok(first.channels.some((channel) => channel.id === standIn.garden.general));
  const said = await ask("/api/say", {
    method: "POST",
    headers: json,
    body: { authorId: standIn.garden.ada, channelId: standIn.garden.general, content: "good morning" },
  });
  assert.equal(said.status, 200);
  const next = (await stream.next()).value as PageEvent;
  assert.equal(next.type, "message-create");
  assert.equal(next.message.content, "good morning");
  await stream.return(undefined);
});

test("a new member is told with the first thing that they do", async () => {
  const stream = events();
  await stream.next();
  const { guildId, general } = standIn.garden;
  const alan = standIn.world.addUser({ name: "Alan" });
  standIn.world.addMember(guildId, alan);
  standIn.people.say({ authorId: alan, channelId: general, content: "I am new" });
  const told = (await stream.next()).value as Snapshot;
  assert.equal(told.type, "snapshot");
  assert.ok(told.users.some((person) => person.name === "Alan"));
  assert.ok(told.messages.some((message) => message.content === "I am new"));
  await stream.return(undefined);
});

test("an empty file and a strange name are fine", async () => {
  const body = {
    authorId: standIn.garden.ada,
    channelId: standIn.garden.general,
    content: "",
    files: [{ name: "leer (1)*'ü\ud83d.txt", contentType: "", base64: "" }],
  };
  const said = await ask("/api/say", { method: "POST", headers: json, body });
  assert.equal(said.status, 200, said.body);
  const message = JSON.parse(said.body) as { id: string; channelId: string; files: { id: string }[] };
  const path = `/api/files/${message.channelId}/${message.id}/${message.files[0]?.id ?? ""}`;
  assert.equal((await ask(path)).status, 200);
});

test("what the stand-in or the page's rules refuse comes back as one sentence", async () => {
  const cases: readonly (readonly [string, unknown, RegExp])[] = [
    ["nonsense", {}, /no action named nonsense/],
    ["say", { authorId: "x" }, /authorId/],
    ["say", { authorId: standIn.garden.ada, channelId: "1", content: "x" }, /./],
  ];
  for (const [name, body, message] of cases) {
    const { status, body: text } = await ask(`/api/${name}`, { method: "POST", headers: json, body });
    assert.equal(status, 400);
    const { error } = JSON.parse(text) as { error: string };
    assert.match(error, message);
    assert.doesNotMatch(error, /\n\s+at /);
  }
});

test("an uploaded document is a download, never a page of this origin", async () => {
  const message = standIn.people.say({
    authorId: standIn.garden.ada,
    channelId: standIn.garden.general,
    content: "a page",
    files: [{ name: "evil.html", content: "<script>alert(1)</script>", contentType: "text/html" }],
  });
  const path = `/api/files/${message.channelId}/${message.id}/${message.files[0]?.id ?? ""}`;
  const { status, headers, body } = await ask(path);
  assert.equal(status, 200);
  assert.equal(body, "<script>alert(1)</script>");
  assert.equal(headers["content-type"], "application/octet-stream");
  assert.match(String(headers["content-disposition"]), /^attachment/);
  assert.match(String(headers["content-security-policy"]), /sandbox/);
  assert.equal((await ask(`/api/files/1/2/3`)).status, 404);
});

test("earlier messages come a page at a time", async () => {
  const { ada, random } = standIn.garden;
  for (let count = 0; count < 150; count++) {
    standIn.people.say({ authorId: ada, channelId: random, content: `line ${count}` });
  }
  const all = standIn.messages(random);
  const before = all[50]?.id ?? "";
  const earlier = JSON.parse((await ask(`/api/messages?channel=${random}&before=${before}`)).body) as {
    id: string;
  }[];
  assert.deepEqual(
    earlier.map((message) => message.id),
    all.slice(0, 50).map((message) => message.id),
  );
  const stream = events();
  const { messages } = (await stream.next()).value as Snapshot;
  assert.equal(messages.filter((message) => message.channelId === random).length, 100);
  await stream.return(undefined);
});

test("a taken port is answered with a free one", async (t) => {
  const blocker = createServer().listen(0, "127.0.0.1");
  t.after(() => blocker.close());
  await once(blocker, "listening");
  const address = blocker.address();
  assert.ok(typeof address === "object" && address !== null);
  const other = await startPageServer({ standIn, port: address.port });
  assert.notEqual(new URL(other.url).port, String(address.port));
  assert.equal((await fetch(other.url)).status, 200);
  await other.close();
});
