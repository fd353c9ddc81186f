import { type APIUser, type Client, ClientUser, DiscordAPIError, Routes } from "discord.js";

import { tokenRefused } from "./bot.ts";

/**
 * Lets a process send to Discord without listening to it, as one that only works on tasks does. From then on
 * the client knows who it is, as after a login.
 *
 * @throws {DiscordRefusedError} When Discord does not accept the token.
 */
export async function enterByRest(client: Client, token: string): Promise<void> {
  client.rest.setToken(token);
  try {
    const me = (await client.rest.get(Routes.user())) as APIUser;
    // What discord.js does with the gateway's READY, for which it has no call: its constructor is its own.
    client.user = Reflect.construct(ClientUser, [client, me]) as ClientUser;
  } catch (error) {
    if (error instanceof DiscordAPIError && error.status === 401) throw tokenRefused();
    throw error;
  }
}
