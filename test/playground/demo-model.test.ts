import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import OpenAI from "openai";
import type {
  ChatCompletionMessageParam,
  ChatCompletionMessageToolCall,
  ChatCompletionTool,
} from "openai/resources/chat/completions";
import { startDemoModel } from "../../src/playground/demo-model.ts";
import type { DemoModel } from "../../src/playground/demo-model.ts";
import { findArithmetic, findZones } from "../../src/playground/demo-patterns.ts";

let model: DemoModel;
let client: OpenAI;

before(async () => {
  model = await startDemoModel({ wordDelayMs: 0 });
  client = new OpenAI({ baseURL: model.apiUrl, apiKey: "none", maxRetries: 0 });
});
after(() => model.close());

function tool(name: string, property: string): ChatCompletionTool {
  const parameters = { type: "object", properties: { [property]: { type: "string" } } };
  return { type: "function", function: { name, description: `Does ${name}. More words.`, parameters } };
}
const tools = [tool("calculator", "expression"), tool("current_time", "timezone"), tool("fetch_url", "url")];

const results: Readonly<Record<string, string>> = {
  calculator: "60",
  current_time: JSON.stringify({
    weekday: "Sunday",
    date: "2026-11-22",
    time: "12:00:00",
    zone: "Asia/Tokyo",
  }),
  fetch_url: "a page",
};

interface Conversation {
  /** Per round: tool name and arguments of each call. */
  readonly rounds: readonly (readonly [string, unknown])[][];
  readonly answer: string;
}

/** Plays the engine: calls until an answer comes, every tool answering from `results`. */
async function converse(
  text: string,
  options: { isStreamed?: boolean; history?: ChatCompletionMessageParam[] } = {},
): Promise<Conversation> {
  const messages: ChatCompletionMessageParam[] = [
    { role: "system", content: "You are Orchid." },
    ...(options.history ?? []),
    { role: "user", content: text },
  ];
  const rounds: (readonly [string, unknown])[][] = [];
  for (let round = 0; round < 6; round++) {
    const message = await ask(messages, options.isStreamed === true);
    const calls = message.tool_calls ?? [];
    if (calls.length === 0) return { rounds, answer: message.content ?? "" };
    messages.push({ role: "assistant", content: message.content, tool_calls: [...calls] });
    const made: (readonly [string, unknown])[] = [];
    for (const call of calls) {
      assert.equal(call.type, "function");
      made.push([call.function.name, JSON.parse(call.function.arguments)]);
      messages.push({ role: "tool", tool_call_id: call.id, content: results[call.function.name] ?? "ok" });
    }
    rounds.push(made);
  }
  throw new Error("No answer after six rounds");
}

interface Reply {
  readonly content: string | null;
  readonly tool_calls?: readonly ChatCompletionMessageToolCall[] | undefined;
}

async function ask(messages: ChatCompletionMessageParam[], isStreamed: boolean): Promise<Reply> {
  if (isStreamed) {
    return client.chat.completions.stream({ model: "demo", messages, tools }).finalMessage();
  }
  const whole = await client.chat.completions.create({ model: "demo", messages, tools });
  const message = whole.choices[0]?.message;
  assert.ok(message);
  return message;
}

for (const isStreamed of [false, true]) {
  test(`one sentence with sum and time is one round of two calls (stream: ${isStreamed})`, async () => {
    const { rounds, answer } = await converse("What time is it in Tokyo and what is 12 * 34?", {
      isStreamed,
    });
    assert.deepEqual(rounds, [
      [
        ["calculator", { expression: "12 * 34" }],
        ["current_time", { timezone: "Asia/Tokyo" }],
      ],
    ]);
    assert.match(answer, /`12 \* 34` = \*\*60\*\*/);
    assert.match(answer, /\*\*12:00:00\*\* on Sunday 2026-11-22, `Asia\/Tokyo`/);
    assert.match(answer, /demo model/i);
  });
}

test("a sequence takes a second round that uses the result of the first", async () => {
  const { rounds } = await converse("What is 15 * 4, then divide it by 7?");
  assert.deepEqual(rounds, [
    [["calculator", { expression: "15 * 4" }]],
    [["calculator", { expression: "60 / 7" }]],
  ]);
});

test("an address is fetched", async () => {
  const { rounds } = await converse("Read https://example.org/a?b=1-2 please");
  assert.deepEqual(rounds, [[["fetch_url", { url: "https://example.org/a?b=1-2" }]]]);
});

test("any offered tool can be called by name, an unknown one is said to be unknown", async () => {
  const { rounds } = await converse('use calculator with {"expression":"1 then 2"}');
  assert.deepEqual(rounds, [[["calculator", { expression: "1 then 2" }]]]);
  const unknown = await converse('use teleport with {"to":"Mars"}');
  assert.deepEqual(unknown.rounds, []);
  assert.match(unknown.answer, /no tool named `teleport`/);
});

