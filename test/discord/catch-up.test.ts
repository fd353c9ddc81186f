import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { type Client, DiscordAPIError } from "discord.js";

import type { Log } from "../../src/contracts.ts";
import { createCatchUp } from "../../src/discord/catch-up.ts";
import type { Intake } from "../../src/discord/intake.ts";

const GONE = new DiscordAPIError({ code: 10_003, message: "Unknown Channel" }, 10_003, 404, "GET", "/", {});
const DOWN = new DiscordAPIError({ code: 0, message: "Bad gateway" }, 0, 502, "GET", "/", {});

/** Catch-up with one direct channel that Discord answers for with an error. */
function setUp(error: Error) {
  const asked: string[] = [];
  const logged: (readonly [level: string, event: string, fields: object])[] = [];
  const at =
    (level: string) =>
    (event: string, fields: object = {}): void =>
      void logged.push([level, event, fields]);
  const log: Log = { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
  const channels = {
    cache: new Map(),
    fetch: async (id: string) => {
      asked.push(id);
      throw error;
    },
  };
  const catchUp = createCatchUp({
    client: { channels } as unknown as Client,
    intake: {} as Intake,
    memory: {
      read: async () => ({ seenUntil: 1, directChannelIds: ["77"], activeChannelIds: ["77"] }),
      write: async () => {},
    },
    log,
    now: () => 1_000_000,
  });
  return { catchUp, asked, logged: () => logged.filter(([, event]) => event !== "catching-up") };
}

describe("a channel that catch-up cannot open", () => {
  test("when it is gone, is one quiet line, and is not asked for again", async () => {
    const { catchUp, asked, logged } = setUp(GONE);
    await catchUp.afterStart();
    await catchUp.afterGap(1);
    assert.deepEqual(asked, ["77"]);
    assert.deepEqual(logged(), [["info", "catch-up-channel-gone", { channelId: "77" }]]);
  });

  test("when Discord is down, is a warning, and is asked for again", async () => {
    const { catchUp, asked, logged } = setUp(DOWN);
    await catchUp.afterStart();
    await catchUp.afterGap(1);
    assert.deepEqual(asked, ["77", "77"]);
    assert.deepEqual(
      logged().map(([level, event]) => [level, event]),
      [
        ["warn", "catch-up-failed"],
        ["warn", "catch-up-failed"],
      ],
    );
  });
});
