import { ApiError } from "../api-error.ts";
import type { JsonObject } from "../contracts.ts";
import type { Kernel } from "../kernel.ts";
import { canView } from "../permissions.ts";
import { compareIds } from "../snowflake.ts";
import { channelJson, memberJson, roleJson, threadMemberJson, userJson } from "../wire.ts";
import type { Channel, Member } from "../world.ts";
import { joinedGuild } from "./access.ts";
import { ok, param } from "./route.ts";
import type { Call, Route } from "./route.ts";

const MAX_MEMBERS = 1000;

/** What is in a guild: channels, members, roles, active threads. */
export const guildRoutes: readonly Route[] = [
  {
    method: "GET",
    pattern: "/guilds/:guild/channels",
    handle: (call) => {
      const { kernel } = call.services;
      const { channelIds } = joinedGuild(kernel, param(call, "guild"));
      return ok(channelsOf(kernel, channelIds).map((channel) => channelJson(kernel, channel)));
    },
  },
  {
    method: "GET",
    pattern: "/guilds/:guild/roles",
    handle: (call) => {
      const guild = joinedGuild(call.services.kernel, param(call, "guild"));
      return ok([...guild.roles.values()].map((role) => roleJson(guild, role)));
    },
  },
  {
    method: "GET",
    pattern: "/guilds/:guild/roles/:role",
    handle: (call) => {
      const guild = joinedGuild(call.services.kernel, param(call, "guild"));
      const role = guild.roles.get(param(call, "role"));
      if (role === undefined) throw new ApiError("unknownRole");
      return ok(roleJson(guild, role));
    },
  },
  { method: "GET", pattern: "/guilds/:guild/members", handle: listMembers },
  { method: "GET", pattern: "/guilds/:guild/members/search", handle: searchMembers },
  { method: "GET", pattern: "/guilds/:guild/members/:user", handle: getMember },
  { method: "GET", pattern: "/guilds/:guild/threads/active", handle: activeThreads },
];

function channelsOf(kernel: Kernel, ids: Iterable<string>): readonly Channel[] {
  return [...ids].map((id) => kernel.world.channels.get(id)).filter((channel) => channel !== undefined);
}

function fullMember(kernel: Kernel, member: Member): JsonObject {
  return { ...memberJson(member), user: userJson(kernel.world.users.get(member.userId)) };
}

function listMembers(call: Call): ReturnType<Route["handle"]> {
  const { kernel } = call.services;
  const guild = joinedGuild(kernel, param(call, "guild"));
  const after = call.query.get("after") ?? "0";
  const limit = Math.min(MAX_MEMBERS, Number(call.query.get("limit") ?? 1));
  const members = [...guild.members.values()]
    .filter(({ userId }) => compareIds(userId, after) > 0)
    .toSorted((a, b) => compareIds(a.userId, b.userId));
  return ok(members.slice(0, limit).map((member) => fullMember(kernel, member)));
}

function searchMembers(call: Call): ReturnType<Route["handle"]> {
  const { kernel } = call.services;
  const guild = joinedGuild(kernel, param(call, "guild"));
  const query = (call.query.get("query") ?? "").toLowerCase();
  const isHit = ({ userId, nick }: Member): boolean =>
    [kernel.world.users.get(userId)?.name, nick].some(
      (name) => name?.toLowerCase().startsWith(query) === true,
    );
  const limit = Math.min(MAX_MEMBERS, Number(call.query.get("limit") ?? 1));
  return ok(
    [...guild.members.values()]
      .filter(isHit)
      .slice(0, limit)
      .map((member) => fullMember(kernel, member)),
  );
}

function getMember(call: Call): ReturnType<Route["handle"]> {
  const { kernel } = call.services;
  const member = joinedGuild(kernel, param(call, "guild")).members.get(param(call, "user"));
  if (member === undefined)
    throw new ApiError(kernel.world.users.has(param(call, "user")) ? "unknownMember" : "unknownUser");
  return ok(fullMember(kernel, member));
}

function activeThreads(call: Call): ReturnType<Route["handle"]> {
  const { kernel } = call.services;
  const { botUserId } = kernel.identity;
  const { channelIds } = joinedGuild(kernel, param(call, "guild"));
  const threads = channelsOf(
    kernel,
    [...channelIds].flatMap((id) => [...(kernel.world.threads.get(id) ?? [])]),
  )
    .filter((thread) => thread.thread?.isArchived === false && canView(kernel.world, thread, botUserId))
    .toSorted((a, b) => compareIds(b.id, a.id));
  return ok({
    threads: threads.map((thread) => channelJson(kernel, thread)),
    members: threads
      .filter(({ thread }) => thread?.memberIds.has(botUserId))
      .map((thread) => threadMemberJson(thread, botUserId)),
  });
}
