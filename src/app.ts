import { fileURLToPath } from "node:url";

import { openFileSource } from "./app-attachments.ts";
import { openTools } from "./app-tools.ts";
import { createForget, forgetDirectChannel, forgetInJournal } from "./app-forget.ts";
import type { Config } from "./config.ts";
import type { Engine, Log, ModelRegistry, Sessions } from "./contracts.ts";
import type { ProbeResult } from "./contracts/capabilities.ts";
import type { Journal } from "./contracts/journal.ts";
import type { Settings, TraceMode } from "./contracts/settings.ts";
import type { Forgettable, OpenStorage, Storage } from "./contracts/storage.ts";
import type { UsageLedger } from "./contracts/usage.ts";
import { createBot, tokenRefused } from "./discord/bot.ts";
import { createBursts } from "./discord/burst.ts";
import { type CatchUpMemory, type CatchUpState, createCatchUp } from "./discord/catch-up.ts";
import { createChanges } from "./discord/changes.ts";
import {
  type CalledThreadMemory,
  createCalledThreads,
  createTalkLookup,
  isThreadOf,
} from "./discord/called-threads.ts";
import { createClient } from "./discord/client.ts";
import { checkCommand, type Command, type CommandServices } from "./discord/command.ts";
import {
  createCommandCatalog,
  registerCommands,
  type RegistrationMemory,
} from "./discord/command-catalog.ts";
import { Decisions } from "./discord/decisions.ts";
import { createDelivery } from "./discord/delivery.ts";
import { type Burst, type BurstMemory, createFloodGuard } from "./discord/flood.ts";
import { createFloodNotice } from "./discord/flood-notice.ts";
import { createDoor } from "./discord/door.ts";
import { createIntake } from "./discord/intake.ts";
import { inviteUrl } from "./discord/invite.ts";
import { handleInteraction } from "./discord/interactions.ts";
import { createLayOut, createPreview, createTraceRenderer } from "./discord/lay-out.ts";
import { createManners, type Manner, type MannerMemory } from "./discord/manners.ts";
import { createLinkReader } from "./discord/linked-messages.ts";
import { createLoopGuard } from "./discord/loop-guard.ts";
import { createFindRoles } from "./discord/member-roles.ts";
import { enterByRest } from "./discord/rest-only.ts";
import { createSendBudget } from "./discord/send-budget.ts";
import { createTracePublisher, type TracePublisher, usedTools } from "./discord/trace.ts";
import { ConfigError, type ConfigProblem, type OrchidError } from "./errors.ts";
import { loadExtensions } from "./extensions.ts";
import { createLog } from "./log.ts";
import { createCapabilities, type ProbeMemory } from "./models/capabilities.ts";
import { createLeanFetch } from "./models/lean-fetch.ts";
import { loadProviders, type Providers } from "./models/provider.ts";
import { createRegistry } from "./models/registry.ts";
import { createWire } from "./models/wire.ts";
import { checkEngine, createOrchestrator } from "./orchestrator/orchestrate.ts";
import { loadPersonas, type Persona } from "./orchestrator/personas.ts";
import { forgetEntries } from "./sessions/forget.ts";
import { openCells } from "./sessions/keyv.ts";
import { createSessions } from "./sessions/sessions.ts";
import { createSettings } from "./sessions/settings.ts";
import { loadStorages, openStorage } from "./sessions/storage.ts";
import { sqlitePath } from "./sqlite.ts";
import { createRunner } from "./tasks/runner.ts";
import { openSqliteJournal } from "./tasks/sqlite-journal.ts";
import { createRedact } from "./text/redact.ts";
import { failureSentence } from "./words/failure-sentence.ts";
import { loadVocabulary, type Vocabulary } from "./words/vocabulary.ts";
import { type Tool, toolProblems } from "./toolkit/define-tool.ts";
import { COUNTED_TTL_MS, DAY_TTL_MS, createUsageLedger } from "./usage/ledger.ts";

/** The running bot. */
export interface App {
  /**
   * Logs in, goes on with what an earlier process left, and listens.
   *
   * @throws {OrchidError} When Discord will not let it in.
   */
  start(): Promise<void>;
  /** Takes no new work, lets what runs finish within the grace time, and lets go of everything. */
  stop(): Promise<void>;
}

/** Calls of one round that are run; more are answered "not executed". */
const MAX_CALLS_PER_ROUND = 16;
/** How long refused requests are known: catch-up looks back an hour. */
const BURST_TTL_MS = 2 * 60 * 60_000;
/** A thread in which nobody called the bot for so long is no longer one that it was called in. */
const CALLED_THREAD_TTL_MS = 180 * 24 * 60 * 60 * 1_000;
/** A storage that hangs must not keep a message from being accepted; its answer comes in English then. */
const MANNER_TIMEOUT_MS = 1_000;
/** How long a start waits for an older process to let go of the SQLite file: a deploy's overlap. */
const LOCK_WAIT_MS = 15_000;

