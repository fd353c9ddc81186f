/** The packages that the bot stands on, loaded plainly, and a login: what start-up is measured against. */
import "dotenv/config";
import "keyv";
import "openai";
import "pino";
import "undici";
import "yaml";
import "zod";
import { Client, Events, GatewayIntentBits } from "discord.js";

const client = new Client({
  intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages],
  rest: { api: process.env["DISCORD_API_URL"] ?? "" },
});
client.once(Events.ClientReady, () => console.log("discord-ready"));
await client.login(process.env["DISCORD_TOKEN"]);
