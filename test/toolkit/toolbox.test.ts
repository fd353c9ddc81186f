import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";

import { z } from "zod";

import { ToolError } from "../../src/errors.ts";
import { defineTool, type ToolRun, type ToolSpec } from "../../src/toolkit/define-tool.ts";
import { createToolbox, type ToolboxOptions } from "../../src/toolkit/toolbox.ts";
import { toolContext, toolServices } from "./fakes.ts";

type Execute = (args: { readonly q?: string | undefined }, run: ToolRun) => unknown;

const parameters = z.object({ q: z.string().max(1_000_000).optional(), n: z.number().optional() });

function boxOf(
  execute: Execute,
  spec: Partial<ToolSpec<typeof parameters>> = {},
  options: Partial<ToolboxOptions> = {},
) {
  const tool = defineTool({
    description: "A tool of a test.",
    parameters,
    effect: "reads",
    ...spec,
    execute,
  });
  const box = createToolbox(new Map([["search", tool]]), { services: toolServices(), ...options });
  return (args: string, context = toolContext(), name = "search") =>
    box.call({ id: "c", name, args }, context);
}

for (const [args, expected] of [
  ['{"q":"x"}', "x"],
  ["", "none"],
  ["  \n", "none"],
  ["{}", "none"],
  ['{"q":null}', "none"],
] as const) {
  test(`arguments ${JSON.stringify(args)} are taken`, async () => {
    const call = boxOf(({ q }) => q ?? "none");
    assert.deepEqual(await call(args), { text: expected, isError: false });
  });
}

for (const [args, pattern] of [
  ["[1,2]", /must be an object, not an array/],
  ["null", /must be an object, not null/],
  ["42", /must be an object, not a number/],
  ['"{}"', /must be an object, not a string/],
  ["{q: 'x'}", /not valid JSON/],
  ['{"q":"x",}', /not valid JSON/],
  ['{"q":"x', /not valid JSON/],
  ['```json\n{"q":"x"}\n```', /without a code fence/],
  ['{"__proto__":{"a":1},"q":"x"}', /__proto__ is not allowed/],
  ['{"q":"x","n":{"constructor":{"prototype":{}}}}', /prototype is not allowed/],
  ['{"q":"x","userId":"1","asAdmin":true}', /Unrecognized keys: "userId", "asAdmin"/],
  ['{"q":5}', /q: .*expected string/],
] as const) {
  test(`arguments ${args} are refused before the tool runs`, async (t) => {
    const execute = t.mock.fn<Execute>(() => "ran");
    const result = await boxOf(execute)(args);
    assert.match(result.text, pattern);
    assert.match(result.text, /^Tool error: /);
    assert.equal(result.isError, true);
    assert.equal(execute.mock.callCount(), 0);
    assert.equal(Reflect.get({}, "a"), undefined);
  });
}

test("arguments of 5 MB are refused without parsing them", async (t) => {
  const call = boxOf(() => "ran");
  const parse = t.mock.method(JSON, "parse");
  const result = await call(`{"q":"${"x".repeat(5_000_000)}"}`);
  assert.match(result.text, /too long/);
  assert.equal(parse.mock.callCount(), 0);
});

const cyclic: Record<string, unknown> = { name: "ring" };
cyclic["self"] = cyclic;
const hostileGetter = {
  ok: 1,
  get broken(): never {
    throw new Error("no");
  },
};
const deep = JSON.parse(`${'{"a":'.repeat(500)}1${"}".repeat(500)}`) as unknown;

