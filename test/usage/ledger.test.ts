import assert from "node:assert/strict";
import { describe, test } from "node:test";

import type { Log, Receipt, Task, Usage } from "../../src/contracts.ts";
import type { UsageCaps, UsageScope } from "../../src/contracts/usage.ts";
import { StorageError } from "../../src/errors.ts";
import { openCells } from "../../src/sessions/keyv.ts";
import memoryStorage from "../../src/sessions/stores/memory.ts";
import { createUsageLedger } from "../../src/usage/ledger.ts";
import type { UsageCells } from "../../src/usage/ledger.ts";
import { sampleReceipt, sampleTask } from "../tasks/sample-task.ts";

const NOON = Date.UTC(2026, 10, 22, 12);
const MIDNIGHT = Date.UTC(2026, 10, 23);
const NO_CAPS: UsageCaps = { person: {}, channel: {}, guild: {}, everything: {} };

function task(id: string, change: Partial<Task> = {}): Task {
  return sampleTask(id, "c1", { place: { kind: "channel", channelId: "c1", guildId: "g1" }, ...change });
}

function receipt(taskId: string, tokens: number, change: Partial<Receipt> = {}): Receipt {
  return { ...sampleReceipt(taskId), startedAt: NOON, durationMs: 1_000, usage: used(tokens), ...change };
}

function used(inputTokens: number, change: Partial<Usage> = {}): Usage {
  return { inputTokens, outputTokens: 0, isEstimated: false, ...change };
}

/** A ledger on real Keyv cells in memory, whose writes a test can break. */
async function setUp(caps: Partial<UsageCaps> = {}) {
  const storage = await memoryStorage.open();
  const world = { now: NOON, breaks: (_verb: "get" | "set", _key: string): boolean => false };
  const logged: string[] = [];
  const note = (event: string): void => void logged.push(event);
  const log: Log = { debug: note, info: note, warn: note, error: note };
  const breakable = (namespace: string): UsageCells => {
    const cells = openCells(storage, namespace);
    const check = (verb: "get" | "set", key: string): void => {
      if (world.breaks(verb, key)) throw new StorageError("down", { hint: "wait" });
    };
    return {
      inTurn: cells.inTurn,
      delete: cells.delete,
      keysWith: cells.keysWith,
      get: async (key) => (check("get", key), await cells.get(key)),
      set: async (key, value) => (check("set", key), await cells.set(key, value)),
    };
  };
  const open = () =>
    createUsageLedger({
      days: breakable("days"),
      caps: { ...NO_CAPS, ...caps },
      log,
      now: () => world.now,
    });
  const ledger = open();
  const tokens = async (scope: UsageScope, from = task("0")): Promise<number | undefined> => {
    const { rows } = await ledger.report(from.place, from.author.id);
    return rows.find((row) => row.scope === scope)?.used?.inputTokens;
  };
  return { ledger, world, logged, tokens, reopen: open };
}

