import { Agent, OpenAIChatCompletionsModel, Runner, setTracingDisabled, tool } from "@openai/agents";
import { assistant, user } from "@openai/agents";
import { OpenAI } from "openai";
import { z } from "zod";

import type { Contender } from "../task.ts";
import { HISTORY, QUESTION, SYSTEM, TOOLS } from "../task.ts";

export default {
  packages: ["@openai/agents", "openai"],
  async open(baseURL) {
    setTracingDisabled(true);
    const client = new OpenAI({ baseURL, apiKey: "none", maxRetries: 0 });
    const tools = [
      tool({
        name: "add",
        description: TOOLS.add.description,
        parameters: z.object({ a: z.number(), b: z.number() }),
        execute: async (given) => TOOLS.add.run(given),
      }),
      tool({
        name: "echo",
        description: TOOLS.echo.description,
        parameters: z.object({ text: z.string() }),
        execute: async (given) => TOOLS.echo.run(given),
      }),
    ];
    const runner = new Runner({ tracingDisabled: true });
    const input = [
      ...HISTORY.map(({ role, content }) => (role === "user" ? user(content) : assistant(content))),
      user(QUESTION),
    ];
    return async (model) => {
      const agent = new Agent({
        name: "bench",
        instructions: SYSTEM,
        tools,
        model: new OpenAIChatCompletionsModel(client, model),
      });
      return String((await runner.run(agent, input, { maxTurns: 10 })).finalOutput ?? "");
    };
  },
} satisfies Contender;
