/** Dialects that are on nobody's list: the boundary must hold the class, not the row. */
import assert from "node:assert/strict";

import { chunk, completion, stream, toolCalls, whole } from "../../fakes/scripted-endpoint.ts";
import type { Json, Step } from "../../fakes/scripted-endpoint.ts";
import type { Case, Stage } from "../stage.ts";

const WHOLE = ["whole"] as const;
const STREAMED = ["streamed"] as const;
const STOP = chunk({ delta: {}, finish_reason: "stop" });
const text = (content: unknown): Json => chunk({ delta: { content } });

async function runs(stage: Stage, message: Json, args: readonly string[] = ['{"q":"x"}']): Promise<void> {
  stage.script(
    stage.say({ finish_reason: "tool_calls", message: { role: "assistant", content: null, ...message } }),
    stage.final("done"),
  );
  assert.deepEqual((await stage.expect("done")).toolArgs, args);
}

async function hides(stage: Stage, content: string, answer: string): Promise<void> {
  stage.script(stage.say({ finish_reason: "stop", message: { role: "assistant", content } }));
  const { everShown, result } = await stage.expect(answer);
  assert.equal(everShown.trim(), answer);
  assert.ok(!String(result?.response).includes("secret"));
}

async function learns(
  stage: Stage,
  refusal: unknown,
  status: number,
  check: (body: Json) => boolean,
): Promise<void> {
  stage.endpoint.otherwise((request, response) =>
    (check(request.body) ? stage.final("done") : whole(refusal, { status }))(request, response),
  );
  const history = [
    { role: "user" as const, text: "one" },
    { role: "user" as const, text: "two" },
  ];
  await stage.expect("done", { input: { history } });
  const before = stage.bodies.length;
  await stage.expect("done", { input: { history } });
  assert.equal(stage.bodies.length, before + 1);
}

const roles = (body: Json): readonly unknown[] => (body["messages"] as Json[]).map(({ role }) => role);

