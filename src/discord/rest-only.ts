import { type Client, DiscordAPIError, Routes } from "discord.js";

import { tokenRefused } from "./bot.ts";

/**
 * Lets a process send to Discord without listening to it, as one that only works on tasks does.
 *
 * @throws {DiscordRefusedError} When Discord does not accept the token.
 */
export async function enterByRest(client: Client, token: string): Promise<void> {
  client.rest.setToken(token);
  try {
    await client.rest.get(Routes.user());
  } catch (error) {
    if (error instanceof DiscordAPIError && error.status === 401) throw tokenRefused();
    throw error;
  }
}