for (const [name, value, pattern] of [
  ["undefined", undefined, /returned nothing/],
  ["null", null, /^null$/],
  ["an empty text", "", /^$/],
  ["a BigInt", 10n, /"10"/],
  ["a cycle", cyclic, /"name":"ring","self":"\(refers to itself\)"/],
  ["a Buffer", Buffer.alloc(5_000_000), /binary data, 5000000 bytes/],
  ["an ArrayBuffer", new ArrayBuffer(8), /binary data, 8 bytes/],
  ["a Buffer inside", { file: Buffer.alloc(9) }, /binary data, 9 bytes/],
  ["a throwing toJSON", { toJSON: () => assert.fail() }, /could not be written as JSON/],
  ["a throwing getter", hostileGetter, /could not be read/],
  ["a Map", new Map([["a", 1]]), /^\{"a":1\}$/],
  ["a Date", new Date(0), /1970-01-01/],
  ["a symbol", Symbol("s"), /^null$/],
  ["a function", () => 1, /^null$/],
  ["deep nesting", deep, /nested too deep/],
  ["an Error", new Error("inside"), /Error: inside/],
] as const) {
  test(`a result that is ${name} becomes text`, async () => {
    const result = await boxOf(() => value)("{}");
    assert.match(result.text, pattern);
    assert.equal(result.isError, false);
  });
}

