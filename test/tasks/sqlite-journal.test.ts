import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, describe, test, type TestContext } from "node:test";

import type { HeldTask, Journal } from "../../src/contracts/journal.ts";
import { LeaseLostError, StorageError } from "../../src/errors.ts";
import { systemClock } from "../../src/clock.ts";
import type { DiskSync } from "../../src/disk-sync.ts";
import { openJournalFile } from "../../src/tasks/open-journal-file.ts";
import { createSqliteJournal, openSqliteJournal } from "../../src/tasks/sqlite-journal.ts";
import type { SqliteJournalOptions } from "../../src/tasks/sqlite-journal.ts";
import { journalContract } from "./journal-contract.ts";
import { ORIGIN, NO_LOG, createGate, sampleAnswer, sampleTask, until } from "./sample-task.ts";

const root = mkdtempSync(join(tmpdir(), "orchid-journal-"));
after(() => rmSync(root, { recursive: true, force: true }));
let folders = 0;
function newPath(): string {
  folders += 1;
  const folder = join(root, String(folders));
  mkdirSync(folder);
  return join(folder, "orchid.sqlite");
}

const QUIET: SqliteJournalOptions = { log: NO_LOG, backOffMs: () => 1 };

journalContract("SQLite", async () => {
  const path = newPath();
  const crashed: Journal[] = [];
  return {
    async open(options) {
      const file = await openJournalFile(path, { lockWaitMs: 0, clock: systemClock });
      const journal = createSqliteJournal(file.database, path, { ...QUIET, ...options }, () => file.close());
      const crash = async (): Promise<void> => {
        file.close();
        crashed.push(journal);
      };
      return { journal, crash };
    },
    // Their timers would keep the test's process; with their file gone they can write nothing.
    remove: async () => void (await Promise.all(crashed.map((one) => one.close()))),
  };
});

describe("fencing", () => {
  test("the older of two holders of a task writes nothing any more", async () => {
    const path = newPath();
    const file = await openJournalFile(path, { lockWaitMs: 0, clock: systemClock });
    const older = createSqliteJournal(file.database, path, QUIET, () => {});
    const taken = createGate();
    const errors: unknown[] = [];
    let signal: AbortSignal | undefined;
    await older.accept(sampleTask("1"), ORIGIN);
    const reached = createGate();
    older.work(async (held) => {
      signal = held.signal;
      reached.open();
      await taken.opened;
      const writes: (() => Promise<void>)[] = [
        () => held.freeze({ ...sampleAnswer("1"), text: "stale" }),
        () => held.beginSlot(0),
        () => held.fillSlot(0, "m"),
        () => held.steps.intend("k", "h"),
        () => held.finish("done"),
      ];
      for (const write of writes) await write().catch((error: unknown) => errors.push(error));
    });
    await reached.opened;
    // As on a file system whose locks lie: a second process on the same rows.
    const newer = createSqliteJournal(file.database, path, QUIET, () => {});
    const gate = createGate();
    newer.work(async (held) => {
      await held.freeze(sampleAnswer("1"));
      taken.open();
      await gate.opened;
      await held.finish("done");
    });
    await until(() => errors.length === 5);
    // What the older one accepted, nobody would run: so it accepts nothing.
    await assert.rejects(older.accept(sampleTask("2"), ORIGIN), /took the journal over/);
    for (const error of errors) assert.ok(error instanceof LeaseLostError);
    assert.equal(signal?.aborted, true);
    gate.open();
    await until(async () => (await newer.find("1"))?.state === "done");
    assert.equal((await newer.find("1"))?.answer?.text, "answer 1");
    assert.deepEqual((await newer.find("1"))?.slots, []);
    await newer.close();
    await older.close();
    file.close();
  });
});

