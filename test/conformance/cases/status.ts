import assert from "node:assert/strict";

import { retryClock } from "../../../src/models/backoff.ts";
import { destroySocket, whole } from "../../fakes/scripted-endpoint.ts";
import type { Json, Step } from "../../fakes/scripted-endpoint.ts";
import { Stage } from "../stage.ts";
import type { Case } from "../stage.ts";

const WHOLE = ["whole"] as const;
const message = (text: string, more: Json = {}): Json => ({ error: { message: text, ...more } });

/** A clock that notes how long it was asked to wait, and waits not at all. */
function notingClock(): { readonly waits: number[]; readonly clock: typeof retryClock } {
  const waits: number[] = [];
  return { waits, clock: { ...retryClock, random: () => 0, sleep: async (ms) => void waits.push(ms) } };
}

async function waits(stage: Stage, bad: Step, expectedMs: number, slackMs = 0): Promise<void> {
  const { clock, waits: noted } = notingClock();
  const own = await Stage.open(stage.form);
  try {
    own.script(bad, own.final("well"));
    await own.expect("well", { wireOptions: { clock } });
    own.endpoint.verify();
  } finally {
    await own.endpoint.close();
  }
  assert.equal(noted.length, 1);
  assert.ok(Math.abs((noted[0] ?? 0) - expectedMs) <= slackMs, `${noted[0]} ms`);
}

export default [
  {
    id: "S01",
    name: "401 and 403 stop at once, and keep stopping",
    forms: WHOLE,
    async play(stage) {
      for (const status of [401, 403]) {
        const entry = { modelName: `m${status}` };
        stage.script(whole(message("Incorrect API key provided: sk-test-0123456789abcdef"), { status }));
        const { error } = await stage.fails("model-authentication", { entry });
        assert.ok(!error.message.includes("Incorrect"));
        // The circuit is open: no further request.
        await stage.fails("model-authentication", { entry });
      }
    },
  },
  {
    id: "S02",
    name: "402 stops, and opens the circuit",
    forms: WHOLE,
    async play(stage) {
      stage.script(whole(message("Insufficient Balance"), { status: 402 }));
      await stage.fails("model-billing");
      await stage.fails("model-billing");
      assert.equal(stage.records.filter(({ event }) => event === "circuit-open").length, 1);
    },
  },
  {
    id: "S03",
    name: "404 is a matter of configuration",
    forms: WHOLE,
    async play(stage) {
      stage.script(whole(message("The model `m` does not exist"), { status: 404 }));
      await stage.fails("model-configuration");
    },
  },
  {
    id: "S04",
    name: "408, 409, 425 and 5xx are tried again, a bounded number of times",
    forms: WHOLE,
    async play(stage) {
      for (const status of [408, 409, 425, 500, 502, 503, 504, 529]) {
        const bad = whole(message("hm"), { status });
        const entry = { modelName: `m${status}` };
        stage.script(bad, bad, stage.final("well"));
        await stage.expect("well", { entry });
        stage.script(bad, bad, bad, bad);
        await stage.fails("model-upstream", { entry });
      }
    },
  },
  {
    id: "S05",
    name: "429 waits as long as the server says, in each of its ways of saying it",
    forms: WHOLE,
    async play(stage) {
      const busy = (
        headers: Readonly<Record<string, string>>,
        body: unknown = message("Rate limited"),
      ): Step => whole(body, { status: 429, headers });
      await waits(stage, busy({ "retry-after": "7" }), 7_000);
      await waits(stage, busy({ "retry-after": new Date(Date.now() + 7_000).toUTCString() }), 6_500, 700);
      await waits(stage, busy({ "retry-after-ms": "1500" }), 1_500);
      await waits(stage, busy({}), 375);
      const details = [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "7s" }];
      await waits(
        stage,
        busy({}, [{ error: { code: 429, message: "Quota", status: "RESOURCE_EXHAUSTED", details } }]),
        7_000,
      );
      await waits(stage, busy({}, message("Rate limit reached. Please try again in 1.5s.")), 1_500);
    },
  },
  {
    id: "S05b",
    name: "429 beyond the deadline fails at once",
    forms: WHOLE,
    async play(stage) {
      for (const after of ["120", "86400"]) {
        stage.script(whole(message("Rate limited"), { status: 429, headers: { "retry-after": after } }));
        const { error } = await stage.fails("model-rate-limit");
        assert.match(error.message, /busy/);
      }
    },
  },
  {
    id: "S06",
    name: "429 for an empty account is not tried again",
    forms: WHOLE,
    async play(stage) {
      stage.script(
        whole(message("You exceeded your current quota", { code: "insufficient_quota" }), { status: 429 }),
      );
      await stage.fails("model-billing");
    },
  },
  {
    id: "S07",
    name: "what does not fit is made smaller, once",
    forms: WHOLE,
    async play(stage) {
      const texts = [
        "prompt is too long: 210000 tokens > 200000 maximum",
        "Your input exceeds the context window of this model",
        "The input token count (1196265) exceeds the maximum number of tokens allowed (1048575)",
        "This model's maximum prompt length is 131072 but the request contains 537812 tokens",
        "Please reduce the length of the messages or completion",
        "This endpoint's maximum context length is 4096 tokens",
        "the request exceeds the available context size, try increasing it",
        "tokens to keep from the initial prompt is greater than the context length",
        "invalid params, context window exceeds limit",
        "Your request exceeded model token limit: 262144",
        "context_length_exceeded",
        "too many tokens",
      ];
      const history = [
        { role: "user" as const, text: "old question" },
        { role: "assistant" as const, text: "old answer" },
      ];
      const refusals = [
        ...texts.map((text) => whole(message(text), { status: 400 })),
        whole("", { status: 400 }),
        whole("", { status: 413 }),
      ];
      for (const refusal of refusals) {
        stage.script(refusal, stage.final("fits"));
        const { result } = await stage.expect("fits", { input: { history } });
        assert.deepEqual(result?.notices, [
          "Older messages were left out: the conversation is too long for the model.",
        ]);
        assert.equal(stage.bodies.at(-1)?.messages.length, 2);
        stage.script(refusal, refusal);
        await stage.fails("model-overflow", { input: { history } });
      }
    },
  },
  {
    id: "S07b",
    name: "long tool results are shortened",
    forms: WHOLE,
    async play(stage) {
      const tools = { search: { execute: () => "x".repeat(50_000) } };
      stage.script(
        stage.calls({ name: "search", args: {} }),
        whole(message("too many tokens"), { status: 400 }),
        stage.final("fits"),
      );
      await stage.expect("fits", { tools });
      assert.ok(String(stage.bodies.at(-1)?.messages.at(-1)?.["content"]).length < 2_000);
    },
  },
  {
    id: "S08",
    name: "a prompt that was cut in silence is told once",
    async play(stage) {
      const short = stage.say(
        { finish_reason: "stop", message: { role: "assistant", content: "hi" } },
        { usage: { prompt_tokens: 4_096, completion_tokens: 1 } },
      );
      const input = { text: "word ".repeat(20_000) };
      stage.script(short, short);
      const first = await stage.expect("hi", { input });
      assert.equal(first.result?.notices.length, 1);
      const second = await stage.expect("hi", { input });
      assert.equal(second.result?.notices.length, 0);
    },
  },
  {
    id: "S10",
    name: "a connection that is closed without a word is tried again",
    async play(stage) {
      stage.script(destroySocket, destroySocket, stage.final("well"));
      await stage.expect("well");
      stage.script(...Array.from({ length: 6 }, () => destroySocket));
      await stage.fails("model-network");
    },
  },
] satisfies readonly Case[];