for (const [name, value] of [
  ["text", "ä€😀".repeat(8_000_000)],
  ["array", Array.from({ length: 5_000_000 }, () => "0123456789")],
  ["object", { big: "x".repeat(50_000_000) }],
] as const) {
  test(`a result of about 50 MB as ${name} is cut, and inside no character`, async () => {
    const { text } = await boxOf(() => value)("{}");
    assert.ok(Buffer.byteLength(text) <= 16_384, `${Buffer.byteLength(text)} bytes`);
    assert.match(text, /\[cut here/);
    assert.doesNotMatch(text, /\uFFFD/);
  });
}

test("of a huge result no more is looked at than is written", async () => {
  let looked = 0;
  const huge = new Proxy(
    Array.from({ length: 5_000_000 }, () => "0123456789"),
    { get: (list, key) => ((looked += 1), Reflect.get(list, key) as unknown) },
  );
  await boxOf(() => huge)("{}");
  assert.ok(looked < 20_000, `${looked} looks`);
});

test("a failure is text for the model; what was not written for it stays in the log", async () => {
  const logged: unknown[] = [];
  const note = (_event: string, fields?: Readonly<Record<string, unknown>>) =>
    void logged.push(fields?.["error"]);
  const log = { debug: note, info: note, warn: note, error: note };
  const said = boxOf(() => {
    throw new ToolError("no such page");
  });
  assert.deepEqual(await said("{}"), { text: "Tool error: no such page", isError: true });
  for (const thrown of [new Error("GET https://u:pw@host/?key=sk-1"), "text", undefined, null, 7, { a: 1 }]) {
    const call = boxOf(() => Promise.reject(thrown), {}, { log }); // oxlint-disable-line prefer-promise-reject-errors
    const { text, isError } = await call("{}");
    assert.equal(text, "Tool error: the tool failed unexpectedly. The operator's log has the details.");
    assert.equal(isError, true);
    assert.equal(logged.at(-1), thrown);
  }
});

test("an unknown name gets the valid ones", async () => {
  const result = await boxOf(() => "ran")("{}", toolContext(), "Search");
  assert.deepEqual(result, {
    text: 'Tool error: there is no tool "Search". The tools are: search.',
    isError: true,
  });
});

test("names of Object.prototype are no tools", async () => {
  for (const name of ["constructor", "__proto__", "toString"]) {
    assert.match((await boxOf(() => "ran")("{}", toolContext(), name)).text, /there is no tool/);
  }
});

test("a tool that never settles and ignores its signal is left behind when its time is over", async () => {
  let seen: AbortSignal | undefined;
  const call = boxOf(
    (_args, { signal }) => {
      seen = signal;
      return new Promise(() => undefined);
    },
    { limits: { timeoutMs: 20 } },
  );
  const startedAt = performance.now();
  const result = await call("{}");
  assert.ok(performance.now() - startedAt < 20_000);
  assert.match(result.text, /^Tool error: it took longer than 0.02 seconds/);
  assert.equal(seen?.aborted, true);
});

test("stopping the task ends a call at once, and a late rejection harms nobody", async () => {
  const stop = new AbortController();
  let reject: (error: Error) => void = () => undefined;
  const call = boxOf(() => new Promise((_resolve, give) => (reject = give)));
  const running = call("{}", toolContext({ signal: stop.signal }));
  stop.abort();
  assert.deepEqual(await running, { text: "Tool error: the task was stopped", isError: true });
  reject(new Error("too late"));
  await new Promise((resolve) => setImmediate(resolve));
});

test("a task that is already stopped runs no tool", async (t) => {
  const execute = t.mock.fn<Execute>(() => "ran");
  const result = await boxOf(execute)("{}", toolContext({ signal: AbortSignal.abort() }));
  assert.equal(result.isError, true);
  assert.equal(execute.mock.callCount(), 0);
});

test("a tool's signal is aborted once its call has ended, so that nothing goes on behind it", async () => {
  let seen: AbortSignal | undefined;
  await boxOf((_args, { signal }) => {
    seen = signal;
    return "done";
  })("{}");
  assert.equal(seen?.aborted, true);
});

test("a call leaves no listener on the task's signal", async (t: TestContext) => {
  const { signal } = new AbortController();
  const add = t.mock.method(signal, "addEventListener");
  const remove = t.mock.method(signal, "removeEventListener");
  await boxOf(() => "done")("{}", toolContext({ signal }));
  const listeners = (calls: typeof add.mock.calls): unknown => calls.map((one) => one.arguments[1]);
  assert.deepEqual(listeners(remove.mock.calls), listeners(add.mock.calls));
});

for (const needs of [{ permissions: ["ManageMessages"] }, { approval: true }]) {
  const name = Object.keys(needs).join();

  test(`a tool that needs ${name} is refused when nobody can allow it`, async (t) => {
    const execute = t.mock.fn<Execute>(() => "ran");
    const result = await boxOf(execute, { needs })("{}");
    assert.match(result.text, /^Tool error: refused/);
    assert.equal(execute.mock.callCount(), 0);
  });

  test(`a tool that needs ${name} is checked at every call, with the person from the task`, async (t) => {
    const execute = t.mock.fn<Execute>(() => "ran");
    const answers = [undefined, "you may not"];
    const asked: string[] = [];
    const call = boxOf(
      execute,
      { needs },
      {
        guard: {
          authorise: (_name, _tool, _call, { author }) => {
            asked.push(author.id);
            return Promise.resolve(answers.shift());
          },
          recall: () => undefined,
        },
      },
    );
    assert.equal((await call("{}")).text, "ran");
    assert.equal((await call("{}")).text, "Tool error: refused: you may not");
    assert.deepEqual(asked, ["3", "3"]);
    assert.equal(execute.mock.callCount(), 1);
  });
}

test("only what is allowed and available is offered, in a stable order", () => {
  const make = (isOn: boolean) =>
    defineTool({
      description: "A tool of a test.",
      parameters: z.object({}),
      effect: isOn ? "acts" : "reads",
      isAvailable: () => isOn,
      execute: () => "",
    });
  const tools = new Map([
    ["b", make(true)],
    ["a", make(true)],
    ["off", make(false)],
    ["other", make(true)],
  ]);
  const box = createToolbox(tools, { services: toolServices(), allowed: new Set(["a", "b", "off"]) });
  assert.deepEqual(
    box.schemas.map(({ name }) => name),
    ["a", "b"],
  );
  assert.equal(box.isActing("a"), true);
  assert.equal(box.isActing("other"), false);
});

test("results and errors are sanitised alike", async () => {
  const sanitise = (text: string) => text.replaceAll("secret", "[hidden]");
  const fine = boxOf(() => "a secret", {}, { sanitise });
  const failing = boxOf(() => Promise.reject(new ToolError("the secret is out")), {}, { sanitise });
  assert.equal((await fine("{}")).text, "a [hidden]");
  assert.equal((await failing("{}")).text, "Tool error: the [hidden] is out");
});
