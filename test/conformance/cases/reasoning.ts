import assert from "node:assert/strict";

import { checked, chunk, stream, toolCalls, whole } from "../../fakes/scripted-endpoint.ts";
import type { Json, SeenRequest, Step } from "../../fakes/scripted-endpoint.ts";
import { fakeEntry } from "../../fakes/engine-context.ts";
import type { Case, Stage } from "../stage.ts";

const CALLS = toolCalls([{ id: "a", name: "search", args: { q: "x" } }]);

function assistantOf(body: SeenRequest["body"]): Json {
  return body.messages.find((message) => message["tool_calls"] !== undefined) ?? {};
}

function asks(stage: Stage, message: Json): Step {
  return stage.say({
    finish_reason: "tool_calls",
    message: { role: "assistant", content: "", tool_calls: CALLS, ...message },
  });
}

const DETAILS = [
  { type: "reasoning.encrypted", data: "AbC=", id: "r1", format: "f", index: 0 },
  { type: "reasoning.text", text: "because", signature: "sig", index: 1 },
];

export default [
  {
    id: "D80",
    name: "DeepSeek's reasoning goes back with the calls, and not into the session",
    async play(stage) {
      for (const reasoning of ["because", ""]) {
        stage.script(
          asks(stage, { reasoning_content: reasoning }),
          checked(
            ({ body }) => assert.equal(assistantOf(body)["reasoning_content"], reasoning),
            stage.final("done"),
          ),
        );
        const { result } = await stage.expect("done");
        assert.ok(!JSON.stringify([result?.response, result?.summary]).includes("because"));
      }
    },
  },
  {
    id: "D80b",
    name: "an older model refuses what was sent back: it is left out from then on",
    async play(stage) {
      const refuse = whole(
        { error: { message: "reasoning_content is not supported in input messages" } },
        { status: 400 },
      );
      const without = checked(
        ({ body }) => assert.ok(!("reasoning_content" in assistantOf(body))),
        stage.final("done"),
      );
      stage.script(asks(stage, { reasoning_content: "because" }), refuse, without);
      await stage.expect("done");
      stage.script(asks(stage, { reasoning_content: "because" }), without);
      await stage.expect("done");
    },
  },
  {
    id: "D80c",
    name: "a server that wants the field although it sent none gets it empty",
    async play(stage) {
      const message = "The `reasoning_content` in the thinking mode must be passed back to the API.";
      stage.script(
        asks(stage, {}),
        whole({ error: { message } }, { status: 400 }),
        checked(({ body }) => assert.equal(assistantOf(body)["reasoning_content"], ""), stage.final("done")),
      );
      await stage.expect("done");
    },
  },
  {
    id: "D81",
    name: "Gemini's thought signature stays on its call; another model gets none",
    async play(stage) {
      const extra = { google: { thought_signature: "AbC=" } };
      const signed = [{ ...CALLS[0], extra_content: extra }];
      const sent = (body: SeenRequest["body"]): Json | undefined =>
        (assistantOf(body)["tool_calls"] as Json[])[0];
      stage.script(
        asks(stage, { tool_calls: signed }),
        checked(({ body }) => assert.deepEqual(sent(body), signed[0]), stage.final("done")),
      );
      await stage.expect("done");
      const fallback = fakeEntry(stage.endpoint.url, { label: "other", modelName: "other" });
      stage.script(
        asks(stage, { tool_calls: signed }),
        whole({ error: { message: "no" } }, { status: 401 }),
        checked(({ body }) => {
          assert.equal(body["model"], "other");
          assert.ok(!("extra_content" in (sent(body) ?? {})));
        }, stage.final("from the other")),
      );
      await stage.expect("from the other", { roles: { fallback } });
    },
  },
  {
    id: "D81b",
    name: "where a signature is missing, the stand-in is sent",
    async play(stage) {
      const message = "Function call is missing a thought_signature in functionCall parts.";
      stage.script(
        asks(stage, {}),
        whole([{ error: { code: 400, message, status: "INVALID_ARGUMENT" } }], { status: 400 }),
        checked(
          ({ body }) => assert.match(JSON.stringify(assistantOf(body)), /skip_thought_signature_validator/),
          stage.final("done"),
        ),
      );
      await stage.expect("done");
    },
  },
  {
    id: "D82",
    name: "OpenRouter's reasoning details go back unchanged, in order",
    async play(stage) {
      stage.script(
        asks(stage, { reasoning_details: DETAILS }),
        checked(
          ({ body }) => assert.deepEqual(assistantOf(body)["reasoning_details"], DETAILS),
          stage.final("done"),
        ),
      );
      await stage.expect("done");
    },
  },
  {
    id: "D82b",
    name: "streamed reasoning details are put together by index",
    forms: ["streamed"],
    async play(stage) {
      const pieces = [
        [DETAILS[0]],
        [{ type: "reasoning.text", text: "be", index: 1 }],
        [{ type: "reasoning.text", text: "cause", index: 1 }],
        [{ type: "reasoning.text", signature: "sig", index: 1 }],
      ];
      stage.script(
        stream([
          ...pieces.map((reasoning_details) => chunk({ delta: { reasoning_details } })),
          chunk({ delta: { tool_calls: [{ index: 0, ...CALLS[0] }] } }),
          chunk({ delta: {}, finish_reason: "tool_calls" }),
        ]),
        checked(
          ({ body }) => assert.deepEqual(assistantOf(body)["reasoning_details"], DETAILS),
          stage.final("done"),
        ),
      );
      await stage.expect("done");
    },
  },
] satisfies readonly Case[];
