import type { EngineContext, ModelEntry, StepLog, Toolbox } from "../../src/contracts.ts";
import { createLeanFetch } from "../../src/models/lean-fetch.ts";
import { loadProviders } from "../../src/models/provider.ts";
import { createWire } from "../../src/models/wire.ts";
import openai from "../../src/orchestrator/engines/openai.ts";
import { HISTORY, QUESTION, runTool, SYSTEM, TOOLS } from "../task.ts";

/** The tools of every contender are plain functions: none is paid for checks that others leave out. */
const toolbox: Toolbox = {
  schemas: Object.entries(TOOLS).map(([name, { description, parameters }]) => ({
    name,
    description,
    parameters: { ...parameters, required: [...parameters.required] },
  })),
  call: async ({ name, args }) => ({ text: runTool(name, args), isError: false }),
  isActing: () => false,
};

/** The journal is measured with the bot; the loop alone has nothing to write to. */
const noSteps: StepLog = {
  recorded: () => undefined,
  intend: async () => undefined,
  complete: async () => undefined,
  note: () => undefined,
};

const MINUTE_MS = 60_000;

/** Orchid's engine `openai`, with its wire: dialects, retries, limits, events. */
export async function openOrchid(baseUrl: string, streaming: boolean) {
  const wire = createWire({ providers: await loadProviders(), fetch: createLeanFetch() });
  const history = HISTORY.map(({ role, content }) => ({ role, text: content }));
  return async (model: string): Promise<string> => {
    const entry: ModelEntry = {
      label: "bench",
      type: "openai",
      apiUrl: baseUrl,
      modelName: model,
      capabilities: { streaming },
    };
    const context: EngineContext = {
      tools: toolbox,
      models: { forRole: () => undefined, byLabel: () => undefined, labels: () => [] },
      task: {
        taskId: "1",
        place: { kind: "channel", channelId: "1" },
        author: { id: "1", name: "Ada" },
        attachments: [],
      },
      limits: { maxRounds: 10, maxCallsPerRound: 16, deadlineAt: Date.now() + MINUTE_MS },
      signal: new AbortController().signal,
      emit: () => undefined,
      steps: noSteps,
      wire,
    };
    const input = {
      text: QUESTION,
      images: [],
      systemPrompt: SYSTEM,
      history,
      model: entry,
      respondWithFinal: true,
    };
    return (await openai.run(input, context)).response;
  };
}
