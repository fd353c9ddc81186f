import type { JsonObject, Pings } from "./contracts.ts";
import { channelPermissions, has } from "./permissions.ts";
import type { Channel, World } from "./world.ts";

/** Whom a text names, and whom that notifies. */
export interface Mentions {
  readonly userIds: readonly string[];
  readonly roleIds: readonly string[];
  readonly everyone: boolean;
  readonly pings: Pings;
}

/**
 * What applies when `allowed_mentions` is left out: everything for messages, users alone for
 * interactions and webhooks. It applies on edits too.
 *
 * Source: https://docs.discord.com/developers/resources/message#allowed-mentions-object
 */
export type DefaultParse = "all" | "users";

interface Allowed {
  readonly users: boolean | ReadonlySet<string>;
  readonly roles: boolean | ReadonlySet<string>;
  readonly everyone: boolean;
  readonly repliedUser: boolean;
}

/** Computes what a message's mentions really do. `repliedTo` is the author of the message replied to. */
export function computeMentions(
  world: World,
  channel: Channel,
  authorId: string,
  content: string,
  options: {
    readonly allowed: JsonObject | undefined;
    readonly defaultParse: DefaultParse;
    readonly repliedTo?: string | undefined;
  },
): Mentions {
  const allowed = readAllowed(options.allowed, options.defaultParse);
  const bits = channelPermissions(world, channel, authorId);
  const mayPingAll = has(bits, "MENTION_EVERYONE");
  const text = withoutCode(content);
  const userIds = new Set<string>();
  for (const match of text.matchAll(/<@!?(\d+)>/g)) {
    const id = match[1] ?? "";
    if (world.users.has(id) && includes(allowed.users, id)) userIds.add(id);
  }
  const roles = channel.guildId === undefined ? undefined : world.guilds.get(channel.guildId)?.roles;
  const roleIds = new Set<string>();
  for (const match of text.matchAll(/<@&(\d+)>/g)) {
    const role = roles?.get(match[1] ?? "");
    if (role === undefined || !includes(allowed.roles, role.id)) continue;
    if (role.isMentionable || mayPingAll) roleIds.add(role.id);
  }
  const everyone =
    allowed.everyone && mayPingAll && channel.guildId !== undefined && /@(everyone|here)\b/.test(text);
  if (options.repliedTo !== undefined && allowed.repliedUser) userIds.add(options.repliedTo);
  const result = { userIds: [...userIds], roleIds: [...roleIds], everyone };
  return { ...result, pings: result };
}

function readAllowed(allowed: JsonObject | undefined, defaultParse: DefaultParse): Allowed {
  if (allowed === undefined) {
    const isAll = defaultParse === "all";
    return { users: true, roles: isAll, everyone: isAll, repliedUser: true };
  }
  const parse = new Set(toIds(allowed["parse"]));
  return {
    users: parse.has("users") || new Set(toIds(allowed["users"])),
    roles: parse.has("roles") || new Set(toIds(allowed["roles"])),
    everyone: parse.has("everyone"),
    repliedUser: allowed["replied_user"] === true,
  };
}

function toIds(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function includes(set: boolean | ReadonlySet<string>, id: string): boolean {
  return typeof set === "boolean" ? set : set.has(id);
}

/** Discord reads no mentions inside code. */
function withoutCode(content: string): string {
  return content.includes("`") ? content.replace(/```[\s\S]*?```|``[^`]+``|`[^`\n]+`/g, " ") : content;
}
