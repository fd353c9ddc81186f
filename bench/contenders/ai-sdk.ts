import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { isStepCount, tool } from "ai";
import { z } from "zod";

import { HISTORY, QUESTION, SYSTEM, TOOLS } from "../task.ts";

/** What both ways of the AI SDK are given. */
export function taskOf(baseURL: string) {
  const provider = createOpenAICompatible({ name: "bench", baseURL, apiKey: "none" });
  const tools = {
    add: tool({
      description: TOOLS.add.description,
      inputSchema: z.object({ a: z.number(), b: z.number() }),
      execute: async (given) => TOOLS.add.run(given),
    }),
    echo: tool({
      description: TOOLS.echo.description,
      inputSchema: z.object({ text: z.string() }),
      execute: async (given) => TOOLS.echo.run(given),
    }),
  };
  const messages = [...HISTORY, { role: "user" as const, content: QUESTION }];
  return (model: string) => ({
    model: provider(model),
    instructions: SYSTEM,
    messages,
    tools,
    stopWhen: isStepCount(10),
    maxRetries: 0,
  });
}
