import type { Client } from "discord.js";

import type { Config } from "../config.ts";
import type { Log, ModelRegistry } from "../contracts.ts";
import { type Bot, createBot } from "../discord/bot.ts";
import { createBursts } from "../discord/burst.ts";
import { createCalledThreads, createTalkLookup, isThreadOf } from "../discord/called-threads.ts";
import { createCatchUp } from "../discord/catch-up.ts";
import { type Changes, createChanges } from "../discord/changes.ts";
import type { CommandServices } from "../discord/command.ts";
import { createCommandCatalog, registerCommands } from "../discord/command-catalog.ts";
import { Decisions } from "../discord/decisions.ts";
import { createDoor } from "../discord/door.ts";
import { createFloodGuard } from "../discord/flood.ts";
import { createFloodNotice } from "../discord/flood-notice.ts";
import { createIntake } from "../discord/intake.ts";
import { handleInteraction } from "../discord/interactions.ts";
import { createLoopGuard } from "../discord/loop-guard.ts";
import type { Manners } from "../discord/manners.ts";
import { createFindRoles } from "../discord/member-roles.ts";
import type { SendBudget } from "../discord/send-budget.ts";
import type { OrchidError } from "../errors.ts";
import type { Answering } from "./answering.ts";
import type { Catalog } from "./catalog.ts";
import { createForget, forgetDirectChannel, forgetInJournal } from "./forget.ts";
import type { State } from "./state.ts";
import type { AppTools } from "./tools.ts";

/** The half of the bot that hears people: from the gateway's events to accepted tasks and commands. */
export interface Listening {
  readonly bot: Bot;
  /** Told when a task has ended: what was edited or deleted meanwhile is done then. */
  readonly changes: Pick<Changes, "afterTask">;
  /** Tells Discord which commands there are, when they are others than last time. Never rejects. */
  registerCommands(): Promise<void>;
}

export function createListening(parts: {
  readonly config: Config;
  readonly catalog: Catalog;
  readonly models: ModelRegistry;
  readonly state: State;
  readonly client: Client;
  readonly budget: SendBudget;
  readonly tools: AppTools;
  readonly answering: Answering;
  readonly manners: Manners;
  readonly log: Log;
  /** Unix ms at which the process began. */
  readonly startedAt: number;
  readonly onFatal: (error: OrchidError) => void;
}): Listening {
  const { config, catalog, models, state, client, budget, tools, answering, manners, log, startedAt } = parts;
  const { journal, sessions, settings, usage } = state;
  const { rest } = client;
  const { vocabulary } = catalog;
  const { words } = vocabulary;
  const botUserId = (): string => client.user?.id ?? "";

  const threads = createCalledThreads({
    memory: state.calledThreads,
    isOwnThread: (threadId) => isThreadOf(client, threadId, botUserId()),
    hangsOnTalk: createTalkLookup(client, journal),
    log,
  });
  const { allowRoles, denyRoles } = config.access;
  const door = createDoor({
    rules: config.access,
    findRoles: createFindRoles(client, new Set([...allowRoles, ...denyRoles]), log),
    threads,
    hasMessageContent: config.hasMessageContent,
    botUserId,
  });
  const decisions = new Decisions();
  const limits = { perPerson: config.maxQueuedPerPerson, perChannel: config.maxQueuedPerChannel };
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
  const catchUp = createCatchUp({ client, intake, memory: state.catchUpMemory, log, now: Date.now });
  const changes = createChanges({ rest, intake, journal, sessions, door, log });
  const commands = createCommandCatalog(catalog.commands, vocabulary.byLocale);
  const services: CommandServices = {
    sessions,
    settings,
    tasks: journal,
    trace: answering.trace,
    decisions,
    usage,
    models,
    capabilities: answering.capabilities,
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

  return {
    bot: createBot({
      client,
      scanIntervalMs: config.catchUpIntervalMs,
      intake,
      catchUp,
      changes,
      log,
      now: Date.now,
      onFatal: parts.onFatal,
      onInteraction: (interaction) =>
        handleInteraction(interaction, { rest, catalog: commands, intake, door, services, log }),
    }),
    changes,
    async registerCommands() {
      const applicationId = client.application?.id ?? "";
      try {
        await registerCommands(rest, applicationId, commands, state.registrationMemory, log);
      } catch (error) {
        log.error("commands-not-registered", { error });
      }
    },
  };
}
