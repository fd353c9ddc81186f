/**
 * An answer whose message may have been made already, when nobody knows: the create hung, or the process was
 * away for longer than a nonce is trusted. Real REST, real stand-in.
 */
import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";

import { REST } from "discord.js";

import type { HeldTask, Slot } from "../../src/contracts/journal.ts";
import { createDelivery } from "../../src/discord/delivery.ts";
import { createSendBudget } from "../../src/discord/send-budget.ts";
import { NONCE_WINDOW_MS } from "../../src/discord/slots.ts";
import english from "../../src/words/languages/en.ts";
import { startWorld } from "../fakes/world.ts";
import { NO_LOG, sampleAnswer, sampleTask } from "../tasks/sample-task.ts";

const CREATE = { method: "POST", path: /^\/channels\/\d+\/messages$/ };

async function setUp(t: TestContext) {
  let now = Date.now();
  // Discord forgets a nonce as time passes, too.
  const standIn = await startWorld(t, { clock: () => now, nonceWindowMs: NONCE_WINDOW_MS });
  const { garden, people, botUserId } = standIn;
  const rest = new REST({ api: standIn.apiUrl, timeout: 300, retries: 2 }).setToken(standIn.botToken);
  const question = people.say({
    authorId: garden.ada,
    channelId: garden.general,
    content: `<@${botUserId}> well?`,
  });
  const slots: (Slot | undefined)[] = [];
  let canFill = true;
  const held: Pick<HeldTask, "task" | "origin" | "answer" | "slots"> & Partial<HeldTask> = {
    task: sampleTask(question.id, garden.general),
    origin: { platform: "discord", kind: "message", channelId: garden.general, messageId: question.id },
    answer: { ...sampleAnswer(question.id), parts: [{ content: "Here.", files: [], components: [] }] },
    slots,
    async beginSlot(index) {
      slots[index] ??= { firstTriedAt: now };
    },
    async fillSlot(index, messageId) {
      if (!canFill) throw new Error("died in this moment");
      slots[index] = { firstTriedAt: now, messageId };
    },
  };
  const delivery = createDelivery({
    rest,
    budget: createSendBudget(50, () => now),
    log: NO_LOG,
    now: () => now,
    layOut: async () => [],
    preview: (text) => text,
    words: () => english,
    onUnauthorized: () => {},
  });
  return {
    standIn,
    slots,
    deliver: () => delivery.deliver(held as HeldTask),
    answers: () => standIn.messages(garden.general).filter(({ author }) => author.id === botUserId),
    /** The message is made, and nobody writes that down; then so much time passes. */
    async makeAndForget(passedMs: number): Promise<void> {
      canFill = false;
      slots[0] = { firstTriedAt: now };
      await rest.post(`/channels/${garden.general}/messages`, {
        body: {
          content: "Here.",
          nonce: `${question.id}:0`,
          enforce_nonce: true,
          message_reference: { message_id: question.id },
          allowed_mentions: { parse: [] },
        },
      });
      canFill = true;
      now += passedMs;
    },
    pass: (ms: number) => void (now += ms),
  };
}

describe("an answer of which nobody knows whether it was made", () => {
  test("a create that was carried out and never answered: one message", async (t) => {
    const world = await setUp(t);
    world.standIn.faults.onRequest(CREATE, { kind: "hang", applied: true });
    assert.deepEqual(await world.deliver(), { kind: "delivered" });
    assert.equal(world.answers().length, 1);
    assert.equal(world.slots[0]?.messageId, world.answers()[0]?.id);
  });

  test("a little later its nonce gives it back", async (t) => {
    const world = await setUp(t);
    await world.makeAndForget(NONCE_WINDOW_MS / 2);
    assert.deepEqual(await world.deliver(), { kind: "delivered" });
    assert.equal(world.answers().length, 1);
  });

  test("beyond the nonce's time it is found in the channel", async (t) => {
    const world = await setUp(t);
    await world.makeAndForget(10 * NONCE_WINDOW_MS);
    assert.deepEqual(await world.deliver(), { kind: "delivered" });
    assert.equal(world.answers().length, 1);
    assert.equal(world.slots[0]?.messageId, world.answers()[0]?.id);
  });

  test("beyond the nonce's time, and not in the channel: it is made", async (t) => {
    const world = await setUp(t);
    world.slots[0] = { firstTriedAt: Date.now() };
    world.pass(10 * NONCE_WINDOW_MS);
    assert.deepEqual(await world.deliver(), { kind: "delivered" });
    assert.equal(world.answers().length, 1);
  });

  test("beyond the nonce's time, and the channel cannot be read: it is not made again", async (t) => {
    const world = await setUp(t);
    await world.makeAndForget(10 * NONCE_WINDOW_MS);
    const { standIn } = world;
    standIn.world.setOverwrites(standIn.garden.general, [
      { roleId: standIn.garden.botRoleId, deny: ["READ_MESSAGE_HISTORY"] },
    ]);
    assert.equal((await world.deliver()).kind, "uncertain");
    assert.equal(world.answers().length, 1);
  });
});