export default [
  {
    id: "V01",
    name: "the old function_call",
    play: (stage) => runs(stage, { function_call: { name: "search", arguments: '{"q":"x"}' } }),
  },
  {
    id: "V02",
    name: "a call without the function wrapper",
    play: (stage) => runs(stage, { tool_calls: [{ id: "a", name: "search", arguments: '{"q":"x"}' }] }),
  },
  {
    id: "V03",
    name: "arguments under the name parameters, as an object",
    play: (stage) =>
      runs(stage, { tool_calls: [{ id: "a", function: { name: "search", parameters: { q: "x" } } }] }),
  },
  {
    id: "V04",
    name: "arguments that were encoded twice",
    play: (stage) =>
      runs(stage, { tool_calls: toolCalls([{ name: "search", args: JSON.stringify('{"q":"x"}') }]) }),
  },
  {
    id: "V05",
    name: "one call that is not in a list",
    play: (stage) => runs(stage, { tool_calls: toolCalls([{ name: "search", args: { q: "x" } }])[0] }),
  },
  {
    id: "V06",
    name: "a number for an id, a text for an index",
    forms: STREAMED,
    async play(stage) {
      const piece = (args: string, rest: Json = {}): Json =>
        chunk({ delta: { tool_calls: [{ index: "0", function: { arguments: args, ...rest } }] } });
      stage.script(
        stream([
          chunk({
            delta: { tool_calls: [{ index: "0", id: 7, function: { name: "search", arguments: "" } }] },
          }),
          piece('{"q":'),
          piece('"x"}'),
          chunk({ delta: {}, finish_reason: "tool_calls" }),
        ]),
        stage.final("done"),
      );
      assert.deepEqual((await stage.expect("done")).toolArgs, ['{"q":"x"}']);
    },
  },
  {
    id: "V07",
    name: "two whole calls at one index, without any id",
    forms: STREAMED,
    async play(stage) {
      const piece = (q: string): Json =>
        chunk({
          delta: { tool_calls: [{ index: 0, function: { name: "search", arguments: `{"q":"${q}"}` } }] },
        });
      stage.script(stream([piece("x"), piece("y"), STOP]), stage.final("done"));
      assert.deepEqual((await stage.expect("done")).toolArgs, ['{"q":"x"}', '{"q":"y"}']);
    },
  },
  {
    id: "V08",
    name: "pieces of two calls in turns, counted from 1",
    forms: STREAMED,
    async play(stage) {
      const piece = (index: number, rest: Json): Json =>
        chunk({ delta: { tool_calls: [{ index, ...rest }] } });
      stage.script(
        stream([
          piece(1, { id: "a", function: { name: "search", arguments: '{"q"' } }),
          piece(2, { id: "b", function: { name: "search", arguments: '{"q":' } }),
          piece(1, { function: { arguments: ':"x"}' } }),
          piece(2, { function: { arguments: '"y"}' } }),
          STOP,
        ]),
        stage.final("done"),
      );
      assert.deepEqual((await stage.expect("done")).toolArgs, ['{"q":"x"}', '{"q":"y"}']);
    },
  },
  {
    id: "V09",
    name: "a request for a stream is answered whole, and the other way round",
    forms: WHOLE,
    async play(stage) {
      stage.script(
        whole(completion({ finish_reason: "stop", message: { role: "assistant", content: "hi" } })),
      );
      await stage.expect("hi");
      stage.script(stream([text("hi"), STOP]));
      await stage.expect("hi", { entry: { capabilities: { streaming: false }, modelName: "n" } });
      assert.ok(!("stream" in (stage.bodies.at(-1) ?? {})));
    },
  },
  {
    id: "V10",
    name: "lines of JSON instead of events",
    forms: STREAMED,
    async play(stage) {
      stage.script(whole([text("h"), text("i"), STOP].map((line) => JSON.stringify(line)).join("\n")));
      await stage.expect("hi");
    },
  },
  {
    id: "V11",
    name: "events without an empty line between them, and no end marks but the last finish",
    forms: STREAMED,
    async play(stage) {
      stage.script(
        stream([[text("h"), text("i"), STOP].map((event) => `data: ${JSON.stringify(event)}\n`).join("")], {
          isDone: false,
        }),
      );
      await stage.expect("hi");
    },
  },
  {
    id: "V12",
    name: "a last event with the whole message beside the pieces, or instead of them",
    forms: STREAMED,
    async play(stage) {
      const last = chunk({ finish_reason: "stop", message: { role: "assistant", content: "hi" } });
      stage.script(stream([text("h"), text("i"), last]), stream([last]));
      await stage.expect("hi");
      await stage.expect("hi");
    },
  },
  {
    id: "V13",
    name: "a byte order mark, and events of other kinds in between",
    forms: STREAMED,
    async play(stage) {
      stage.script(stream(["\uFEFF", text("hi"), "event: ping\ndata: {}\n\n", "id: 4\nretry: 10\n\n", STOP]));
      await stage.expect("hi");
    },
  },
  {
    id: "V14",
    name: "the finish reason twice, and a piece after it",
    forms: STREAMED,
    async play(stage) {
      stage.script(stream([text("hi"), STOP, text(""), STOP]));
      await stage.expect("hi");
    },
  },
  {
    id: "V15",
    name: "reasoning in the tags of Magistral, Kimi, Cohere and others",
    async play(stage) {
      await hides(stage, "[THINK]secret[/THINK]hi", "hi");
      await hides(stage, "◁think▷secret◁/think▷hi", "hi");
      await hides(stage, "<thinking>secret</thinking>hi", "hi");
      await hides(stage, "<reasoning>secret</reasoning>\nhi", "hi");
      await hides(stage, "<think>secret</think>hi<think>secret</think> there", "hi there");
    },
  },
  {
    id: "V16",
    name: "an answer about the tags themselves stays whole",
    async play(stage) {
      await hides(
        stage,
        "Wrap it in `<think>` and `</think>`; a < b, x[0], [link](http://x), <b>bold</b>, <3",
        "Wrap it in `<think>` and `</think>`; a < b, x[0], [link](http://x), <b>bold</b>, <3",
      );
      const fenced = "```\n<think>shown</think>\n<tool_call>\n```\nend";
      await hides(stage, fenced, fenced);
    },
  },
  {
    id: "V17",
    name: "tool calls in the text of DeepSeek, Kimi, Llama and LM Studio",
    async play(stage) {
      const texts = [
        "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>search<｜tool▁calls▁end｜>",
        "<|tool_calls_section_begin|><|tool_call_begin|>functions.search:0<|tool_calls_section_end|>",
        '<|python_tag|>{"name":"search"}',
        '[TOOL_REQUEST]{"name":"search"}[END_TOOL_REQUEST]',
        '[TOOL_CALLS][{"name":"search"}]',
      ];
      for (const content of texts) {
        stage.script(
          stage.say({ finish_reason: "stop", message: { role: "assistant", content } }),
          stage.final("second"),
        );
        const { everShown, toolArgs } = await stage.expect("second");
        assert.equal(everShown, "second");
        assert.deepEqual(toolArgs, []);
      }
    },
  },
  {
    id: "V18",
    name: "a template without a system role",
    play: (stage) =>
      learns(
        stage,
        { error: { message: "System role not supported" } },
        400,
        (body) => !roles(body).includes("system"),
      ),
  },
  {
    id: "V19",
    name: "a template that wants the roles in turns",
    play: (stage) =>
      learns(
        stage,
        { error: { message: "Conversation roles must alternate user/assistant/user/assistant/..." } },
        500,
        (body) => !roles(body).some((role, index) => index > 0 && role === roles(body)[index - 1]),
      ),
  },
  {
    id: "V20",
    name: "a server that cannot stream",
    play: (stage) =>
      learns(
        stage,
        { detail: "Streaming is not supported for this model" },
        400,
        (body) => !("stream" in body),
      ),
  },
  {
    id: "V21",
    name: "finish reasons of Gemini, Mistral, Zhipu and DeepSeek",
    async play(stage) {
      const ends = (finish_reason: string, content: string): Step =>
        stage.say({ finish_reason, message: { role: "assistant", content } });
      stage.script(ends("MAX_TOKENS", "cut"), ends("model_length", "cut"));
      await stage.expect("cut […]");
      await stage.expect("cut […]");
      stage.script(ends("SAFETY", ""), ends("sensitive", ""));
      await stage.expect("The model's provider declined to answer this.");
      await stage.expect("The model's provider declined to answer this.");
      stage.script(ends("insufficient_system_resource", "half"), stage.final("well"));
      await stage.expect("well");
    },
  },
  {
    id: "V22",
    name: "Azure refuses the prompt itself for its content",
    forms: WHOLE,
    async play(stage) {
      const error = {
        message:
          "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
        code: "content_filter",
        status: 400,
      };
      stage.script(whole({ error }, { status: 400 }));
      await stage.expect("The model's provider declined to answer this.");
    },
  },
  {
    id: "V23",
    name: "a redirect is not followed: neither the conversation nor the key goes elsewhere",
    forms: WHOLE,
    async play(stage) {
      stage.script(whole("", { status: 307, headers: { location: `${stage.endpoint.url}/elsewhere` } }));
      await stage.fails("model-configuration");
    },
  },
  {
    id: "V24",
    name: "garbage in one event of a stream",
    forms: STREAMED,
    async play(stage) {
      stage.script(stream([text("hi"), 'data: {"choices":[{"delta"\n\n', STOP]), stage.final("well"));
      assert.equal((await stage.expect("well")).shown, "well");
    },
  },
  {
    id: "V25",
    name: "a single part of content that is not in a list, and a nested text",
    async play(stage) {
      stage.script(
        stage.say({
          finish_reason: "stop",
          message: { role: "assistant", content: { type: "text", text: "hi" } },
        }),
      );
      await stage.expect("hi");
      stage.script(
        stage.say({
          finish_reason: "stop",
          message: { role: "assistant", content: [{ type: "output_text", text: { value: "hi" } }] },
        }),
      );
      await stage.expect("hi");
    },
  },
  {
    id: "V26",
    name: "an endless error body",
    forms: WHOLE,
    async play(stage) {
      const endless: Step = (_request, response) => {
        response.writeHead(400, { "content-type": "text/plain" });
        const more = (): void => {
          while (!response.destroyed && response.write("x".repeat(65_536))) continue;
        };
        response.on("drain", more);
        more();
      };
      stage.script(endless);
      const { error } = await stage.fails("model-refused");
      assert.ok(error.detail.length <= 2_000);
    },
  },
  {
    id: "V27",
    name: "a server that says [DONE] and keeps the connection open",
    forms: STREAMED,
    async play(stage) {
      stage.script(stream([text("hi"), STOP], { end: "hang" }));
      await stage.expect("hi");
    },
  },
  {
    id: "V28",
    name: "the key and addresses with credentials stay out of every message",
    forms: WHOLE,
    async play(stage) {
      const leak =
        "bad key sk-test-0123456789abcdef at https://user:hunter22@host/x?api_key=abcdef123 with Bearer abc.def";
      stage.script(whole({ error: { message: leak } }, { status: 422 }));
      const { error } = await stage.fails("model-refused");
      for (const secret of ["0123456789abcdef", "hunter22", "abcdef123", "abc.def"])
        assert.ok(!error.detail.includes(secret), error.detail);
    },
  },
] satisfies readonly Case[];
