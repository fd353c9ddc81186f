/**
 * The model endpoint of the benchmark, as its own process: deterministic, scripted by the model's name
 * (`rounds-3-parallel-2-latency-0-tokens-40`). It checks that each tool call of the rounds before was
 * answered once, by its id, with the true result; what it refuses is counted.
 */
import { createServer } from "node:http";
import type { ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

interface Message {
  readonly role: string;
  readonly content?: unknown;
  readonly tool_call_id?: string;
  readonly tool_calls?: readonly unknown[];
}

interface Call {
  readonly id: string;
  readonly type: "function";
  readonly function: { readonly name: string; readonly arguments: string };
  readonly result: string;
}

const counts = { requests: 0, refused: 0, firstRefusal: "", lastMs: 0 };

const server = createServer((request, response) => {
  if (request.method === "GET") {
    response.end(JSON.stringify(counts));
    return;
  }
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => void answer(JSON.parse(Buffer.concat(parts).toString()), response));
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));

async function answer(
  body: {
    readonly model: string;
    readonly stream?: boolean;
    readonly messages: readonly Message[];
    readonly tools?: readonly { readonly function: { readonly name: string } }[];
  },
  response: ServerResponse,
): Promise<void> {
  const startedAt = performance.now();
  counts.requests += 1;
  const isBot = body.tools?.some(({ function: { name } }) => name === "calculator") ?? false;
  const [rounds = 0, parallel = 0, latencyMs = 0, tokens = 0, perTokenMs = 0] = (
    body.model.match(/\d+/g) ?? []
  ).map(Number);
  const turn = body.messages.slice(body.messages.findLastIndex(({ role }) => role === "user") + 1);
  const done = turn.filter(({ tool_calls: calls }) => (calls?.length ?? 0) > 0).length;
  const fault = faultIn(turn, done, parallel, isBot);
  if (fault !== undefined) {
    counts.refused += 1;
    counts.firstRefusal ||= fault;
    response.writeHead(400).end(JSON.stringify({ error: { message: fault } }));
    return;
  }
  if (latencyMs > 0) await pause(latencyMs);
  const calls = done < rounds ? callsOf(done, parallel, isBot) : [];
  const words = calls.length > 0 ? [] : Array.from({ length: tokens }, (_, index) => `word${index} `);
  await (body.stream === true
    ? stream(response, calls, words, perTokenMs)
    : whole(response, calls, words, perTokenMs));
  counts.lastMs = performance.now() - startedAt;
}

/** Whole bots bring their own tools: both have a calculator and a clock. */
function callsOf(round: number, parallel: number, isBot: boolean): readonly Call[] {
  return Array.from({ length: parallel }, (_, index) => {
    const [a, text] = [round * 10 + index, `text-${round}-${index}`];
    const [name, args, result] =
      index % 2 === 0
        ? isBot
          ? ["calculator", { expression: `${a} + 1` }, String(a + 1)]
          : ["add", { a, b: 1 }, String(a + 1)]
        : isBot
          ? ["current_time", {}, "20"]
          : ["echo", { text }, text];
    const id = `call_${round}_${index}`;
    return { id, type: "function" as const, function: { name, arguments: JSON.stringify(args) }, result };
  });
}

function faultIn(
  turn: readonly Message[],
  rounds: number,
  parallel: number,
  isBot: boolean,
): string | undefined {
  const results = turn.filter(({ role }) => role === "tool");
  const expected = Array.from({ length: rounds }, (_, round) => callsOf(round, parallel, isBot)).flat();
  if (results.length !== expected.length) return `${results.length} results instead of ${expected.length}`;
  for (const { id, result } of expected) {
    const given = results.filter(({ tool_call_id: of }) => of === id);
    if (given.length !== 1) return `${id} was answered ${given.length} times`;
    const content = given[0]?.content;
    const text = typeof content === "string" ? content : JSON.stringify(content);
    if (!text.includes(result)) return `${id} was answered "${text}" instead of "${result}"`;
  }
  return undefined;
}

const USAGE = { prompt_tokens: 400, completion_tokens: 40, total_tokens: 440 };
/** Each answer has its own id: LangGraph takes two messages of one id for the same. */
const base = () => ({ id: `c${counts.requests}`, created: 1, model: "bench" });

async function whole(
  response: ServerResponse,
  calls: readonly Call[],
  words: readonly string[],
  perTokenMs: number,
): Promise<void> {
  if (perTokenMs > 0) await pause(perTokenMs * words.length);
  const message = {
    role: "assistant",
    content: words.length > 0 ? words.join("") : null,
    ...toolCalls(calls),
  };
  const choice = { index: 0, message, finish_reason: calls.length > 0 ? "tool_calls" : "stop" };
  const text = JSON.stringify({ ...base(), object: "chat.completion", choices: [choice], usage: USAGE });
  response
    .writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text) })
    .end(text);
}

function asSent({ id, type, function: called }: Call): Omit<Call, "result"> {
  return { id, type, function: called };
}

function toolCalls(calls: readonly Call[]): { readonly tool_calls?: readonly unknown[] } {
  return calls.length === 0 ? {} : { tool_calls: calls.map(asSent) };
}

async function stream(
  response: ServerResponse,
  calls: readonly Call[],
  words: readonly string[],
  perTokenMs: number,
): Promise<void> {
  response.writeHead(200, { "content-type": "text/event-stream" });
  const send = (delta: unknown, finishReason: string | null = null, rest: object = {}): void => {
    const choices = [{ index: 0, delta, finish_reason: finishReason }];
    response.write(
      `data: ${JSON.stringify({ ...base(), object: "chat.completion.chunk", choices, ...rest })}\n\n`,
    );
  };
  // Without a pause, what is written at once leaves at once, as from a fast server.
  response.cork();
  send({ role: "assistant", content: "" });
  for (const [index, call] of calls.entries()) send({ tool_calls: [{ index, ...asSent(call) }] });
  for (const content of words) {
    send({ content });
    if (perTokenMs > 0) {
      response.uncork();
      await pause(perTokenMs);
      response.cork();
    }
  }
  send({}, calls.length > 0 ? "tool_calls" : "stop", { usage: USAGE });
  response.write("data: [DONE]\n\n");
  response.uncork();
  response.end();
}
