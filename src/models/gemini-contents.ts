import type { Content, Part } from "@google/genai";

import type { ConversationItem, ModelEntry, ToolCall } from "../contracts.ts";
import { isRecord, parseJson } from "./shape.ts";

type Assistant = Extract<ConversationItem, { role: "assistant" }>;

/** What Gemini takes where a signature is missing. Source: ai.google.dev, "Thought signatures". */
const SIGNATURE_STAND_IN = "skip_thought_signature_validator";
const NO_OUTPUT = "(no output)";

/** The system messages as one text. */
export function geminiSystem(items: readonly ConversationItem[]): string {
  return items.flatMap((item) => (item.role === "system" ? [item.text] : [])).join("\n\n");
}

/**
 * The conversation as Gemini's contents. The results of one round stand in one content, one for each
 * call and in their order: Gemini refuses anything else.
 */
export function geminiContents(
  entry: ModelEntry,
  items: readonly ConversationItem[],
  toWire: ReadonlyMap<string, string>,
): Content[] {
  const contents: Content[] = [];
  const ownIds = new Set<string>();
  for (const item of items) {
    switch (item.role) {
      case "system":
        break;
      case "user":
        contents.push({ role: "user", parts: userParts(item) });
        break;
      case "assistant": {
        const content = assistantContent(entry, item, toWire);
        if (content === undefined) break;
        // A call that Gemini gave an id gets it back with its result; one without gets none.
        for (const part of content.parts ?? []) {
          if (part.functionCall?.id !== undefined) ownIds.add(part.functionCall.id);
        }
        contents.push(content);
        break;
      }
      case "tool":
        pushResult(contents, {
          functionResponse: {
            ...(ownIds.has(item.callId) ? { id: item.callId } : {}),
            name: toWire.get(item.name) ?? item.name,
            response: { output: item.text === "" ? NO_OUTPUT : item.text },
          },
        });
    }
  }
  return contents;
}

function pushResult(contents: Content[], part: Part): void {
  const last = contents.at(-1);
  const isResults =
    last?.role === "user" && last.parts?.every(({ functionResponse }) => functionResponse !== undefined);
  if (isResults === true) last?.parts?.push(part);
  else contents.push({ role: "user", parts: [part] });
}

function userParts(item: Extract<ConversationItem, { role: "user" }>): Part[] {
  const images = (item.images ?? []).flatMap(({ url }) => {
    const match = /^data:([^;,]+);base64,(.+)$/s.exec(url);
    return match === null ? [] : [{ inlineData: { mimeType: match[1] ?? "", data: match[2] ?? "" } }];
  });
  return [{ text: item.text }, ...images];
}

function assistantContent(
  entry: ModelEntry,
  item: Assistant,
  toWire: ReadonlyMap<string, string>,
): Content | undefined {
  const { echo } = item;
  const own = echo?.from === entry.label ? echo.message["content"] : undefined;
  if (isRecord(own)) return own as Content;
  const text = item.text === "" ? [] : [{ text: item.text }];
  const calls = item.calls.map((call, index) => callPart(call, index, toWire));
  const parts = [...text, ...calls];
  return parts.length === 0 ? undefined : { role: "model", parts };
}

/** A call that another model made. */
function callPart({ name, args }: ToolCall, index: number, toWire: ReadonlyMap<string, string>): Part {
  const parsed = parseJson(args);
  const functionCall = { name: toWire.get(name) ?? name, args: isRecord(parsed) ? parsed : {} };
  // The first call of a message carries the signature for all of them.
  return index === 0 ? { functionCall, thoughtSignature: SIGNATURE_STAND_IN } : { functionCall };
}
