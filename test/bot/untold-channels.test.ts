import assert from "node:assert/strict";
import { describe, test } from "node:test";

import type { JsonObject } from "../../src/playground/contracts.ts";
import { type RunningBot, startBot } from "../fakes/running-bot.ts";
import { streamText } from "../fakes/scripted-endpoint.ts";

/** Discord tells of no channel's last message from now on: the field is null or absent, as documented. */
function hideLastMessages(bot: RunningBot): void {
  const change = (data: unknown): JsonObject => {
    const guild = data as { readonly channels: readonly JsonObject[] };
    return { ...guild, channels: guild.channels.map((channel) => ({ ...channel, last_message_id: null })) };
  };
  bot.standIn.faults.onEvent({ event: "GUILD_CREATE", times: 100 }, { kind: "change", change });
}

describe("catching up where Discord tells no last message", () => {
  test("finds what was asked in a channel that was in use before", async (t) => {
    const bot = await startBot(t, { otherwise: streamText("Yes.") });
    const { world, garden } = bot.standIn;
    // More channels than are looked through on the mere chance, so only memory leads to the one in use.
    for (let count = 0; count < 40; count += 1) world.addChannel(garden.guildId, { name: `empty-${count}` });
    const channelId = world.addChannel(garden.guildId, { name: "late" });
    await bot.answerTo(bot.mention("before", { channelId }).id);
    await bot.stop();
    const missed = bot.mention("while away", { channelId });
    hideLastMessages(bot);
    await bot.restart();
    await bot.answerTo(missed.id);
  });

  test("looks through a few channels on the mere chance", async (t) => {
    const bot = await startBot(t, { otherwise: streamText("Yes.") });
    const { garden } = bot.standIn;
    await bot.answerTo(bot.mention("before").id);
    await bot.stop();
    const missed = bot.mention("elsewhere", { channelId: garden.lab });
    hideLastMessages(bot);
    await bot.restart();
    await bot.answerTo(missed.id);
    assert.equal(bot.endpoint.requests.length, 2);
  });
});
