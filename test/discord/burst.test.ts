import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { createBursts } from "../../src/discord/burst.ts";
import type { MessageFacts } from "../../src/discord/facts.ts";
import { sampleTask } from "../tasks/sample-task.ts";

describe("messages that come while one is being accepted", () => {
  test("are accepted in their order, whoever wrote them", async () => {
    const bursts = createBursts({ find: async () => undefined, absorb: async () => false });
    const ada = { id: "1", name: "Ada" };
    const grace = { id: "2", name: "Grace" };
    const accepted: string[] = [];
    const disk = Promise.withResolvers<void>();
    // As after a start, when what came meanwhile is let go at once: the first one's write takes its time.
    const all = [ada, ada, grace, ada].map((author, index) => {
      const task = sampleTask(`${1_000 + index}`, "c1", { author });
      const facts = { quote: undefined, mentionedUserIds: ["9"] } as unknown as MessageFacts;
      return bursts.admit({ facts, trigger: "mention", task }, async () => {
        if (index === 0) await disk.promise;
        accepted.push(task.id);
        return { kind: "accepted" };
      });
    });
    disk.resolve();
    await Promise.all(all);
    assert.deepEqual(accepted, ["1000", "1001", "1002", "1003"]);
  });
});
