import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, describe, test } from "node:test";

import Keyv from "keyv";

import type { Turn } from "../../src/contracts.ts";
import type { OpenStorage } from "../../src/contracts/storage.ts";
import { StorageError } from "../../src/errors.ts";
import { openCells } from "../../src/sessions/keyv.ts";
import { createSessions } from "../../src/sessions/sessions.ts";
import { createSettings } from "../../src/sessions/settings.ts";
import { loadStorages, openStorage } from "../../src/sessions/storage.ts";

const folder = mkdtempSync(join(tmpdir(), "orchid-stores-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Where each storage is tried. One that needs a server is skipped unless the server is named. */
const ADDRESSES: Readonly<Record<string, string | undefined>> = {
  memory: "memory:",
  sqlite: `sqlite:${join(folder, "sessions.sqlite")}`,
  redis: process.env["REDIS_TEST_URL"],
  postgres: process.env["POSTGRES_TEST_URL"],
};
/** Nothing answers there. */
const DEAD: Readonly<Record<string, string>> = {
  sqlite: `sqlite:${folder}`,
  redis: "redis://somebody:hush-hush@127.0.0.1:1",
  postgres: "postgres://somebody:hush-hush@127.0.0.1:1/orchid",
};

const storages = await loadStorages();

function turn(taskId: string, change: Partial<Turn> = {}): Turn {
  const author = { id: "7", name: "Ada" };
  return { taskId, at: 1, author, user: `question ${taskId}`, assistant: `answer ${taskId}`, ...change };
}

for (const name of storages.keys()) {
  const address = ADDRESSES[name];
  const skip = address === undefined && `set ${name.toUpperCase()}_TEST_URL to try it on a real server`;
  describe(`storage ${name}`, { skip }, () => {
    // Servers outlive a test run: channels of its own keep one run from another.
    const run = randomUUID();
    const channel = (label: string): string => `${run}-${label}`;
    const opened: OpenStorage[] = [];
    after(() => Promise.all(opened.map((one) => one.close())));
    const open = async (): Promise<OpenStorage> => {
      const storage = await openStorage(address ?? "", storages);
      opened.push(storage);
      return storage;
    };

    test("keeps the last three turns, oldest first", async () => {
      const sessions = createSessions(await open());
      assert.deepEqual(await sessions.load(channel("fifo")), []);
      for (const id of ["1", "2", "3", "4"]) await sessions.append(channel("fifo"), turn(id));
      assert.deepEqual(await sessions.load(channel("fifo")), [turn("2"), turn("3"), turn("4")]);
    });

    test("loses nothing when many turns of one channel are written at once", async () => {
      const sessions = createSessions(await open());
      await Promise.all(["a", "b", "c"].map((id) => sessions.append(channel("race"), turn(id))));
      assert.deepEqual(
        (await sessions.load(channel("race"))).map((one) => one.taskId),
        ["a", "b", "c"],
      );
    });

    test("keeps channels, namespaces and odd keys apart", async () => {
      const storage = await open();
      const sessions = createSessions(storage);
      const settings = createSettings(storage);
      const channels = [
        "1:23",
        "12:3",
        "1::23",
        "__proto__",
        "constructor",
        "%",
        "*",
        "",
        "orchid-sessions-v1:1",
      ];
      for (const id of channels) await sessions.append(channel(id), turn(id));
      for (const id of channels) assert.deepEqual(await sessions.load(channel(id)), [turn(id)], id);
      assert.deepEqual(await settings.read(channel("1:23")), {});
      assert.equal(await sessions.clear(channel("1:23")), 1);
      assert.deepEqual(await sessions.load(channel("12:3")), [turn("12:3")]);
    });

    test("keeps any text as it is", async () => {
      const sessions = createSessions(await open());
      const user = "quotes \" ' \\ emoji 👩‍👩‍👧 nul-free \u2028 :base64:x \ud83d\ude00";
      await sessions.append(channel("text"), turn("1", { user }));
      assert.equal((await sessions.load(channel("text")))[0]?.user, user);
    });

    test("merges settings, and undefined goes back to the default", async () => {
      const settings = createSettings(await open());
      await settings.update(channel("set"), { trace: "off", persona: "pirate" });
      assert.deepEqual(await settings.update(channel("set"), { model: "big", persona: undefined }), {
        trace: "off",
        model: "big",
      });
      assert.deepEqual(await settings.read(channel("set")), { trace: "off", model: "big" });
    });

    test("finds the entries that contain a text, of its own namespace alone", async () => {
      const storage = await open();
      const [one, two] = [openCells(storage, channel("k1")), openCells(storage, channel("k2"))];
      const many = Array.from({ length: 1_100 }, (_, index) => `many-${index}`);
      await Promise.all(many.map((key) => one.set(key, { by: "somebody" })));
      await one.set("value", { list: [{ personId: "4711" }] });
      await one.set("day:person:4711", 1);
      await one.set('quotes " \u2028', "about 4711");
      await two.set("elsewhere", "4711");
      assert.deepEqual([...(await one.keysWith("4711"))].sort(), [
        "day:person:4711",
        'quotes " \u2028',
        "value",
      ]);
      assert.equal((await one.keysWith("many-")).length, many.length);
      await one.delete("value");
      assert.deepEqual((await one.keysWith("personId")).length, 0);
    });

    test("forgets a person's turns in every channel, pinned ones too, and nobody else's", async () => {
      const sessions = createSessions(await open());
      const ada = { id: channel("ada"), name: "Ada" };
      const linus = { id: channel("linus"), name: "Linus" };
      const theirs = turn("1", { author: ada, isPinned: true });
      const others = turn("2", { author: linus, user: `what did ${ada.id} say?` });
      for (const one of [theirs, others, turn("3", { author: ada })]) {
        await sessions.append(channel("shared"), one);
      }
      await sessions.append(channel("alone"), theirs);
      assert.equal(await sessions.forgetPerson(ada.id), 3);
      assert.deepEqual(await sessions.load(channel("shared")), [others]);
      assert.deepEqual(await sessions.load(channel("alone")), []);
      assert.equal(await sessions.forgetPerson(ada.id), 0);
    });

    test("forgets a channel when its time is over", async () => {
      const sessions = createSessions(await open(), { sessionTtlMs: 30 });
      await sessions.append(channel("ttl"), turn("1"));
      assert.equal((await sessions.load(channel("ttl"))).length, 1);
      const giveUpAt = Date.now() + 5_000;
      while ((await sessions.load(channel("ttl"))).length > 0) assert.ok(Date.now() < giveUpAt);
    });

    test(
      "what one process wrote the next one reads",
      { skip: name === "memory" && "memory is not kept" },
      async () => {
        const first = await open();
        await createSessions(first).append(channel("kept"), turn("1"));
        await first.close();
        assert.deepEqual(await createSessions(await open()).load(channel("kept")), [turn("1")]);
      },
    );

    test("works under Keyv's own defaults too: namespaces, clear, delete", async () => {
      const storage = await open();
      const make = (namespace: string) =>
        new Keyv({ store: storage.adapter(namespace), namespace, throwOnErrors: true });
      const [one, two] = [make(channel("n1")), make(channel("n2"))];
      await one.set("key", "from one");
      await two.set("key", "from two");
      assert.equal(await one.get("key"), "from one");
      assert.equal(await one.delete("key"), true);
      assert.equal(await one.delete("key"), false);
      await one.set("key", 1);
      await one.clear();
      assert.equal(await one.get("key"), undefined);
      assert.equal(await two.get("key"), "from two");
    });

    test(
      "once closed it fails and does not look empty",
      { skip: name === "memory" && "nothing to fail" },
      async () => {
        const storage = await open();
        const sessions = createSessions(storage, { timeoutMs: 2_000 });
        await sessions.append(channel("closed"), turn("1"));
        await storage.close();
        await assert.rejects(sessions.load(channel("closed")), StorageError);
        await assert.rejects(sessions.append(channel("closed"), turn("2")), StorageError);
        await assert.rejects(sessions.clear(channel("closed")), StorageError);
      },
    );
  });

  const dead = DEAD[name];
  test(
    `storage ${name} says where it cannot be opened`,
    { skip: dead === undefined && "cannot fail" },
    async () => {
      await assert.rejects(openStorage(dead ?? "", storages), (error: unknown) => {
        assert.ok(error instanceof StorageError);
        assert.match(error.message, /127\.0\.0\.1:1|orchid-stores-/);
        assert.doesNotMatch(`${error.message} ${error.hint}`, /hush/);
        return true;
      });
    },
  );
}

test("an address of unknown scheme names the known ones", async () => {
  await assert.rejects(openStorage("mongodb://somebody:hush@host", storages), (error: unknown) => {
    assert.ok(error instanceof StorageError);
    assert.match(error.hint, /sqlite/);
    assert.doesNotMatch(`${error.message} ${error.hint}`, /hush/);
    return true;
  });
});

describe("storage sqlite beside another program", () => {
  test("a write that is held up waits, and so does nothing else; once it resolves it is on disk", async () => {
    const path = join(folder, "held.sqlite");
    const storage = await openStorage(`sqlite:${path}`, storages);
    const cells = openCells(storage, "held");
    const other = new DatabaseSync(path);
    after(async () => {
      other.close();
      await storage.close();
    });
    const inFile = (): number => Number(other.prepare("SELECT count(*) AS n FROM keyv").get()?.["n"]);
    await Promise.all(["1", "2", "3"].map((key) => cells.set(key, key)));
    assert.equal(inFile(), 3);
    other.exec("BEGIN IMMEDIATE");
    let hasEnded = false;
    const held = cells.set("4", "4").finally(() => (hasEnded = true));
    for (let turns = 0; turns < 5; turns += 1) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(await cells.get("1"), "1");
    assert.equal(hasEnded, false);
    other.exec("COMMIT");
    await held;
    assert.equal(inFile(), 4);
  });

  test("closing writes what still waits", async () => {
    const address = `sqlite:${join(folder, "closing.sqlite")}`;
    const storage = await openStorage(address, storages);
    const adapter = storage.adapter("closing") as { set(key: string, value: string): Promise<boolean> };
    const written = adapter.set("key", '{"value":"value"}');
    await storage.close();
    await written;
    const next = await openStorage(address, storages);
    assert.equal(await openCells(next, "closing").get("key"), "value");
    await next.close();
  });
});
