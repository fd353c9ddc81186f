/**
 * The REST proxy of discord.js as its own process, with what its container runs. It ends, as the container
 * does, when Discord cuts a connection; whoever runs it has to start it again.
 *
 * Source: https://github.com/discordjs/discord.js/blob/main/packages/proxy-container/src/index.ts
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { proxyRequests } from "@discordjs/proxy";
import { REST } from "@discordjs/rest";

const [api = "", requestsPerSecond = "50"] = process.argv.slice(2);
const rest = new REST({
  api,
  globalRequestsPerSecond: Number(requestsPerSecond),
  rejectOnRateLimit: () => true,
  retries: 0,
});
const server = createServer(proxyRequests(rest));
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));
