/**
 * An OpenAI-compatible endpoint over real HTTP that answers by script. A request that the script does
 * not expect fails the test, and so does a step that nobody asked for.
 */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";

export type Json = { [key: string]: unknown };

export interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Json & { readonly messages: readonly Json[]; readonly tools?: readonly Json[] };
}

/** Answers one request. Returning without an answer hangs. */
export type Step = (request: SeenRequest, response: ServerResponse) => void | Promise<void>;

export interface ScriptedEndpoint {
  /** Base address for the client, ending in `/v1`. */
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  /** Adds steps, one for each request to come. */
  script(...steps: readonly Step[]): void;
  /** Answers every request that the script has no step for. */
  otherwise(step: Step): void;
  /** Fails when a request was not expected or a step was not used. */
  verify(): void;
  close(): Promise<void>;
}

/** Opens an endpoint that is verified and closed when the test ends. */
export async function openEndpoint(t: TestContext, ...steps: readonly Step[]): Promise<ScriptedEndpoint> {
  const endpoint = await listen();
  endpoint.script(...steps);
  t.after(async () => {
    await endpoint.close();
    endpoint.verify();
  });
  return endpoint;
}

/**
 * Opens an endpoint that the caller verifies and closes.
 *
 * @param options.keepRequests False for long runs, whose requests would fill the memory. Default true.
 */
export async function listen(options: { readonly keepRequests?: boolean } = {}): Promise<ScriptedEndpoint> {
  const requests: SeenRequest[] = [];
  const steps: Step[] = [];
  const faults: unknown[] = [];
  let fallback: Step | undefined;
  const server = createServer((incoming, response) => {
    const parts: Buffer[] = [];
    incoming.on("data", (part: Buffer) => parts.push(part));
    incoming.on("end", () => {
      const text = Buffer.concat(parts).toString();
      const request = { path: incoming.url ?? "", headers: incoming.headers, body: JSON.parse(text || "{}") };
      if (options.keepRequests !== false) requests.push(request);
      const step = steps.shift() ?? fallback;
      if (step === undefined) {
        faults.push(new Error(`Unexpected request #${requests.length}: ${text.slice(0, 400)}`));
        response.writeHead(418).end("unexpected request");
        return;
      }
      void (async () => step(request, response))().catch((error: unknown) => {
        faults.push(error);
        response.writeHead(418).end(String(error));
      });
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    script: (...more) => void steps.push(...more),
    otherwise: (step) => void (fallback = step),
    verify() {
      if (faults.length > 0) throw faults[0];
      assert.equal(steps.length, 0, `${steps.length} scripted answers were never asked for`);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Wraps a body around a choice, as a whole answer has it. */
export function completion(choice: Json, rest: Json = {}): Json {
  return {
    id: "c1",
    object: "chat.completion",
    created: 1,
    model: "m",
    choices: [{ index: 0, ...choice }],
    ...rest,
  };
}

/** One chunk of a stream. */
export function chunk(choice: Json, rest: Json = {}): Json {
  return {
    id: "c1",
    object: "chat.completion.chunk",
    created: 1,
    model: "m",
    choices: [{ index: 0, ...choice }],
    ...rest,
  };
}

/** Answers with any body: an object as JSON, a text as it is. */
export function whole(
  body: unknown,
  options: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } = {},
): Step {
  return (_request, response) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const type = typeof body === "string" ? "text/plain" : "application/json";
    response.writeHead(options.status ?? 200, { "content-type": type, ...options.headers }).end(text);
  };
}

/** Answers with events; a text among them is written as it is, without `data:`. */
export function stream(
  events: readonly (Json | string)[],
  options: { readonly isDone?: boolean; readonly end?: "close" | "destroy" | "hang" } = {},
): Step {
  return async (_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const event of events) {
      response.write(typeof event === "string" ? event : `data: ${JSON.stringify(event)}\n\n`);
    }
    if (options.isDone ?? true) response.write("data: [DONE]\n\n");
    if (options.end === "hang") return;
    if (options.end === "destroy") {
      // What was written must leave before the socket dies.
      await new Promise((resolve) => response.write(":\n\n", resolve));
      await new Promise((resolve) => setImmediate(resolve));
      response.destroy();
    } else response.end();
  };
}

/** A streamed text answer, a few characters at a time. */
export function streamText(text: string, rest: Json = {}): Step {
  const pieces = text.match(/[\s\S]{1,3}/g) ?? [];
  return stream([
    chunk({ delta: { role: "assistant", content: "" } }),
    ...pieces.map((content) => chunk({ delta: { content } })),
    chunk({ delta: {}, finish_reason: "stop" }, rest),
  ]);
}

export interface FakeCall {
  readonly id?: string;
  readonly name: string;
  readonly args: unknown;
}

/** The `tool_calls` of a message. */
export function toolCalls(calls: readonly FakeCall[]): readonly Json[] {
  return calls.map(({ id, name, args }, index) => ({
    id: id ?? `call_${name}_${index}`,
    type: "function",
    function: { name, arguments: typeof args === "string" ? args : JSON.stringify(args) },
  }));
}

/** A streamed answer that asks for tools, each call in two pieces. */
export function streamCalls(calls: readonly FakeCall[], text?: string): Step {
  return stream([
    chunk({ delta: { role: "assistant", content: text ?? null } }),
    ...toolCalls(calls).flatMap((call, index) => {
      const { name, arguments: args } = call["function"] as { name: string; arguments: string };
      const half = Math.ceil(args.length / 2);
      return [
        chunk({
          delta: { tool_calls: [{ ...call, index, function: { name, arguments: args.slice(0, half) } }] },
        }),
        chunk({ delta: { tool_calls: [{ index, function: { arguments: args.slice(half) } }] } }),
      ];
    }),
    chunk({ delta: {}, finish_reason: "tool_calls" }),
  ]);
}

/** Accepts and never answers. */
export const hang: Step = () => undefined;

/** Closes the socket without a word. */
export const destroySocket: Step = (_request, response) => void response.destroy();

/** Checks the request before it is answered. */
export function checked(check: (request: SeenRequest) => void, step: Step): Step {
  return (request, response) => {
    check(request);
    return step(request, response);
  };
}
