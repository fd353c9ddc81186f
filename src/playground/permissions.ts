import type { Channel, Guild, World } from "./world.ts";

/** Source: https://docs.discord.com/developers/topics/permissions#permissions-bitwise-permission-flags */
const PERMISSIONS = {
  KICK_MEMBERS: 1n << 1n,
  BAN_MEMBERS: 1n << 2n,
  ADMINISTRATOR: 1n << 3n,
  MANAGE_CHANNELS: 1n << 4n,
  MANAGE_GUILD: 1n << 5n,
  ADD_REACTIONS: 1n << 6n,
  VIEW_AUDIT_LOG: 1n << 7n,
  VIEW_CHANNEL: 1n << 10n,
  SEND_MESSAGES: 1n << 11n,
  SEND_TTS_MESSAGES: 1n << 12n,
  MANAGE_MESSAGES: 1n << 13n,
  EMBED_LINKS: 1n << 14n,
  ATTACH_FILES: 1n << 15n,
  READ_MESSAGE_HISTORY: 1n << 16n,
  MENTION_EVERYONE: 1n << 17n,
  USE_EXTERNAL_EMOJIS: 1n << 18n,
  MANAGE_NICKNAMES: 1n << 27n,
  MANAGE_ROLES: 1n << 28n,
  MANAGE_WEBHOOKS: 1n << 29n,
  USE_APPLICATION_COMMANDS: 1n << 31n,
  MANAGE_THREADS: 1n << 34n,
  CREATE_PUBLIC_THREADS: 1n << 35n,
  CREATE_PRIVATE_THREADS: 1n << 36n,
  SEND_MESSAGES_IN_THREADS: 1n << 38n,
  MODERATE_MEMBERS: 1n << 40n,
  SEND_POLLS: 1n << 49n,
  USE_EXTERNAL_APPS: 1n << 50n,
  PIN_MESSAGES: 1n << 51n,
  BYPASS_SLOWMODE: 1n << 52n,
} as const;

export type Permission = keyof typeof PERMISSIONS;

const ALL = (1n << 53n) - 1n;

/** What Discord gives @everyone in a new guild, of the bits that matter here. */
export const EVERYONE_DEFAULT: readonly Permission[] = [
  "ADD_REACTIONS",
  "VIEW_CHANNEL",
  "SEND_MESSAGES",
  "EMBED_LINKS",
  "ATTACH_FILES",
  "READ_MESSAGE_HISTORY",
  "USE_EXTERNAL_EMOJIS",
  "USE_APPLICATION_COMMANDS",
  "CREATE_PUBLIC_THREADS",
  "CREATE_PRIVATE_THREADS",
  "SEND_MESSAGES_IN_THREADS",
  "SEND_POLLS",
  "USE_EXTERNAL_APPS",
];

/** What a helper bot is usually invited with. */
export const BOT_DEFAULT: readonly Permission[] = [
  "VIEW_CHANNEL",
  "SEND_MESSAGES",
  "SEND_MESSAGES_IN_THREADS",
  "CREATE_PUBLIC_THREADS",
  "EMBED_LINKS",
  "ATTACH_FILES",
  "READ_MESSAGE_HISTORY",
  "ADD_REACTIONS",
  "SEND_POLLS",
  "PIN_MESSAGES",
  "USE_APPLICATION_COMMANDS",
];

function isPermission(name: string): name is Permission {
  return Object.hasOwn(PERMISSIONS, name);
}

/** @throws {Error} When a name is none of Discord's. */
export function toBits(names: readonly string[]): bigint {
  let bits = 0n;
  for (const name of names) {
    if (!isPermission(name)) throw new Error(`${name} is no permission that the stand-in knows`);
    bits |= PERMISSIONS[name];
  }
  return bits;
}

export function has(bits: bigint, permission: Permission): boolean {
  return (bits & PERMISSIONS[permission]) !== 0n;
}

export function hasAll(bits: bigint, wanted: bigint): boolean {
  return (bits & wanted) === wanted;
}

/** A member's permissions in the guild, before channel overwrites. */
export function guildPermissions(guild: Guild, userId: string): bigint {
  const member = guild.members.get(userId);
  if (member === undefined) return 0n;
  if (guild.ownerId === userId) return ALL;
  let bits = guild.roles.get(guild.id)?.permissions ?? 0n;
  for (const roleId of member.roleIds) bits |= guild.roles.get(roleId)?.permissions ?? 0n;
  return has(bits, "ADMINISTRATOR") ? ALL : bits;
}

/**
 * What somebody may do in a channel; 0 for outsiders. Threads take the overwrites of their parent,
 * and there SEND_MESSAGES_IN_THREADS decides in place of SEND_MESSAGES.
 *
 * Source: https://docs.discord.com/developers/topics/permissions#permission-overwrites
 */
export function channelPermissions(world: World, channel: Channel, userId: string): bigint {
  if (channel.guildId === undefined) return channel.recipientIds?.includes(userId) ? ALL : 0n;
  const guild = world.guilds.get(channel.guildId);
  const member = guild?.members.get(userId);
  if (guild === undefined || member === undefined) return 0n;
  const base = guildPermissions(guild, userId);
  if (base === ALL) return ALL;
  const source = channel.thread === undefined ? channel : world.channels.get(channel.parentId ?? "");
  const bits = withOverwrites(base, source, guild.id, member.roleIds, userId);
  if (!has(bits, "VIEW_CHANNEL")) return 0n;
  const speak: Permission = channel.thread === undefined ? "SEND_MESSAGES" : "SEND_MESSAGES_IN_THREADS";
  return has(bits, speak) ? bits : bits & ~NEEDS_VOICE;
}

const NEEDS_VOICE =
  PERMISSIONS.MENTION_EVERYONE |
  PERMISSIONS.SEND_TTS_MESSAGES |
  PERMISSIONS.ATTACH_FILES |
  PERMISSIONS.EMBED_LINKS;

function withOverwrites(
  base: bigint,
  channel: Channel | undefined,
  everyoneId: string,
  roleIds: readonly string[],
  userId: string,
): bigint {
  if (channel === undefined) return 0n;
  let bits = base;
  const everyone = channel.overwrites.find((o) => o.id === everyoneId);
  if (everyone !== undefined) bits = (bits & ~everyone.deny) | everyone.allow;
  let allow = 0n;
  let deny = 0n;
  for (const overwrite of channel.overwrites) {
    if (overwrite.id === everyoneId || !roleIds.includes(overwrite.id)) continue;
    allow |= overwrite.allow;
    deny |= overwrite.deny;
  }
  bits = (bits & ~deny) | allow;
  const own = channel.overwrites.find((o) => o.type === 1 && o.id === userId);
  return own === undefined ? bits : (bits & ~own.deny) | own.allow;
}

/** Whether somebody sees a channel; private threads want membership or MANAGE_THREADS. */
export function canView(world: World, channel: Channel, userId: string): boolean {
  const bits = channelPermissions(world, channel, userId);
  if (!has(bits, "VIEW_CHANNEL")) return false;
  if (channel.type !== 12) return true;
  return channel.thread?.memberIds.has(userId) === true || has(bits, "MANAGE_THREADS");
}
