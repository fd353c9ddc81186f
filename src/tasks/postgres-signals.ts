import { randomUUID } from "node:crypto";

import pg from "pg";

import type { Log } from "../contracts.ts";
import type { Queryable } from "./postgres-schema.ts";

/** PostgreSQL's own channel of that name, in the database that the journal is in. */
const CHANNEL = "orchid_work";
/** The wait before a lost connection is made again, in ms. */
const RECONNECT_MS = 1_000;

/**
 * Processes tell each other that there is something to look for: a new task, a Stop, a changed question. A
 * signal may get lost, as with every connection or behind a pooler that does not keep sessions; what it was
 * about is found at the next tick.
 */
export interface Signals {
  /** Sent to all other processes when the transaction that `db` is in commits. */
  send(db: Queryable): Promise<void>;
  /** Begins to listen. Never rejects: it goes on trying. */
  listen(): Promise<void>;
  close(): Promise<void>;
}

/**
 * @param onSignal Called when another process has sent one or more, and when some may have been missed. Not
 *   again before it has ended.
 */
export function createSignals(parts: {
  readonly connection: pg.ClientConfig;
  readonly onSignal: () => Promise<void>;
  readonly log: Log;
}): Signals {
  const { connection, onSignal, log } = parts;
  const ownId = randomUUID();
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let isLooking = false;
  let wantsMore = false;

  async function look(): Promise<void> {
    wantsMore = isLooking;
    if (isLooking || isClosed) return;
    isLooking = true;
    await onSignal();
    isLooking = false;
    if (wantsMore) await look();
  }

  async function connect(): Promise<void> {
    const mine = new pg.Client(connection);
    client = mine;
    const lost = (error?: unknown): void => {
      if (client !== mine) return;
      client = undefined;
      mine.end().catch(() => {});
      if (isClosed) return;
      log.debug("journal-signals-lost", { error });
      timer = setTimeout(() => void connect(), RECONNECT_MS);
      timer.unref();
    };
    mine.on("error", lost);
    mine.on("end", () => lost());
    mine.on("notification", ({ payload }) => {
      if (payload !== ownId) void look();
    });
    try {
      await mine.connect();
      await mine.query(`LISTEN ${CHANNEL}`);
    } catch (error) {
      return lost(error);
    }
    // Those of the meantime were not heard.
    await look();
  }

  return {
    async send(db) {
      await db.query("SELECT pg_notify($1, $2)", [CHANNEL, ownId]);
    },
    listen: connect,
    async close() {
      isClosed = true;
      clearTimeout(timer);
      const last = client;
      client = undefined;
      await last?.end().catch(() => {});
    },
  };
}
