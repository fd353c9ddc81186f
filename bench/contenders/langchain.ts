import { ChatOpenAI } from "@langchain/openai";
import { createAgent, tool } from "langchain";
import { z } from "zod";

import type { Contender } from "../task.ts";
import { HISTORY, QUESTION, SYSTEM, TOOLS } from "../task.ts";

export default {
  packages: ["langchain", "@langchain/langgraph", "@langchain/openai"],
  async open(baseURL) {
    const tools = [
      tool((given: { a: number; b: number }) => TOOLS.add.run(given), {
        name: "add",
        description: TOOLS.add.description,
        schema: z.object({ a: z.number(), b: z.number() }),
      }),
      tool((given: { text: string }) => TOOLS.echo.run(given), {
        name: "echo",
        description: TOOLS.echo.description,
        schema: z.object({ text: z.string() }),
      }),
    ];
    const messages = [...HISTORY, { role: "user" as const, content: QUESTION }];
    const agents = new Map<string, ReturnType<typeof createAgent>>();
    return async (model) => {
      let agent = agents.get(model);
      if (agent === undefined) {
        const chat = new ChatOpenAI({ model, apiKey: "none", maxRetries: 0, configuration: { baseURL } });
        agent = createAgent({ model: chat, tools, systemPrompt: SYSTEM }) as ReturnType<typeof createAgent>;
        agents.set(model, agent);
      }
      const { messages: all } = await agent.invoke({ messages });
      return String(all.at(-1)?.content ?? "");
    };
  },
} satisfies Contender;
