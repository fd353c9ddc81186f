import { streamText } from "ai";

import type { Contender } from "../task.ts";
import { taskOf } from "./ai-sdk.ts";

export default {
  packages: ["ai", "@ai-sdk/openai-compatible"],
  async open(baseUrl) {
    const task = taskOf(baseUrl);
    return async (model) => {
      let text = "";
      for await (const piece of streamText(task(model)).textStream) text += piece;
      return text;
    };
  },
} satisfies Contender;
