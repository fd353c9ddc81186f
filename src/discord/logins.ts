import { setTimeout as sleep } from "node:timers/promises";

import { type APIGatewayBotInfo, Routes } from "discord.js";

import type { Log } from "../contracts.ts";
import type { Rest } from "./api.ts";

/** Discord's clock and ours need not agree to the second. */
const MARGIN_MS = 1_000;

/**
 * Waits until Discord lets the bot log in again. A bot has 1,000 logins a day; one more resets its token, and
 * ending instead would have a supervisor give up on a bot that only has to wait.
 *
 * @param shards How many logins are needed; absent: as many as Discord recommends shards.
 * @throws When the signal fires.
 */
export async function waitForLogins(parts: {
  readonly rest: Pick<Rest, "get">;
  readonly shards: number | undefined;
  readonly log: Log;
  readonly signal: AbortSignal;
}): Promise<void> {
  for (;;) {
    const info = await ask(parts.rest);
    if (info === undefined) return;
    const { remaining, reset_after: resetAfterMs } = info.session_start_limit;
    if (remaining >= (parts.shards ?? info.shards)) return;
    parts.log.error("no-logins-left", {
      remaining,
      resetAfterMs,
      hint: "Orchid waits for the next ones. Find out what started it so often today.",
    });
    await sleep(resetAfterMs + MARGIN_MS, undefined, { signal: parts.signal });
  }
}

/** @returns `undefined` when Discord does not say: the login itself tells what is wrong. */
async function ask(rest: Pick<Rest, "get">): Promise<APIGatewayBotInfo | undefined> {
  try {
    return (await rest.get(Routes.gatewayBot())) as APIGatewayBotInfo;
  } catch {
    return undefined;
  }
}
