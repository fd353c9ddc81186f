import type { IncomingMessage, Server, ServerResponse } from "node:http";

import { createBuilder } from "./builder.ts";
import { createFileLinks } from "./cdn.ts";
import { Commands } from "./commands.ts";
import type { LoggedRequest, StandInEvent, Violation } from "./contracts.ts";
import { FaultTable } from "./faults.ts";
import { buildGarden, findGarden } from "./garden.ts";
import { Gateway } from "./gateway.ts";
import { applicationFlags, privilegedBits } from "./gateway-rules.ts";
import { Interactions } from "./interactions.ts";
import type { Dispatch, Identity, Kernel } from "./kernel.ts";
import { Nonces } from "./nonce.ts";
import { createPeople } from "./people.ts";
import { NO_STORE, openStore } from "./persistence.ts";
import { FAST_LIMITS, RateLimits, REAL_LIMITS } from "./rate-limits.ts";
import type { RateLimitRules } from "./rate-limits.ts";
import { RestServer } from "./rest-server.ts";
import type { CheckSchema } from "./schemas.ts";
import { createIdSource } from "./snowflake.ts";
import type { StandIn, StandInOptions } from "./stand-in.ts";
import { viewChannel, viewGuild, viewMessage, viewUser } from "./view.ts";
import { World } from "./world.ts";
import { loadWorld } from "./world-loading.ts";

/** Fixed, so that a world that was kept fits the next start. The token opens nothing outside. */
const IDENTITY: Identity = {
  applicationId: "1100000000000000001",
  botUserId: "1100000000000000001",
  botToken: "MTEwMDAwMDAwMDAwMDAwMDAwMQ.stand-in.not-a-secret-outside-of-the-stand-in",
  name: "Orchid",
};

const DEFAULTS = {
  nonceWindowMs: 120_000,
  heartbeatIntervalMs: 41_250,
  interactionDeadlineMs: 3_000,
  interactionTokenMs: 900_000,
  resumeWindowMs: 120_000,
  maxConcurrency: 16,
} as const;

