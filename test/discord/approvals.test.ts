import assert from "node:assert/strict";
import { test } from "node:test";

import type { Log } from "../../src/contracts.ts";
import type { ApprovalRequest } from "../../src/contracts/approvals.ts";
import type { Rest } from "../../src/discord/api.ts";
import { createApprovals } from "../../src/discord/approvals.ts";
import { createApprovalBook } from "../../src/sessions/approval-book.ts";
import { createGrants } from "../../src/sessions/grants.ts";
import { loadVocabulary } from "../../src/words/vocabulary.ts";
import memory from "../../src/sessions/stores/memory.ts";

const { words } = await loadVocabulary();
const NOW = 1_000_000;
const request: ApprovalRequest = {
  id: "0123456789abcdef0123456789abcdef",
  taskId: "100",
  asker: { person: { id: "3", name: "Ada" }, place: { kind: "channel", channelId: "2" } },
  tool: "send_message",
  args: '{"text":"hello"}',
  canAlways: true,
  expiresAt: NOW + 60_000,
};
const silent: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** A process: several can be made on one storage, one after the other. */
async function open() {
  const storage = await memory.open();
  const sent: { readonly path: string; readonly body: { readonly [key: string]: unknown } }[] = [];
  let canWrite = true;
  let now = NOW;
  const write = (path: string, options?: { readonly body?: unknown }): Promise<unknown> => {
    if (!canWrite) return Promise.reject(new Error("no"));
    sent.push({ path, body: (options?.body ?? {}) as { readonly [key: string]: unknown } });
    return Promise.resolve({ id: "900", components: [{}] });
  };
  const rest = { get: write, post: write, patch: write, put: write, delete: write } as unknown as Rest;
  const start = () =>
    createApprovals({
      rest,
      book: createApprovalBook(storage),
      grants: createGrants(storage),
      redact: (text) => text.replaceAll("secret", "[hidden]"),
      words,
      log: silent,
      now: () => now,
      mayModeratorsDecide: false,
      lookMs: 10,
    });
  return {
    start,
    sent,
    book: createApprovalBook(storage),
    later: (ms: number) => (now += ms),
    mute: () => (canWrite = false),
  };
}

const press = (choice: "approve" | "always" | "deny", personId = "3") => ({
  id: request.id,
  choice,
  personId,
  isModerator: true,
});
const signal = (): AbortSignal => new AbortController().signal;
const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

for (const [choice, decision] of [
  ["approve", "approved"],
  ["deny", "denied"],
] as const) {
  test(`a crash after “${choice}” and before anything was done: the decision counts, and nobody is asked again`, async () => {
    const { start, sent } = await open();
    const first = start();
    void first.ask(request, signal());
    await soon();
    await first.press(press(choice));
    const before = sent.length;
    assert.equal(await start().ask(request, signal()), decision);
    assert.equal(sent.length, before);
  });
}

test("a question that was open in a crash is waited for under its message, for what is left of its time", async () => {
  const { start, sent } = await open();
  void start().ask(request, signal());
  await soon();
  const second = start();
  const decision = second.ask({ ...request, expiresAt: NOW + 500_000 }, signal());
  await soon();
  assert.equal(sent.length, 1);
  await second.press(press("approve"));
  assert.equal(await decision, "approved");
});

test("one whose time ended meanwhile is a no, and its message says so", async () => {
  const { start, sent, later } = await open();
  void start().ask(request, signal());
  await soon();
  later(61_000);
  assert.equal(await start().ask(request, signal()), "expired");
  assert.match(String(sent.at(-1)?.body["content"]), /Nobody answered in time/);
  assert.deepEqual(sent.at(-1)?.body["components"], []);
  assert.deepEqual(sent.at(-1)?.body["allowed_mentions"], { parse: [] });
});

test("a press that comes too late, or second, changes nothing", async () => {
  const { start, later, book } = await open();
  const desk = start();
  void desk.ask(request, signal());
  await soon();
  await desk.press(press("deny"));
  await desk.press(press("approve"));
  assert.equal((await book.find(request.id))?.state, "denied");
  const other = { ...request, id: "f".repeat(32) };
  void desk.ask(other, signal());
  await soon();
  later(61_000);
  await desk.press({ ...press("approve"), id: other.id });
  assert.equal((await book.find(other.id))?.state, "expired");
});

test("another process may hear the press than the one that waits", async () => {
  const { start } = await open();
  const decision = start().ask(request, signal());
  await soon();
  await start().press(press("approve"));
  assert.equal(await decision, "approved");
});

test("a press that another process takes while the question's message is being noted is not undone", async () => {
  const { book } = await open();
  const record = {
    taskId: "100",
    tool: "send_message",
    channelId: "2",
    personId: "3",
    canAlways: true,
    expiresAt: NOW + 60_000,
    text: "May I?",
    state: "open",
  } as const;
  await book.write(request.id, record);
  await book.decide(request.id, "approved");
  await book.write(request.id, { ...record, messageId: "900" });
  const kept = await book.find(request.id);
  assert.deepEqual([kept?.state, kept?.messageId], ["approved", "900"]);
});

test("where the bot cannot write, nobody can be asked", async () => {
  const { start, mute } = await open();
  mute();
  assert.equal(await start().ask(request, signal()), "unreachable");
});

test("a task that ends takes its question with it; a process that ends leaves it open", async () => {
  for (const [why, state] of [
    ["cancelled", "expired"],
    ["ending", "open"],
  ] as const) {
    const { start, book } = await open();
    const stop = new AbortController();
    const waiting = start().ask(request, stop.signal);
    await soon();
    stop.abort(Object.assign(new Error(why), { why }));
    await assert.rejects(waiting, new RegExp(why));
    assert.equal((await book.find(request.id))?.state, state);
  }
});

test("“Always here” where it was not offered is a yes for once", async () => {
  const { start } = await open();
  const desk = start();
  void desk.ask({ ...request, canAlways: false }, signal());
  await soon();
  const outcome = await desk.press(press("always"));
  assert.ok(outcome.kind === "decided" && outcome.show.content.endsWith("\nApproved."));
});

test("what is shown: the arguments in full, secrets masked, no text out of its block", async () => {
  const { start, sent } = await open();
  const args = JSON.stringify({ text: "secret ``` # heading", more: "x".repeat(2_000) });
  void start().ask({ ...request, args: JSON.stringify({ text: "secret ``` # heading" }) }, signal());
  await soon();
  const content = String(sent[0]?.body["content"]);
  assert.match(content, /\[hidden\]/);
  assert.equal(content.match(/```/g)?.length, 2);
  void start().ask({ ...request, id: "e".repeat(32), args }, signal());
  await soon();
  assert.ok(String(sent[1]?.body["content"]).length <= 2_000);
});
