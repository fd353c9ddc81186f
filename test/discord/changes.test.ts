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

function facts(id: string, content: string): MessageFacts {
  const { place, author, attachments, createdAt }: Task = sampleTask(id);
  return { id, createdAt, place, author, content, attachments } as MessageFacts;
}
