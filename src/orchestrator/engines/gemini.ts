import type { Engine } from "../../contracts.ts";
import { runLoop } from "../loop.ts";
import { callByType } from "../model-round.ts";
import { toOrchestratorResult } from "../result.ts";
import { respond } from "../respond.ts";

/**
 * The tool loop over Gemini's own function calling gives a summary; the entry in the role `responder`
 * writes the answer from it. Chosen when the orchestrator's entry has the type `gemini`.
 *
 * @throws {ModelError} When the entry is incomplete, no model answers, or the run is stopped.
 */
export default {
  async run(input, context) {
    const { wire, models } = context;
    const responder = input.respondWithFinal ? models.forRole("responder") : undefined;
    const { run, text } = await runLoop(input, context, {
      callModel: callByType(wire),
      isSilent: responder !== undefined,
    });
    const backend = run.entry;
    const response = responder === undefined ? text : await respond(run, responder, text);
    return {
      ...toOrchestratorResult(run, { engine: "gemini", response, summary: text }),
      backend: `gemini:${backend.modelName}`,
    };
  },
} satisfies Engine;
