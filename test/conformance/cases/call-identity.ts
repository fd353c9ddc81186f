import assert from "node:assert/strict";

import { checked, toolCalls, whole } from "../../fakes/scripted-endpoint.ts";
import type { Json, Step } from "../../fakes/scripted-endpoint.ts";
import type { Case, Stage } from "../stage.ts";

const FUNCTION = { name: "search", arguments: '{"q":"x"}' };

function asks(stage: Stage, ...calls: readonly Json[]): Step {
  return stage.say({
    finish_reason: "tool_calls",
    message: { role: "assistant", content: null, tool_calls: calls },
  });
}

/** The stage checks that ids are there, unique and the same in call and result. */
async function runs(stage: Stage, count: number, ...calls: readonly Json[]): Promise<void> {
  stage.script(asks(stage, ...calls), stage.final("done"));
  const { toolArgs } = await stage.expect("done");
  assert.equal(toolArgs.length, count);
}

async function answersUnknown(stage: Stage, name: string): Promise<void> {
  stage.script(
    asks(stage, { id: "a", type: "function", function: { name, arguments: "{}" } }),
    stage.final("done"),
  );
  const { toolArgs } = await stage.expect("done");
  assert.deepEqual(toolArgs, []);
  const told = String(stage.bodies.at(-1)?.messages.at(-1)?.["content"]);
  assert.match(told, /^Tool error: unknown tool .*Available tools: search\./);
}

export default [
  {
    id: "D11",
    name: "a call without an id gets one",
    play: (stage) => runs(stage, 1, { type: "function", function: FUNCTION }),
  },
  {
    id: "D12",
    name: "an empty id is replaced",
    play: (stage) => runs(stage, 1, { id: "", type: "function", function: FUNCTION }),
  },
  {
    id: "D13",
    name: "two calls of one id become two",
    play: (stage) =>
      runs(
        stage,
        2,
        { id: "call_0", type: "function", function: FUNCTION },
        { id: "call_0", type: "function", function: { name: "search", arguments: '{"q":"y"}' } },
      ),
  },
  {
    id: "D14",
    name: "a null id is replaced",
    play: (stage) => runs(stage, 1, { id: null, type: "function", function: FUNCTION }),
  },
  {
    id: "D16",
    name: "an id that comes again in a later round is made unique",
    async play(stage) {
      const again = (q: string): Step =>
        asks(stage, {
          id: "functions.search:0",
          type: "function",
          function: { name: "search", arguments: `{"q":"${q}"}` },
        });
      stage.script(again("a"), again("b"), again("c"), stage.final("done"));
      const { toolArgs } = await stage.expect("done");
      assert.equal(toolArgs.length, 3);
    },
  },
  {
    id: "D17",
    name: "Mistral's ids: nine letters and digits, without collisions",
    async play(stage) {
      const refuse = whole(
        {
          object: "error",
          message: "Tool call id was call_abcdefghij but must be a-z, A-Z, 0-9, with a length of 9.",
          type: "invalid_request_error",
        },
        { status: 400 },
      );
      const ids = ["call_abcdefghij", "call_abcdefghik"];
      const calls = ids.map((id, n) => ({
        id,
        type: "function",
        function: { name: "search", arguments: `{"q":"${n}"}` },
      }));
      const nine = checked(({ body }) => {
        const sent = body.messages.flatMap(
          (message) => (message["tool_calls"] as { id: string }[] | undefined) ?? [],
        );
        assert.ok(sent.length > 0 && sent.every(({ id }) => /^[a-zA-Z0-9]{9}$/.test(id)));
      }, stage.final("done"));
      stage.script(asks(stage, ...calls), refuse, nine);
      await stage.expect("done");
      // What was learned is not learned again.
      stage.script(asks(stage, ...calls), nine);
      await stage.expect("done");
    },
  },
  {
    id: "D19",
    name: "a call without a name is dropped and never sent back",
    async play(stage) {
      const nameless = { id: "", type: "function", function: { name: "", arguments: "{}" } };
      stage.script(asks(stage, nameless), stage.final("retried"));
      await stage.expect("retried");
      stage.script(
        asks(stage, nameless, { id: "b", type: "function", function: FUNCTION }),
        stage.final("done"),
      );
      const { toolArgs } = await stage.expect("done");
      assert.equal(toolArgs.length, 1);
      assert.ok(!JSON.stringify(stage.bodies).includes('"name":""'));
    },
  },
  { id: "D20", name: "another case is another name", play: (stage) => answersUnknown(stage, "Search") },
  {
    id: "D20b",
    name: "blanks and known prefixes are taken off",
    async play(stage) {
      for (const name of [" search", "functions.search", "default_api.search"]) {
        await runs(stage, 1, { id: "a", type: "function", function: { name, arguments: '{"q":"x"}' } });
      }
    },
  },
  { id: "D21", name: "a tool that was not offered", play: (stage) => answersUnknown(stage, "rm_rf") },
  {
    id: "D22",
    name: "thirty calls: some run, each is answered",
    async play(stage) {
      const calls = toolCalls(
        Array.from({ length: 30 }, (_, n) => ({ id: `c${n}`, name: "search", args: { q: `${n}` } })),
      );
      stage.script(asks(stage, ...calls), stage.final("done"));
      const { toolArgs } = await stage.expect("done", { limits: { maxCallsPerRound: 8 } });
      assert.equal(toolArgs.length, 8);
      const results = stage.bodies[1]?.messages.filter(({ role }) => role === "tool") ?? [];
      assert.equal(results.length, 30);
      assert.match(String(results.at(-1)?.["content"]), /^Tool error: not executed: /);
    },
  },
] satisfies readonly Case[];