test("a reply goes on with the result of the answer that it replies to, and so does what follows one", async () => {
  const own = "Here is what I found:\n- `12.5 / 100 * 3480` = **435**";
  const reply = `<a1b2c3> In reply to a message by you:\n${own}\n</a1b2c3>\n\n[a1b2c3 Ada]\ndouble it`;
  assert.deepEqual((await converse(reply)).rounds, [[["calculator", { expression: "435 * 2" }]]]);
  const history: ChatCompletionMessageParam[] = [
    { role: "user", content: "[a1b2c3 Ada]\n12.5% of 3480" },
    { role: "assistant", content: own },
  ];
  assert.deepEqual((await converse("[d1e2f3 Ada]\ndouble it", { history })).rounds, [
    [["calculator", { expression: "435 * 2" }]],
  ]);
});

test("files that came along are told, and never looked for in folders", async () => {
  const file = (name: string, rest: string) =>
    `<a1b2c3> Attached file "${name}" (9 bytes, id 7)${rest}</a1b2c3>`;
  const { rounds, answer } = await converse(
    [
      "[a1b2c3 Ada]\nsummarise these files",
      file("n.txt", ":\nThe code word is periwinkle.\n"),
      file("x.bin", ": not read, this kind of file cannot be read. Say so when it matters. "),
    ].join("\n\n"),
  );
  assert.deepEqual(rounds, []);
  assert.match(answer, /\*\*n\.txt\*\*:\n```\nThe code word is periwinkle\.\n```/);
  assert.match(answer, /\*\*x\.bin\*\*: its text is not shown/);
  const sum = await converse(`what is 6 * 7?\n\n${file("n.txt", ":\nFerns\n")}`);
  assert.deepEqual(sum.rounds, [[["calculator", { expression: "6 * 7" }]]]);
});

test("a message that is asked about is answered where it can be, else shown", async () => {
  const about = (text: string) =>
    `<a1b2c3> In reply to a message by "Linus":\n${text}\n</a1b2c3>\n\n[a1b2c3 Ada]\nWhat is this message about?`;
  assert.deepEqual((await converse(about("who knows 6 * 7?"))).rounds, [
    [["calculator", { expression: "6 * 7" }]],
  ]);
  assert.match((await converse(about("so tired"))).answer, /`so tired`/);
  const link = "https://discord.com/channels/1574187936662945795/1574187936667140097/1574187971161096192";
  assert.deepEqual((await converse(`what is ${link} about?`)).rounds, []);
});

test("it remembers what stands in the request and nothing else", async () => {
  const history: ChatCompletionMessageParam[] = [
    { role: "user", content: "[a1b2c3 Ada] My cat is called Miso" },
    { role: "assistant", content: "Nice." },
  ];
  assert.match(
    (await converse("What did I say before?", { history })).answer,
    /1\. `Ada: My cat is called Miso`/,
  );
  assert.match((await converse("What did I say before?")).answer, /first message/);
});

test("without offered tools it answers at once", async () => {
  const reply = await client.chat.completions.create({
    model: "demo",
    messages: [{ role: "user", content: "12 * 34" }],
  });
  assert.equal(reply.choices[0]?.finish_reason, "stop");
  assert.match(reply.choices[0]?.message.content ?? "", /OPENAI_BASE_URL/);
});

test("parallel_tool_calls: false gives one call per round", async () => {
  const reply = await client.chat.completions.create({
    model: "demo",
    messages: [{ role: "user", content: "The time in Paris and 2 + 2" }],
    tools,
    parallel_tool_calls: false,
  });
  assert.equal(reply.choices[0]?.message.tool_calls?.length, 1);
});

test("a long answer streams word by word, survives whole and is longer than a message", async () => {
  const stream = await client.chat.completions.create({
    model: "demo",
    messages: [{ role: "user", content: "Write a long answer" }],
    stream: true,
    stream_options: { include_usage: true },
  });
  let text = "";
  let pieces = 0;
  let outputTokens = 0;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? "";
    pieces++;
    outputTokens = chunk.usage?.completion_tokens ?? outputTokens;
  }
  const whole = await converse("Write a long answer");
  assert.equal(text, whole.answer);
  assert.ok(pieces > 200, `${pieces} pieces`);
  assert.ok(text.length > 3000, `${text.length} characters`);
  assert.ok(outputTokens > 0);
  for (const part of ["# ", "```", "1. ", "日本語", "👩‍🚀"]) assert.ok(text.includes(part), part);
});

test("models are listed; what is not a request is refused", async () => {
  const listed = await client.models.list();
  assert.deepEqual(
    listed.data.map((one) => one.id),
    ["demo"],
  );
  const refused = await fetch(`${model.apiUrl}/chat/completions`, { method: "POST", body: "{" });
  assert.equal(refused.status, 400);
  assert.equal((await fetch(`${model.apiUrl}/embeddings`, { method: "POST" })).status, 404);
});

