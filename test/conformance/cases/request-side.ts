import assert from "node:assert/strict";

import { whole } from "../../fakes/scripted-endpoint.ts";
import type { Json, SeenRequest, Step } from "../../fakes/scripted-endpoint.ts";
import { SEARCH } from "../stage.ts";
import type { Case, PlayOptions, Stage } from "../stage.ts";

type Body = SeenRequest["body"];

/** A server that answers 400 (or another status) as long as its rule is broken. */
function strict(rule: (body: Body) => unknown, answer: Step, status = 400): Step {
  return (request, response) => {
    const refusal = rule(request.body);
    return (refusal === undefined || refusal === false ? answer : whole(refusal, { status }))(
      request,
      response,
    );
  };
}

/** Plays a tool round and an answer against the rule, twice: the second time nothing is refused. */
async function learnsOnce(
  stage: Stage,
  rule: (body: Body) => unknown,
  options: PlayOptions = {},
  status = 400,
): Promise<void> {
  let refused = 0;
  const counted = (body: Body): unknown => {
    const refusal = rule(body);
    if (refusal !== undefined && refusal !== false) refused += 1;
    return refusal;
  };
  stage.endpoint.otherwise((request, response) => {
    const hasResult = request.body.messages.some(({ role }) => role === "tool");
    const answer =
      hasResult || !("tools" in request.body)
        ? stage.final("done")
        : stage.calls({ name: "search", args: { q: "x" } });
    return strict(counted, answer, status)(request, response);
  });
  await stage.expect("done", options);
  const first = refused;
  await stage.expect("done", options);
  assert.equal(refused, first, "what was refused once is not sent again");
}

const message = (text: string, more: Json = {}): Json => ({
  error: { message: text, type: "invalid_request_error", ...more },
});
const WHOLE = ["whole"] as const;

