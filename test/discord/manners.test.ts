import assert from "node:assert/strict";
import { describe, test } from "node:test";

import type { Log, Place } from "../../src/contracts.ts";
import { createManners, type Manner, type MannerMemory, type MannerOf } from "../../src/discord/manners.ts";
import { createGate, NO_LOG, sampleTask } from "../tasks/sample-task.ts";

const GUILD: Place = { kind: "channel", channelId: "c", guildId: "g" };
const THREAD: Place = { kind: "thread", channelId: "t", parentChannelId: "c", guildId: "g" };

function setUp(change: Partial<MannerMemory> = {}) {
  const kept = new Map<MannerOf, Manner>();
  const reads: MannerOf[] = [];
  let now = 1_000;
  const memory: MannerMemory = {
    async read(of) {
      reads.push(of);
      return kept.get(of);
    },
    async write(of, manner) {
      if (manner === undefined) kept.delete(of);
      else kept.set(of, manner);
    },
    ...change,
  };
  const warned: string[] = [];
  const log: Log = { ...NO_LOG, warn: (event) => void warned.push(event) };
  const manners = createManners({ memory, log, now: () => now });
  return { manners, kept, reads, warned, pass: (ms: number) => (now += ms) };
}

describe("how somebody wants to be answered", () => {
  test("the person's own choice counts before the channel's, that before the server's", async () => {
    const { manners } = setUp();
    assert.equal(await manners.isPlain("p", GUILD), false);
    await manners.choose("server:g", "plain");
    assert.equal(await manners.isPlain("p", GUILD), true);
    await manners.choose("channel:c", "usual");
    assert.equal(await manners.isPlain("p", GUILD), false);
    assert.equal(await manners.isPlain("p", THREAD), false, "a thread follows its channel");
    await manners.choose("person:p", "plain");
    assert.equal(await manners.isPlain("p", THREAD), true);
    assert.equal(await manners.isPlain("q", THREAD), false, "nobody else's");
    await manners.choose("person:p", undefined);
    await manners.choose("channel:c", undefined);
    assert.equal(await manners.isPlain("p", { kind: "direct", channelId: "d" }), false);
    assert.equal(await manners.isPlain("p", GUILD), true);
  });

  test("a task gets its author's locale and wish; a choice does not cost the locale", async () => {
    const { manners, kept } = setUp();
    await manners.noteLocale("p", "ja");
    await manners.choose("person:p", "plain");
    const task = { ...sampleTask("1"), author: { id: "p", name: "P", locale: "en-US" } };
    const dressed = await manners.dress(task);
    assert.equal(dressed.author.locale, "ja");
    assert.equal(dressed.isPlain, true);
    const other = await manners.dress({ ...task, author: { id: "q", name: "Q", locale: "fr" } });
    assert.equal(other.author.locale, "fr");
    assert.equal(other.isPlain, undefined);
    assert.equal(await manners.forgetPerson("p"), 2);
    assert.equal(await manners.forgetPerson("p"), 0);
    assert.deepEqual([...kept], []);
    assert.equal((await manners.dress(task)).isPlain, undefined);
  });

  test("what is known is read once a minute, since another process may change it", async () => {
    const { manners, reads, kept, pass } = setUp();
    await manners.isPlain("p", GUILD);
    await manners.isPlain("p", GUILD);
    assert.equal(reads.length, 3);
    kept.set("person:p", { answers: "plain" });
    pass(60_000);
    assert.equal(await manners.isPlain("p", GUILD), true);
  });

  test("a storage that fails costs the wish, not the answer", async () => {
    const { manners, warned } = setUp({ read: () => Promise.reject(new Error("down")) });
    const task = sampleTask("1");
    assert.deepEqual(await manners.dress(task), task);
    await manners.noteLocale("p", "de");
    assert.ok(warned.includes("manner-unreadable") && warned.includes("locale-not-remembered"));
  });

  test("tasks of a channel come out in the order in which they went in, however long the look takes", async () => {
    const slow = createGate();
    const { manners } = setUp({
      async read(of) {
        if (of === "person:slow") await slow.opened;
        return undefined;
      },
    });
    const order: string[] = [];
    const enter = async (id: string, person: string): Promise<void> => {
      await manners.dress({ ...sampleTask(id), author: { id: person, name: person } });
      order.push(id);
    };
    const both = [enter("1", "slow"), enter("2", "quick")];
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(order, []);
    slow.open();
    await Promise.all(both);
    assert.deepEqual(order, ["1", "2"]);
  });
});