/**
 * Puts the program together: the only place that chooses implementations. Touches no network before
 * `start`.
 *
 * @param onFatal Called when Discord no longer lets the bot in, and a person must act.
 * @throws {ConfigError} When settings name something that does not exist; every problem at once.
 * @throws {ExtensionError} When an extension file is broken; every one at once.
 * @throws {StorageError} When the database cannot be opened.
 */
export async function createApp(config: Config, onFatal: (error: OrchidError) => void): Promise<App> {
  const startedAt = Date.now();
  const redact = createRedact(config.secrets);
  const log = createLog({ level: config.logLevel, redact });
  const catalog = await loadCatalog(config);
  const { vocabulary } = catalog;
  const { words } = vocabulary;
  const models = chooseModels(config, catalog);
  const state = await openState(config, catalog, log);
  const { journal, sessions, settings, usage } = state;

  const client = createClient({
    apiUrl: config.discordApiUrl,
    hasMessageContent: config.hasMessageContent,
    requestsPerSecond: config.discordRequestsPerSecond,
    ...(config.shards === undefined ? {} : { shards: config.shards }),
  });
  const { rest } = client;
  const budget = createSendBudget(config.discordRequestsPerSecond, Date.now);
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
    onUnauthorized: () => onFatal(tokenRefused()),
  });
  const tools = openTools({
    config,
    tools: catalog.tools,
    client,
    storage: state.storage,
    journal,
    redact,
    log,
  });
  const wire = createWire({
    providers: catalog.providers,
    fetch: createLeanFetch(),
    log: (record) => log.info("model-call", { ...record }),
  });
  const capabilities = createCapabilities({ models, wire, memory: state.probeMemory, log, now: Date.now });
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

  const decisions = new Decisions();
  const limits = { perPerson: config.maxQueuedPerPerson, perChannel: config.maxQueuedPerChannel };
  const botUserId = (): string => client.user?.id ?? "";
  const threads = createCalledThreads({
    memory: state.calledThreads,
    isOwnThread: (threadId) => isThreadOf(client, threadId, botUserId()),
    hangsOnTalk: createTalkLookup(client, journal),
    log,
  });
  const door = createDoor({
    rules: config.access,
    findRoles: createFindRoles(
      client,
      new Set([...config.access.allowRoles, ...config.access.denyRoles]),
      log,
    ),
    threads,
    hasMessageContent: config.hasMessageContent,
    botUserId,
  });
  const manners = createManners({ memory: state.mannerMemory, log, now: Date.now });
  const intake = createIntake({
    journal,
    decisions,
    door,
    threads,
    loopGuard: createLoopGuard(config.maxMessagesPerMinute),
    bursts: createBursts(journal),
    flood: createFloodGuard({ journal, limits, memory: state.burstMemory, log, startedAt }),
    floodNotice: createFloodNotice({ rest, budget, limits, log, words }),
    manners,
    log,
    now: Date.now,
  });
  const commands = createCommandCatalog(catalog.commands, vocabulary.byLocale);
  const catchUp = createCatchUp({ client, intake, memory: state.catchUpMemory, log, now: Date.now });
  const services: CommandServices = {
    sessions,
    settings,
    tasks: journal,
    trace,
    decisions,
    usage,
    models,
    capabilities,
    personas: catalog.personas,
    ...tools.services,
    status: async () => {
      const { running, waiting } = await journal.counts();
      return { startedAt, runningTasks: running, waitingTasks: waiting, guilds: client.guilds.cache.size };
    },
    defaults: { trace: config.trace, persona: config.persona },
    // In this order: nothing new begins, what runs ends, and then nothing writes any more.
    forgetPerson: createForget(
      [
        ...tools.keepers,
        forgetInJournal(journal),
        sessions,
        usage,
        manners,
        state.bursts,
        forgetDirectChannel({ client, catchUp, settings, manners }),
      ],
      log,
    ),
    commandLines: commands.lines,
    words,
    manners,
  };
  const changes = createChanges({
    rest,
    intake,
    journal,
    sessions,
    door,
    log,
  });
  const bot = createBot({
    client,
    scanIntervalMs: config.catchUpIntervalMs,
    intake,
    catchUp,
    changes,
    log,
    now: Date.now,
    onFatal,
    onInteraction: (interaction) =>
      handleInteraction(interaction, { rest, catalog: commands, intake, door, services, log }),
  });

  return {
    async start() {
      // A worker sends, and never listens: the gateway processes do.
      if (config.processRole === "worker") await enterByRest(client, config.discordToken ?? "");
      else await bot.start(config.discordToken ?? "");
      // Nobody waits for the first answer to load what answering needs.
      if (config.processRole !== "gateway") void wire.warm();
      if (config.processRole !== "gateway")
        journal.work(async (held) => {
          await runTask(held);
          await changes.afterTask(held.task.id);
          void publishTrace(held.task.id, { journal, trace, log, traceModeOf });
        });
      if (config.processRole !== "gateway") tools.start();
      log.info("working", { role: config.processRole });
      if (config.processRole === "worker") return;
      const applicationId = client.application?.id ?? "";
      log.info("invite", { url: inviteUrl(applicationId) });
      // Not awaited: people can already be answered while commands are being registered.
      registerCommands(rest, applicationId, commands, state.registrationMemory, log).catch((error: unknown) =>
        log.error("commands-not-registered", { error }),
      );
    },
    async stop() {
      log.info("stopping");
      // First: a command may be waiting for what is found out.
      await capabilities.close();
      await bot.stopListening();
      await tools.stop();
      await journal.drain(config.drainMs);
      await tools.close();
      await bot.close();
      await journal.close();
      await state.storage.close();
      log.info("stopped");
    },
  };
}

