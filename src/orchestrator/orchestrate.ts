import type {
  ChannelSettings,
  Engine,
  HeldTask,
  Log,
  ModelEntry,
  ModelRegistry,
  OrchestratorResult,
  RunBudget,
  RunEvent,
  Settings,
  Task,
  Toolbox,
  Turn,
  UsageLedger,
  Wire,
} from "../contracts.ts";
import { ModelError } from "../errors.ts";
import { buildContext } from "./context.ts";
import type { Persona } from "./personas.ts";
import { economyFor, requireBudget, stopAtCap, tellOfEconomy, thriftyRegistry } from "./thrift.ts";

/** What the orchestrator chooses from and works with. */
export interface OrchestratorParts {
  readonly personas: ReadonlyMap<string, Persona>;
  readonly defaultPersona: string;
  readonly models: ModelRegistry;
  readonly engines: ReadonlyMap<string, Engine>;
  readonly settings: Settings;
  readonly wire: Wire;
  readonly log: Log;
  /** Told before each run; absent: nothing is capped. */
  readonly usage?: Pick<UsageLedger, "openRun">;
  /** The tools of one task; `allowed` is the persona's list, absent for all that are on. */
  readonly openToolbox: (task: Task, allowed: readonly string[] | undefined) => Toolbox | Promise<Toolbox>;
  /** Said when a message holds nothing to answer, also when the platform withheld its text. */
  readonly howToAsk: (locale: string | undefined) => string;
  readonly maxRounds: number;
  readonly maxCallsPerRound: number;
  readonly now: () => number;
}

/** Takes a task to its answer. Knows no platform. */
export type AnswerTask = (
  held: HeldTask,
  turns: readonly Turn[],
  emit: (event: RunEvent) => void,
  limits: RunTime,
) => Promise<OrchestratorResult>;

interface RunTime {
  /** Aborted by Stop or by the task's deadline, whichever comes first. */
  readonly signal: AbortSignal;
  /** Unix ms. */
  readonly deadlineAt: number;
}

/** Puts persona, model, context, tools and engine together for each task. */
export function createOrchestrator(parts: OrchestratorParts): AnswerTask {
  return async (held, turns, emit, limits) => {
    const { task } = held;
    if (task.say !== undefined) return saySimply(withPreface(task, task.say), emit);
    if (isEmpty(task)) return saySimply(parts.howToAsk(task.author.locale), emit);
    const budget = await parts.usage?.openRun(task);
    try {
      requireBudget(budget, held.steps.recorded(FIRST_STEP) !== undefined, parts.now());
      const result = await runEngine(parts, budget, { held, turns, emit, limits });
      return { ...result, response: withPreface(task, result.response) };
    } finally {
      budget?.close();
    }
  };
}

/** On disk as soon as the first round of a task was paid for. */
const FIRST_STEP = "model:1";

async function runEngine(
  parts: OrchestratorParts,
  budget: RunBudget | undefined,
  run: {
    readonly held: HeldTask;
    readonly turns: readonly Turn[];
    readonly emit: (event: RunEvent) => void;
    readonly limits: RunTime;
  },
): Promise<OrchestratorResult> {
  const { held, turns, emit, limits } = run;
  const { task } = held;
  const chosen = await readChoice(parts, task);
  const persona = personaOf(parts, chosen);
  const usual = modelOf(parts, task, chosen, persona);
  const economy = economyFor(budget, parts.models, usual);
  if (economy !== undefined) tellOfEconomy(budget, emit);
  const model = withTemperature(economy ?? usual, persona);
  const engine = parts.engines.get(model.type);
  if (engine === undefined) {
    throw new ModelError("configuration", `Model entry ${model.label} has the unknown type ${model.type}`, {
      hint: `Known types are ${[...parts.engines.keys()].join(", ")}.`,
    });
  }
  const tools = await parts.openToolbox(task, persona.tools);
  const context = buildContext(task, turns, persona, tools.schemas.length > 0, parts.now());
  return await engine.run(
    {
      text: context.text,
      identity: JSON.stringify([task.text, task.quotes, task.attachments.map(({ id }) => id)]),
      images: [],
      systemPrompt: context.systemPrompt,
      history: context.history,
      model,
      respondWithFinal: task.respondWithFinal,
    },
    {
      tools,
      models: thriftyRegistry(parts.models, economy),
      task: { taskId: task.id, place: task.place, author: task.author, attachments: attachmentsOf(task) },
      limits: {
        maxRounds: parts.maxRounds,
        maxCallsPerRound: parts.maxCallsPerRound,
        deadlineAt: limits.deadlineAt,
        ...stopAtCap(budget, parts.now),
      },
      signal: limits.signal,
      emit,
      steps: held.steps,
      wire: parts.wire,
    },
  );
}

function withPreface({ preface }: Task, text: string): string {
  return preface === undefined ? text : `${preface}\n${text}`;
}

function isEmpty(task: Task): boolean {
  return (
    task.text.trim() === "" && task.attachments.length === 0 && !task.quotes.some((quote) => !quote.isOwn)
  );
}

function attachmentsOf(task: Task): Task["attachments"] {
  return [...task.attachments, ...task.quotes.flatMap((quote) => quote.attachments)];
}

/** A storage that fails costs the channel's choices, not the answer. */
async function readChoice(parts: OrchestratorParts, task: Task): Promise<ChannelSettings> {
  try {
    return await parts.settings.read(task.place.channelId);
  } catch (error) {
    parts.log.warn("settings-unreadable", { taskId: task.id, error });
    return {};
  }
}

function personaOf(parts: OrchestratorParts, chosen: ChannelSettings): Persona {
  const persona =
    parts.personas.get(chosen.persona ?? parts.defaultPersona) ?? parts.personas.get(parts.defaultPersona);
  if (persona === undefined) throw new TypeError("The default persona is checked at start");
  return persona;
}

/** The channel's choice, else the persona's, else the role's; a label that is gone falls through. */
function modelOf(
  parts: OrchestratorParts,
  task: Task,
  chosen: ChannelSettings,
  persona: Persona,
): ModelEntry {
  const labels = [chosen.model, persona.model].filter((label) => label !== undefined);
  const named = labels.map((label) => parts.models.byLabel(label)).find((entry) => entry !== undefined);
  const entry = named ?? parts.models.forRole(task.respondWithFinal ? "orchestrator" : "background");
  if (entry === undefined) {
    throw new ModelError("configuration", "No model entry has the role orchestrator", {
      hint: "Set OPENAI_BASE_URL and OPENAI_MODEL, or name the role in MODELS_FILE.",
    });
  }
  return entry;
}

function withTemperature(entry: ModelEntry, { temperature }: Persona): ModelEntry {
  return temperature === undefined ? entry : { ...entry, temperature };
}

function saySimply(text: string, emit: (event: RunEvent) => void): OrchestratorResult {
  emit({ type: "answer", text });
  return {
    response: text,
    toolCalls: [],
    backend: "orchid",
    summary: text,
    rounds: 0,
    usage: { inputTokens: 0, outputTokens: 0, isEstimated: false },
    notices: [],
  };
}

/** What an engine file lacks; empty when it is complete. */
export function checkEngine(value: unknown): readonly string[] {
  const run = typeof value === "object" && value !== null && "run" in value ? value.run : undefined;
  return typeof run === "function" ? [] : ["the default export has no run(input, context)"];
}
