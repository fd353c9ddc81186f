import assert from "node:assert/strict";
import { describe, test } from "node:test";

import Keyv from "keyv";

import type { Turn } from "../../src/contracts.ts";
import type { OpenStorage } from "../../src/contracts/storage.ts";
import { StorageError } from "../../src/errors.ts";
import { MAX_REMEMBERED_CHARACTERS, createSessions } from "../../src/sessions/sessions.ts";
import { createSettings } from "../../src/sessions/settings.ts";

function turn(taskId: string, change: Partial<Turn> = {}): Turn {
  const author = { id: "7", name: "Ada" };
  return { taskId, at: 1, author, user: `question ${taskId}`, assistant: `answer ${taskId}`, ...change };
}

/** A storage in memory that a test can look into and break. */
function memory(broken?: () => Promise<never>) {
  const entries = new Map<string, unknown>();
  const listeners: ((error: unknown) => void)[] = [];
  const guard = async <T>(value: () => T): Promise<T> => {
    if (broken === undefined) return value();
    // Real adapters tell their listeners as well.
    for (const listener of listeners) listener(new Error("told to a listener"));
    return broken();
  };
  const adapter = {
    opts: {},
    on(_event: string, listener: (error: unknown) => void) {
      listeners.push(listener);
      return adapter;
    },
    get: (key: string) => guard(() => entries.get(key)),
    set: (key: string, value: unknown) => guard(() => void entries.set(key, value)),
    delete: (key: string) => guard(() => entries.delete(key)),
    clear: () => guard(() => entries.clear()),
  };
  const storage: OpenStorage = { adapter: () => adapter, close: async () => {} };
  return { storage, entries };
}

describe("turns", () => {
  test("the same task's turn is there once, however often it is written", async () => {
    const sessions = createSessions(memory().storage);
    await sessions.append("c", turn("1"));
    await sessions.append("c", turn("1"));
    assert.deepEqual(await sessions.load("c"), [turn("1")]);
  });

  test("a corrected answer takes the place of its turn, with its pin", async () => {
    const sessions = createSessions(memory().storage);
    await sessions.replace("c", [turn("1"), turn("2", { isPinned: true }), turn("3")]);
    const corrected = turn("2", { assistant: "corrected", at: 99 });
    await sessions.append("c", corrected);
    assert.deepEqual(await sessions.load("c"), [turn("1"), { ...corrected, isPinned: true }, turn("3")]);
  });

  test("one turn can be dropped, again and again", async () => {
    const sessions = createSessions(memory().storage);
    await sessions.replace("c", [turn("1"), turn("2")]);
    await sessions.drop("c", "none");
    await sessions.drop("c", "1");
    await sessions.drop("c", "1");
    assert.deepEqual(await sessions.load("c"), [turn("2")]);
    await sessions.drop("c", "2");
    assert.deepEqual(await sessions.load("c"), []);
  });

  test("a pinned turn is not pushed out", async () => {
    const sessions = createSessions(memory().storage);
    await sessions.append("c", turn("1"));
    await sessions.replace("c", [turn("1", { isPinned: true })]);
    for (const id of ["2", "3", "4", "5"]) await sessions.append("c", turn(id));
    assert.deepEqual(
      (await sessions.load("c")).map((one) => one.taskId),
      ["1", "4", "5"],
    );
  });

  test("with three pinned turns a new one is not kept", async () => {
    const sessions = createSessions(memory().storage);
    const pinned = ["1", "2", "3"].map((id) => turn(id, { isPinned: true }));
    await sessions.replace("c", pinned);
    await sessions.append("c", turn("4"));
    assert.deepEqual(await sessions.load("c"), pinned);
  });

  test("a turn that is written late does not push newer ones out", async () => {
    const sessions = createSessions(memory().storage);
    for (const at of [2, 3, 4]) await sessions.append("c", turn(String(at), { at }));
    await sessions.append("c", turn("1", { at: 1 }));
    assert.deepEqual(
      (await sessions.load("c")).map((one) => one.taskId),
      ["2", "3", "4"],
    );
  });

  test("clear says how many were forgotten", async () => {
    const sessions = createSessions(memory().storage);
    await sessions.append("c", turn("1"));
    await sessions.append("c", turn("2"));
    assert.equal(await sessions.clear("c"), 2);
    assert.equal(await sessions.clear("c"), 0);
    await sessions.append("c", turn("1"));
    await sessions.replace("c", []);
    assert.deepEqual(await sessions.load("c"), []);
  });

  test("a long message is cut with a mark, and no character is broken", async () => {
    const sessions = createSessions(memory().storage);
    await sessions.append(
      "c",
      turn("1", { user: "😀".repeat(MAX_REMEMBERED_CHARACTERS), assistant: "short" }),
    );
    const [kept] = await sessions.load("c");
    assert.ok(kept !== undefined && kept.user.length <= MAX_REMEMBERED_CHARACTERS);
    assert.match(kept.user, /shortened from 16000 characters\]$/);
    assert.ok(kept.user.isWellFormed());
    assert.equal(kept.assistant, "short");
  });
});

