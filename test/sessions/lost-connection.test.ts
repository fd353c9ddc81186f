import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";

import { createClient } from "@keyv/redis";
import pg from "pg";

import type { Turn } from "../../src/contracts.ts";
import { createSessions } from "../../src/sessions/sessions.ts";
import { loadStorages, openStorage } from "../../src/sessions/storage.ts";

const storages = await loadStorages();
const turn: Turn = { taskId: "1", at: 1, author: { id: "7", name: "Ada" }, user: "q", assistant: "a" };

/** Writes, loses every connection, and reads until the storage answers again. */
async function survives(address: string, cutConnections: () => Promise<void>): Promise<void> {
  const storage = await openStorage(address, storages);
  const sessions = createSessions(storage, { timeoutMs: 1_000 });
  const channelId = randomUUID();
  await sessions.append(channelId, turn);
  await cutConnections();
  const giveUpAt = Date.now() + 10_000;
  for (;;) {
    try {
      // Failing for a moment is fine. An empty session is not, and neither is a process that ends.
      assert.deepEqual(await sessions.load(channelId), [turn]);
      break;
    } catch (error) {
      if (error instanceof assert.AssertionError || Date.now() > giveUpAt) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  await storage.close();
}

const redisUrl = process.env["REDIS_TEST_URL"];
test(
  "redis: a cut connection comes back by itself",
  { skip: redisUrl === undefined && "set REDIS_TEST_URL" },
  () =>
    survives(redisUrl ?? "", async () => {
      const client = createClient({ url: redisUrl ?? "" });
      await client.connect();
      await client.sendCommand(["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"]);
      client.destroy();
    }),
);

const postgresUrl = process.env["POSTGRES_TEST_URL"];
test(
  "postgres: a cut connection comes back by itself",
  { skip: postgresUrl === undefined && "set POSTGRES_TEST_URL" },
  () =>
    survives(postgresUrl ?? "", async () => {
      const client = new pg.Client(postgresUrl);
      await client.connect();
      await client.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()",
      );
      await client.end();
    }),
);
