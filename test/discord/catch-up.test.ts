import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { type Client, Collection, type Message, SnowflakeUtil } from "discord.js";

import { type CatchUpState, createCatchUp } from "../../src/discord/catch-up.ts";
import type { Intake } from "../../src/discord/intake.ts";
import { NO_LOG } from "../tasks/sample-task.ts";

const START = 1_790_000_000_000;
const MINUTE_MS = 60_000;

/** A channel of one server with messages that were sent at these times. */
interface FakeChannel {
  readonly id: string;
  sentAt: readonly number[];
  /** Called before its messages are told. */
  read?: () => Promise<void>;
}

function setUp(fakes: readonly FakeChannel[]) {
  let now = START;
  let state: CatchUpState | undefined = { seenUntil: START, directChannelIds: [] };
  const admitted: string[] = [];
  const intake: Pick<Intake, "admit"> & { isFailing: boolean } = {
    isFailing: false,
    async admit({ id }) {
      if (intake.isFailing) return "failed";
      if (admitted.includes(id)) return "duplicate";
      admitted.push(id);
      return "accepted";
    },
  };
  const cache = new Map(fakes.map((fake) => [fake.id, toChannel(fake)]));
  const catchUp = createCatchUp({
    client: { user: { id: "9" }, channels: { cache, fetch: async () => null } } as unknown as Client,
    intake: intake as unknown as Intake,
    memory: { read: async () => state, write: async (next) => void (state = next) },
    log: NO_LOG,
    now: () => now,
  });
  return {
    catchUp,
    intake,
    admitted,
    seenUntil: () => state?.seenUntil,
    passTo: (at: number) => void (now = at),
  };
}

function toChannel(fake: FakeChannel) {
  const ids = (): readonly string[] =>
    fake.sentAt.map((timestamp) => String((BigInt(timestamp) - SnowflakeUtil.epoch) << 22n));
  return {
    id: fake.id,
    guildId: "1",
    lastMessageId: ids().at(-1) ?? null,
    isTextBased: () => true,
    messages: {
      async fetch({ after }: { readonly after: string }) {
        await fake.read?.();
        const newer = ids().filter((id) => BigInt(id) > BigInt(after));
        return new Collection(newer.map((id) => [id, toMessage(id, fake.id)]));
      },
    },
  };
}

function toMessage(id: string, channelId: string): Message {
  return {
    id,
    channelId,
    guildId: "1",
    guild: null,
    messageSnapshots: new Collection(),
    channel: { id: channelId, isThread: () => false, isDMBased: () => false },
    createdTimestamp: SnowflakeUtil.timestampFrom(id),
    author: { id: "7", bot: false, displayName: "Ada" },
    attachments: new Collection(),
    mentions: { roles: new Collection(), users: new Collection(), everyone: false },
    content: "hello",
    reference: null,
    member: null,
    webhookId: null,
    type: 0,
  } as unknown as Message;
}

describe("a newer message waits for older ones", () => {
  test("also when another gap is found while the first is being looked through", async () => {
    const reads = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let read = 0;
    const channel: FakeChannel = { id: "12", sentAt: [START + 1_000] };
    const slow: FakeChannel = { id: "11", sentAt: [START + 500], read: async () => reads[read++]?.promise };
    const { catchUp, admitted, passTo } = setUp([slow, channel]);
    passTo(START + MINUTE_MS);
    const first = catchUp.afterStart();
    await new Promise((resolve) => setImmediate(resolve));
    const second = catchUp.afterGap(START + 2_000);
    channel.sentAt = [START + 1_000, START + 3_000];
    reads[0]?.resolve();
    await first;
    // Of the gap, nothing was looked through yet.
    channel.sentAt = [START + 1_000, START + 3_000, START + 4_000];
    let isSettled = false;
    const settled = catchUp.settled("12").then(() => (isSettled = true));
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(isSettled, false);
    reads[1]?.resolve();
    await settled;
    await second;
    assert.equal(admitted.length, 4);
  });

  test("also when the connection is cut in the middle: it is tried again at once", async () => {
    let isCut = false;
    const read = async (): Promise<void> => {
      isCut = !isCut;
      if (isCut) throw new Error("other side closed");
    };
    const { catchUp, admitted } = setUp([{ id: "11", sentAt: [START + 1_000], read }]);
    const starting = catchUp.afterStart();
    await catchUp.settled("11");
    assert.equal(admitted.length, 1);
    await starting;
  });

  test("also when the channel is looked through by the way", async () => {
    const slow = Promise.withResolvers<void>();
    const channel: FakeChannel = { id: "11", sentAt: [] };
    const { catchUp, admitted } = setUp([channel]);
    await catchUp.afterStart();
    catchUp.saw(toMessage(SnowflakeUtil.generate({ timestamp: START }).toString(), "11"));
    channel.sentAt = [START + 1_000];
    channel.read = () => slow.promise;
    const scanning = catchUp.scan();
    let isSettled = false;
    const settled = catchUp.settled("11").then(() => (isSettled = true));
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(isSettled, false);
    slow.resolve();
    await settled;
    assert.equal(admitted.length, 1);
    await scanning;
  });
});

describe("how far everything was seen", () => {
  test("is not past what a scan under way has still to look through", async () => {
    const slow = Promise.withResolvers<void>();
    const { catchUp, seenUntil, passTo, admitted } = setUp([
      { id: "11", sentAt: [START + 1_000], read: () => slow.promise },
      { id: "12", sentAt: [START + 2_000] },
    ]);
    passTo(START + MINUTE_MS);
    const scanning = catchUp.afterStart();
    // Not even while it is read how far was seen.
    await catchUp.save();
    assert.equal(seenUntil(), START);
    passTo(START + 2 * MINUTE_MS);
    await catchUp.save();
    assert.equal(seenUntil(), START);
    slow.resolve();
    await scanning;
    await catchUp.save();
    assert.equal(seenUntil(), START + 2 * MINUTE_MS);
    assert.equal(admitted.length, 2);
  });

  test("is not past a scan that failed, which is tried again", async () => {
    let isDown = true;
    const read = async (): Promise<void> => {
      if (isDown) throw new Error("503: Discord is ill");
    };
    const { catchUp, seenUntil, passTo, admitted } = setUp([{ id: "11", sentAt: [START + 1_000], read }]);
    passTo(START + MINUTE_MS);
    await catchUp.afterStart();
    await catchUp.save();
    assert.equal(seenUntil(), START);
    isDown = false;
    passTo(START + 2 * MINUTE_MS);
    await catchUp.scan();
    await catchUp.save();
    assert.equal(admitted.length, 1);
    assert.equal(seenUntil(), START + 2 * MINUTE_MS);
  });

  test("is not past a message that could not be accepted, which goes before the channel's next one", async () => {
    const channel: FakeChannel = { id: "11", sentAt: [] };
    const { catchUp, intake, seenUntil, passTo, admitted } = setUp([channel]);
    await catchUp.afterStart();
    intake.isFailing = true;
    passTo(START + 2 * MINUTE_MS);
    channel.sentAt = [START + MINUTE_MS];
    catchUp.missed(toMessage(SnowflakeUtil.generate({ timestamp: START + MINUTE_MS }).toString(), "11"));
    await catchUp.save();
    assert.equal(seenUntil(), START + MINUTE_MS);
    await catchUp.settled("11");
    assert.deepEqual(admitted, []);
    intake.isFailing = false;
    await catchUp.settled("11");
    assert.equal(admitted.length, 1);
    await catchUp.save();
    assert.equal(seenUntil(), START + 2 * MINUTE_MS);
  });
});
