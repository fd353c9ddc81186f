import assert from "node:assert/strict";
import { test } from "node:test";

import type { Schedules } from "../../src/contracts/schedules.ts";
import type { Workspace } from "../../src/contracts/workspace.ts";
import { ToolError } from "../../src/errors.ts";
import { loadExtensions } from "../../src/extensions.ts";
import { createFacts } from "../../src/sessions/facts.ts";
import memory from "../../src/sessions/stores/memory.ts";
import { type Tool, toolProblems } from "../../src/toolkit/define-tool.ts";
import { createToolbox } from "../../src/toolkit/toolbox.ts";
import { toolContext, toolServices } from "../toolkit/fakes.ts";

/** What every endpoint takes; see docs/tools.md. */
const KEYWORDS: ReadonlySet<string> = new Set([
  "type",
  "description",
  "properties",
  "required",
  "items",
  "enum",
]);

const tools = await loadExtensions<Tool>(new URL("../../src/tools/", import.meta.url), "tool", toolProblems);

/** Everything switched on. */
const storage = await memory.open();
const nobody = (): never => {
  throw new ToolError("this test reaches no platform");
};
const workspace: Workspace = {
  missing: () => Promise.resolve([]),
  isPresent: () => Promise.resolve(true),
  listRooms: nobody,
  readMessages: nobody,
  findPeople: nobody,
  send: nobody,
  createThread: nobody,
  createPoll: nobody,
  addReaction: nobody,
  pin: nobody,
};
const schedules: Schedules = {
  readWhen: () => Promise.resolve({ at: 0 }),
  add: (schedule) => Promise.resolve({ ...schedule, id: "1", createdAt: 0 }),
  list: () => Promise.resolve([]),
  cancel: () => Promise.resolve(false),
};
const services = toolServices({
  folders: [import.meta.dirname],
  search: () => Promise.resolve([]),
  facts: createFacts(storage),
  workspace,
  schedules,
});
const guard = { authorise: () => Promise.resolve(undefined), recall: () => undefined };
const box = createToolbox(tools, { services, guard });

test("the built-in tools are there", () => {
  for (const name of ["calculator", "current_time", "fetch_url"]) assert.ok(tools.has(name), name);
});

for (const [name, tool] of tools) {
  test(`${name}: the schema is plain and every parameter is described`, () => {
    const schema = box.schemas.find((one) => one.name === name);
    assert.ok(schema, "offered when everything is configured");
    assert.equal(schema.parameters["type"], "object");
    checkSchema(schema.parameters, name);
    const properties = Object.entries(
      schema.parameters["properties"] as Record<string, { description?: string }>,
    );
    assert.ok(properties.length > 0, "some endpoints refuse empty properties");
    for (const [key, value] of properties) {
      assert.ok((value.description ?? "").length > 5, `the parameter ${key} needs a describe()`);
    }
  });

  test(`${name}: says what it is for and what it does to the world`, () => {
    assert.ok(tool.description.length <= 1_024, "OpenAI refuses longer ones");
    assert.match(tool.effect, /^(reads|acts)$/);
    assert.match(tool.reads, /^(nothing|public|private)$/);
    assert.ok(tool.effect === "reads" || tool.reads === "nothing", "who acts does not read besides");
    assert.ok(tool.limits.timeoutMs <= 120_000);
    assert.ok(tool.limits.maxResultBytes <= 131_072);
  });

  test(`${name}: unknown arguments are refused`, async () => {
    const result = await call(name, '{"asAdmin":true}');
    assert.match(result.text, /^Tool error: .*asAdmin/);
    assert.equal(result.isError, true);
  });

  test(`${name}: arguments of wrong types are an error and no crash`, async () => {
    const properties = Object.keys(tool.parameters["properties"] as object);
    const wrong = JSON.stringify(Object.fromEntries(properties.map((key) => [key, { deep: [1] }])));
    assert.equal((await call(name, wrong)).isError, true);
  });

  test(`${name}: a stopped task runs nothing`, async () => {
    const { text, isError } = await call(name, "{}", AbortSignal.abort());
    assert.deepEqual([text, isError], ["Tool error: the task was stopped", true]);
  });

  test(`${name}: whatever text it is given, it settles with bounded text`, async () => {
    const properties = Object.entries(tool.parameters["properties"] as Record<string, { type: string }>);
    for (const text of [
      "",
      " ",
      "\u0000",
      "x".repeat(100_000),
      "../../etc/passwd",
      "💥\u{E0041}",
      "'; --",
      "%00",
    ]) {
      const args = Object.fromEntries(
        properties.flatMap(([key, { type }]) => (type === "string" ? [[key, text]] : [])),
      );
      const result = await call(name, JSON.stringify(args));
      assert.ok(Buffer.byteLength(result.text) <= tool.limits.maxResultBytes);
    }
  });
}

async function call(name: string, args: string, signal = new AbortController().signal) {
  return box.call({ id: "c", name, args }, toolContext({ signal }));
}

function checkSchema(schema: unknown, path: string): void {
  assert.ok(typeof schema === "object" && schema !== null);
  for (const key of Object.keys(schema)) assert.ok(KEYWORDS.has(key), `${path}: ${key}`);
  const { properties = {}, items } = schema as { properties?: object; items?: unknown };
  for (const [key, value] of Object.entries(properties)) checkSchema(value, `${path}.${key}`);
  if (items !== undefined) checkSchema(items, `${path}[]`);
}
