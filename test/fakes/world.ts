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

/** A client that outlives its stand-in would try to reconnect for ever, so the clients end first. */
const clients = new WeakMap<StandIn, Client[]>();

/** Starts a stand-in that ends with the test, after the clients that {@link makeClient} made for it. */
export async function startWorld(t: TestContext, options: StandInOptions = {}): Promise<StandIn> {
  const standIn = await startStandIn(options);
  clients.set(standIn, []);
  t.after(async () => {
    await Promise.all((clients.get(standIn) ?? []).map((client) => client.destroy()));
    await standIn.close();
  });
  return standIn;
}

/** The client's own pause of 5 s between two identifies is of no use on loopback. */
const NO_IDENTIFY_PAUSE = {
  buildIdentifyThrottler: () => Promise.resolve({ waitForIdentify: () => Promise.resolve() }),
};

/** The real client, made for a stand-in but not logged in; it ends with the stand-in. */
export function makeClient(standIn: StandIn, options: Partial<ClientOptions> = {}): Client {
  const client = new Client({
    intents: ORDINARY_INTENTS,
    partials: [Partials.Channel, Partials.Message],
    allowedMentions: { parse: [] },
    ...options,
    ws: { ...NO_IDENTIFY_PAUSE, ...options.ws },
    rest: { api: standIn.apiUrl, cdn: standIn.cdnUrl, ...options.rest },
  });
  client.on(Events.Error, () => {});
  clients.get(standIn)?.push(client);
  return client;
}

/** The real client, logged in and ready. */
export async function logIn(standIn: StandIn, options: Partial<ClientOptions> = {}): Promise<Client<true>> {
  const client = makeClient(standIn, options);
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(standIn.botToken);
  return ready;
}
