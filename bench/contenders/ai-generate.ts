import { generateText } from "ai";

import type { Contender } from "../task.ts";
import { taskOf } from "./ai-sdk.ts";

export default {
  packages: ["ai", "@ai-sdk/openai-compatible"],
  async open(baseUrl) {
    const task = taskOf(baseUrl);
    return async (model) => (await generateText(task(model))).text;
  },
} satisfies Contender;
