import { createAnswering } from "./app/answering.ts";
import { loadCatalog } from "./app/catalog.ts";
import { chooseModels } from "./app/choose-models.ts";
import { createListening } from "./app/listening.ts";
import { openState } from "./app/state.ts";
import { openTools } from "./app/tools.ts";
import type { Config } from "./config.ts";
import { createClient } from "./discord/client.ts";
import { inviteUrl } from "./discord/invite.ts";
import { enterByRest } from "./discord/rest-only.ts";
import { createManners } from "./discord/manners.ts";
import { createSendBudget } from "./discord/send-budget.ts";
import type { OrchidError } from "./errors.ts";
import { createLog } from "./log.ts";
import { createRedact } from "./text/redact.ts";

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

/**
 * Puts the program together: here and in `app/` alone are implementations chosen. Two halves share one
 * journal: what listens accepts tasks, what answers works on them; a process may be one or both. Touches
 * no network before `start`.
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
  const models = chooseModels(config, catalog);
  const state = await openState(config, catalog, log);
  const { journal, storage } = state;
  const client = createClient({
    apiUrl: config.discordApiUrl,
    hasMessageContent: config.hasMessageContent,
    requestsPerSecond: config.discordRequestsPerSecond,
    onSilence: (error) => log.error("discord-refuses-too-much", { error, hint: error.hint }),
    ...(config.shards === undefined ? {} : { shards: config.shards }),
  });
  const budget = createSendBudget(config.discordRequestsPerSecond, Date.now);
  const manners = createManners({ memory: state.mannerMemory, log, now: Date.now });
  const { words } = catalog.vocabulary;
  const tools = openTools({
    config,
    tools: catalog.tools,
    client,
    storage,
    journal,
    calledThreads: state.calledThreads,
    manners,
    words,
    redact,
    log,
  });
  const shared = { config, catalog, models, state, client, budget, tools, manners, log, onFatal };
  const answering = createAnswering({ ...shared, redact });
  const { bot, changes, registerCommands } = createListening({ ...shared, answering, startedAt });
  const isListening = config.processRole !== "worker";
  const isWorking = config.processRole !== "gateway";

  return {
    async start() {
      // A worker sends, and never listens: the gateway processes do.
      if (isListening) await bot.start(config.discordToken ?? "");
      else await enterByRest(client, config.discordToken ?? "");
      if (isWorking) {
        answering.warm();
        journal.work(async (held) => {
          await answering.runTask(held);
          await changes.afterTask(held.task.id);
          void answering.publishTrace(held);
        });
        tools.start();
      }
      log.info("working", { role: config.processRole });
      if (!isListening) return;
      log.info("invite", { url: inviteUrl(client.application?.id ?? "") });
      // Not awaited: people can already be answered while commands are being registered.
      void registerCommands();
    },
    async stop() {
      log.info("stopping");
      // First: a command may be waiting for what is found out.
      await answering.capabilities.close();
      await bot.stopListening();
      await tools.stop();
      await journal.drain(config.drainMs);
      await tools.close();
      await bot.close();
      await journal.close();
      await storage.close();
      log.info("stopped");
    },
  };
}