/** Everything that is one file each. */
interface Catalog {
  readonly storages: ReadonlyMap<string, Storage>;
  readonly providers: Providers;
  readonly engines: ReadonlyMap<string, Engine>;
  readonly tools: ReadonlyMap<string, Tool>;
  readonly commands: ReadonlyMap<string, Command>;
  readonly personas: ReadonlyMap<string, Persona>;
  readonly vocabulary: Vocabulary;
}

async function loadCatalog(config: Config): Promise<Catalog> {
  const here = (folder: string): URL => new URL(folder, import.meta.url);
  const ownPersonas = fileURLToPath(here("./personas/"));
  const [storages, providers, engines, tools, commands, personas, vocabulary] = await Promise.all([
    loadStorages(),
    loadProviders(),
    loadExtensions<Engine>(here("./orchestrator/engines/"), "engine", checkEngine),
    loadExtensions<Tool>(here("./tools/"), "tool", toolProblems),
    loadExtensions<Command>(here("../commands/"), "command", checkCommand),
    loadPersonas(config.personasDir === undefined ? [ownPersonas] : [ownPersonas, config.personasDir]),
    loadVocabulary(),
  ]);
  return { storages, providers, engines, tools, commands, personas, vocabulary };
}

/** @throws {ConfigError} With every name in the settings that nothing answers to. */
function chooseModels(config: Config, catalog: Catalog): ModelRegistry {
  const registry = createRegistry({ ...config.models, keys: config.setting, providers: catalog.providers });
  const problems: ConfigProblem[] = Array.isArray(registry) ? [...registry] : [];
  if (!catalog.personas.has(config.persona)) {
    problems.push({
      variable: "PERSONA",
      problem: "names no persona.",
      hint: `Use one of: ${[...catalog.personas.keys()].join(", ")}.`,
    });
  }
  if (!Array.isArray(registry)) problems.push(...unkeepableCaps(config, registry as ModelRegistry));
  const scheme = config.sessionStoreUrl.split(":", 1)[0] ?? "";
  const schemes = [...catalog.storages.values()].flatMap((storage) => storage.schemes);
  if (!schemes.includes(scheme)) {
    problems.push({
      variable: "SESSION_STORE_URL",
      problem: "has an unknown scheme.",
      hint: `Use one of: ${schemes.join(", ")}.`,
    });
  }
  if (problems.length > 0 || Array.isArray(registry)) throw new ConfigError(problems);
  return registry as ModelRegistry;
}

/** A cap in dollars that no entry's price can ever count against. */
function unkeepableCaps(config: Config, registry: ModelRegistry): readonly ConfigProblem[] {
  const hasDollarCap = Object.values(config.usageCaps).some(({ usdPerDay }) => usdPerDay !== undefined);
  const hasPrice = registry.labels().some((label) => registry.byLabel(label)?.price !== undefined);
  if (!hasDollarCap || hasPrice) return [];
  return [
    {
      variable: "USAGE_CAP_…_USD_PER_DAY",
      problem: "cannot be kept: no model entry names a price.",
      hint: "Give entries in MODELS_FILE a price, or cap tokens instead.",
    },
  ];
}