describe("counting", () => {
  test("each scope has its own count, and a thread counts for its channel", async () => {
    const { ledger } = await setUp();
    const other = { id: "8", name: "Grace" };
    const thread = {
      kind: "thread",
      channelId: "t1",
      parentChannelId: "c1",
      guildId: "g1",
    } as const;
    await ledger.record(task("1"), receipt("1", 100));
    await ledger.record(task("2", { author: other }), receipt("2", 10));
    await ledger.record(task("3", { place: thread }), receipt("3", 1));
    await ledger.record(task("4", { place: { kind: "direct", channelId: "d1" } }), receipt("4", 1_000));
    const { rows, resetsAt } = await ledger.report(task("0").place, "7");
    assert.equal(resetsAt, MIDNIGHT);
    assert.deepEqual(
      rows.map(({ scope, used: sum }) => [scope, sum?.tasks, sum?.inputTokens]),
      [
        ["person", 3, 1_101],
        ["channel", 3, 111],
        ["guild", 3, 111],
      ],
    );
    const direct = await ledger.report({ kind: "direct", channelId: "d1" }, "7");
    assert.deepEqual(
      direct.rows.map(({ scope }) => scope),
      ["person", "channel"],
    );
  });

  test("cost and estimates add up, and a cost that nobody knows stays unknown", async () => {
    const { ledger } = await setUp();
    await ledger.record(task("1"), receipt("1", 5));
    const before = await ledger.report(task("0").place, "7");
    assert.equal(before.rows[0]?.used?.costUsd, undefined);
    await ledger.record(task("2"), receipt("2", 5, { usage: used(5, { costUsd: 0.25, isEstimated: true }) }));
    await ledger.record(task("3"), receipt("3", 5, { usage: used(5, { costUsd: 0.5 }) }));
    const { rows } = await ledger.report(task("0").place, "7");
    assert.deepEqual(rows[0]?.used, {
      tasks: 3,
      inputTokens: 15,
      outputTokens: 0,
      isEstimated: true,
      costUsd: 0.75,
    });
  });

  test("many at once lose nothing", async () => {
    const { ledger, tokens } = await setUp();
    await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        ledger.record(task(`t${index}`), receipt(`t${index}`, index + 1)),
      ),
    );
    assert.equal(await tokens("person"), (60 * 61) / 2);
  });

  test("the same receipt twice changes nothing, also after midnight and in another process", async () => {
    const { ledger, world, tokens, reopen } = await setUp();
    await Promise.all([
      ledger.record(task("1"), receipt("1", 100)),
      ledger.record(task("1"), receipt("1", 100)),
    ]);
    world.now = MIDNIGHT + 1;
    await reopen().record(task("1"), receipt("1", 100));
    assert.equal(await tokens("person"), 0);
    world.now = NOON;
    assert.equal(await tokens("person"), 100);
  });

  test("a process that died between the counts does not count twice", async () => {
    const { ledger, world, tokens, logged, reopen } = await setUp();
    for (let writes = 0; writes < 4; writes += 1) {
      const id = `t${writes}`;
      let left = writes;
      // The storage is gone after some of the four writes: counts of three scopes and everything.
      world.breaks = (verb) => verb === "set" && (left -= 1) < 0;
      assert.equal(await ledger.record(task(id), receipt(id, 100)), false);
      world.breaks = () => false;
      // The next process comes to it after midnight; it was spent before.
      world.now = MIDNIGHT + 1;
      assert.equal(await reopen().record(task(id), receipt(id, 100)), true);
      assert.equal(await tokens("person"), 0);
      world.now = NOON;
      for (const scope of ["person", "channel", "guild"] as const) {
        assert.equal(await tokens(scope), 100 * (writes + 1), `${scope} after ${writes} writes`);
      }
    }
    assert.equal(logged.filter((event) => event === "usage-not-counted").length, 4);
  });

  test("what comes at once is written at once", async () => {
    const { ledger, world, tokens } = await setUp();
    const writes: string[] = [];
    world.breaks = (verb, key) => {
      if (verb === "set") writes.push(key);
      return false;
    };
    const all = Array.from({ length: 50 }, (_, index) => `t${index}`);
    await Promise.all(all.map((id) => ledger.record(task(id), receipt(id, 1))));
    assert.equal(await tokens("person"), 50);
    const everything = writes.filter((key) => key.endsWith(":everything"));
    assert.ok(everything.length <= 2, `${everything.length} writes of one count`);
  });

  test("a question that was changed is answered and counted once more", async () => {
    const { ledger, tokens } = await setUp();
    await ledger.record(task("1"), receipt("1", 100));
    await ledger.record(task("1"), receipt("1", 30, { startedAt: NOON + 5_000 }));
    assert.equal(await tokens("person"), 130);
  });

  test("what was never asked of a model is no request", async () => {
    const { ledger } = await setUp();
    await ledger.record(task("1"), receipt("1", 0));
    assert.equal((await ledger.report(task("0").place, "7")).rows[0]?.used?.tasks, 0);
  });

  test("an unknown shape is told, and not written over", async () => {
    const logged: string[] = [];
    const storage = await memoryStorage.open();
    const days = openCells(storage, "days");
    await days.set("2026-11-22:person:7", "something else");
    const strict = createUsageLedger({
      days,
      caps: NO_CAPS,
      log: { debug() {}, info() {}, warn() {}, error: (event) => void logged.push(event) },
      now: () => NOON,
    });
    await strict.record(task("1"), receipt("1", 5));
    assert.equal(await days.get("2026-11-22:person:7"), "something else");
    assert.deepEqual(logged, ["usage-not-counted"]);
  });
});

