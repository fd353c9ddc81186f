import assert from "node:assert/strict";
import { describe, test } from "node:test";

import type { Log, Place } from "../../src/contracts.ts";
import { createCalledThreads, createThreadClaim } from "../../src/discord/called-threads.ts";

const THREAD: Place = { kind: "thread", channelId: "t", parentChannelId: "c", guildId: "g" };
const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} };

function open(
  options: { own?: boolean; talk?: boolean; stored?: Map<string, number>; fails?: () => boolean } = {},
) {
  const stored = options.stored ?? new Map<string, number>();
  let lookUps = 0;
  const threads = createCalledThreads({
    memory: {
      read: async (id) => {
        if (options.fails?.() === true) throw new Error("storage down");
        return stored.get(id);
      },
      write: async (id, at) => void stored.set(id, at),
    },
    isOwnThread: () => options.own ?? false,
    hangsOnTalk: async () => {
      lookUps += 1;
      return options.talk ?? false;
    },
    log: SILENT,
  });
  return { threads, stored, lookUps: () => lookUps };
}

describe("threads that the bot was called in", () => {
  test("a thread is called in once somebody asked there, also after a restart", async () => {
    const { threads, stored } = open();
    assert.equal(await threads.isCalled(THREAD, 11), false);
    await threads.noteCall(THREAD, 10);
    assert.equal(await threads.isCalled(THREAD, 11), true);
    assert.equal(await open({ stored }).threads.isCalled(THREAD, 11), true);
    assert.equal(await open({ stored }).threads.isCalled(THREAD, 9), false, "said before the call");
  });

  test("a thread on an answer is called in, and looked up once", async () => {
    const { threads, lookUps } = open({ talk: true });
    const answers = await Promise.all([threads.isCalled(THREAD, 11), threads.isCalled(THREAD, 11)]);
    assert.deepEqual(answers, [true, true]);
    assert.equal(lookUps(), 1);
  });

  test("a thread that it made for somebody is, although it looked before that was known", async () => {
    const { threads, stored } = open({ own: true });
    assert.equal(await threads.isCalled(THREAD, 11), false);
    await createThreadClaim(
      { read: async () => undefined, write: async (id, at) => void stored.set(id, at) },
      SILENT,
    )("t");
    assert.equal(await threads.isCalled(THREAD, 11), true);
  });

  test("a claim that cannot be kept fails nothing", async () => {
    const failing = {
      read: async () => undefined,
      write: async () => Promise.reject(new Error("storage down")),
    };
    await createThreadClaim(failing, SILENT)("t");
  });

  test("a trace thread never is, whoever asks in it", async () => {
    const { threads, stored } = open({ own: true, talk: true });
    await threads.noteCall(THREAD, 10);
    assert.equal(await threads.isCalled(THREAD, 11), false);
    assert.equal(stored.size, 0);
  });

  test("a channel is no thread", async () => {
    const { threads, stored } = open({ talk: true });
    const channel: Place = { kind: "channel", channelId: "c" };
    await threads.noteCall(channel, 10);
    assert.equal(await threads.isCalled(channel, 11), false);
    assert.equal(stored.size, 0);
  });

  test("a storage that fails means silence, and the next message asks again", async () => {
    let isDown = true;
    const { threads } = open({ stored: new Map([["t", 1]]), fails: () => isDown });
    assert.equal(await threads.isCalled(THREAD, 11), false);
    isDown = false;
    assert.equal(await threads.isCalled(THREAD, 11), true);
  });
});
