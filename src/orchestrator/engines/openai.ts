import type { Engine } from "../../contracts.ts";
import { runLoop } from "../loop.ts";
import { callByType } from "../model-round.ts";
import { toOrchestratorResult } from "../result.ts";

/**
 * One capable model runs the tools and writes the answer, at any OpenAI-compatible endpoint.
 *
 * @throws {ModelError} When the entry is incomplete, no model answers, or the run is stopped.
 */
export default {
  async run(input, context) {
    const { run, text } = await runLoop(input, context, {
      callModel: callByType(context.wire),
      isSilent: false,
    });
    return toOrchestratorResult(run, { engine: "openai", response: text, summary: text });
  },
} satisfies Engine;