export default [
  {
    id: "R01",
    name: "max_tokens is refused",
    play: (stage) =>
      learnsOnce(
        stage,
        (body) =>
          "max_tokens" in body &&
          message(
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
            {
              param: "max_tokens",
              code: "unsupported_parameter",
            },
          ),
        { entry: { maxOutputTokens: 100 } },
      ),
  },
  {
    id: "R02",
    name: "max_completion_tokens is refused",
    async play(stage) {
      const rule = (body: Body): unknown =>
        "max_completion_tokens" in body && {
          detail: [
            {
              type: "extra_forbidden",
              loc: ["body", "max_completion_tokens"],
              msg: "Extra inputs are not permitted",
            },
          ],
        };
      await learnsOnce(stage, rule, { entry: { maxOutputTokens: 100, provider: "openai" } }, 422);
      assert.equal(stage.bodies.at(-1)?.["max_tokens"], 100);
    },
  },
  {
    id: "R03",
    name: "the role developer is not used",
    play: (stage) =>
      learnsOnce(
        stage,
        (body) => body.messages.some(({ role }) => role === "developer") && message("Unexpected role"),
      ),
  },
  {
    id: "R04",
    name: "nothing optional is sent unasked",
    async play(stage) {
      const optional = [
        "store",
        "stream_options",
        "parallel_tool_calls",
        "reasoning_effort",
        "metadata",
        "user",
        "max_tokens",
      ];
      await learnsOnce(stage, (body) => {
        assert.ok(!JSON.stringify(body).includes('"strict"'));
        assert.ok(optional.every((key) => !(key in body)));
        return undefined;
      });
    },
  },
  {
    id: "R04b",
    name: "stream_options is refused where it was thought to be known",
    play: (stage) =>
      learnsOnce(
        stage,
        (body) =>
          "stream_options" in body && message("Unrecognized request argument supplied: stream_options"),
        {
          entry: { provider: "openai" },
        },
      ),
  },
  {
    id: "R05",
    name: "temperature: not sent unasked, and left out where it is refused",
    async play(stage) {
      const rule = (body: Body): unknown =>
        "temperature" in body &&
        message("Unsupported value: 'temperature' does not support 0.3 with this model.", {
          param: "temperature",
        });
      await learnsOnce(stage, (body) => {
        assert.ok(!("temperature" in body));
        return undefined;
      });
      await learnsOnce(stage, rule, { entry: { temperature: 0.3, modelName: "o" } });
    },
  },
  {
    id: "R06",
    name: "tool names are made to fit, and found again",
    async play(stage) {
      const odd = "1 wetter.heute/äöü";
      const tools = { [odd]: { execute: () => "sunny" } };
      stage.endpoint.otherwise((request, response) => {
        const offered = (request.body.tools?.[0]?.["function"] as Json | undefined)?.["name"];
        assert.match(String(offered), /^[a-zA-Z_][a-zA-Z0-9_-]{0,63}$/);
        const isAnswered = request.body.messages.some(({ role }) => role === "tool");
        const answer = isAnswered ? stage.final("done") : stage.calls({ name: String(offered), args: {} });
        return answer(request, response);
      });
      const { result } = await stage.expect("done", { tools });
      assert.deepEqual(
        result?.toolCalls.map(({ tool, result: text }) => [tool, text]),
        [[odd, "sunny"]],
      );
    },
  },
  {
    id: "R07",
    name: "a name in messages: refused by one, wanted by the other",
    async play(stage) {
      await learnsOnce(
        stage,
        (body) =>
          body.messages.some((one) => "name" in one) &&
          message(
            "'messages.3' : for 'role:tool' the following must be satisfied[('messages.3.name' : property 'name' is unsupported)]",
          ),
        { entry: { provider: "mistral", modelName: "a" } },
      );
      await learnsOnce(
        stage,
        (body) =>
          body.messages.some((one) => one["role"] === "tool" && !("name" in one)) &&
          message("Tool message must have a name: field required"),
        { entry: { modelName: "b" } },
      );
    },
  },
  {
    id: "R08",
    name: "no user message follows a tool result, not even at the limit",
    async play(stage) {
      const rule = (body: Body): unknown =>
        body.messages.some(
          ({ role }, index) => role === "user" && body.messages[index - 1]?.["role"] === "tool",
        ) && { object: "error", message: "Unexpected role 'user' after role 'tool'", code: 3230 };
      await learnsOnce(stage, rule);
      stage.endpoint.otherwise(
        strict(rule, (request, response) =>
          ("tools" in request.body
            ? stage.calls({ name: "search", args: { q: `${stage.bodies.length}` } })
            : stage.final("last word"))(request, response),
        ),
      );
      await stage.expect("last word", { limits: { maxRounds: 2 } });
      assert.ok(!stage.records.some(({ event }) => event === "model-lesson"));
    },
  },
  {
    id: "R11",
    name: "each call has its result, whatever became of it",
    async play(stage) {
      const tools = {
        search: {
          execute: () => {
            throw new Error("broken");
          },
        },
      };
      stage.script(
        stage.calls(
          { name: "search", args: { q: "1" } },
          { name: "nope", args: {} },
          { name: "search", args: "{" },
        ),
        stage.final("done"),
      );
      await stage.expect("done", { tools });
    },
  },
  {
    id: "R12",
    name: "tools must be named while the history has calls",
    async play(stage) {
      let asked = 0;
      const rule = (body: Body): unknown =>
        body.messages.some((one) => "tool_calls" in one) &&
        !("tools" in body) &&
        message("Requests which include `tool_use` or `tool_result` blocks must define tools");
      const answer: Step = (request, response) =>
        (request.body["tool_choice"] === "auto"
          ? stage.calls({ name: "search", args: { q: `${(asked += 1)}` } })
          : stage.final("last word"))(request, response);
      stage.endpoint.otherwise(strict(rule, answer));
      await stage.expect("last word", { limits: { maxRounds: 2 } });
      assert.equal(stage.bodies.at(-1)?.["tool_choice"], "none");
      const before = stage.bodies.length;
      await stage.expect("last word", { limits: { maxRounds: 2 } });
      assert.equal(stage.bodies.length - before, 3, "nothing is refused again");
    },
  },
  {
    id: "R12b",
    name: "… and tool_choice none is refused as well",
    async play(stage) {
      let asked = 0;
      const rule = (body: Body): unknown => {
        const hasCalls = body.messages.some((one) => "tool_calls" in one);
        if (hasCalls && !("tools" in body))
          return message("The toolConfig field must be defined when using toolUse");
        return body["tool_choice"] === "none" && message("tool_choice none is not supported");
      };
      const answer: Step = (request, response) =>
        (request.body["tool_choice"] === "auto"
          ? stage.calls({ name: "search", args: { q: `${(asked += 1)}` } })
          : stage.final("last word"))(request, response);
      stage.endpoint.otherwise(strict(rule, answer));
      await stage.expect("last word", { limits: { maxRounds: 2 } });
    },
  },
  {
    id: "R13",
    name: "vLLM without its flags: an answer without tools, and a notice",
    async play(stage) {
      const rule = (body: Body): unknown =>
        "tools" in body && {
          object: "error",
          message: '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
          code: 400,
        };
      await learnsOnce(stage, rule);
      const { result } = await stage.expect("done");
      assert.deepEqual(result?.notices, ["This model cannot use tools, so it answered without them."]);
      assert.ok(
        stage.records.some(
          ({ event, detail }) => event === "model-lesson" && detail.includes("--enable-auto-tool-choice"),
        ),
      );
    },
  },
  {
    id: "R14",
    name: "llama.cpp and Ollama without tools",
    async play(stage) {
      const refusals: readonly [number, Json][] = [
        [500, message("tools param requires --jinja flag")],
        [500, message("Unsupported param: tools")],
        [400, message("registry.ollama.ai/library/gemma:2b does not support tools")],
        [404, message("No endpoints found that support tool use.")],
      ];
      for (const [status, refusal] of refusals) {
        await learnsOnce(
          stage,
          (body) => "tools" in body && refusal,
          { entry: { modelName: `m${refusals.findIndex(([, one]) => one === refusal)}` } },
          status,
        );
      }
    },
  },
  {
    id: "R15",
    name: "schemas are plain; one without properties is left out where it is refused",
    async play(stage) {
      const parameters = {
        $schema: "https://json-schema.org/draft/2020-12/schema",
        type: "object",
        $defs: {
          place: {
            type: "object",
            properties: { city: { type: "string", format: "city" } },
            additionalProperties: false,
          },
        },
        properties: {
          where: { $ref: "#/$defs/place" },
          unit: { anyOf: [{ const: "C" }, { const: "F" }, { type: "null" }], description: "Unit" },
          kind: { const: "now" },
        },
        required: ["where"],
        additionalProperties: false,
      };
      const tools = {
        search: { ...SEARCH["search"], execute: () => "x", parameters },
        now: { execute: () => "x", parameters: { type: "object", properties: {} } },
      };
      const rule = (body: Body): unknown => {
        const sent = JSON.stringify(body.tools ?? []);
        assert.ok(!/\$ref|\$defs|\$schema|anyOf|"const"|"format"|additionalProperties/.test(sent), sent);
        return (
          sent.includes('"properties":{}') &&
          message("tools[1].parameters.properties: should be non-empty for OBJECT type")
        );
      };
      await learnsOnce(stage, rule, { tools });
      const described = (stage.bodies.at(-1)?.tools?.[0]?.["function"] as Json | undefined)?.["parameters"];
      assert.deepEqual(described, {
        type: "object",
        properties: {
          where: { type: "object", properties: { city: { type: "string" } } },
          unit: { type: "string", enum: ["C", "F"], description: "Unit" },
          kind: { type: "string", enum: ["now"] },
        },
        required: ["where"],
      });
    },
  },
  {
    id: "R16",
    name: "Groq's failed generation: up to two retries, as plain as can be; or it was the answer",
    forms: WHOLE,
    async play(stage) {
      const failed = (failed_generation: string): Step =>
        whole(
          message("Failed to call a function. Please adjust your prompt.", {
            code: "tool_use_failed",
            failed_generation,
          }),
          { status: 400 },
        );
      const broken = failed('<function=search>{"q":"x"}</function>');
      stage.script(broken, broken, stage.final("done"));
      await stage.expect("done");
      assert.deepEqual(
        stage.bodies.map((body) => body["temperature"]),
        [undefined, 0, 0],
      );
      stage.script(broken, broken, broken);
      await stage.fails("model-upstream");
      stage.script(failed("It is 4."));
      await stage.expect("It is 4.");
    },
  },
  {
    id: "R17",
    name: "text and thinking beside calls are refused: the thinking stays away",
    async play(stage) {
      stage.endpoint.otherwise((request, response) => {
        const asked = request.body.messages.find((one) => "tool_calls" in one);
        if (asked === undefined) {
          const calls = [{ id: "a", type: "function", function: { name: "search", arguments: "{}" } }];
          return stage.say({
            finish_reason: "tool_calls",
            message: { role: "assistant", content: "Looking", reasoning_content: "why", tool_calls: calls },
          })(request, response);
        }
        const isRefused = asked["content"] !== null && "reasoning_content" in asked;
        const refusal = whole(
          message("Cannot pass both content and thinking in an assistant message with tool calls!"),
          { status: 500 },
        );
        return (isRefused ? refusal : stage.final("done"))(request, response);
      });
      await stage.expect("done");
      await stage.expect("done");
      assert.equal(stage.bodies.length, 5, "refused once");
    },
  },
  {
    id: "R18",
    name: "images are refused: an answer without them, and a notice",
    async play(stage) {
      const images = [{ name: "cat.png", url: "data:image/png;base64,AAAA" }];
      const rule = (body: Body): unknown =>
        JSON.stringify(body.messages).includes("image_url") &&
        message("this model does not support image input");
      await learnsOnce(stage, rule, { images });
      const { result } = await stage.expect("done", { images });
      assert.deepEqual(result?.notices, ["This model cannot see images."]);
      assert.match(JSON.stringify(stage.bodies.at(-1)), /cat\.png/);
    },
  },
] satisfies readonly Case[];
