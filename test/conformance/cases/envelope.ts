import assert from "node:assert/strict";

import { completion, whole } from "../../fakes/scripted-endpoint.ts";
import type { Json, Step } from "../../fakes/scripted-endpoint.ts";
import type { Case, Stage } from "../stage.ts";

/** Nothing of what a provider says reaches the person. */
const PRIVATE = "internal-host-7 says no";

async function retriesThenFails(stage: Stage, bad: Step, code: string, tries: number): Promise<void> {
  stage.script(bad, stage.final("well"));
  await stage.expect("well");
  stage.script(...Array.from({ length: tries }, () => bad));
  const { error } = await stage.fails(code);
  assert.ok(!error.message.includes(PRIVATE));
}

async function failsAtOnce(stage: Stage, bad: Step, code: string, detail: RegExp): Promise<void> {
  stage.script(bad);
  const { error } = await stage.fails(code);
  assert.match(error.detail, detail);
  assert.ok(!error.message.includes(PRIVATE));
}

const WHOLE = ["whole"] as const;

export default [
  {
    id: "D43",
    name: "no choice",
    forms: WHOLE,
    play: (stage) => retriesThenFails(stage, whole({ choices: [] }), "model-upstream", 2),
  },
  {
    id: "D44",
    name: "MiniMax: an empty account",
    forms: WHOLE,
    play: (stage) =>
      failsAtOnce(
        stage,
        whole({
          choices: null,
          base_resp: { status_code: 1008, status_msg: `insufficient balance, ${PRIVATE}` },
        }),
        "model-billing",
        /insufficient balance/,
      ),
  },
  {
    id: "D46",
    name: "an error of 502 in a success",
    forms: WHOLE,
    play: (stage) =>
      retriesThenFails(
        stage,
        whole({
          error: {
            code: 502,
            message: "Provider returned error",
            metadata: { provider_name: "X", raw: PRIVATE },
          },
        }),
        "model-upstream",
        4,
      ),
  },
  {
    id: "D47",
    name: "an error of 429 in a success",
    forms: WHOLE,
    play: (stage) =>
      retriesThenFails(
        stage,
        whole({ error: { code: 429, message: "Rate limited" } }),
        "model-rate-limit",
        6,
      ),
  },
  {
    id: "D48",
    name: "an error inside of the choice",
    play: (stage) =>
      retriesThenFails(
        stage,
        stage.say({
          finish_reason: "error",
          error: { code: 502, message: PRIVATE },
          message: { role: "assistant", content: "" },
        }),
        "model-upstream",
        4,
      ),
  },
  {
    id: "D49",
    name: "a web page is a wrong address",
    forms: WHOLE,
    play: (stage) =>
      failsAtOnce(
        stage,
        whole("<!doctype html><title>Login</title>", { headers: { "content-type": "text/html" } }),
        "model-configuration",
        /http:\/\/127\.0\.0\.1/,
      ),
  },
  {
    id: "D50",
    name: "an empty body, and 204",
    forms: WHOLE,
    async play(stage) {
      await retriesThenFails(
        stage,
        whole("", { headers: { "content-type": "application/json" } }),
        "model-upstream",
        2,
      );
      await retriesThenFails(
        stage,
        (_request, response) => void response.writeHead(204).end(),
        "model-upstream",
        2,
      );
    },
  },
  {
    id: "D51",
    name: "JSON that was cut",
    forms: WHOLE,
    play: (stage) =>
      retriesThenFails(
        stage,
        whole('{"id":"c1","choices":[{"index":0,"mess', { headers: { "content-type": "application/json" } }),
        "model-upstream",
        2,
      ),
  },
  {
    id: "D53",
    name: "usage that is missing or nonsense is estimated",
    async play(stage) {
      const price = { inputPerMillion: 1, outputPerMillion: 2 };
      for (const usage of [
        null,
        undefined,
        "many",
        { prompt_tokens: "x", completion_tokens: -5 },
        { prompt_tokens: NaN },
      ]) {
        stage.script(
          stage.say({ finish_reason: "stop", message: { role: "assistant", content: "hi" } }, { usage }),
        );
        const { result } = await stage.expect("hi", { entry: { price } });
        assert.ok(result !== undefined && result.usage.isEstimated && result.usage.inputTokens > 0);
        assert.ok((result.usage.costUsd ?? 0) > 0);
      }
      const usage = { prompt_tokens: "30", completion_tokens: 7 };
      stage.script(
        stage.say({ finish_reason: "stop", message: { role: "assistant", content: "hi" } }, { usage }),
      );
      const { result } = await stage.expect("hi", { entry: { price } });
      assert.deepEqual(result?.usage, {
        inputTokens: 30,
        outputTokens: 7,
        isEstimated: false,
        costUsd: 44 / 1_000_000,
      });
    },
  },
  {
    id: "D54",
    name: "of two choices the first counts",
    forms: WHOLE,
    async play(stage) {
      const choice = (index: number, content: string): Json => ({
        index,
        finish_reason: "stop",
        message: { role: "assistant", content },
      });
      stage.script(whole({ ...completion({}), choices: [choice(0, "first"), choice(1, "second")] }));
      await stage.expect("first");
    },
  },
  {
    id: "D56",
    name: "an endless body is given up at the limit",
    forms: WHOLE,
    async play(stage) {
      let written = 0;
      stage.script((_request, response) => {
        response.writeHead(200, { "content-type": "application/json" });
        const more = (): void => {
          while (!response.destroyed && response.write(" ".repeat(65_536))) written += 65_536;
          written += 65_536;
        };
        response.on("drain", more);
        more();
      });
      const { error } = await stage.fails("model-upstream", { wireOptions: { maxBodyBytes: 1_000_000 } });
      assert.match(error.detail, /1000000 bytes/);
      assert.ok(written < 20_000_000, `${written} bytes were taken`);
    },
  },
  {
    id: "D58",
    name: "Gemini's error is a list",
    forms: WHOLE,
    play: (stage) =>
      failsAtOnce(
        stage,
        whole(
          [
            {
              error: { code: 400, message: "Request contains an odd argument.", status: "INVALID_ARGUMENT" },
            },
          ],
          { status: 400 },
        ),
        "model-refused",
        /odd argument/,
      ),
  },
  {
    id: "D59",
    name: "errors as text, as detail, as FastAPI's list",
    forms: WHOLE,
    async play(stage) {
      await failsAtOnce(
        stage,
        whole({ error: "model not found" }, { status: 400 }),
        "model-configuration",
        /model not found/,
      );
      await failsAtOnce(stage, whole({ detail: "Not so" }, { status: 400 }), "model-refused", /Not so/);
      const detail = [{ loc: ["body", "x"], msg: "value is bad" }];
      await failsAtOnce(stage, whole({ detail }, { status: 422 }), "model-refused", /body\.x.*value is bad/);
    },
  },
  {
    id: "D60",
    name: "500 as text, 502 from nginx, 524 from Cloudflare",
    forms: WHOLE,
    async play(stage) {
      const html = { headers: { "content-type": "text/html" } };
      await retriesThenFails(stage, whole(PRIVATE, { status: 500 }), "model-upstream", 4);
      await retriesThenFails(
        stage,
        whole(`<html><h1>502 Bad Gateway</h1>${PRIVATE}</html>`, { status: 502, ...html }),
        "model-upstream",
        4,
      );
    },
  },
  {
    id: "D60b",
    name: "524 from Cloudflare",
    forms: WHOLE,
    play: (stage) => retriesThenFails(stage, whole("error code: 524", { status: 524 }), "model-upstream", 4),
  },
] satisfies readonly Case[];