describe("a failing storage is an error, never an empty session", () => {
  const fail = (): Promise<never> => Promise.reject(new Error("disk on fire"));

  for (const method of ["load", "append", "drop", "replace", "clear"] as const) {
    test(method, async () => {
      const sessions = createSessions(memory(fail).storage);
      const calls = {
        load: () => sessions.load("c9"),
        append: () => sessions.append("c9", turn("1")),
        drop: () => sessions.drop("c9", "1"),
        replace: () => sessions.replace("c9", [turn("1")]),
        clear: () => sessions.clear("c9"),
      };
      await assert.rejects(calls[method](), (error: unknown) => {
        assert.ok(error instanceof StorageError);
        assert.match(error.message, /channel c9.*disk on fire/);
        return true;
      });
    });
  }

  test("settings", async () => {
    const settings = createSettings(memory(fail).storage);
    await assert.rejects(settings.read("c"), StorageError);
    await assert.rejects(settings.update("c", { trace: "off" }), StorageError);
  });

  test("a storage that hangs fails in time", async () => {
    const hang = (): Promise<never> => new Promise(() => {});
    const sessions = createSessions(memory(hang).storage, { timeoutMs: 10 });
    await assert.rejects(sessions.load("c"), StorageError);
  });

  test("a write that Keyv reports as refused is an error", async () => {
    const { storage } = memory();
    const refusing: OpenStorage = {
      ...storage,
      adapter: () => ({ ...(storage.adapter("x") as object), set: async () => false }),
    };
    await assert.rejects(createSessions(refusing).append("c", turn("1")), StorageError);
  });

  test("after a failure the next write of the channel goes on", async () => {
    let isBroken = true;
    const { storage } = memory();
    const adapter = storage.adapter("x") as { get: (key: string) => Promise<unknown> };
    const flaky: OpenStorage = {
      ...storage,
      adapter: () => ({ ...adapter, get: (key: string) => (isBroken ? fail() : adapter.get(key)) }),
    };
    const sessions = createSessions(flaky);
    await assert.rejects(sessions.append("c", turn("1")), StorageError);
    isBroken = false;
    await sessions.append("c", turn("2"));
    assert.deepEqual(await sessions.load("c"), [turn("2")]);
  });

  // Why `throwOnErrors` is set: this is what Keyv 5 does without it.
  test("Keyv's default would have hidden it", async () => {
    const keyv = new Keyv({ store: memory(fail).storage.adapter("x") });
    keyv.on("error", () => {});
    assert.equal(await keyv.get("c"), undefined);
    const strict = new Keyv({ store: memory(fail).storage.adapter("x"), throwOnErrors: true });
    strict.on("error", () => {});
    await assert.rejects(strict.get("c"), /disk on fire/);
  });
});

describe("a value of unknown shape", () => {
  for (const value of ['{"value":{"turns":1}}', '{"value":[{"taskId":1}]}', '{"value":"text"}', "not json"]) {
    test(value, async () => {
      const { storage, entries } = memory();
      const sessions = createSessions(storage);
      entries.set("c5", value);
      await assert.rejects(sessions.load("c5"), (error: unknown) => {
        assert.ok(error instanceof StorageError);
        assert.match(error.message, /c5/);
        return true;
      });
      await assert.rejects(sessions.append("c5", turn("1")), StorageError);
      assert.equal(entries.get("c5"), value, "what somebody else wrote is not overwritten");
      await sessions.clear("c5");
      assert.deepEqual(await sessions.load("c5"), []);
    });
  }

  test("fields that a newer version added are kept", async () => {
    const { storage, entries } = memory();
    const sessions = createSessions(storage);
    entries.set("c", JSON.stringify({ value: [{ ...turn("1"), mood: "good" }] }));
    await sessions.append("c", turn("2"));
    assert.deepEqual(await sessions.load("c"), [{ ...turn("1"), mood: "good" }, turn("2")]);
  });

  test("settings name the channel", async () => {
    const { storage, entries } = memory();
    entries.set("c6", '{"value":{"trace":"sometimes"}}');
    await assert.rejects(createSettings(storage).read("c6"), /c6/);
  });
});

describe("forgetting a person", () => {
  test("what cannot be read keeps nothing else from being forgotten, and is told", async () => {
    const { storage, entries } = memory();
    Object.assign(storage.adapter("") as object, { iterator: () => entries, opts: { url: "" } });
    const sessions = createSessions(storage);
    await sessions.append("good", turn("1"));
    entries.set("foreign", JSON.stringify({ value: { by: "7" }, expires: null }));
    await assert.rejects(sessions.forgetPerson("7"), StorageError);
    assert.deepEqual(await sessions.load("good"), []);
  });

  test("a storage that cannot be looked through says so", async () => {
    await assert.rejects(createSessions(memory().storage).forgetPerson("7"), /iterator/);
  });
});
