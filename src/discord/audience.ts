import {
  ChannelType,
  type GuildTextBasedChannel,
  OverwriteType,
  type PermissionOverwrites,
  PermissionFlagsBits,
  type Role,
} from "discord.js";

/** What somebody needs to read what was written in a channel. */
const READ = PermissionFlagsBits.ViewChannel | PermissionFlagsBits.ReadMessageHistory;
const VIEW = PermissionFlagsBits.ViewChannel;

/**
 * Whether everybody who can see `place` may also read `source`, so that what stands in `source` may be said
 * in `place`. Both of one server.
 *
 * Without the members intent nobody knows who is in a server, so it is decided by what roles and overwrites
 * allow: every role that opens `place` must open `source` by itself, whatever other roles its holders have.
 * When in doubt the answer is no.
 */
export async function mayAllReadersRead(
  place: GuildTextBasedChannel,
  source: GuildTextBasedChannel,
): Promise<boolean> {
  // A private thread is for those who were added to it, and nobody can list them.
  if (source.type === ChannelType.PrivateThread) return false;
  const from = overwritesOf(source);
  const to = overwritesOf(place);
  if (from === undefined || to === undefined) return false;
  if (!(await mayNamedPeopleRead(place, source, to, from))) return false;
  const everyone = source.guild.roles.everyone;
  const readers = [...source.guild.roles.cache.values()].filter((role) => opens(role, everyone, to));
  const isDeniedAlike = hasSameViewers(to, from);
  return readers.every((role) => canRead(role, everyone, from, isDeniedAlike ? VIEW : 0n));
}

type Overwrites = readonly PermissionOverwrites[];

function overwritesOf(channel: GuildTextBasedChannel): Overwrites | undefined {
  const owner = channel.isThread() ? channel.parent : channel;
  return owner === null ? undefined : [...owner.permissionOverwrites.cache.values()];
}

/** People with an overwrite of their own, in either channel, are looked at one by one. */
async function mayNamedPeopleRead(
  place: GuildTextBasedChannel,
  source: GuildTextBasedChannel,
  to: Overwrites,
  from: Overwrites,
): Promise<boolean> {
  const ids = new Set(
    [...to, ...from].filter(({ type }) => type === OverwriteType.Member).map(({ id }) => id),
  );
  if (ids.size > MAX_NAMED_PEOPLE) return false;
  for (const id of ids) {
    try {
      const member = await source.guild.members.fetch({ user: id, force: true, cache: false });
      if (place.permissionsFor(member).has(VIEW) && !source.permissionsFor(member).has(READ)) return false;
    } catch (error) {
      // 10007: no longer a member. Anything else is doubt.
      if ((error as { code?: unknown }).code !== 10_007) return false;
    }
  }
  return true;
}

/** Each costs a request. */
const MAX_NAMED_PEOPLE = 20;

/** Whether holding the role is enough to see the channel; a role that denies it elsewhere is not counted on. */
function opens(role: Role, everyone: Role, overwrites: Overwrites): boolean {
  const forAll = bitsOf(overwrites, everyone.id);
  const base = role.permissions.bitfield | everyone.permissions.bitfield;
  const own = role.id === everyone.id ? NONE : bitsOf(overwrites, role.id);
  return (((base & ~forAll.deny) | forAll.allow | own.allow) & VIEW) === VIEW;
}

/** Whether holding the role is enough to read, even for somebody who holds every role that denies it. */
function canRead(role: Role, everyone: Role, overwrites: Overwrites, deniedAlike: bigint): boolean {
  if (role.permissions.has(PermissionFlagsBits.Administrator)) return true;
  const forAll = bitsOf(overwrites, everyone.id);
  const base = role.permissions.bitfield | everyone.permissions.bitfield;
  const denied = overwrites
    .filter(({ type, id }) => type === OverwriteType.Role && id !== everyone.id)
    .reduce((bits, { deny }) => bits | deny.bitfield, 0n);
  const own = role.id === everyone.id ? NONE : bitsOf(overwrites, role.id);
  const held = (((base & ~forAll.deny) | forAll.allow) & ~(denied & ~deniedAlike)) | own.allow;
  return (held & READ) === READ;
}

/** Both channels open and close to the same people, as synchronised ones of a category do. */
function hasSameViewers(one: Overwrites, other: Overwrites): boolean {
  const view = (overwrites: Overwrites): string =>
    overwrites
      .map(({ id, allow, deny }) => `${id}:${allow.bitfield & VIEW}:${deny.bitfield & VIEW}`)
      .filter((line) => !line.endsWith(":0:0"))
      .sort()
      .join();
  return view(one) === view(other);
}

const NONE = { allow: 0n, deny: 0n } as const;

function bitsOf(overwrites: Overwrites, id: string): { readonly allow: bigint; readonly deny: bigint } {
  const found = overwrites.find((overwrite) => overwrite.id === id);
  return found === undefined ? NONE : { allow: found.allow.bitfield, deny: found.deny.bitfield };
}
