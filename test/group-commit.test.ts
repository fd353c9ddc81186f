import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { describe, test } from "node:test";

import { createGroupCommit } from "../src/group-commit.ts";

/** A writer whose turns of the event loop and whose time are the test's. */
function open() {
  const database = new DatabaseSync(":memory:");
  database.exec("CREATE TABLE kept (value TEXT)");
  const turns: (() => void)[] = [];
  const timers: { readonly delayMs: number; readonly call: () => void }[] = [];
  const writer = createGroupCommit(database, {
    path: ":memory:",
    busyTimeoutMs: 0,
    defer: (flush) => turns.push(flush),
    clock: {
      now: () => 0,
      after: (delayMs, call) => {
        timers.push({ delayMs, call });
        return () => undefined;
      },
    },
  });
  const insert = database.prepare("INSERT INTO kept VALUES (?)");
  const add = (value: string, canWait = false): Promise<unknown> =>
    writer.write(() => insert.run(value), { canWait });
  const kept = (): unknown =>
    database
      .prepare("SELECT value FROM kept")
      .all()
      .map(({ value }) => value);
  return { writer, add, kept, turns, timers };
}

describe("group commit", () => {
  test("what can wait shares the commit of what cannot, and stays before it", async () => {
    const { add, kept, turns } = open();
    const early = add("early", true);
    assert.equal(turns.length, 0, "it has no turn of its own");
    const late = add("late");
    turns.shift()?.();
    await Promise.all([early, late]);
    assert.deepEqual(kept(), ["early", "late"]);
    assert.equal(turns.length, 0);
  });

  test("what can wait does not wait for ever", async () => {
    const { add, kept, turns, timers } = open();
    const first = add("1", true);
    const second = add("2", true);
    assert.equal(timers.length, 1, "one timer for all");
    assert.ok((timers[0]?.delayMs ?? Infinity) <= 50);
    timers.shift()?.call();
    turns.shift()?.();
    await Promise.all([first, second]);
    assert.deepEqual(kept(), ["1", "2"]);
  });

  test("the end writes what still waits", () => {
    const { writer, add, kept } = open();
    void add("1", true);
    writer.close();
    assert.deepEqual(kept(), ["1"]);
  });
});
