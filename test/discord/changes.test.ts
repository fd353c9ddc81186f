import assert from "node:assert/strict";
import { describe, test } from "node:test";

import type { Task } from "../../src/contracts.ts";
import type { Rest } from "../../src/discord/api.ts";
import { createChanges } from "../../src/discord/changes.ts";
import type { MessageFacts } from "../../src/discord/facts.ts";
import { openSqliteJournal } from "../../src/tasks/sqlite-journal.ts";
import { createGate, NO_LOG, ORIGIN, sampleAnswer, sampleTask, until } from "../tasks/sample-task.ts";

const untouched = (): never => assert.fail("no part of an edit");

describe("an edit while the answer is being sent", () => {
  test("back to the first wording asks that, not the one in between", async (t) => {
    const journal = await openSqliteJournal(":memory:", { log: NO_LOG });
    t.after(() => journal.close());
    const asked: string[] = [];
    const isSending = createGate();
    const isThrough = createGate();
    journal.work(async (held) => {
      asked.push(held.task.text);
      await held.freeze(sampleAnswer("1"));
      await held.beginSlot(0);
      isSending.open();
      await isThrough.opened;
      await held.finish("done");
    });
    await journal.accept(sampleTask("1"), ORIGIN);
    await isSending.opened;
    const changes = createChanges({
      rest: {} as Rest,
      intake: { admit: untouched, admitCommand: untouched },
      journal,
      sessions: {
        load: untouched,
        append: untouched,
        drop: untouched,
        replace: untouched,
        clear: untouched,
      },
      door: { decide: async ({ content }) => ({ kind: "admit", trigger: "mention", text: content }) },
      log: NO_LOG,
    });
    for (const content of ["something else", "question 1"]) await changes.edited(facts("1", content));
    assert.equal((await journal.find("1"))?.next?.text, "question 1");
    // The same once more, as when Discord adds a preview: nothing changes.
    await changes.edited(facts("1", "question 1"));
    isThrough.open();
    await until(async () => asked.length === 2 && (await journal.find("1"))?.state === "done");
    assert.deepEqual(asked, ["question 1", "question 1"]);
  });
});

describe("a deletion that cannot be finished at once", () => {
  test("of an answer that another process is sending is finished once it has ended", async (t) => {
    const journal = await openSqliteJournal(":memory:", { log: NO_LOG });
    t.after(() => journal.close());
    const isSending = createGate();
    const isThrough = createGate();
    journal.work(async (held) => {
      await held.freeze(sampleAnswer("1"));
      await held.beginSlot(0);
      isSending.open();
      await isThrough.opened;
      await held.fillSlot(0, "m1");
      await held.finish("done");
    });
    await journal.accept(sampleTask("1"), ORIGIN);
    await isSending.opened;
    const removed: string[] = [];
    const waits: number[] = [];
    let isStorageDown = true;
    let isBlank = false;
    const changes = createChanges({
      rest: { delete: async (route: string) => void removed.push(route) } as unknown as Rest,
      intake: { admit: untouched, admitCommand: untouched },
      journal,
      sessions: {
        async load() {
          if (isStorageDown) throw new Error("the storage is away");
          return [];
        },
        append: untouched,
        drop: untouched,
        replace: untouched,
        clear: untouched,
      },
      door: { decide: untouched },
      log: NO_LOG,
      // What happens meanwhile: nothing, then the answer arrives, then the storage is back.
      async wait(timeMs) {
        waits.push(timeMs);
        isBlank = (await journal.find("1")) === undefined;
        if (waits.length === 2) {
          isThrough.open();
          await until(async () => (await journal.find("1"))?.state === "done");
        }
        if (waits.length === 3) isStorageDown = false;
      },
    });
    await changes.deleted("1");
    await until(async () => (await journal.find("1")) === undefined);
    assert.deepEqual(waits, [1_000, 2_000, 4_000]);
    assert.equal(isBlank, false);
    assert.ok(removed.every((route) => route.endsWith("/messages/m1")) && removed.length > 0);
    assert.equal(await journal.accept(sampleTask("1"), ORIGIN), false);
  });
});

function facts(id: string, content: string): MessageFacts {
  const { place, author, attachments, createdAt }: Task = sampleTask(id);
  return { id, createdAt, place, author, content, attachments } as MessageFacts;
}
