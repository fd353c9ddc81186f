import assert from "node:assert/strict";
import { describe, test } from "node:test";

import type { Task } from "../../src/contracts.ts";
import {
  type Burst,
  createFloodGuard,
  type FloodLimits,
  type FloodOutcome,
} from "../../src/discord/flood.ts";
import { StorageError } from "../../src/errors.ts";
import { openSqliteJournal } from "../../src/tasks/sqlite-journal.ts";
import { NO_LOG, ORIGIN, sampleTask } from "../tasks/sample-task.ts";

const LIMITS: FloodLimits = { perPerson: 3, perChannel: 5 };
const START = 1_000_000;

interface TestOptions {
  readonly limits?: FloodLimits;
  readonly isMemoryDown?: boolean;
}

/** A guard on a real journal; `restart` makes a new one on the same journal and memory. */
async function setUp(options: TestOptions = {}) {
  const journal = await openSqliteJournal(":memory:", { log: NO_LOG });
  const stored = new Map<string, Burst>();
  const failed = (): never => {
    throw new StorageError("down", { hint: "wait" });
  };
  const create = (startedAt: number) =>
    createFloodGuard({
      journal,
      limits: options.limits ?? LIMITS,
      memory: {
        read: async (key) => (options.isMemoryDown === true ? failed() : stored.get(key)),
        write: async (key, burst) => (options.isMemoryDown === true ? failed() : void stored.set(key, burst)),
      },
      log: NO_LOG,
      startedAt,
    });
  let guard = create(START);
  const ask = (task: Task): Promise<FloodOutcome> => guard.admit(task, () => journal.accept(task, ORIGIN));
  return {
    journal,
    ask,
    restart: (startedAt: number) => void (guard = create(startedAt)),
  };
}

function message(id: number, change: Partial<Task> & { readonly channelId?: string } = {}): Task {
  return sampleTask(String(1_000 + id), change.channelId ?? "c1", { createdAt: START + id * 100, ...change });
}

const summary = (outcome: FloodOutcome): string =>
  outcome.kind === "refused" ? `${outcome.reason}${outcome.isFirst ? ", told" : ""}` : outcome.kind;

describe("too many requests", () => {
  test("of a hundred at once a few are taken, the rest refused with one word; others are not touched", async () => {
    const { ask, journal } = await setUp();
    const grace = { id: "8", name: "Grace" };
    const flood = Array.from({ length: 100 }, (_, index) => ask(message(index)));
    const other = ask(message(500, { author: grace }));
    const outcomes = (await Promise.all(flood)).map(summary);
    assert.deepEqual(outcomes.slice(0, 4), ["accepted", "accepted", "accepted", "too-many-waiting, told"]);
    assert.ok(outcomes.slice(4).every((one) => one === "too-many-waiting"));
    assert.equal(summary(await other), "accepted");
    assert.equal((await journal.queue("c1")).length, 4);
  });

  test("a person's requests count over all channels, also when they come at once", async () => {
    const { ask } = await setUp();
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_, index) => ask(message(index, { channelId: `c${index}` }))),
    );
    assert.equal(outcomes.filter(({ kind }) => kind === "accepted").length, 3);
    assert.equal(outcomes.filter((one) => summary(one).endsWith("told")).length, 1);
  });

  test("whoever filled a channel is refused there, while the others are still taken", async () => {
    const { ask, journal } = await setUp({ limits: { perPerson: 200, perChannel: 100 } });
    const flood = Array.from({ length: 130 }, (_, index) => ask(message(index)));
    const outcomes = (await Promise.all(flood)).map(summary);
    // A hundred quick messages of one person are a busy minute, not yet an attack.
    assert.equal(outcomes.filter((one) => one === "accepted").length, 100);
    assert.equal(outcomes[100], "channel-full, told");
    const grace = { id: "8", name: "Grace" };
    const hers = await Promise.all([200, 201, 202, 203].map((id) => ask(message(id, { author: grace }))));
    assert.deepEqual(hers.map(summary), ["accepted", "accepted", "accepted", "channel-full"]);
    assert.equal((await journal.queue("c1")).length, 103);
  });

  test("twice its limit is the end for a channel, whoever asks, and it says so once", async () => {
    const { ask } = await setUp();
    const outcomes = await Promise.all(
      Array.from({ length: 13 }, (_, index) =>
        ask(message(index, { author: { id: `p${index}`, name: "P" } })),
      ),
    );
    assert.deepEqual(outcomes.map(summary).slice(9), [
      "accepted",
      "channel-full, told",
      "channel-full",
      "channel-full",
    ]);
  });

  test("when there is room again the next one is taken, and a later burst is told anew", async () => {
    const { ask, journal } = await setUp();
    for (let id = 0; id < 5; id += 1) await ask(message(id));
    await journal.cancel("1000", "done with");
    assert.equal(summary(await ask(message(10))), "accepted");
    assert.equal(summary(await ask(message(11))), "too-many-waiting");
    assert.equal(summary(await ask(message(12, { createdAt: START + 200_000 }))), "too-many-waiting, told");
  });

  test("what was accepted is known again, whatever waits", async () => {
    const { ask } = await setUp();
    for (let id = 0; id < 5; id += 1) await ask(message(id));
    assert.equal(summary(await ask(message(1))), "duplicate");
  });

  test("after a restart a refused one stays refused without a word, and an accepted one is known", async () => {
    const { ask, journal, restart } = await setUp();
    for (let id = 0; id < 6; id += 1) await ask(message(id));
    for (const id of ["1000", "1001", "1002"]) await journal.cancel(id, "done with");
    restart(START + 10_000);
    assert.deepEqual([await ask(message(3)), await ask(message(5)), await ask(message(0))].map(summary), [
      "too-many-waiting",
      "too-many-waiting",
      "duplicate",
    ]);
    // One that was sent before and one that was sent after the burst have not been refused.
    assert.equal(summary(await ask(message(-5))), "accepted");
    assert.equal(summary(await ask(message(200))), "accepted");
  });

  test("without its memory it still refuses", async () => {
    const { ask, restart } = await setUp({ isMemoryDown: true });
    for (let id = 0; id < 3; id += 1) assert.equal(summary(await ask(message(id))), "accepted");
    assert.equal(summary(await ask(message(3))), "too-many-waiting, told");
    restart(START + 10_000);
    assert.equal(summary(await ask(message(4))), "too-many-waiting, told");
  });

  test("a journal that fails is an error, and the next one has its turn", async () => {
    const { journal } = await setUp();
    let isDown = true;
    const guard = createFloodGuard({
      journal: {
        find: journal.find,
        backlog: async (...of) => {
          if (isDown) throw new StorageError("down", { hint: "wait" });
          return await journal.backlog(...of);
        },
      },
      limits: LIMITS,
      memory: { read: async () => undefined, write: async () => {} },
      log: NO_LOG,
      startedAt: START,
    });
    await assert.rejects(
      guard.admit(message(1), async () => true),
      StorageError,
    );
    isDown = false;
    assert.equal(summary(await guard.admit(message(2), async () => true)), "accepted");
  });
});
