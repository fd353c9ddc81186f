import type { Config } from "../config.ts";
import type { Log, Sessions } from "../contracts.ts";
import type { ProbeResult } from "../contracts/capabilities.ts";
import type { Journal } from "../contracts/journal.ts";
import type { Settings } from "../contracts/settings.ts";
import type { Forgettable, OpenStorage } from "../contracts/storage.ts";
import type { UsageLedger } from "../contracts/usage.ts";
import type { CalledThreadMemory } from "../discord/called-threads.ts";
import type { CatchUpMemory, CatchUpState } from "../discord/catch-up.ts";
import type { RegistrationMemory } from "../discord/command-catalog.ts";
import type { Burst, BurstMemory } from "../discord/flood.ts";
import type { Manner, MannerMemory } from "../discord/manners.ts";
import type { ProbeMemory } from "../models/capabilities.ts";
import { forgetEntries } from "../sessions/forget.ts";
import { openCells } from "../sessions/keyv.ts";
import { createSessions } from "../sessions/sessions.ts";
import { createSettings } from "../sessions/settings.ts";
import { openStorage } from "../sessions/storage.ts";
import { sqlitePath } from "../sqlite.ts";
import { openSqliteJournal } from "../tasks/sqlite-journal.ts";
import { createUsageLedger, DAY_TTL_MS } from "../usage/ledger.ts";
import type { Catalog } from "./catalog.ts";

/** How long refused requests are known: catch-up looks back an hour. */
const BURST_TTL_MS = 2 * 60 * 60_000;
/** A thread in which nobody called the bot for so long is no longer one that it was called in. */
const CALLED_THREAD_TTL_MS = 180 * 24 * 60 * 60 * 1_000;
/** A storage that hangs must not keep a message from being accepted; its answer comes in English then. */
const MANNER_TIMEOUT_MS = 1_000;
/** How long a start waits for an older process to let go of the SQLite file: a deploy's overlap. */
const LOCK_WAIT_MS = 15_000;

/** What outlives the process. */
export interface State {
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
  const { openPostgresJournal } = await import("../tasks/postgres-journal.ts");
  return await openPostgresJournal(config.databaseUrl, options);
}

/** The name of what catch-up remembers: each process has seen its own shards' messages. */
function catchUpKey(config: Config): string {
  const { shards } = config;
  return shards === undefined ? "catch-up" : `catch-up:${shards.ids.join(",")}/${shards.total}`;
}

/** @throws {StorageError} When the database or the session storage cannot be opened. */
export async function openState(config: Config, catalog: Catalog, log: Log): Promise<State> {
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
