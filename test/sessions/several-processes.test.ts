import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, describe, test } from "node:test";

import { StorageError } from "../../src/errors.ts";
import { type ApprovalRecord, createApprovalBook } from "../../src/sessions/approval-book.ts";
import { createFacts } from "../../src/sessions/facts.ts";
import { createGrants } from "../../src/sessions/grants.ts";
import { openCells } from "../../src/sessions/keyv.ts";
import { createSettings } from "../../src/sessions/settings.ts";
import { loadStorages, openStorage } from "../../src/sessions/storage.ts";
import { createToolSwitches } from "../../src/sessions/tool-switches.ts";

const storages = await loadStorages();

for (const name of ["redis", "postgres"]) {
  const variable = `${name.toUpperCase()}_TEST_URL`;
  const address = process.env[variable];
  const skip = address === undefined && `set ${variable} to try it on a real server`;
  describe(`several processes on ${name}`, { skip }, async () => {
    // Each with connections of its own, as processes have.
    const opened = skip ? [] : await Promise.all([1, 2, 3].map(() => openStorage(address ?? "", storages)));
    after(() => Promise.all(opened.map((one) => one.close())));
    const run = randomUUID();
    const [first, second] = opened;

    test("facts, standing approvals, switches and settings of one key are changed at once, and none is lost", async () => {
      const processes = opened.map((storage) => ({
        facts: createFacts(storage),
        grants: createGrants(storage),
        switches: createToolSwitches(storage),
        settings: createSettings(storage),
      }));
      const owner = `person:${run}` as const;
      const chosen = [{ trace: "off" }, { persona: "orchid" }, { model: "m" }] as const;
      await Promise.all(
        processes.flatMap(({ facts, grants, switches, settings }, at) => [
          ...[0, 1, 2, 3, 4].flatMap((n) => [
            facts.add(owner, { text: `${at} ${n}`, at: 1, personId: run }),
            grants.add({ channelId: `${at} ${n}`, tool: "t", personId: run, at: 1 }),
            switches.set(run, `${at} ${n}`, false),
          ]),
          settings.update(run, chosen[at] ?? {}),
        ]),
      );
      const [one] = processes;
      assert.ok(one);
      assert.equal((await one.facts.list(owner)).length, 15);
      assert.equal((await one.grants.list(run)).length, 15);
      assert.equal((await one.switches.off(run)).size, 15);
      assert.deepEqual(await one.settings.read(run), { trace: "off", persona: "orchid", model: "m" });
    });

    test("of two who decide at once one is first, and a question shown late does not open it again", async () => {
      assert.ok(first && second);
      const [here, there] = [createApprovalBook(first), createApprovalBook(second)];
      const open: ApprovalRecord = {
        taskId: "1",
        tool: "t",
        channelId: "2",
        personId: run,
        canAlways: false,
        expiresAt: Date.now() + 60_000,
        text: "?",
        state: "open",
      };
      await here.write(run, open);
      const decided = await Promise.all([here.decide(run, "approved"), there.decide(run, "denied")]);
      assert.equal(decided[0]?.state, decided[1]?.state);
      await here.write(run, { ...open, messageId: "9" });
      assert.deepEqual(await there.find(run), { ...decided[0], messageId: "9" });
    });

    test("work that fails lets go, and its error is its own", async () => {
      assert.ok(first && second);
      const [here, there] = [first, second].map((storage) =>
        openCells(storage, `orchid-test-${run}`, { acrossProcesses: true }),
      );
      const fault = new TypeError("its own");
      await assert.rejects(here?.inTurn("k", () => Promise.reject(fault)) ?? Promise.resolve(), fault);
      assert.equal(await there?.inTurn("k", async () => "free"), "free");
    });

    test("what another process holds for too long is an error, after some seconds", async () => {
      assert.ok(first && second);
      const [here, there] = [first, second].map((storage) =>
        openCells(storage, `orchid-test-${run}`, { acrossProcesses: true }),
      );
      const held = Promise.withResolvers<void>();
      const begun = Promise.withResolvers<void>();
      const holding = here?.inTurn("held", () => {
        begun.resolve();
        return held.promise;
      });
      await begun.promise;
      await assert.rejects(there?.inTurn("held", async () => {}) ?? Promise.resolve(), StorageError);
      held.resolve();
      await holding;
    });
  });
}
