import type { TestContext } from "node:test";

import { Client, Events, GatewayIntentBits, Partials } from "discord.js";
import type { ClientOptions } from "discord.js";

import { startStandIn } from "../../src/playground/stand-in.ts";
import type { StandIn, StandInOptions } from "../../src/playground/stand-in.ts";

/** Intents that need no approval, as Orchid asks for them. */
export const ORDINARY_INTENTS: readonly number[] = [
  GatewayIntentBits.Guilds,
  GatewayIntentBits.GuildMessages,
  GatewayIntentBits.GuildMessageReactions,
  GatewayIntentBits.DirectMessages,
];

/** Starts a stand-in that ends with the test. */
export async function startWorld(t: TestContext, options: StandInOptions = {}): Promise<StandIn> {
  const standIn = await startStandIn(options);
  t.after(() => standIn.close());
  return standIn;
}

/** The real client, made for a stand-in but not logged in; it ends with the test. */
export function makeClient(t: TestContext, standIn: StandIn, options: Partial<ClientOptions> = {}): Client {
  const client = new Client({
    intents: ORDINARY_INTENTS,
    partials: [Partials.Channel, Partials.Message],
    allowedMentions: { parse: [] },
    ...options,
    rest: { api: standIn.apiUrl, cdn: standIn.cdnUrl, ...options.rest },
  });
  client.on(Events.Error, () => {});
  // Tests end in the reverse order: without a client, no shard is left that would reconnect.
  t.after(() => client.destroy());
  return client;
}

/** The real client, logged in and ready. */
export async function logIn(
  t: TestContext,
  standIn: StandIn,
  options: Partial<ClientOptions> = {},
): Promise<Client<true>> {
  const client = makeClient(t, standIn, options);
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(standIn.botToken);
  return ready;
}
