import type { Content, GenerateContentResponse, Part } from "@google/genai";

import type { RawAnswer } from "./accumulate.ts";
import type { Json } from "./shape.ts";
import type { VisibleText } from "./visible-text.ts";

/** Gemini's own words for an end that the boundary already knows under another name. */
const FILTERS = /^(?:SAFETY|RECITATION|BLOCKLIST|PROHIBITED_CONTENT|SPII|IMAGE_SAFETY|LANGUAGE)$/;

/** Puts the chunks of one answer together, keeping every part as it came. */
export class GeminiAnswer {
  readonly #visible: VisibleText;
  readonly #parts: Part[] = [];
  #finishReason: string | undefined;
  #usage: GenerateContentResponse["usageMetadata"];
  #hasCandidate = false;

  constructor(visible: VisibleText) {
    this.#visible = visible;
  }

  /** What goes back to Gemini. */
  get content(): Content {
    return { role: "model", parts: this.#parts };
  }

  push(chunk: GenerateContentResponse): void {
    if (chunk.usageMetadata !== undefined) this.#usage = chunk.usageMetadata;
    if (chunk.promptFeedback?.blockReason !== undefined) this.#finishReason ??= "content_filter";
    const candidate = chunk.candidates?.[0];
    if (candidate === undefined) return;
    this.#hasCandidate = true;
    for (const part of candidate.content?.parts ?? []) this.#part(part);
    const reason = candidate.finishReason;
    if (reason !== undefined) this.#finishReason ??= FILTERS.test(reason) ? "content_filter" : reason;
  }

  /** In the form of every other endpoint's answer. */
  finish(): RawAnswer {
    const calls = this.#parts.flatMap(({ functionCall }) =>
      functionCall === undefined ? [] : [functionCall],
    );
    const text = this.#parts.map((part) => (part.thought === true ? "" : (part.text ?? ""))).join("");
    const message: Json = { role: "assistant", content: text };
    if (calls.length > 0) {
      message["tool_calls"] = calls.map(({ id, name, args }) => ({
        id: id ?? "",
        type: "function",
        function: { name: name ?? "", arguments: JSON.stringify(args ?? {}) },
      }));
    }
    const { promptTokenCount, candidatesTokenCount, thoughtsTokenCount } = this.#usage ?? {};
    const hasOutput = candidatesTokenCount !== undefined || thoughtsTokenCount !== undefined;
    const output = hasOutput ? (candidatesTokenCount ?? 0) + (thoughtsTokenCount ?? 0) : undefined;
    return {
      message,
      finishReason: this.#finishReason,
      nativeReason: undefined,
      usage: { prompt_tokens: promptTokenCount, completion_tokens: output },
      error: undefined,
      hasChoice: this.#hasCandidate,
      isEnded: this.#finishReason !== undefined,
    };
  }

  #part(part: Part): void {
    if (part.thought !== true && part.text !== undefined) this.#visible.push(part.text);
    const last = this.#parts.at(-1);
    // Pieces of one text are joined; a part with a signature stays by itself, as the signature is bound to it.
    const isContinuation =
      last !== undefined && isPlainText(last) && isPlainText(part) && last.thought === part.thought;
    if (isContinuation) last.text = (last.text ?? "") + (part.text ?? "");
    else this.#parts.push({ ...part });
  }
}

function isPlainText(part: Part): boolean {
  return part.text !== undefined && part.thoughtSignature === undefined && part.functionCall === undefined;
}
