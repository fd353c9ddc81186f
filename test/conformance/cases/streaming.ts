import assert from "node:assert/strict";

import { chunk, stream } from "../../fakes/scripted-endpoint.ts";
import type { Json, Step } from "../../fakes/scripted-endpoint.ts";
import type { Case, Stage } from "../stage.ts";

const STREAMED = ["streamed"] as const;
const A = { name: "search", arguments: '{"q":"x"}' };
const B = { name: "search", arguments: '{"q":"y"}' };

function deltas(...pieces: readonly Json[]): Step {
  return stream([
    ...pieces.map((delta) => chunk({ delta })),
    chunk({ delta: {}, finish_reason: "tool_calls" }),
  ]);
}

async function runs(stage: Stage, args: readonly string[], ...pieces: readonly Json[]): Promise<void> {
  stage.script(deltas(...pieces), stage.final("done"));
  const { toolArgs } = await stage.expect("done");
  assert.deepEqual(toolArgs, args);
}

const call = (piece: Json): Json => ({ tool_calls: [piece] });
const text = (content: string): Json => chunk({ delta: { content } });
const STOP = chunk({ delta: {}, finish_reason: "stop" });

export default [
  {
    id: "D61",
    name: "a call without an index",
    forms: STREAMED,
    play: (stage) => runs(stage, ['{"q":"x"}'], call({ id: "a", function: A })),
  },
  {
    id: "D62",
    name: "two calls without an index, told apart by their ids",
    forms: STREAMED,
    play: (stage) =>
      runs(stage, ['{"q":"x"}', '{"q":"y"}'], call({ id: "a", function: A }), call({ id: "b", function: B })),
  },
  {
    id: "D63",
    name: "two calls at the same index: a new id is a new call",
    forms: STREAMED,
    play: (stage) =>
      runs(
        stage,
        ['{"q":"x"}', '{"q":"y"}'],
        call({ index: 0, id: "a", function: A }),
        call({ index: 0, id: "b", function: B }),
      ),
  },
  {
    id: "D65",
    name: "empty id and name of a continuation change nothing",
    forms: STREAMED,
    play: (stage) =>
      runs(
        stage,
        ['{"q":"x"}'],
        call({ index: 0, id: "a", function: { name: "search", arguments: "" } }),
        call({ index: 0, id: "", function: { name: "", arguments: '{"q":' } }),
        call({ index: 0, id: "", function: { name: "", arguments: '"x"}' } }),
      ),
  },
  {
    id: "D67",
    name: "a name in pieces, and one that is repeated",
    forms: STREAMED,
    async play(stage) {
      await runs(
        stage,
        ['{"q":"x"}'],
        call({ index: 0, id: "a", function: { name: "sea" } }),
        call({ index: 0, function: { name: "rch" } }),
        call({ index: 0, function: { arguments: '{"q":"x"}' } }),
      );
      await runs(
        stage,
        ['{"q":"x"}'],
        call({ index: 0, id: "a", function: { name: "search", arguments: '{"q":' } }),
        call({ index: 0, id: "a", function: { name: "search", arguments: '"x"}' } }),
        call({ index: 0, id: "a", function: { name: "search", arguments: "" } }),
      );
    },
  },
  {
    id: "D68",
    name: "arguments as an object",
    forms: STREAMED,
    play: (stage) =>
      runs(
        stage,
        ['{"q":"x"}'],
        call({ index: 0, id: "a", function: { name: "search", arguments: { q: "x" } } }),
      ),
  },
  {
    id: "D69",
    name: "no role in the first piece",
    forms: STREAMED,
    async play(stage) {
      stage.script(stream([text("hi"), STOP]));
      await stage.expect("hi");
    },
  },
  {
    id: "D70",
    name: "empty choices first and last, choices null, usage at the end",
    forms: STREAMED,
    async play(stage) {
      stage.script(
        stream([
          { choices: [], prompt_filter_results: [] },
          text("hi"),
          { id: "c1", choices: null },
          STOP,
          { id: "c1", choices: [], usage: { prompt_tokens: 11, completion_tokens: 2 } },
        ]),
      );
      const { result } = await stage.expect("hi");
      assert.deepEqual(result?.usage, { inputTokens: 11, outputTokens: 2, isEstimated: false });
    },
  },
  {
    id: "D73",
    name: "a stream that is cut: one retry, then what is there with a mark",
    forms: STREAMED,
    async play(stage) {
      const cut = (words: string, end: "close" | "destroy"): Step =>
        stream([text(words)], { isDone: false, end });
      for (const end of ["close", "destroy"] as const) {
        stage.script(cut("The answer is", end), stage.final("The answer is 42."));
        const { shown } = await stage.expect("The answer is 42.");
        assert.equal(shown, "The answer is 42.");
        stage.script(cut("The answer is long and", end), cut("The", end));
        const played = await stage.expect("The answer is long and […]");
        assert.equal(played.shown, "The answer is long and");
        assert.deepEqual(played.result?.notices, ["The answer was cut off."]);
      }
    },
  },
  {
    id: "D74",
    name: "a cut in the arguments never runs them",
    forms: STREAMED,
    async play(stage) {
      const cut = stream(
        [chunk({ delta: call({ index: 0, id: "a", function: { name: "search", arguments: '{"q":"x"}' } }) })],
        { isDone: false },
      );
      stage.script(cut, stage.final("well"));
      const { toolArgs } = await stage.expect("well");
      assert.deepEqual(toolArgs, []);
      stage.script(cut, cut);
      assert.deepEqual((await stage.fails("model-network")).toolArgs, []);
    },
  },
  {
    id: "D75",
    name: "an error in the middle, OpenRouter's and LM Studio's",
    forms: STREAMED,
    async play(stage) {
      const openRouter = {
        error: { code: "server_error", message: "Provider disconnected" },
        choices: [{ index: 0, delta: { content: "" }, finish_reason: "error" }],
      };
      stage.script(stream([text("The"), openRouter]), stage.final("well"));
      assert.equal((await stage.expect("well")).shown, "well");
      const overflow =
        'event: error\ndata: {"error":{"message":"The number of tokens to keep is greater than the context length"}}\n\n';
      stage.script(stream([overflow]), stage.final("shrunk"));
      const history = [{ role: "user" as const, text: "old" }];
      const { result } = await stage.expect("shrunk", { input: { history } });
      assert.equal(result?.notices.length, 1);
    },
  },
  {
    id: "D76",
    name: "keep-alives without data are no life",
    forms: STREAMED,
    async play(stage) {
      const keepAlive: Step = (_request, response) => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        const timer = setInterval(() => response.write(": OPENROUTER PROCESSING\n\n"), 5);
        response.on("close", () => clearInterval(timer));
      };
      stage.script(keepAlive, keepAlive);
      await stage.fails("model-timeout", { wireOptions: { idleMs: 60 } });
      stage.script(keepAlive);
      const limits = { deadlineAt: Date.now() + 50 };
      await stage.fails("model-timeout", { limits });
    },
  },
  {
    id: "D78",
    name: "split emoji, CRLF, no blank after data:, several data lines",
    forms: STREAMED,
    async play(stage) {
      stage.script(async (_request, response) => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        const events = [
          `data:${JSON.stringify(text("Grüße 👩‍👩‍👧 "))}\r\n\r\n`,
          ': note\r\ndata: {"choices":[{"index":0,\r\ndata: "delta":{"content":"und 🎉"}}]}\r\n\r\n',
          `data: ${JSON.stringify(STOP)}\r\n\r\ndata: [DONE]\r\n\r\n`,
        ];
        for (const byte of Buffer.from(events.join(""))) {
          response.write(Buffer.of(byte));
          if (byte > 127) await new Promise((resolve) => setImmediate(resolve));
        }
        response.end();
      });
      await stage.expect("Grüße 👩‍👩‍👧 und 🎉");
    },
  },
  {
    id: "D79",
    name: "reasoning in fields of its own is never shown",
    forms: STREAMED,
    async play(stage) {
      const fields = [
        { reasoning_content: "secret" },
        { reasoning: "secret" },
        { thinking: "secret" },
        { reasoning_details: [{ type: "reasoning.text", text: "secret", index: 0 }] },
      ];
      stage.script(stream([...fields.map((delta) => chunk({ delta })), text("hi"), STOP]));
      assert.equal((await stage.expect("hi")).everShown, "hi");
    },
  },
] satisfies readonly Case[];
