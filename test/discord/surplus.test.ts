import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { DiscordAPIError } from "discord.js";

import type { FrozenAnswer } from "../../src/contracts.ts";
import type { HeldTask, Slot } from "../../src/contracts/journal.ts";
import { createDelivery } from "../../src/discord/delivery.ts";
import { DeliveryError, StorageError } from "../../src/errors.ts";
import { createSendBudget } from "../../src/discord/send-budget.ts";
import { NO_LOG, sampleAnswer, sampleTask } from "../tasks/sample-task.ts";
import english from "../../src/words/languages/en.ts";

const ID = "1180000000000000001";

interface Call {
  readonly method: string;
  readonly path: string;
  readonly nonce?: string;
}

/** When work on the answer began; slots that were filled before hold an earlier one. */
const ANSWERED_AT = 100;

/** A delivery on a REST client that notes every call, and a task with the slots of an earlier answer. */
function setUp(options: {
  readonly slots: readonly (Slot | undefined)[];
  readonly parts: number;
  readonly fail?: (call: Call) => Error | undefined;
  readonly onBegin?: () => void;
  readonly isPlain?: boolean;
}) {
  const calls: Call[] = [];
  const slots: (Slot | undefined)[] = [...options.slots];
  const sample = sampleAnswer(ID);
  const answer: FrozenAnswer = {
    ...sample,
    receipt: { ...sample.receipt, startedAt: ANSWERED_AT },
    parts: Array.from({ length: options.parts }, (_, index) => ({
      content: `part ${index}`,
      files: [],
      components: [],
    })),
  };
  const call = (method: string) => async (path: string, request?: { readonly body?: unknown }) => {
    const { nonce } = (request?.body ?? {}) as { readonly nonce?: string };
    const one = { method, path, ...(nonce === undefined ? {} : { nonce }) };
    calls.push(one);
    const error = options.fail?.(one);
    if (error !== undefined) throw error;
    return { id: `created ${nonce ?? path}`, content: "" };
  };
  const held: Pick<HeldTask, "task" | "origin" | "answer" | "slots"> & Partial<HeldTask> = {
    task: sampleTask(ID, "c1", options.isPlain === true ? { isPlain: true } : {}),
    origin: { platform: "discord", kind: "message", channelId: "c1", messageId: ID },
    answer,
    slots,
    async beginSlot(index) {
      options.onBegin?.();
      slots[index] ??= { firstTriedAt: ANSWERED_AT };
    },
    async fillSlot(index, messageId) {
      slots[index] = { firstTriedAt: ANSWERED_AT, ...slots[index], messageId };
    },
    async removeSlot(index) {
      slots[index] = { firstTriedAt: 0, ...slots[index], isRemoved: true };
    },
  };
  const delivery = createDelivery({
    rest: {
      get: call("GET"),
      post: call("POST"),
      patch: call("PATCH"),
      put: call("PUT"),
      delete: call("DELETE"),
    },
    budget: createSendBudget(50, () => 0),
    log: NO_LOG,
    now: () => 0,
    layOut: async () => [],
    preview: (text) => text,
    words: () => english,
    onUnauthorized: () => {},
  });
  return { calls, slots, deliver: () => delivery.deliver(held as HeldTask) };
}

const filled = (messageId: string): Slot => ({ firstTriedAt: 0, messageId });
const unknownMessage = (): Error =>
  new DiscordAPIError({ code: 10008, message: "Unknown Message" }, 10008, 404, "DELETE", "", {});

describe("a corrected answer", () => {
  test("that is shorter deletes the messages that are left over", async () => {
    const { calls, slots, deliver } = setUp({ slots: [filled("a"), filled("b"), filled("c")], parts: 1 });
    assert.deepEqual(await deliver(), { kind: "delivered" });
    assert.deepEqual(
      calls.map(({ method, path }) => `${method} ${path}`),
      ["PATCH /channels/c1/messages/a", "DELETE /channels/c1/messages/b", "DELETE /channels/c1/messages/c"],
    );
    assert.deepEqual(
      slots.map((slot) => slot?.isRemoved === true),
      [false, true, true],
    );
  });

  test("that is longer again uses numbers whose nonces are new", async () => {
    const { calls, deliver } = setUp({
      slots: [filled("a"), { ...filled("b"), isRemoved: true }],
      parts: 2,
    });
    assert.deepEqual(await deliver(), { kind: "delivered" });
    assert.deepEqual(
      calls.filter(({ method }) => method === "POST").map(({ nonce }) => nonce),
      [`${ID}:2`],
    );
    assert.ok(!calls.some(({ path, method }) => method !== "POST" && path.endsWith("/b")));
  });

  test("finds a left-over message gone already, and goes on", async () => {
    const { slots, deliver } = setUp({
      slots: [filled("a"), filled("b")],
      parts: 1,
      fail: ({ method }) => (method === "DELETE" ? unknownMessage() : undefined),
    });
    assert.deepEqual(await deliver(), { kind: "delivered" });
    assert.equal(slots[1]?.isRemoved, true);
  });

  test("is tried again later when the left-over message cannot be deleted now", async () => {
    const { slots, deliver } = setUp({
      slots: [filled("a"), filled("b")],
      parts: 1,
      fail: ({ method }) => (method === "DELETE" ? new Error("socket hang up") : undefined),
    });
    await assert.rejects(deliver(), DeliveryError);
    assert.equal(slots[1]?.isRemoved, undefined);
  });
});

describe("a corrected answer for somebody who wants no edits", () => {
  test("comes in new messages, and then the earlier ones go", async () => {
    const { calls, deliver } = setUp({ slots: [filled("a"), filled("b")], parts: 2, isPlain: true });
    assert.deepEqual(await deliver(), { kind: "delivered" });
    assert.deepEqual(
      calls.map(({ method, path, nonce }) => `${method} ${nonce ?? path}`),
      [`POST ${ID}:2`, `POST ${ID}:3`, "DELETE /channels/c1/messages/a", "DELETE /channels/c1/messages/b"],
    );
  });

  test("is not created again when its sending was cut short", async () => {
    let isDown = true;
    const { calls, slots, deliver } = setUp({
      slots: [filled("a")],
      parts: 1,
      isPlain: true,
      fail: ({ method }) => (method === "DELETE" && isDown ? new Error("socket hang up") : undefined),
    });
    await assert.rejects(deliver(), DeliveryError);
    isDown = false;
    assert.deepEqual(await deliver(), { kind: "delivered" });
    assert.equal(calls.filter(({ method }) => method === "POST").length, 1);
    assert.deepEqual(
      slots.map((slot) => slot?.isRemoved === true),
      [true, false],
    );
  });
});

test("a journal that fails while an answer is sent is not mistaken for Discord", async () => {
  const full = new StorageError("disk full", { hint: "" });
  const { calls, deliver } = setUp({
    slots: [],
    parts: 1,
    onBegin: () => {
      throw full;
    },
  });
  await assert.rejects(deliver(), (error) => error === full);
  assert.deepEqual(calls, []);
});
