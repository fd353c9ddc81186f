import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { describe, test } from "node:test";

import pg from "pg";

import type { Journal } from "../../src/contracts.ts";
import { StorageError } from "../../src/errors.ts";
import { openPostgresJournal } from "../../src/tasks/postgres-journal.ts";
import { journalContract } from "./journal-contract.ts";
import type { JournalBench } from "./journal-contract.ts";
import { NO_LOG } from "./sample-task.ts";

const url = process.env["POSTGRES_TEST_URL"];

/** The way to the server for one journal, so that one alone can be cut off as a dead machine is. */
interface Wire {
  readonly address: string;
  cut(): void;
}

async function startWire(target: URL): Promise<Wire> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    const far = connect(Number(target.port || 5_432), target.hostname);
    keep(near);
    keep(far);
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const port = String((server.address() as AddressInfo).port);
  return {
    address: Object.assign(new URL(target), { hostname: "127.0.0.1", port }).href,
    cut() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** A database of its own for one test. */
async function createBench(): Promise<JournalBench> {
  const name = `orchid_${randomUUID().replaceAll("-", "")}`;
  const admin = new pg.Client(url);
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  const address = Object.assign(new URL(url ?? ""), { pathname: `/${name}` }).href;
  const inside = async (sql: string): Promise<void> => {
    const client = new pg.Client(address);
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  const wires: Wire[] = [];
  const crashed: Journal[] = [];
  return {
    async open(options) {
      const wire = await startWire(new URL(address));
      wires.push(wire);
      const journal = await openPostgresJournal(wire.address, {
        log: NO_LOG,
        backOffMs: () => 1,
        superviseEverySeconds: 1,
        ...options,
      });
      return {
        journal,
        async crash() {
          wire.cut();
          crashed.push(journal);
          // Its ten seconds without a heartbeat are over; the next supervision finds that it is dead.
          await inside(
            `UPDATE orchid_jobs.job SET heartbeat_on = now() - interval '1 hour' WHERE state = 'active'`,
          );
        },
      };
    },
    async remove() {
      await Promise.all(crashed.map((one) => one.close()));
      for (const wire of wires) wire.cut();
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
    },
  };
}

if (url === undefined) {
  test(
    "journal contract: PostgreSQL",
    { skip: "set POSTGRES_TEST_URL to try it on a real server" },
    () => {},
  );
} else {
  journalContract("PostgreSQL", createBench);
}

describe("PostgreSQL", () => {
  test("a server out of reach is named without its password", async () => {
    await assert.rejects(
      openPostgresJournal("postgres://somebody:hush-hush@127.0.0.1:1/orchid", { log: NO_LOG }),
      (error: unknown) => {
        assert.ok(error instanceof StorageError);
        assert.match(error.message, /127\.0\.0\.1:1/);
        assert.doesNotMatch(error.message + error.hint, /hush/);
        return true;
      },
    );
  });
});
