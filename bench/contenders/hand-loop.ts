import { OpenAI } from "openai";

import { HISTORY, OPENAI_TOOLS, QUESTION, runTool, SYSTEM } from "../task.ts";

type Message = OpenAI.ChatCompletionMessageParam;

const start = (): Message[] => [
  { role: "system", content: SYSTEM },
  ...HISTORY,
  { role: "user", content: QUESTION },
];

/** @param fetch Absent: the package's own. */
export function clientOf(baseURL: string, fetch?: typeof globalThis.fetch): OpenAI {
  return new OpenAI({
    baseURL,
    apiKey: "none",
    maxRetries: 0,
    ...(fetch === undefined ? {} : { fetch, fetchOptions: { redirect: "manual" as const } }),
  });
}

/** The loop that anybody would write first, on the package's whole answers. */
export async function openWhole(client: OpenAI) {
  return async (model: string): Promise<string> => {
    const messages = start();
    for (;;) {
      const { choices } = await client.chat.completions.create({
        model,
        messages,
        tools: OPENAI_TOOLS,
        tool_choice: "auto",
      });
      const message = choices[0]?.message;
      const calls = message?.tool_calls ?? [];
      if (message === undefined || calls.length === 0) return message?.content ?? "";
      messages.push(message);
      for (const call of calls) {
        if (call.type !== "function") continue;
        const content = runTool(call.function.name, call.function.arguments);
        messages.push({ role: "tool", tool_call_id: call.id, content });
      }
    }
  };
}

/** The same on the package's stream. */
export async function openStreamed(client: OpenAI) {
  return async (model: string): Promise<string> => {
    const messages = start();
    for (;;) {
      const stream = await client.chat.completions.create({
        model,
        messages,
        tools: OPENAI_TOOLS,
        tool_choice: "auto",
        stream: true,
      });
      let text = "";
      const calls: { id: string; name: string; args: string }[] = [];
      for await (const chunk of stream) {
        const delta = chunk.choices[0]?.delta;
        text += delta?.content ?? "";
        for (const part of delta?.tool_calls ?? []) {
          const call = (calls[part.index] ??= { id: "", name: "", args: "" });
          call.id ||= part.id ?? "";
          call.name ||= part.function?.name ?? "";
          call.args += part.function?.arguments ?? "";
        }
      }
      if (calls.length === 0) return text;
      messages.push({
        role: "assistant",
        content: text === "" ? null : text,
        tool_calls: calls.map(({ id, name, args }) => ({
          id,
          type: "function",
          function: { name, arguments: args },
        })),
      });
      for (const { id, name, args } of calls) {
        messages.push({ role: "tool", tool_call_id: id, content: runTool(name, args) });
      }
    }
  };
}
