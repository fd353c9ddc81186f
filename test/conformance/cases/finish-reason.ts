import assert from "node:assert/strict";

import { toolCalls } from "../../fakes/scripted-endpoint.ts";
import type { Json } from "../../fakes/scripted-endpoint.ts";
import type { Case, Stage } from "../stage.ts";

const CALL: Json = {
  role: "assistant",
  content: null,
  tool_calls: toolCalls([{ name: "search", args: { q: "x" } }]),
};

async function runsTheTools(stage: Stage, ending: Json): Promise<void> {
  stage.script(stage.say({ message: CALL, ...ending }), stage.final("done"));
  const { toolArgs } = await stage.expect("done");
  assert.deepEqual(toolArgs, ['{"q":"x"}']);
}

export default [
  {
    id: "D01",
    name: "calls with finish stop run",
    play: (stage) => runsTheTools(stage, { finish_reason: "stop" }),
  },
  {
    id: "D03",
    name: "calls with finish function_call, null or none run",
    async play(stage) {
      await runsTheTools(stage, { finish_reason: "function_call" });
    },
  },
  {
    id: "D03b",
    name: "calls with finish null run",
    play: (stage) => runsTheTools(stage, { finish_reason: null }),
  },
  { id: "D03c", name: "calls without any finish run", play: (stage) => runsTheTools(stage, {}) },
  {
    id: "D04",
    name: "finish tool_calls without calls is an answer",
    async play(stage) {
      stage.script(
        stage.say({
          finish_reason: "tool_calls",
          message: { role: "assistant", content: "done", tool_calls: [] },
        }),
      );
      await stage.expect("done");
    },
  },
  {
    id: "D05",
    name: "nothing at all: one retry, then an error for the person",
    async play(stage) {
      const nothing = stage.say({
        finish_reason: "tool_calls",
        message: { role: "assistant", content: null },
      });
      stage.script(nothing, stage.final("second try"));
      await stage.expect("second try");
      stage.script(nothing, nothing);
      await stage.fails("model-empty");
    },
  },
  {
    id: "D06",
    name: "cut-off arguments never run: told once, then an error",
    async play(stage) {
      const cut = stage.say({
        finish_reason: "length",
        message: {
          role: "assistant",
          content: null,
          tool_calls: toolCalls([{ name: "search", args: '{"q":"x' }]),
        },
      });
      stage.script(cut, stage.final("shorter"));
      const { toolArgs } = await stage.expect("shorter");
      assert.deepEqual(toolArgs, []);
      assert.match(String(stage.bodies[1]?.messages.at(-1)?.["content"]), /^Tool error: .*cut off/);
      stage.script(cut, cut);
      const played = await stage.fails("model-upstream");
      assert.deepEqual(played.toolArgs, []);
    },
  },
  {
    id: "D06b",
    name: "calls that look whole do not run either when the answer was cut off",
    async play(stage) {
      stage.script(stage.say({ finish_reason: "length", message: CALL }), stage.final("ok"));
      const { toolArgs } = await stage.expect("ok");
      assert.deepEqual(toolArgs, []);
    },
  },
  {
    id: "D07",
    name: "a cut-off text is delivered with a mark",
    async play(stage) {
      stage.script(
        stage.say({ finish_reason: "length", message: { role: "assistant", content: "partial" } }),
      );
      const { result } = await stage.expect("partial […]");
      assert.deepEqual(result?.notices, ["Answer cut off at the model's limit."]);
    },
  },
  {
    id: "D08",
    name: "the content filter gives a neutral sentence, without a retry",
    async play(stage) {
      stage.script(
        stage.say({ finish_reason: "content_filter", message: { role: "assistant", content: "" } }),
      );
      await stage.expect("The model's provider declined to answer this.");
    },
  },
  {
    id: "D09",
    name: "finish error: one retry with the same history, then an error",
    async play(stage) {
      const malformed = stage.say({
        finish_reason: "error",
        native_finish_reason: "MALFORMED_FUNCTION_CALL",
        message: { role: "assistant", content: "" },
      });
      stage.script(malformed, stage.final("well"));
      await stage.expect("well");
      assert.deepEqual(stage.bodies[0]?.messages, stage.bodies[1]?.messages);
      stage.script(malformed, malformed);
      await stage.fails("model-upstream");
    },
  },
] satisfies readonly Case[];
