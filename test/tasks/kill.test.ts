/**
 * Real processes, killed with SIGKILL at each point of the crash matrix that concerns the journal, the
 * runner and the sessions, and at seeded random instants. The oracle is the channel's log.
 *
 * `KILLS=1000` makes the random part long; `SEED=…` repeats one.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";

import { StorageError } from "../../src/errors.ts";
import { createSessions } from "../../src/sessions/sessions.ts";
import sqliteStorage from "../../src/sessions/stores/sqlite.ts";
import { openSqliteJournal } from "../../src/tasks/sqlite-journal.ts";
import { startChannelServer } from "../fakes/channel-server.ts";
import type { ChannelServer } from "../fakes/channel-server.ts";
import { createRandom } from "./random.ts";
import { NO_LOG, sampleTask, until } from "./sample-task.ts";

const KILLS = Number(process.env["KILLS"] ?? 6);
const SEED = Number(process.env["SEED"] ?? Date.now() % 1_000_000);
const TARGET = join(import.meta.dirname, "..", "fakes", "kill-target.ts");
const CHANNELS = ["c1", "c2"] as const;

const root = mkdtempSync(join(tmpdir(), "orchid-kill-"));
after(() => rmSync(root, { recursive: true, force: true }));

/** Processes that this test started and that live. */
const children = new Set<ChildProcess>();
after(() => {
  for (const child of children) child.kill("SIGKILL");
});

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown>;
}

