import { ApiError, invalidForm } from "../api-error.ts";
import type { Kernel } from "../kernel.ts";
import { viewChannel } from "../view.ts";
import { channelJson, guildJson, userJson } from "../wire.ts";
import type { Channel } from "../world.ts";
import { joinedGuild } from "./access.ts";
import { ok, param } from "./route.ts";
import { guildPermissions } from "../permissions.ts";
import type { Call, Route, Services } from "./route.ts";

/** Discord's figures for a small bot. */
const SESSION_STARTS = 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** The bot itself, other users, direct channels and the gateway's address. */
export const accountRoutes: readonly Route[] = [
  {
    method: "GET",
    pattern: "/gateway",
    isOpen: true,
    handle: ({ services }) => ok({ url: services.gatewayUrl() }),
  },
  { method: "GET", pattern: "/gateway/bot", handle: ({ services }) => ok(gatewayBot(services)) },
  {
    method: "GET",
    pattern: "/users/@me",
    handle: ({ services: { kernel } }) => ok(botUser(kernel)),
  },
  {
    method: "GET",
    pattern: "/users/@me/guilds",
    handle: ({ services: { kernel } }) =>
      ok(
        [...kernel.world.guilds.values()]
          .filter(({ members }) => members.has(kernel.identity.botUserId))
          .map((guild) => ({
            id: guild.id,
            name: guild.name,
            icon: null,
            owner: guild.ownerId === kernel.identity.botUserId,
            // Without what channels change: https://docs.discord.com/developers/resources/user#get-current-user-guilds
            permissions: guildPermissions(guild, kernel.identity.botUserId).toString(),
            features: [],
          })),
      ),
  },
  { method: "GET", pattern: "/users/:user", handle: getUser },
  {
    method: "POST",
    pattern: "/users/@me/channels",
    schema: "CreatePrivateChannelRequest",
    handle: openDirect,
  },
  { method: "GET", pattern: "/applications/@me", handle: ({ services }) => ok(application(services.kernel)) },
  {
    method: "GET",
    pattern: "/oauth2/applications/@me",
    handle: ({ services }) => ok(application(services.kernel)),
  },
  {
    method: "GET",
    pattern: "/guilds/:guild",
    handle: (call) => ok(guildJson(joinedGuild(call.services.kernel, param(call, "guild")))),
  },
];

function gatewayBot(services: Services): object {
  return {
    url: services.gatewayUrl(),
    shards: 1,
    session_start_limit: {
      total: SESSION_STARTS,
      remaining: services.remainingIdentifies(),
      reset_after: DAY_MS,
      max_concurrency: services.maxConcurrency,
    },
  };
}

function botUser(kernel: Kernel): object {
  return { ...userJson(kernel.world.users.get(kernel.identity.botUserId)), verified: true, email: null };
}

function getUser(call: Call): ReturnType<Route["handle"]> {
  const user = call.services.kernel.world.users.get(param(call, "user"));
  if (user === undefined) throw new ApiError("unknownUser");
  return ok(userJson(user));
}

function openDirect(call: Call): ReturnType<Route["handle"]> {
  const { kernel } = call.services;
  const userId = String(call.body["recipient_id"]);
  if (!kernel.world.users.has(userId))
    throw invalidForm("recipient_id", "INVALID_RECIPIENT", "Unknown recipient");
  if (userId === kernel.identity.botUserId) throw new ApiError("cannotDm");
  return ok(channelJson(kernel, directChannel(kernel, userId)));
}

/** Finds or opens the direct channel of a person with the bot. */
export function directChannel(kernel: Kernel, userId: string): Channel {
  const known = kernel.world.channels.get(kernel.world.directs.get(userId) ?? "");
  if (known !== undefined) return known;
  const channel: Channel = {
    id: kernel.ids.next(),
    type: 1,
    name: "",
    recipientIds: [userId, kernel.identity.botUserId],
    overwrites: [],
    slowmodeSeconds: 0,
  };
  kernel.world.addChannel(channel, kernel.identity.botUserId);
  kernel.store.put("channel", channel.id, channel);
  kernel.show({ type: "channel-create", channel: viewChannel(channel) });
  return channel;
}

function application(kernel: Kernel): object {
  const { applicationId, name } = kernel.identity;
  return {
    id: applicationId,
    name,
    icon: null,
    description: "",
    summary: "",
    bot_public: true,
    bot_require_code_grant: false,
    verify_key: "0".repeat(64),
    flags: kernel.applicationFlags,
    hook: true,
    redirect_uris: [],
    interactions_endpoint_url: null,
    role_connections_verification_url: null,
    integration_types_config: { "0": {}, "1": {} },
    approximate_guild_count: kernel.world.guilds.size,
    bot: botUser(kernel),
    owner: userJson([...kernel.world.users.values()].find(({ isBot }) => !isBot)),
    team: null,
  };
}
