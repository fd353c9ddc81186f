import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { describe, test } from "node:test";

import pg from "pg";

import type { HeldTask, Journal } from "../../src/contracts/journal.ts";
import { LeaseLostError, StorageError } from "../../src/errors.ts";
import { openPostgresJournal } from "../../src/tasks/postgres-journal.ts";
import { journalContract } from "./journal-contract.ts";
import type { JournalBench, JournalBenchOptions, OpenedJournal } from "./journal-contract.ts";
import { NO_LOG, ORIGIN, createGate, sampleAnswer, sampleTask, until } from "./sample-task.ts";

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
    // A pipe does not tell one end that the other one broke.
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
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

interface PostgresBench extends JournalBench {
  open(options: JournalBenchOptions & { readonly tickMs?: number }): Promise<OpenedJournal>;
  /** What the next supervision does when a worker was silent for too long. */
  giveJobsAway(): Promise<void>;
  dropConnections(): Promise<void>;
}

/** A database of its own for one test. */
async function createBench(): Promise<PostgresBench> {
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
    // At once, since a worker that lives says so every second.
    giveJobsAway: () => inside(`UPDATE orchid_jobs.job SET state = 'retry' WHERE state = 'active'`),
    dropConnections: () =>
      inside(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = '${name}' AND pid <> pg_backend_pid()`),
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
  const skip = url === undefined && "set POSTGRES_TEST_URL to try it on a real server";

  test(
    "of two workers one dies: the other goes on with its task, and nobody works twice",
    { skip },
    async () => {
      const bench = await createBench();
      const [one, other] = [await bench.open({}), await bench.open({})];
      const ids = ["a1", "b1", "c1", "a2", "b2", "c2"];
      const ended: string[] = [];
      const held: HeldTask[] = [];
      one.journal.work(async (task) => {
        held.push(task);
        await new Promise(() => {});
      });
      for (const id of ids) await one.journal.accept(sampleTask(id, id.slice(0, 1)), ORIGIN);
      await until(() => held.length === 3);
      other.journal.work(async (task) => {
        ended.push(task.task.id);
        await task.finish("done");
      });
      await one.crash();
      await until(() => ended.length === ids.length);
      assert.deepEqual(ended.toSorted(), ids.toSorted());
      for (const channel of ["a", "b", "c"]) {
        assert.deepEqual(
          ended.filter((id) => id.startsWith(channel)),
          [`${channel}1`, `${channel}2`],
        );
      }
      await other.journal.close();
      await bench.remove();
    },
  );

  test("a worker that was only cut off for a while writes nothing when it wakes up", { skip }, async () => {
    const bench = await createBench();
    // With one task it is full, so the job goes to the other.
    const [one, other] = [await bench.open({ maxConcurrent: 1 }), await bench.open({})];
    const reached = createGate();
    const woken = createGate();
    const errors: unknown[] = [];
    one.journal.work(async (task) => {
      reached.open();
      await woken.opened;
      await task.freeze(sampleAnswer("1")).catch((error: unknown) => errors.push(error));
      await task.beginSlot(0).catch((error: unknown) => errors.push(error));
      await task.finish("done");
    });
    await one.journal.accept(sampleTask("1"), ORIGIN);
    await one.journal.accept(sampleTask("2"), ORIGIN);
    await reached.opened;
    const seen = createGate();
    const gate = createGate();
    const begun: string[] = [];
    other.journal.work(async (task) => {
      begun.push(task.task.id);
      if (task.task.id === "2") return task.finish("done");
      assert.equal(task.attempt, 2);
      seen.open();
      await gate.opened;
      await task.finish("done");
    });
    await bench.giveJobsAway();
    await seen.opened;
    woken.open();
    await until(() => errors.length === 2);
    for (const error of errors) assert.ok(error instanceof LeaseLostError);
    // Several rounds of looking for work: the channel's next task must not begin beside the first.
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    assert.deepEqual(begun, ["1"]);
    gate.open();
    await until(async () => (await other.journal.find("2"))?.state === "done");
    assert.deepEqual(begun, ["1", "2"]);
    assert.equal((await other.journal.find("1"))?.answer, undefined);
    await one.journal.close();
    await other.journal.close();
    await bench.remove();
  });

  test(
    "a worker that is given its own task again, since it was silent for too long, goes on with it",
    { skip },
    async () => {
      const bench = await createBench();
      const { journal } = await bench.open({});
      const gate = createGate();
      const begun: string[] = [];
      journal.work(async (task) => {
        begun.push(`${task.task.id}, attempt ${task.attempt}`);
        if (task.task.id === "1") await gate.opened;
        await task.finish("done");
      });
      await journal.accept(sampleTask("1"), ORIGIN);
      await journal.accept(sampleTask("2"), ORIGIN);
      await until(() => begun.length === 1);
      await bench.giveJobsAway();
      // Several rounds of looking for work.
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      assert.deepEqual(begun, ["1, attempt 1"]);
      gate.open();
      await until(async () => (await journal.find("2"))?.state === "done");
      assert.deepEqual(begun, ["1, attempt 1", "2, attempt 1"]);
      await journal.close();
      await bench.remove();
    },
  );

  describe("signals", { skip }, () => {
    /** Nobody looks around by itself. */
    const NEVER_MS = 60 * 60_000;

    /** A process that hears people, and one that works. */
    async function twoProcesses() {
      const bench = await createBench();
      const hearing = await bench.open({});
      const working = await bench.open({ tickMs: NEVER_MS });
      return {
        hearing: hearing.journal,
        working: working.journal,
        dropConnections: () => bench.dropConnections(),
        async end() {
          await hearing.journal.close();
          await working.journal.close();
          await bench.remove();
        },
      };
    }

    test("a worker begins with another process's task without looking around", async () => {
      const { hearing, working, dropConnections, end } = await twoProcesses();
      const ended: string[] = [];
      working.work(async (held) => {
        ended.push(held.task.id);
        await held.finish("done");
      });
      await hearing.accept(sampleTask("1"), ORIGIN);
      await until(() => ended.includes("1"));
      await dropConnections();
      await until(async () => {
        try {
          return await hearing.accept(sampleTask("2"), ORIGIN);
        } catch {
          return false;
        }
      });
      // When the worker listens again, it looks for what it did not hear.
      await until(() => ended.includes("2"));
      await hearing.accept(sampleTask("3"), ORIGIN);
      await until(() => ended.includes("3"));
      await end();
    });

    test("a worker hears of a Stop, of a changed question and of a forgotten person", async () => {
      const { hearing, working, end } = await twoProcesses();
      const begun: string[] = [];
      const aborted: string[] = [];
      working.work(async (held) => {
        begun.push(held.task.text);
        if (held.task.text === "changed") return held.finish("done");
        await new Promise<void>((resolve) => held.signal.addEventListener("abort", () => resolve()));
        aborted.push(held.task.id);
        throw held.signal.reason;
      });
      for (const id of ["1", "2", "3"]) {
        const author = { id: `person ${id}`, name: "Ada" };
        await hearing.accept(sampleTask(id, `c${id}`, { author }), ORIGIN);
      }
      await until(() => begun.length === 3);
      await hearing.cancel("1", "stop");
      await until(() => aborted.includes("1"));
      await hearing.revise("2", sampleTask("2", "c2", { text: "changed" }));
      await until(() => begun.includes("changed"));
      await hearing.forgetPerson("person 3");
      await until(() => aborted.includes("3"));
      await end();
    });
  });

  test("several processes that start at once on an empty database all start", { skip }, async () => {
    const bench = await createBench();
    const opened = await Promise.all(Array.from({ length: 4 }, () => bench.open({})));
    const ids = opened.map((_, index) => `t${index}`);
    await Promise.all(
      opened.map(({ journal }, index) => journal.accept(sampleTask(`t${index}`, "c1"), ORIGIN)),
    );
    assert.deepEqual((await opened[0]?.journal.queue("c1"))?.map(({ task }) => task.id).toSorted(), ids);
    await Promise.all(opened.map(({ journal }) => journal.close()));
    await bench.remove();
  });

  test("a server that drops every connection: nothing accepted is lost", { skip }, async () => {
    const bench = await createBench();
    const { journal } = await bench.open({});
    journal.work(async (task) => {
      await task.steps.intend("k", "h");
      await task.finish("done");
    });
    const ids = Array.from({ length: 30 }, (_, index) => `t${index}`);
    for (const [index, id] of ids.entries()) {
      if (index % 10 === 5) await bench.dropConnections();
      const accept = (): Promise<boolean> => journal.accept(sampleTask(id, `c${index % 4}`), ORIGIN);
      await until(() =>
        accept().then(
          () => true,
          () => false,
        ),
      );
    }
    await until(async () => {
      const records = await Promise.all(ids.map((id) => journal.find(id).catch(() => undefined)));
      return records.every((one) => one?.state === "done");
      // A job whose hand-out was lost on the way comes back when its ten seconds are over.
    }, 60_000);
    await journal.close();
    await bench.remove();
  });

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
