import type {
  Engine,
  EngineSentences,
  Log,
  ModelEntry,
  ModelRegistry,
  OrchestratorResult,
  Quote,
  RunEvent,
  Task,
  Toolbox,
  Turn,
  Wire,
} from "../contracts.ts";
import type { HeldTask } from "../contracts/journal.ts";
import type { ChannelSettings, Settings } from "../contracts/settings.ts";
import type { RunBudget, UsageLedger } from "../contracts/usage.ts";
import { ModelError } from "../errors.ts";
import { bringsImages, type FileSource, type ReadFiles, readAttachments } from "./attachments.ts";
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
  /** What the engines say themselves. Default English. */
  readonly sentences?: (locale: string | undefined) => EngineSentences;
  /** Where files that come along are read from; absent: the model is told their names alone. */
  readonly files?: FileSource;
  /** Reads the messages that a question links to; absent: links stay links. Never rejects. */
  readonly readLinks?: (
    task: Task,
  ) => Promise<{ readonly quotes: readonly Quote[]; readonly notices: readonly string[] }>;
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
  const { task, notices } = await withLinks(parts, held.task);
  const chosen = await readChoice(parts, task);
  const persona = personaOf(parts, chosen);
  const usual = modelOf(parts, task, chosen, persona);
  const economy = economyFor(budget, parts.models, usual);
  if (economy !== undefined) tellOfEconomy(budget, emit);
  const model = withTemperature(seeing(parts.models, economy ?? usual, task), persona);
  const engine = parts.engines.get(model.type);
  if (engine === undefined) {
    throw new ModelError("configuration", `Model entry ${model.label} has the unknown type ${model.type}`, {
      hint: `Known types are ${[...parts.engines.keys()].join(", ")}.`,
    });
  }
  const tools = await parts.openToolbox(task, persona.tools);
  const files = await readFiles(parts, task, model, limits.signal);
  for (const text of [...notices, ...files.notices]) emit({ type: "notice", text });
  const hasTools = tools.schemas.length > 0;
  const context = buildContext(task, turns, persona, hasTools, parts.now(), files.outcomes);
  const result = await engine.run(
    {
      text: context.text,
      // Of the task as it is kept: what it links to may read differently when it is begun anew.
      identity: JSON.stringify([held.task.text, held.task.quotes, held.task.attachments.map(({ id }) => id)]),
      images: files.images,
      systemPrompt: context.systemPrompt,
      history: context.history,
      model,
      respondWithFinal: task.respondWithFinal,
    },
    {
      tools,
      models: thriftyRegistry(parts.models, economy),
      task: {
        taskId: task.id,
        place: task.place,
        author: task.author,
        attachments: files.attachments,
        earlierAttachments: turns.toReversed().flatMap((turn) => turn.attachments ?? []),
      },
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
      ...(parts.sentences === undefined ? {} : { sentences: parts.sentences(task.author.locale) }),
    },
  );
  return { ...result, notices: [...notices, ...files.notices, ...result.notices] };
}

/** The task with the messages that it links to, and what the person should know about them. */
async function withLinks(
  parts: OrchestratorParts,
  task: Task,
): Promise<{ readonly task: Task; readonly notices: readonly string[] }> {
  const linked = (await parts.readLinks?.(task)) ?? { quotes: [], notices: [] };
  const quotes = [...task.quotes, ...linked.quotes];
  const isHidden = quotes.some(
    (quote) => !quote.isOwn && quote.text === "" && quote.attachments.length === 0,
  );
  return {
    task: { ...task, quotes },
    notices: isHidden ? [...linked.notices, HIDDEN_TEXT_NOTICE] : linked.notices,
  };
}

/** Discord withholds texts in which the bot was not mentioned, unless it has the message-content intent. */
const HIDDEN_TEXT_NOTICE =
  "The text of a message that you refer to is hidden from me; “Ask about this” in its menu shows it to me.";

/** The entry itself, or the one in the role `vision` when an image came along that the entry cannot see. */
function seeing(models: ModelRegistry, entry: ModelEntry, task: Task): ModelEntry {
  if (seesImages(entry) || !bringsImages(task)) return entry;
  const vision = models.forRole("vision");
  return vision !== undefined && seesImages(vision) ? vision : entry;
}

/** What is not known is tried: the wire finds out. */
function seesImages(entry: ModelEntry): boolean {
  return entry.capabilities?.images !== false;
}

async function readFiles(
  parts: OrchestratorParts,
  task: Task,
  model: ModelEntry,
  signal: AbortSignal,
): Promise<ReadFiles> {
  if (parts.files === undefined) {
    return { outcomes: new Map(), images: [], attachments: attachmentsOf(task), notices: [] };
  }
  const { contextTokens } = model;
  const reader = { seesImages: seesImages(model), ...(contextTokens === undefined ? {} : { contextTokens }) };
  return await readAttachments(task, reader, parts.files, signal);
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
