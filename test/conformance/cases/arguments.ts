import assert from "node:assert/strict";

import type { Json } from "../../fakes/scripted-endpoint.ts";
import type { Case, Stage } from "../stage.ts";

/** Plays one call with these arguments. @returns what the tool got, and what the model was told. */
async function calls(
  stage: Stage,
  called: Json,
): Promise<{ readonly got: readonly string[]; readonly told: string }> {
  stage.script(
    stage.say({
      finish_reason: "tool_calls",
      message: {
        role: "assistant",
        content: null,
        tool_calls: [{ id: "a", type: "function", function: { name: "search", ...called } }],
      },
    }),
    stage.final("done"),
  );
  const { toolArgs } = await stage.expect("done");
  return { got: toolArgs, told: String(stage.bodies.at(-1)?.messages.at(-1)?.["content"]) };
}

async function refused(stage: Stage, args: string, told: RegExp): Promise<void> {
  const outcome = await calls(stage, { arguments: args });
  assert.deepEqual(outcome.got, []);
  assert.match(outcome.told, told);
}

export default [
  {
    id: "D24",
    name: "arguments as an object are read, and sent back as text",
    async play(stage) {
      assert.deepEqual((await calls(stage, { arguments: { q: "x" } })).got, ['{"q":"x"}']);
    },
  },
  {
    id: "D25",
    name: "no arguments are an empty object",
    async play(stage) {
      for (const called of [{ arguments: "" }, {}, { arguments: null }]) {
        assert.deepEqual((await calls(stage, called)).got, ["{}"]);
      }
    },
  },
  {
    id: "D26",
    name: "what is not JSON is told to the model",
    async play(stage) {
      for (const args of ["{q: 'x'}", '{"q":"x",}', '```json\n{"q":"x"}\n```']) {
        await refused(stage, args, /^Tool error: the arguments are not valid JSON/);
      }
    },
  },
  {
    id: "D28",
    name: "what is not an object is told to the model",
    async play(stage) {
      for (const args of ["[1,2]", "null", "42"])
        await refused(stage, args, /^Tool error: the arguments must be a JSON object/);
    },
  },
  {
    id: "D30",
    name: "a key for the prototype is refused",
    async play(stage) {
      await refused(
        stage,
        '{"__proto__":{"a":1},"q":"x"}',
        /^Tool error: the key "__proto__" is not allowed/,
      );
      assert.equal(({} as Json)["a"], undefined);
    },
  },
  {
    id: "D31",
    name: "what cannot be parsed goes back as {}, and stays raw in the record",
    async play(stage) {
      stage.script(
        stage.say({
          finish_reason: "tool_calls",
          message: {
            role: "assistant",
            content: null,
            tool_calls: [{ id: "a", type: "function", function: { name: "search", arguments: "{q" } }],
          },
        }),
        stage.final("done"),
      );
      const { result } = await stage.expect("done");
      assert.equal(result?.toolCalls[0]?.args, "{q");
      const assistant = stage.bodies[1]?.messages.find((message) => message["tool_calls"] !== undefined);
      assert.deepEqual((assistant?.["tool_calls"] as Json[] | undefined)?.[0]?.["function"], {
        name: "search",
        arguments: "{}",
      });
    },
  },
  {
    id: "D32",
    name: "five megabytes of arguments are refused unread",
    play: (stage) =>
      refused(stage, `{"q":"${"x".repeat(5_000_000)}"}`, /^Tool error: the arguments are too long/),
  },
] satisfies readonly Case[];
