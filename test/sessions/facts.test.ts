import assert from "node:assert/strict";
import { test } from "node:test";

import { StorageError } from "../../src/errors.ts";
import { type ApprovalRecord, createApprovalBook } from "../../src/sessions/approval-book.ts";
import { createFacts } from "../../src/sessions/facts.ts";
import { createGrants } from "../../src/sessions/grants.ts";
import { openCells } from "../../src/sessions/keyv.ts";
import memory from "../../src/sessions/stores/memory.ts";
import { createToolSwitches } from "../../src/sessions/tool-switches.ts";

const fact = (text: string) => ({ text, at: 1, personId: "3" });

test("facts are kept by owner, once each, removed and cleared", async () => {
  const facts = createFacts(await memory.open());
  const first = await facts.add("person:3", fact("tea"));
  assert.deepEqual(await facts.add("person:3", fact("tea")), first);
  await Promise.all(["milk", "cake"].map((text) => facts.add("person:3", fact(text))));
  assert.deepEqual((await facts.list("person:3")).map(({ text }) => text).sort(), ["cake", "milk", "tea"]);
  assert.deepEqual(await facts.list("guild:3"), []);
  assert.deepEqual(
    [await facts.remove("person:3", first.id), await facts.remove("person:3", first.id)],
    [true, false],
  );
  assert.equal(await facts.clear("person:3"), 2);
  assert.deepEqual(await facts.list("person:3"), []);
});

test("there are at most 50 facts of one owner", async () => {
  const facts = createFacts(await memory.open());
  for (let count = 0; count < 50; count += 1) await facts.add("guild:9", fact(`fact ${count}`));
  await assert.rejects(facts.add("guild:9", fact("one more")), /50 facts already/);
});

test("a standing yes is for one person, one tool and one channel, and can be taken back", async () => {
  const grants = createGrants(await memory.open());
  const grant = { channelId: "2", tool: "send_message", personId: "3", at: 1 };
  await grants.add(grant);
  await grants.add({ ...grant, at: 2 });
  assert.deepEqual(await grants.list("3"), [{ ...grant, at: 2 }]);
  assert.deepEqual(await grants.list("4"), []);
  assert.equal(await grants.revoke({ ...grant, channelId: "9" }), false);
  assert.equal(await grants.revoke(grant), true);
  assert.deepEqual(await grants.list("3"), []);
});

test("tools are switched per server", async () => {
  const switches = createToolSwitches(await memory.open());
  await switches.set("9", "calculator", false);
  await switches.set("9", "calculator", false);
  assert.deepEqual([...(await switches.off("9"))], ["calculator"]);
  assert.equal((await switches.off("8")).size, 0);
  await switches.set("9", "calculator", true);
  assert.equal((await switches.off("9")).size, 0);
});

test("what another version wrote is an error that names it, never an empty list", async () => {
  const storage = await memory.open();
  await openCells(storage, "orchid-grants-v1").set("3", [{ unknown: true }]);
  await assert.rejects(createGrants(storage).list("3"), StorageError);
});

test("a question that is shown after it was decided stays decided", async () => {
  const book = createApprovalBook(await memory.open());
  const open: ApprovalRecord = {
    taskId: "1",
    tool: "t",
    channelId: "2",
    personId: "3",
    canAlways: false,
    expiresAt: 9,
    text: "?",
    state: "open",
  };
  await book.write("a", open);
  await book.decide("a", "approved");
  await book.write("a", { ...open, messageId: "9" });
  assert.deepEqual(await book.find("a"), { ...open, messageId: "9", state: "approved" });
  await book.write("b", { ...open, state: "expired" });
  await book.write("b", open);
  assert.equal((await book.find("b"))?.state, "open", "one that was cut short is asked again");
});