describe("one process per file", () => {
  test("a second one is refused at once, by name of the file", async () => {
    const path = newPath();
    const first = await openSqliteJournal(path, QUIET);
    await assert.rejects(openSqliteJournal(path, QUIET), (error: unknown) => {
      assert.ok(error instanceof StorageError);
      assert.match(error.message, /orchid\.sqlite is in use by another Orchid \(process \d+ on /);
      return true;
    });
    await first.accept(sampleTask("1"), ORIGIN);
    await first.close();
    const second = await openSqliteJournal(path, QUIET);
    assert.equal(await second.accept(sampleTask("1"), ORIGIN), false);
    await second.close();
  });

  test("in a deploy the new one waits for the old one", async () => {
    const path = newPath();
    const first = await openSqliteJournal(path, QUIET);
    const waiting = openSqliteJournal(path, { ...QUIET, lockWaitMs: 5_000 });
    await first.close();
    await (await waiting).close();
  });
});

describe("faults of the disk", () => {
  /** A journal on a database that the test can fill up. */
  async function fillable() {
    const path = newPath();
    const file = await openJournalFile(path, { lockWaitMs: 0, clock: systemClock });
    const journal = createSqliteJournal(file.database, path, QUIET, () => file.close());
    const pages = (count: number): void => file.database.exec(`PRAGMA max_page_count = ${count}`);
    return {
      journal,
      path,
      database: file.database,
      fill: () => pages(Number(file.database.prepare("PRAGMA page_count").get()?.["page_count"])),
      empty: () => pages(1_000_000),
    };
  }
  const big = (id: string) => sampleTask(id, "c1", { text: "x".repeat(100_000) });

  test("full: nothing is half accepted, what is short goes on, and it recovers by itself", async () => {
    const { journal, fill, empty } = await fillable();
    const gate = createGate();
    journal.work(async (held) => {
      await gate.opened;
      await held.finish("done");
    });
    await journal.accept(sampleTask("1"), ORIGIN);
    await until(async () => (await journal.find("1"))?.state === "running");
    fill();
    const outcomes = Promise.allSettled([journal.accept(big("2"), ORIGIN), journal.accept(big("3"), ORIGIN)]);
    gate.open();
    for (const outcome of await outcomes) {
      assert.ok(outcome.status === "rejected" && outcome.reason instanceof StorageError);
      assert.match(outcome.reason.message, /orchid\.sqlite.*full/);
      assert.match(outcome.reason.hint, /space/);
    }
    assert.equal(await journal.find("2"), undefined);
    await until(async () => (await journal.find("1"))?.state === "done");
    empty();
    assert.equal(await journal.accept(big("2"), ORIGIN), true);
    await until(async () => (await journal.find("2"))?.state === "done");
    await journal.close();
  });

  test("full: one refused write takes no other down that shares its transaction", async () => {
    const { journal, fill } = await fillable();
    await journal.accept(sampleTask("1"), ORIGIN);
    fill();
    const [large, repeated] = await Promise.allSettled([
      journal.accept(big("2"), ORIGIN),
      journal.accept(sampleTask("1"), ORIGIN),
    ]);
    assert.equal(large.status, "rejected");
    assert.deepEqual(repeated, { status: "fulfilled", value: false });
    await journal.close();
  });

  test("held by another program: writes wait without blocking, then go on in order", async () => {
    const { journal, path } = await fillable();
    const other = new DatabaseSync(path);
    other.exec("BEGIN IMMEDIATE");
    const accepted = Promise.all(["1", "2"].map((id) => journal.accept(sampleTask(id), ORIGIN)));
    let turns = 0;
    const ticking = setInterval(() => (turns += 1), 1);
    await until(() => turns > 20);
    clearInterval(ticking);
    other.exec("COMMIT");
    other.close();
    assert.deepEqual(await accepted, [true, true]);
    assert.deepEqual(
      (await journal.queue("c1")).map((one) => one.task.id),
      ["1", "2"],
    );
    await journal.close();
  });

  test("held for too long: accept fails, and nothing of it is kept", async () => {
    const path = newPath();
    const journal = await openSqliteJournal(path, { ...QUIET, busyTimeoutMs: 0 });
    const other = new DatabaseSync(path);
    other.exec("BEGIN IMMEDIATE");
    await assert.rejects(journal.accept(sampleTask("1"), ORIGIN), StorageError);
    other.exec("ROLLBACK");
    other.close();
    assert.equal(await journal.find("1"), undefined);
    assert.equal(await journal.accept(sampleTask("1"), ORIGIN), true);
    await journal.close();
  });

  test("damaged: renamed aside with a readable error, and the next start begins anew", async () => {
    const path = newPath();
    const journal = await openSqliteJournal(path, QUIET);
    for (let index = 0; index < 50; index += 1) await journal.accept(big(`t${index}`), ORIGIN);
    await journal.close();
    const bytes = readFileSync(path);
    bytes.fill(0xa5, 4_096, 4_096 * 4);
    writeFileSync(path, bytes);
    let aside = "";
    await assert.rejects(openSqliteJournal(path, QUIET), (error: unknown) => {
      assert.ok(error instanceof StorageError);
      aside = /renamed to (\S+)/.exec(error.message)?.[1] ?? "";
      return true;
    });
    assert.ok(existsSync(aside) && !existsSync(path));
    const fresh = await openSqliteJournal(path, QUIET);
    assert.equal(await fresh.accept(sampleTask("1"), ORIGIN), true);
    await fresh.close();
  });

  test("a file of somebody else is refused and left alone", async () => {
    const path = newPath();
    writeFileSync(path, "my diary, not a database, long enough to look at".repeat(200));
    await assert.rejects(openSqliteJournal(path, QUIET), /orchid\.sqlite.*not a database/);
    assert.ok(existsSync(path));

    const foreign = newPath();
    const database = new DatabaseSync(foreign);
    database.exec("PRAGMA application_id = 7; CREATE TABLE theirs (x)");
    database.close();
    await assert.rejects(openSqliteJournal(foreign, QUIET), /belongs to another program/);
  });

  test("a file of a newer Orchid is refused", async () => {
    const path = newPath();
    await (await openSqliteJournal(path, QUIET)).close();
    const database = new DatabaseSync(path);
    database.exec("PRAGMA user_version = 99");
    database.close();
    await assert.rejects(openSqliteJournal(path, QUIET), /newer Orchid \(schema 99\)/);
  });

  test("a path that cannot be written is named", async () => {
    const file = newPath();
    writeFileSync(file, "");
    await assert.rejects(openSqliteJournal(join(file, "below", "o.sqlite"), QUIET), /below.o\.sqlite/);
    await assert.rejects(openSqliteJournal(root, QUIET), StorageError);
  });

  const isRoot = process.getuid?.() === 0;
  test("a read-only folder is named", { skip: isRoot && "root may write anywhere" }, async () => {
    const path = newPath();
    chmodSync(join(path, ".."), 0o555);
    await assert.rejects(openSqliteJournal(path, QUIET), /orchid\.sqlite/);
  });
});

describe("retention", () => {
  test("finished tasks lose their content, then their id; unfinished ones stay", async () => {
    const path = newPath();
    let now = 1_000_000;
    const clock = { ...systemClock, now: () => now };
    const journal = await openSqliteJournal(path, {
      ...QUIET,
      clock,
      retentionMs: 100,
      idRetentionMs: 1_000,
    });
    const held: HeldTask[] = [];
    journal.work(async (one) => {
      held.push(one);
      if (one.task.id === "2") return new Promise(() => {});
      await one.freeze(sampleAnswer("1"));
      await one.beginSlot(0);
      await one.finish("done");
    });
    await journal.accept(sampleTask("1", "a"), ORIGIN);
    await journal.accept(sampleTask("2", "b"), ORIGIN);
    await until(async () => held.length === 2 && (await journal.find("1"))?.state === "done");
    await journal.sweep();
    assert.equal((await journal.find("1"))?.answer?.text, "answer 1", "kept for traces");
    now += 200;
    await journal.sweep();
    assert.equal(await journal.find("1"), undefined);
    assert.equal(await journal.accept(sampleTask("1", "a"), ORIGIN), false, "the id is still known");
    now += 2_000;
    await journal.sweep();
    const database = new DatabaseSync(path);
    assert.equal(database.prepare("SELECT count(*) AS n FROM slot").get()?.["n"], 0);
    database.close();
    assert.equal(await journal.accept(sampleTask("1", "a"), ORIGIN), true);
    assert.equal((await journal.find("2"))?.state, "running");
    await journal.close();
  });
});

test("tasks at once share one transaction", async () => {
  const path = newPath();
  const file = await openJournalFile(path, { lockWaitMs: 0, clock: systemClock });
  let commits = 0;
  const exec = file.database.exec.bind(file.database);
  file.database.exec = (sql) => {
    if (sql === "COMMIT") commits += 1;
    exec(sql);
  };
  const journal = createSqliteJournal(file.database, path, QUIET, () => file.close());
  await Promise.all(
    Array.from({ length: 100 }, (_, index) => journal.accept(sampleTask(`t${index}`), ORIGIN)),
  );
  assert.equal(commits, 1);
  assert.equal((await journal.counts()).waiting, 100);
  await journal.close();
  assert.ok(readdirSync(join(path, "..")).includes("orchid.sqlite"));
});

describe("what a power cut must not take", () => {
  /** A journal whose disk is slow; `arrive` ends the waits so far. */
  async function onSlowDisk(t: TestContext) {
    const waits: (() => void)[] = [];
    const disk: DiskSync = {
      synced: () => new Promise((resolve) => void waits.push(resolve)),
      close: async () => {},
    };
    const journal = await openSqliteJournal(newPath(), { ...QUIET, disk });
    t.after(() => journal.close());
    const arrive = (): void => {
      for (const done of waits.splice(0)) done();
    };
    const isPending = async (work: Promise<unknown>): Promise<boolean> => {
      const PENDING = Symbol("pending");
      for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      return (await Promise.race([work, Promise.resolve(PENDING)])) === PENDING;
    };
    return { journal, waits, arrive, isPending };
  }

  test("accept waits for the disk, and work begins meanwhile", async (t) => {
    const { journal, arrive, isPending } = await onSlowDisk(t);
    const begun = Promise.withResolvers<void>();
    journal.work(async (held) => {
      begun.resolve();
      await held.finish("done");
    });
    const accepted = journal.accept(sampleTask("1"), ORIGIN);
    await begun.promise;
    assert.equal(await isPending(accepted), true);
    arrive();
    assert.equal(await accepted, true);
  });

  const ON_DISK: Readonly<Record<string, (held: HeldTask) => Promise<void>>> = {
    "a slot, before its message is created": (held) => held.beginSlot(0),
    "the beginning of a call that acts": (held) => held.steps.intend("tool:1:a", "hash"),
    "its result": (held) => held.steps.complete("tool:1:a", "hash", { text: "done" }),
  };
  for (const [what, write] of Object.entries(ON_DISK)) {
    test(`${what} waits for the disk`, async (t) => {
      const { journal, arrive, isPending } = await onSlowDisk(t);
      const reached = Promise.withResolvers<{ readonly written: Promise<void> }>();
      journal.work(async (held) => {
        const written = write(held);
        reached.resolve({ written });
        await written;
        await held.finish("done");
      });
      void journal.accept(sampleTask("1"), ORIGIN);
      const { written } = await reached.promise;
      assert.equal(await isPending(written), true);
      arrive();
      await written;
    });
  }

  test("an answer waits for the disk where a message is there to show it, and else for its slot alone", async (t) => {
    const { journal, arrive, isPending, waits } = await onSlowDisk(t);
    const frozen = Promise.withResolvers<{ readonly write: Promise<void> }>();
    journal.work(async (held) => {
      if (held.task.id === "2") {
        const begun = held.beginSlot(0);
        await new Promise((resolve) => setImmediate(resolve));
        arrive();
        await begun;
        await held.fillSlot(0, "900");
        waits.splice(0);
      }
      const write = held.freeze(sampleAnswer(held.task.id));
      if (held.task.id === "2") frozen.resolve({ write });
      await write;
      await held.finish("done");
    });
    const first = journal.accept(sampleTask("1"), ORIGIN);
    await until(async () => (await journal.find("1"))?.state === "done");
    arrive();
    await first;
    void journal.accept(sampleTask("2", "c2"), ORIGIN).catch(() => undefined);
    const { write } = await frozen.promise;
    assert.equal(await isPending(write), true);
    arrive();
    await write;
  });

  test("a disk that refuses is told, and the message can be accepted again", async () => {
    let isBroken = true;
    const disk: DiskSync = {
      synced: async () => {
        if (isBroken) throw new StorageError("EIO", { hint: "look" });
      },
      close: async () => {},
    };
    const journal = await openSqliteJournal(newPath(), { ...QUIET, disk });
    await assert.rejects(journal.accept(sampleTask("1"), ORIGIN), StorageError);
    isBroken = false;
    assert.equal(await journal.accept(sampleTask("1"), ORIGIN), false, "it is there, and waits for work");
    assert.equal((await journal.counts()).waiting, 1);
    await journal.close();
  });

  test("SQLite itself waits for no disk: it would hold up the whole process", async () => {
    const file = await openJournalFile(newPath(), { lockWaitMs: 0, clock: systemClock });
    const pragma = (name: string): unknown => file.database.prepare(`PRAGMA ${name}`).get()?.[name];
    assert.equal(pragma("journal_mode"), "wal");
    // 1 is NORMAL. Source: https://sqlite.org/pragma.html#pragma_synchronous
    assert.equal(pragma("synchronous"), 1);
    file.close();
  });
});

test("queue positions are told as they change", async () => {
  const changes: string[] = [];
  const depths: number[] = [];
  const journal = await openSqliteJournal(":memory:", {
    ...QUIET,
    onChange: (channelId) => {
      changes.push(channelId);
      depths.push(journal.depth(channelId));
    },
  });
  journal.work((held) => held.finish("done"));
  await journal.accept(sampleTask("1"), ORIGIN);
  await until(() => depths.at(-1) === 0);
  assert.deepEqual(changes, ["c1", "c1", "c1"]);
  assert.deepEqual(depths, [1, 1, 0]);
  await journal.close();
});
