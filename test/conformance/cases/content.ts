import assert from "node:assert/strict";

import { checked, toolCalls, whole } from "../../fakes/scripted-endpoint.ts";
import type { Json } from "../../fakes/scripted-endpoint.ts";
import type { Case, Played, Stage } from "../stage.ts";

function answers(stage: Stage, content: unknown, response: string, rest: Json = {}): Promise<Played> {
  stage.script(stage.say({ finish_reason: "stop", message: { role: "assistant", content, ...rest } }));
  return stage.expect(response);
}

/** Nothing that can be shown: one retry. */
async function retries(stage: Stage, message: Json): Promise<Played> {
  stage.script(
    stage.say({ finish_reason: "stop", message: { role: "assistant", ...message } }),
    stage.final("second"),
  );
  const played = await stage.expect("second");
  assert.equal(played.shown, "second");
  return played;
}

const CALLS = toolCalls([{ id: "a", name: "search", args: { q: "x" } }]);

export default [
  {
    id: "D34",
    name: "no text beside calls is null, or what the server takes",
    async play(stage) {
      const asks = stage.say({
        finish_reason: "tool_calls",
        message: { role: "assistant", content: null, tool_calls: CALLS },
      });
      const contentOf = (body: { readonly messages: readonly Json[] }): unknown =>
        body.messages.find((message) => message["tool_calls"] !== undefined)?.["content"];
      stage.script(
        asks,
        checked(
          ({ body }) => assert.equal(contentOf(body), null),
          whole({ error: { message: "invalid message content type: <nil>" } }, { status: 400 }),
        ),
        checked(({ body }) => assert.equal(contentOf(body), ""), stage.final("done")),
      );
      await stage.expect("done");
    },
  },
  {
    id: "D35",
    name: "content in parts is joined; no parts are nothing",
    async play(stage) {
      await answers(
        stage,
        [
          { type: "text", text: "h" },
          { type: "text", text: "i" },
        ],
        "hi",
      );
      await retries(stage, { content: [] });
    },
  },
  {
    id: "D36",
    name: "thinking parts are left out",
    async play(stage) {
      const thinking = { type: "thinking", thinking: [{ type: "text", text: "secret" }] };
      const { everShown } = await answers(stage, [thinking, { type: "text", text: "hi" }], "hi");
      assert.equal(everShown, "hi");
    },
  },
  {
    id: "D37",
    name: "reasoning in tags is never shown",
    async play(stage) {
      const { everShown } = await answers(stage, "<think>secret</think>\n\nhi", "hi");
      assert.equal(everShown, "hi");
      const retried = await retries(stage, { content: "<think>secret and no end" });
      assert.equal(retried.everShown, "second");
    },
  },
  {
    id: "D37b",
    name: "reasoning without a beginning is taken back, and from then on held back",
    async play(stage) {
      const first = await answers(stage, "secret</think>hi", "hi");
      assert.equal(first.shown, "hi");
      const { everShown } = await answers(stage, "secret</think>hi again", "hi again");
      assert.equal(everShown, "hi again");
    },
  },
  {
    id: "D38",
    name: "a refusal is the answer",
    play: async (stage) => void (await answers(stage, null, "I can't", { refusal: "I can't" })),
  },
  {
    id: "D39",
    name: "reasoning alone is no answer",
    async play(stage) {
      const { everShown } = await retries(stage, { content: "", reasoning_content: "the answer is 4" });
      assert.equal(everShown, "second");
    },
  },
  {
    id: "D40",
    name: "tool calls in text never run and are never shown",
    async play(stage) {
      const texts = [
        '<tool_call>{"name":"search","arguments":{"q":"x"}}</tool_call>',
        "<tool_call><function=search><parameter=q>x</parameter></function></tool_call>",
        '<function_calls><invoke name="search"><parameter name="q">x</parameter></invoke></function_calls>',
        'search[ARGS]{"q":"x"}',
      ];
      for (const content of texts) {
        const { toolArgs, everShown } = await retries(stage, { content });
        assert.deepEqual(toolArgs, []);
        assert.ok(!/[<[{]/.test(everShown), everShown);
      }
      const twice = stage.say({ finish_reason: "stop", message: { role: "assistant", content: texts[0] } });
      stage.script(twice, twice);
      await stage.fails("model-empty");
    },
  },
  {
    id: "D41",
    name: "text beside calls stays in the history and is not the answer",
    async play(stage) {
      stage.script(
        stage.say({
          finish_reason: "tool_calls",
          message: { role: "assistant", content: "Let me look…", tool_calls: CALLS },
        }),
        stage.final("done"),
      );
      const { shown } = await stage.expect("done");
      assert.equal(shown, "done");
      assert.equal(stage.bodies[1]?.messages.at(-2)?.["content"], "Let me look…");
    },
  },
  {
    id: "D42",
    name: "template tokens are taken out",
    async play(stage) {
      assert.equal((await answers(stage, "hi<|im_end|>", "hi")).everShown, "hi");
      const harmony =
        "<|channel|>analysis<|message|>secret<|end|><|start|>assistant<|channel|>final<|message|>hi<|return|>";
      assert.equal((await answers(stage, harmony, "hi")).everShown, "hi");
      const retried = await retries(stage, { content: "<|channel|>analysis secret" });
      assert.equal(retried.everShown, "second");
    },
  },
] satisfies readonly Case[];