test("arithmetic is found in words and signs, dates and times are not arithmetic", () => {
  assert.deepEqual(findArithmetic("What is 17% of 240?"), ["17 / 100 * 240"]);
  assert.deepEqual(findArithmetic("2 plus 3 times (4 - 1)"), ["2 + 3 * (4 - 1)"]);
  assert.deepEqual(findArithmetic("the square root of 2"), ["sqrt(2)"]);
  assert.deepEqual(findArithmetic("1,000 x 3"), ["1000 * 3"]);
  assert.deepEqual(findArithmetic("on 2026-11-22 at 12:30"), []);
  assert.deepEqual(findArithmetic("double it", "60"), ["60 * 2"]);
});

test("zones are found by city and by name, in the order of the sentence", () => {
  assert.deepEqual(findZones("New York, Munich and UTC"), ["America/New_York", "Europe/Berlin", "UTC"]);
  assert.deepEqual(findZones("Asia/Tokyo"), ["Asia/Tokyo"]);
  assert.deepEqual(findZones("What time is it?"), []);
});

/** Tools as Orchid offers them; each takes what the model gives it. */
const ownTools = [
  tool("search_files", "text"),
  tool("list_files", "path"),
  tool("read_file", "path"),
  tool("create_poll", "question"),
  tool("remind_me", "text"),
  tool("remember", "fact"),
  tool("recall", "contains"),
  tool("read_channel", "channel"),
  tool("send_message", "text"),
];

for (const [text, name, args] of [
  ["search the files for rule of two", "search_files", { text: "rule of two" }],
  ['find "once only" in the docs', "search_files", { text: "once only" }],
  ["which file mentions pg-boss?", "search_files", { text: "pg-boss" }],
  ["what does the documentation say about approvals", "search_files", { text: "approvals" }],
  ["list the files", "list_files", {}],
  ["summarise docs/tools.md, please", "read_file", { path: "docs/tools.md" }],
  ["make a poll: tea or coffee?", "create_poll", { question: "tea or coffee?", answers: ["Tea", "Coffee"] }],
  [
    "Make a poll about lunch: soup, rice and bread",
    "create_poll",
    { question: "Lunch?", answers: ["Soup", "Rice", "Bread"] },
  ],
  [
    'start a poll "Where to?" with Rome, Oslo',
    "create_poll",
    { question: "Where to?", answers: ["Rome", "Oslo"] },
  ],
  ["create a poll whether we meet", "create_poll", { question: "We meet?", answers: ["Yes", "No"] }],
  ["remind me in 2 minutes to drink water", "remind_me", { text: "drink water", when: "in 2 minutes" }],
  ["remind me to call Bob tomorrow at 9", "remind_me", { text: "call Bob", when: "tomorrow at 9" }],
  ["[ae0fb8 Ada]\nremember that I like tea.", "remember", { fact: "I like tea" }],
  ["what do you remember about me?", "recall", {}],
  ["summarise #lab", "read_channel", { channel: "#lab" }],
  ["summarise this channel", "read_channel", {}],
  ["send hello there to #lab", "send_message", { channel: "#lab", text: "hello there" }],
] as const) {
  test(`a plain request is understood: ${text}`, async () => {
    const { choices } = await client.chat.completions.create({
      model: "demo",
      messages: [{ role: "user", content: text }],
      tools: ownTools,
    });
    const [call, second] = choices[0]?.message.tool_calls ?? [];
    assert.equal(second, undefined);
    assert.ok(call?.type === "function");
    assert.deepEqual([call.function.name, JSON.parse(call.function.arguments)], [name, args]);
  });
}

test("a tool that is not offered is said to be missing, and a long text is told in short", async () => {
  const { answer } = await converse("make a poll: tea or coffee?");
  assert.match(answer, /no tool named `create_poll`/);
  const page = [
    "Title: Orchids",
    "Orchids are plants of a large family of flowering plants. Orchids grow in almost every place.",
    "Nobody knows how many there are, and that is fine with everybody here.",
    "Many orchids grow on trees, and such plants are called epiphytes. It rained.",
    "The orchids of the tropics are the richest family of plants in the world.",
  ].join("\n");
  const told = await client.chat.completions.create({
    model: "demo",
    messages: [
      { role: "user", content: "summarise https://example.org/" },
      {
        role: "assistant",
        content: null,
        tool_calls: [
          {
            id: "1",
            type: "function",
            function: { name: "fetch_url", arguments: '{"url":"https://example.org/"}' },
          },
        ],
      },
      { role: "tool", tool_call_id: "1", content: page },
    ],
    tools,
  });
  const text = told.choices[0]?.message.content ?? "";
  assert.match(text, /\*\*Orchids\*\*/);
  assert.match(text, /^- Orchids are plants of a large family of flowering plants\.$/m);
  assert.doesNotMatch(text, /It rained|Title:/);
});
