import type { Client } from "discord.js";

import type { Config } from "../config.ts";
import type { Log, ModelRegistry } from "../contracts.ts";
import type { HeldTask } from "../contracts/journal.ts";
import type { TraceMode } from "../contracts/settings.ts";
import { tokenRefused } from "../discord/bot.ts";
import { createDelivery } from "../discord/delivery.ts";
import { createLayOut, createPreview, createTraceRenderer } from "../discord/lay-out.ts";
import { createLinkReader } from "../discord/linked-messages.ts";
import type { SendBudget } from "../discord/send-budget.ts";
import { createTracePublisher, type TracePublisher, usedTools } from "../discord/trace.ts";
import type { OrchidError } from "../errors.ts";
import type { WireRecord } from "../models/attempt.ts";
import { createCapabilities } from "../models/capabilities.ts";
import { createLeanFetch } from "../models/lean-fetch.ts";
import { createWire } from "../models/wire.ts";
import { createOrchestrator } from "../orchestrator/orchestrate.ts";
import { createRunner } from "../tasks/runner.ts";
import type { Redact } from "../text/redact.ts";
import { engineSentences } from "../words/engine-sentences.ts";
import { failureSentence } from "../words/failure-sentence.ts";
import { openFileSource } from "./attachments.ts";
import type { Catalog } from "./catalog.ts";
import type { State } from "./state.ts";
import type { AppTools } from "./tools.ts";

/** The half of the bot that works on tasks: from session and model to delivery and trace. */
export interface Answering {
  /** Loads what answering needs, so that nobody waits for it. */
  warm(): void;
  /** Answers one task; the journal's handler. */
  runTask(held: HeldTask): Promise<void>;
  /** In channels where every trace is shown, shows it. Never rejects, and holds up no other task. */
  publishTrace(held: HeldTask): Promise<void>;
  readonly trace: TracePublisher;
  readonly capabilities: ReturnType<typeof createCapabilities>;
}

/** Tries and what the wire learns from refusals are for whoever looks into it; ends and cuts for every operator. */
const LEVELS = {
  "model-retry": "debug",
  "model-lesson": "debug",
  "model-failed": "info",
  "prompt-cut": "info",
  "circuit-open": "warn",
} as const satisfies Record<WireRecord["event"], keyof Log>;
/** Calls of one round that are run; more are answered "not executed". */
const MAX_CALLS_PER_ROUND = 16;

export function createAnswering(parts: {
  readonly config: Config;
  readonly catalog: Catalog;
  readonly models: ModelRegistry;
  readonly state: State;
  readonly client: Client;
  readonly budget: SendBudget;
  readonly tools: AppTools;
  readonly redact: Redact;
  readonly log: Log;
  readonly onFatal: (error: OrchidError) => void;
}): Answering {
  const { config, catalog, models, state, client, budget, tools, redact, log } = parts;
  const { journal, sessions, settings, usage } = state;
  const { rest } = client;
  const { words } = catalog.vocabulary;
  // A storage that fails costs the channel's choice, not the answer.
  const traceModeOf = async (channelId: string): Promise<TraceMode> =>
    (await settings.read(channelId).catch(() => undefined))?.trace ?? config.trace;
  const trace = createTracePublisher({ rest, budget, log, render: createTraceRenderer(redact, words) });
  const delivery = createDelivery({
    rest,
    budget,
    log,
    now: Date.now,
    layOut: createLayOut(redact, traceModeOf, words),
    preview: createPreview(redact),
    words,
    onUnauthorized: () => parts.onFatal(tokenRefused()),
  });
  const wire = createWire({
    providers: catalog.providers,
    fetch: createLeanFetch(),
    log: ({ event, ...fields }) => log[LEVELS[event]](event, fields),
  });
  const answerTask = createOrchestrator({
    personas: catalog.personas,
    defaultPersona: config.persona,
    models,
    engines: catalog.engines,
    settings,
    wire,
    log,
    usage,
    openToolbox: (task, allowed) => tools.openToolbox(task, allowed),
    howToAsk: (locale) => words(locale).answers.howToAsk,
    sentences: (locale) => engineSentences(words(locale)),
    files: openFileSource(client, config.discordCdnUrls),
    readLinks: createLinkReader(client),
    maxRounds: config.maxRounds,
    maxCallsPerRound: MAX_CALLS_PER_ROUND,
    now: Date.now,
  });
  const runTask = createRunner({
    sessions,
    delivery,
    answerTask,
    sentence: (error, errorId, locale) => failureSentence(error, errorId, words(locale).failure),
    log,
    usage,
    taskTimeoutMs: config.taskTimeoutMs,
  });

  return {
    warm: () => void wire.warm(),
    runTask,
    async publishTrace(held) {
      const { id, place } = held.task;
      try {
        if (!usedTools(held) || (await traceModeOf(place.channelId)) !== "thread") return;
        const record = await journal.find(id);
        if (record !== undefined) await trace.publish(record);
      } catch (error) {
        log.warn("trace-not-published", { taskId: id, error });
      }
    },
    trace,
    capabilities: createCapabilities({ models, wire, memory: state.probeMemory, log, now: Date.now }),
  };
}