function start(server: ChannelServer, database: string, crashAt = ""): Started {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", TARGET], {
    env: {
      PATH: process.env["PATH"],
      SERVER: server.address,
      DATABASE: database,
      CRASH_AT: crashAt,
      NODE_COMPILE_CACHE: join(root, "compiled"),
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.add(child);
  const ended = once(child, "exit").finally(() => children.delete(child));
  server.onCrash = () => child.kill("SIGKILL");
  return { child, ended };
}

/** Sends messages to every channel. @returns their ids, by channel, in order. */
function sendAll(server: ChannelServer, perChannel: number): ReadonlyMap<string, readonly string[]> {
  const sent = new Map<string, string[]>(CHANNELS.map((channelId) => [channelId, []]));
  for (let index = 1; index <= perChannel; index += 1) {
    for (const channelId of CHANNELS) {
      const id = `${channelId}-${index}`;
      sent.get(channelId)?.push(id);
      server.send(sampleTask(id, channelId));
    }
  }
  return sent;
}

/** What must be in a channel's log: each answer once, its parts in order, in the order of the questions. */
function expectedNonces(ids: readonly string[]): readonly string[] {
  return ids.flatMap((id) => (id.endsWith("3") ? [`${id}:0`, `${id}:1`, `${id}:2`] : [`${id}:0`]));
}

async function assertOracle(
  server: ChannelServer,
  database: string,
  sent: ReadonlyMap<string, readonly string[]>,
  kills: number,
): Promise<void> {
  for (const [channelId, ids] of sent) {
    const shown = server.shown.filter((one) => one.channelId === channelId);
    assert.deepEqual(
      shown.map((one) => one.nonce),
      expectedNonces(ids),
      `channel ${channelId}: each answer once and in order`,
    );
    // Each answer names the turns that it saw: exactly those before it, so none is lost or doubled.
    for (const [index, id] of ids.entries()) {
      const text = shown.find((one) => one.nonce === `${id}:0`)?.text;
      assert.equal(text, `answer ${id} [${ids.slice(Math.max(0, index - 3), index).join(" ")}]`);
    }
    const storage = await sqliteStorage.open(`sqlite:${database}`);
    const turns = await createSessions(storage).load(channelId);
    await storage.close();
    assert.deepEqual(
      turns.map((turn) => turn.taskId),
      ids.slice(-3),
    );
  }
  const tasks = [...sent.values()].flat().length;
  assert.ok(
    server.modelCalls.length <= tasks + kills * CHANNELS.length,
    `${server.modelCalls.length} model calls for ${tasks} tasks and ${kills} kills`,
  );
}

async function finishUp(
  server: ChannelServer,
  database: string,
  sent: ReadonlyMap<string, readonly string[]>,
) {
  const last = start(server, database);
  const expected = [...sent.values()].flatMap(expectedNonces).length;
  await until(() => server.shown.length >= expected, 120_000);
  // The turn is written after the answer is visible.
  const storage = await sqliteStorage.open(`sqlite:${database}`);
  const sessions = createSessions(storage);
  for (const [channelId, ids] of sent) {
    await until(async () => (await sessions.load(channelId)).at(-1)?.taskId === ids.at(-1));
  }
  await storage.close();
  last.child.kill("SIGKILL");
  await last.ended;
}

/** Two chains side by side. Each process of a chain takes up what the one before it left. */
const CHAINS = [
  ["K01", "K03", "K06", "K09", "K11", "K17", "K18-after"],
  ["K02", "K04", "K07", "K10", "K12", "K18-before", "after-finish"],
];

describe("killed at each point of the crash matrix", { concurrency: 2 }, () => {
  for (const points of CHAINS) {
    test(points.join(", "), async () => {
      const database = join(root, `${points[0]}.sqlite`);
      const server = await startChannelServer();
      // Enough that every process of the chain passes its point at least twice.
      const sent = sendAll(server, 4 + points.length);
      for (const name of points) {
        const { child, ended } = start(
          server,
          database,
          `${name}:${name === "K04" || name === "K11" ? 1 : 2}`,
        );
        await ended;
        assert.equal(child.signalCode, "SIGKILL", `it died at ${name}`);
      }
      await finishUp(server, database, sent);
      await assertOracle(server, database, sent, points.length);
      server.close();
    });
  }
});

test(`killed ${KILLS} times at random instants (SEED=${SEED})`, async () => {
  const random = createRandom(SEED);
  const database = join(root, "random.sqlite");
  const server = await startChannelServer();
  const sent = sendAll(server, 4 + 2 * KILLS);
  for (let kill = 0; kill < KILLS; kill += 1) {
    const { child, ended } = start(server, database);
    const before = server.shown.length;
    if (child.stdout === null) throw new Error("no output to wait for");
    await once(child.stdout, "data");
    // Some progress each time, then an instant anywhere in the work that follows.
    await until(() => server.shown.length > before || child.exitCode !== null);
    await new Promise((resolve) => setTimeout(resolve, random() * 12));
    child.kill("SIGKILL");
    await ended;
  }
  await finishUp(server, database, sent);
  await assertOracle(server, database, sent, KILLS);
  server.close();
});

test("a stopped process keeps its file; a killed one lets go at once", async () => {
  const database = join(root, "stopped.sqlite");
  const server = await startChannelServer();
  const { child, ended } = start(server, database);
  if (child.stdout === null) throw new Error("no output to wait for");
  await once(child.stdout, "data");
  child.kill("SIGSTOP");
  const open = () => openSqliteJournal(database, { log: NO_LOG });
  await assert.rejects(open(), (error: unknown) => {
    assert.ok(error instanceof StorageError);
    assert.match(
      error.message,
      new RegExp(`stopped\\.sqlite is in use by another Orchid \\(process ${child.pid} on `),
    );
    return true;
  });
  child.kill("SIGKILL");
  await ended;
  await (await open()).close();
  server.close();
});

test("without nonces the same kill shows an answer twice: the oracle sees it", async () => {
  const database = join(root, "twin.sqlite");
  const server = await startChannelServer({ knowsNonces: false });
  const sent = sendAll(server, 2);
  await start(server, database, "K11:1").ended;
  await finishUp(server, database, sent);
  await assert.rejects(assertOracle(server, database, sent, 1), /each answer once and in order/);
  server.close();
});
