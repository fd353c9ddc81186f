import assert from "node:assert/strict";
import { test } from "node:test";

import { z } from "zod";

import { ExtensionError } from "../../src/errors.ts";
import { defineTool, toolProblems } from "../../src/toolkit/define-tool.ts";

const description = "Does something for this test and nothing else.";
const define = (parameters: z.ZodObject) =>
  defineTool({ description, parameters, effect: "reads", execute: () => "" });

test("the schema is plain: no bounds, no formats, no keywords that some endpoints refuse", () => {
  const { parameters } = define(
    z.object({
      text: z.string().min(1).max(5).describe("A text"),
      address: z.url().optional(),
      count: z.number().int().min(1).max(9).default(3),
      kind: z.enum(["a", "b"]),
      fixed: z.literal("x"),
      items: z.array(z.object({ isOn: z.boolean() })).optional(),
    }),
  );
  assert.deepEqual(parameters, {
    type: "object",
    properties: {
      text: { type: "string", description: "A text" },
      address: { type: "string" },
      count: { type: "integer" },
      kind: { type: "string", enum: ["a", "b"] },
      fixed: { type: "string", enum: ["x"] },
      items: {
        type: "array",
        items: { type: "object", properties: { isOn: { type: "boolean" } }, required: ["isOn"] },
      },
    },
    required: ["text", "kind", "fixed"],
  });
});

for (const [name, field] of [
  ["a union", z.union([z.string(), z.number()])],
  ["null", z.string().nullable()],
  ["anything", z.unknown()],
  ["a record", z.record(z.string(), z.string())],
] as const) {
  test(`a parameter that is ${name} is refused when the tool is defined`, () => {
    assert.throws(() => define(z.object({ field })), ExtensionError);
  });
}

test("a file that is no tool is told what it lacks", () => {
  const tool = define(z.object({}));
  assert.deepEqual(toolProblems(tool, "roll_dice"), []);
  assert.deepEqual(toolProblems(tool, "roll dice"), ["the file name is not a tool name"]);
  assert.deepEqual(toolProblems(tool, "a".repeat(65)), ["the file name is not a tool name"]);
  assert.deepEqual(toolProblems({ description }, "roll"), ["the default export is not made by defineTool"]);
  assert.deepEqual(toolProblems(null, "roll"), ["the default export is not made by defineTool"]);
  assert.equal(toolProblems({ ...tool, description: " " }, "roll").length, 1);
  assert.equal(toolProblems({ ...tool, effect: "writes" }, "roll").length, 1);
});