describe("caps", () => {
  test("from 80 % on a cap is near, at 100 % it is reached, and the tightest is named", async () => {
    const { ledger } = await setUp({ person: { tokensPerDay: 1_000 }, channel: { tokensPerDay: 2_000 } });
    const tightest = async () => (await ledger.openRun(task("x"))).tightest;
    await ledger.record(task("1"), receipt("1", 799));
    assert.equal(await tightest(), undefined);
    await ledger.record(task("2"), receipt("2", 1));
    assert.deepEqual(await tightest(), { scope: "person", isReached: false });
    await ledger.record(task("3", { author: { id: "8", name: "Grace" } }), receipt("3", 1_200));
    assert.deepEqual(await tightest(), { scope: "channel", isReached: true });
  });

  test("dollars are held against their own cap", async () => {
    const { ledger } = await setUp({ guild: { usdPerDay: 1, tokensPerDay: 1_000_000 } });
    await ledger.record(task("1"), receipt("1", 5, { usage: used(5, { costUsd: 0.9 }) }));
    const budget = await ledger.openRun(task("2"));
    assert.deepEqual(budget.tightest, { scope: "guild", isReached: false });
    assert.equal(budget.reachedWith(used(5, { costUsd: 0.05 })), undefined);
    assert.equal(budget.reachedWith(used(5, { costUsd: 0.11 })), "guild");
  });

  test("what other runs use meanwhile counts, until they end", async () => {
    const { ledger } = await setUp({ person: { tokensPerDay: 1_000 } });
    const [first, second] = [await ledger.openRun(task("1")), await ledger.openRun(task("2"))];
    assert.equal(first.reachedWith(used(600)), undefined);
    assert.equal(second.reachedWith(used(500)), "person");
    first.close();
    assert.equal(second.reachedWith(used(500)), undefined);
    await ledger.record(task("1"), receipt("1", 600));
    assert.equal(second.reachedWith(used(500)), "person");
  });

  test("a new day begins at 00:00 UTC", async () => {
    const { ledger, world } = await setUp({ everything: { tokensPerDay: 100 } });
    await ledger.record(task("1"), receipt("1", 100));
    assert.deepEqual((await ledger.openRun(task("2"))).tightest, { scope: "everything", isReached: true });
    world.now = MIDNIGHT;
    const budget = await ledger.openRun(task("3"));
    assert.deepEqual([budget.tightest, budget.resetsAt], [undefined, MIDNIGHT + 24 * 60 * 60_000]);
  });

  test("without caps nothing is read before a run", async () => {
    const { ledger, world } = await setUp();
    world.breaks = () => assert.fail("the storage was asked");
    assert.equal((await ledger.openRun(task("1"))).tightest, undefined);
  });

  test("a storage that fails stops nobody and is told to the operator", async () => {
    const { ledger, world, logged } = await setUp({ person: { tokensPerDay: 10 } });
    await ledger.record(task("1"), receipt("1", 50));
    world.breaks = () => true;
    const budget = await ledger.openRun(task("2"));
    assert.equal(budget.tightest, undefined);
    assert.equal(budget.reachedWith(used(500)), undefined);
    await ledger.record(task("2"), receipt("2", 50));
    const { rows } = await ledger.report(task("0").place, "7");
    assert.deepEqual(rows[0], { scope: "person", used: undefined, cap: { tokensPerDay: 10 } });
    assert.deepEqual(
      new Set(logged),
      new Set(["usage-caps-not-checked", "usage-not-counted", "usage-not-read"]),
    );
  });
});

describe("forgetting a person", () => {
  const other = { id: "8", name: "Linus" };

  test("takes the person's counts of every day, and nobody else's", async () => {
    const { ledger, tokens, world } = await setUp();
    await ledger.record(task("1"), receipt("1", 100));
    await ledger.record(task("2", { author: other }), receipt("2", 50));
    world.now = MIDNIGHT;
    await ledger.record(task("3"), receipt("3", 70, { startedAt: MIDNIGHT }));
    assert.equal(await ledger.forgetPerson("7"), 2);
    assert.equal(await tokens("person"), 0);
    assert.equal(await tokens("channel"), 70);
    world.now = NOON;
    assert.equal(await tokens("person"), 0);
    assert.equal(await tokens("person", task("0", { author: other })), 50);
    assert.equal(await ledger.forgetPerson("7"), 0);
  });

  test("lifts no cap: where persons are capped, today's count stays until midnight", async () => {
    const { ledger, tokens, world } = await setUp({ person: { tokensPerDay: 100 } });
    await ledger.record(task("1"), receipt("1", 100));
    assert.equal(await ledger.forgetPerson("7"), 0);
    assert.equal(await tokens("person"), 100);
    world.now = MIDNIGHT;
    assert.equal(await ledger.forgetPerson("7"), 1);
  });

  test("what a forgotten person's last request spent counts for everybody together alone", async () => {
    const { ledger, tokens } = await setUp();
    await ledger.record(task("1"), receipt("1", 100), { isAnonymous: true });
    assert.equal(await tokens("person"), 0);
    assert.equal(await tokens("channel"), 100);
  });
});