/** What outlives the process. */
interface State {
  readonly storage: OpenStorage;
  readonly journal: Journal;
  readonly sessions: Sessions & Forgettable;
  readonly settings: Settings;
  readonly usage: UsageLedger & Forgettable;
  readonly bursts: Forgettable;
  readonly catchUpMemory: CatchUpMemory;
  readonly burstMemory: BurstMemory;
  readonly registrationMemory: RegistrationMemory;
  readonly mannerMemory: MannerMemory;
  readonly probeMemory: ProbeMemory;
  readonly calledThreads: CalledThreadMemory;
}

async function openJournal(config: Config, log: Log): Promise<Journal> {
  const options = { log, maxConcurrent: config.maxConcurrentTasks, retentionMs: config.retentionMs };
  if (config.databaseUrl.startsWith("sqlite:")) {
    return await openSqliteJournal(sqlitePath(config.databaseUrl), { ...options, lockWaitMs: LOCK_WAIT_MS });
  }
  // Loaded only when it is used: one machine with SQLite needs no pg-boss.
  const { openPostgresJournal } = await import("./tasks/postgres-journal.ts");
  return await openPostgresJournal(config.databaseUrl, options);
}

/** The name of what catch-up remembers: each process has seen its own shards' messages. */
function catchUpKey(config: Config): string {
  const { shards } = config;
  return shards === undefined ? "catch-up" : `catch-up:${shards.ids.join(",")}/${shards.total}`;
}

async function openState(config: Config, catalog: Catalog, log: Log): Promise<State> {
  const journal = await openJournal(config, log);
  const storage = await openStorage(config.sessionStoreUrl, catalog.storages);
  const cells = openCells(storage, "orchid-state-v1");
  const manners = openCells(storage, "orchid-manners-v1", { timeoutMs: MANNER_TIMEOUT_MS });
  const calledThreads = openCells(storage, "orchid-threads-v1", { ttlMs: CALLED_THREAD_TTL_MS });
  const probes = openCells(storage, "orchid-probes-v1");
  const bursts = openCells(storage, "orchid-floods-v1", { ttlMs: BURST_TTL_MS });
  return {
    storage,
    journal,
    sessions: createSessions(
      storage,
      config.sessionTtlMs === undefined ? {} : { sessionTtlMs: config.sessionTtlMs },
    ),
    settings: createSettings(storage),
    usage: createUsageLedger({
      days: openCells(storage, "orchid-usage-v1", { ttlMs: DAY_TTL_MS }),
      counted: openCells(storage, "orchid-counted-v1", { ttlMs: COUNTED_TTL_MS }),
      caps: config.usageCaps,
      log,
      now: Date.now,
    }),
    probeMemory: {
      read: async (key) => (await probes.get(key)) as ProbeResult | undefined,
      write: (key, found) => probes.set(key, found),
    },
    bursts: forgetEntries("refused requests", bursts, (personId, key) => key === `person:${personId}`),
    burstMemory: {
      read: async (key) => (await bursts.get(key)) as Burst | undefined,
      write: (key, burst) => bursts.set(key, burst),
    },
    catchUpMemory: {
      // With other shards than before, what one process alone saw last is a good beginning: a message that
      // is found twice is answered once.
      read: async () =>
        ((await cells.get(catchUpKey(config))) ?? (await cells.get("catch-up"))) as CatchUpState | undefined,
      write: (seen) => cells.set(catchUpKey(config), seen),
    },
    registrationMemory: {
      read: async (applicationId) => (await cells.get(`commands:${applicationId}`)) as string | undefined,
      write: (applicationId, fingerprint) => cells.set(`commands:${applicationId}`, fingerprint),
    },
    mannerMemory: {
      read: async (of) => (await manners.get(of)) as Manner | undefined,
      write: (of, manner) => (manner === undefined ? manners.delete(of) : manners.set(of, manner)),
    },
    calledThreads: {
      read: async (threadId) => (await calledThreads.get(threadId)) as number | undefined,
      write: (threadId, calledAt) => calledThreads.set(threadId, calledAt),
    },
  };
}

/** In channels where every trace is shown, shows it; never holds up the next task. */
async function publishTrace(
  taskId: string,
  parts: {
    readonly journal: Journal;
    readonly trace: TracePublisher;
    readonly log: Log;
    readonly traceModeOf: (channelId: string) => Promise<TraceMode>;
  },
): Promise<void> {
  try {
    const record = await parts.journal.find(taskId);
    if (record === undefined || !usedTools(record)) return;
    const mode = await parts.traceModeOf(record.task.place.channelId);
    if (mode === "thread") await parts.trace.publish(record);
  } catch (error) {
    parts.log.warn("trace-not-published", { taskId, error });
  }
}
