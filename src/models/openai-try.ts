import { APIConnectionError, APIError } from "openai";
import type { OpenAI } from "openai";

import type { ModelCall, ModelEntry } from "../contracts.ts";
import { Accumulator, wholeAnswer } from "./accumulate.ts";
import type { RawAnswer } from "./accumulate.ts";
import { BodyTooLargeError, readBody } from "./body.ts";
import type { ReadBody } from "./body.ts";
import { failureOf } from "./classify.ts";
import type { Failure } from "./failure.ts";
import { TRIES } from "./failure.ts";
import { connectionFailure } from "./connection-failure.ts";
import { contentText } from "./normalise.ts";
import { isRecord, parseJson } from "./shape.ts";
import type { Json } from "./shape.ts";
import { VisibleText } from "./visible-text.ts";
import { Watch } from "./watch.ts";

export interface TryLimits {
  /** No data for so long ends the try; comments and keep-alives are no data. */
  readonly idleMs: number;
  readonly maxBytes: number;
  now(): number;
}

/** What came back from one request, before it is made regular. */
export type Received =
  | {
      readonly kind: "answer";
      readonly raw: RawAnswer;
      readonly visible: VisibleText;
      readonly cut?: Failure;
    }
  | { readonly kind: "failure"; readonly failure: Failure; readonly cause?: unknown };

/**
 * Sends one request and reads what comes, whatever form it has. Never rejects.
 *
 * @param holdBack Show no text before the end; see {@link VisibleText}.
 */
export async function exchange(
  client: OpenAI,
  entry: ModelEntry,
  body: Json,
  call: ModelCall,
  limits: TryLimits,
  holdBack: boolean,
): Promise<Received> {
  const watch = new Watch(call, body["stream"] === true ? limits.idleMs : Infinity, () => limits.now());
  const visible = new VisibleText(call, { holdBack });
  const accumulator = new Accumulator(
    (content) => visible.push(contentText(content)),
    () => visible.release(),
  );
  try {
    // The body is ours, extra fields included; the package's type knows OpenAI's own alone.
    const request = client.chat.completions.create(body as never, { signal: watch.signal });
    const response = await request.asResponse();
    let broken: Failure | undefined;
    const read = await readBody(response, limits, (data, event) => {
      watch.progressed();
      const chunk = parseJson(data);
      if (isRecord(chunk)) accumulator.push(event === "error" ? { error: chunk["error"] ?? chunk } : chunk);
      else broken ??= garbage(`An event is not JSON: ${data.slice(0, 200)}`);
    });
    return received(entry, response, read, accumulator, visible, broken, limits);
  } catch (error) {
    return interrupted(entry, error, watch, accumulator, visible, limits);
  } finally {
    watch.end();
  }
}

function received(
  entry: ModelEntry,
  response: Response,
  read: ReadBody,
  accumulator: Accumulator,
  visible: VisibleText,
  broken: Failure | undefined,
  limits: TryLimits,
): Received {
  if (read.kind !== "events") return wholeBody(entry, response, read, visible, limits);
  visible.end();
  const raw = accumulator.finish();
  raw.isEnded ||= read.isDone;
  const failure = errorInside(raw, limits) ?? broken;
  if (failure !== undefined) return { kind: "failure", failure };
  if (!raw.hasChoice && read.isDone) return { kind: "failure", failure: garbage("No choice in the stream") };
  return raw.isEnded ? { kind: "answer", raw, visible } : { kind: "answer", raw, visible, cut: cutStream() };
}

function wholeBody(
  entry: ModelEntry,
  response: Response,
  read: ReadBody,
  visible: VisibleText,
  limits: TryLimits,
): Received {
  if (read.kind === "empty") return { kind: "failure", failure: garbage("The body is empty") };
  if (read.kind === "html") {
    return {
      kind: "failure",
      failure: { fault: "configuration", tries: 1, text: `A web page at ${entry.apiUrl}` },
    };
  }
  const body = parseBody(read.text);
  if (!isRecord(body)) return { kind: "failure", failure: garbage(`Not JSON: ${read.text.slice(0, 200)}`) };
  const raw = wholeAnswer(body);
  const failure = errorInside(raw, limits, response.headers);
  if (failure !== undefined) return { kind: "failure", failure };
  if (!raw.hasChoice) return { kind: "failure", failure: noChoice(body, limits) };
  visible.push(contentText(raw.message["content"]));
  visible.end();
  return { kind: "answer", raw, visible };
}

/** One JSON value; or, from servers that stream lines of JSON, the error or answer among them. */
function parseBody(text: string): unknown {
  const whole = parseJson(text);
  if (whole !== undefined) return Array.isArray(whole) ? whole[0] : whole;
  const lines = text.trim().split("\n").map(parseJson);
  if (lines.length < 2 || !lines.every(isRecord)) return undefined;
  const accumulator = new Accumulator(() => undefined);
  for (const line of lines) accumulator.push(line);
  const { message, finishReason, usage, error } = accumulator.finish();
  return {
    choices: [{ message, finish_reason: finishReason }],
    usage,
    ...(error === undefined ? {} : { error }),
  };
}

function errorInside(raw: RawAnswer, limits: TryLimits, headers?: Headers): Failure | undefined {
  if (raw.error === undefined) return undefined;
  return failureOf(undefined, { error: raw.error }, headers, limits.now());
}

function noChoice(body: Json, limits: TryLimits): Failure {
  const failure = failureOf(undefined, body, undefined, limits.now());
  return failure.text === "" ? garbage("No choice in the answer") : failure;
}

function interrupted(
  entry: ModelEntry,
  error: unknown,
  watch: Watch,
  accumulator: Accumulator,
  visible: VisibleText,
  limits: TryLimits,
): Received {
  visible.end();
  const raw = accumulator.finish();
  // All that matters had arrived; the connection ended badly after it.
  if (raw.finishReason !== undefined && raw.error === undefined) return { kind: "answer", raw, visible };
  const failure = watch.failure() ?? failureOfError(error, entry, limits);
  if (raw.hasChoice && failure.fault !== "cancelled") return { kind: "answer", raw, visible, cut: failure };
  return { kind: "failure", failure, cause: error };
}

function failureOfError(error: unknown, entry: ModelEntry, limits: TryLimits): Failure {
  if (error instanceof BodyTooLargeError) return { fault: "upstream", tries: 1, text: error.message };
  if (error instanceof APIError && !(error instanceof APIConnectionError) && error.status !== undefined) {
    const text = error.message.replace(/^\d{3} (status code \(no body\))?/, "");
    return failureOf(error.status, error.error ?? text, error.headers, limits.now());
  }
  return connectionFailure(error, entry);
}

function garbage(text: string): Failure {
  return { fault: "upstream", tries: TRIES.garbage, text };
}

function cutStream(): Failure {
  return { fault: "network", tries: 2, text: "The stream ended before the answer did" };
}