/** Puts the parts together around a listening server. */
export function assemble(
  options: StandInOptions,
  server: Server,
  address: string,
  checkSchema: CheckSchema | undefined,
): StandIn {
  const clock = options.clock ?? Date.now;
  const listeners = new Set<(event: StandInEvent) => void>();
  const requests: LoggedRequest[] = [];
  const violations: Violation[] = [];
  const faults = new FaultTable();
  const cdnUrl = `http://${address}/cdn`;
  let gateway: Gateway | undefined;

  const kernel: Kernel = {
    world: new World(),
    identity: IDENTITY,
    ids: createIdSource(clock),
    nonces: new Nonces(options.nonceWindowMs ?? DEFAULTS.nonceWindowMs, clock),
    store: options.persistTo === undefined ? NO_STORE : openStore(options.persistTo),
    links: createFileLinks(() => cdnUrl, IDENTITY.botToken, clock),
    clock,
    random: options.random ?? Math.random,
    hasMessageContent: options.privilegedIntents?.includes("message-content") === true,
    applicationFlags: applicationFlags(options.privilegedIntents ?? []),
    dispatch: (dispatch: Dispatch) => gateway?.dispatch(dispatch),
    show: (event) => {
      for (const listener of listeners) listener(event);
    },
  };
  const violate = (where: string, what: string): void => {
    violations.push({ where, what });
    kernel.show({ type: "violation", violation: { where, what } });
  };

  const world = createBuilder(kernel);
  if (!loadWorld(kernel)) (options.build ?? buildGarden)(world);
  const commands = new Commands(kernel);
  const interactions = new Interactions(kernel, {
    deadlineMs: options.interactionDeadlineMs ?? DEFAULTS.interactionDeadlineMs,
    tokenMs: options.interactionTokenMs ?? DEFAULTS.interactionTokenMs,
  });
  const running = new Gateway(kernel, {
    enabledPrivileged: privilegedBits(options.privilegedIntents ?? []),
    heartbeatIntervalMs: options.heartbeatIntervalMs ?? DEFAULTS.heartbeatIntervalMs,
    resumeWindowMs: options.resumeWindowMs ?? DEFAULTS.resumeWindowMs,
    maxConcurrency: options.maxConcurrency,
    resumeUrl: () => `ws://${address}/resume`,
    faults,
    violate,
  });
  gateway = running;
  const rest = new RestServer({
    services: {
      kernel,
      interactions,
      commands,
      gatewayUrl: () => `ws://${address}/gateway`,
      remainingIdentifies: () => running.remainingIdentifies,
      maxConcurrency: options.maxConcurrency ?? DEFAULTS.maxConcurrency,
    },
    faults,
    rateLimits: new RateLimits(toRules(options.rateLimits)),
    checkSchema,
    isStrict: options.strict ?? true,
    violate,
    log: (request) => {
      if (options.keepRequests !== false) requests.push(request);
    },
    logEnd: (request) => kernel.show({ type: "request", request }),
  });

  server.on("upgrade", (request, socket, head) => running.upgrade(request, socket, head));
  server.on("request", (request, response) => {
    const url = new URL(request.url ?? "/", `http://${address}`);
    if (url.pathname.startsWith("/cdn/")) serveFile(kernel, url, request, response);
    else void rest.serve(request, response, url);
  });

  return {
    apiUrl: `http://${address}/api`,
    cdnUrl,
    botToken: IDENTITY.botToken,
    applicationId: IDENTITY.applicationId,
    botUserId: IDENTITY.botUserId,
    get garden() {
      return gardenOf(kernel);
    },
    world,
    people: createPeople(kernel, interactions, commands),
    faults,
    gateway: running,
    messages: (channelId) =>
      kernel.world.channels.has(channelId)
        ? kernel.world
            .log(channelId)
            .all()
            .map((message) => viewMessage(kernel, message))
        : [],
    message: (channelId, messageId) => {
      const message = kernel.world.message(channelId, messageId);
      return message === undefined ? undefined : viewMessage(kernel, message);
    },
    guilds: () => [...kernel.world.guilds.values()].map(viewGuild),
    users: () => [...kernel.world.users.values()].map(viewUser),
    channels: () => [...kernel.world.channels.values()].map(viewChannel),
    threads: (channelId) =>
      [...(kernel.world.threads.get(channelId) ?? [])]
        .map((id) => kernel.world.channels.get(id))
        .filter((thread) => thread !== undefined)
        .map(viewChannel),
    commands: () => commands.all(),
    interaction: (id) => {
      const interaction = interactions.get(id);
      return interaction === undefined ? undefined : interactions.view(interaction);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    requests,
    violations,
    invalidRequestCount: () => rest.invalidRequestCount,
    close: async () => {
      interactions.end();
      running.end();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      kernel.store.close();
    },
  };
}

function toRules(wanted: StandInOptions["rateLimits"]): RateLimitRules {
  if (wanted === undefined || wanted === "fast") return FAST_LIMITS;
  if (wanted === "real") return REAL_LIMITS;
  const { globalPerSecond, perBucket, windowMs } = wanted;
  return { globalPerSecond, bucket: () => ({ limit: perBucket, windowMs }) };
}

/** @throws {Error} When the world is another one. */
function gardenOf(kernel: Kernel): StandIn["garden"] {
  const { users, channels, guilds } = kernel.world;
  const idOf = (kind: "user" | "channel", name: string): string => {
    const things = kind === "user" ? users.values() : channels.values();
    return [...things].find((thing) => thing.name === name)?.id ?? "";
  };
  const garden = findGarden([...guilds.values()].map(viewGuild), idOf, kernel.identity.name);
  if (garden === undefined) throw new Error("The default world was not built");
  return garden;
}

function serveFile(kernel: Kernel, url: URL, request: IncomingMessage, response: ServerResponse): void {
  const path = url.pathname.slice("/cdn".length);
  const id =
    request.method === "GET" || request.method === "HEAD"
      ? kernel.links.check(path, url.searchParams)
      : undefined;
  const bytes = id === undefined ? undefined : kernel.world.files.get(id);
  if (bytes === undefined) {
    response.writeHead(404, { "Content-Type": "text/plain" }).end("This content is no longer available.");
    return;
  }
  response
    .writeHead(200, { "Content-Type": "application/octet-stream", "Content-Length": bytes.byteLength })
    .end(request.method === "HEAD" ? undefined : bytes);
}
