import type { AccessRules } from "../contracts/access.ts";

/** Who asks, and where. */
export interface Visitor {
  readonly personId: string;
  readonly channelId: string;
  /** The channel that a thread hangs in. */
  readonly parentChannelId?: string;
  /** Absent in direct messages. */
  readonly guildId?: string;
  /** False when it is not known whether the channel is a thread, and of which channel. Default true. */
  readonly isChannelKnown?: boolean;
  /** Absent when they are not known. */
  readonly roleIds?: readonly string[];
}

/** Why somebody may not. Each is explained by "Why no answer?". */
export type AccessRefusal =
  | "person-denied"
  | "guild-denied"
  | "channel-denied"
  | "role-denied"
  | "roles-unknown"
  | "guild-not-allowed"
  | "channel-not-allowed"
  | "direct-not-allowed"
  | "person-not-allowed";

/**
 * Whether somebody may use the bot at a place. Pure. Deny wins. Each kind of place that has an allow list
 * (servers, channels) must be on it, and the person must be in the list of people or have one of the roles.
 * Where only roles could decide and they are not known, the answer is no.
 *
 * @returns `undefined` when they may.
 */
export function refusalOf(rules: AccessRules, visitor: Visitor): AccessRefusal | undefined {
  return denialOf(rules, visitor) ?? placeRefusalOf(rules, visitor) ?? personRefusalOf(rules, visitor);
}

function denialOf(rules: AccessRules, visitor: Visitor): AccessRefusal | undefined {
  const { guildId, roleIds } = visitor;
  if (rules.denyUsers.has(visitor.personId)) return "person-denied";
  if (guildId !== undefined && rules.denyGuilds.has(guildId)) return "guild-denied";
  if (channelsOf(visitor).some((id) => rules.denyChannels.has(id))) return "channel-denied";
  // It might be a thread of a channel that is listed.
  if (rules.denyChannels.size > 0 && visitor.isChannelKnown === false) return "channel-denied";
  if (rules.denyRoles.size === 0) return undefined;
  if (roleIds === undefined) return "roles-unknown";
  return roleIds.some((id) => rules.denyRoles.has(id)) ? "role-denied" : undefined;
}

function placeRefusalOf(rules: AccessRules, visitor: Visitor): AccessRefusal | undefined {
  const isChannelListed = channelsOf(visitor).some((id) => rules.allowChannels.has(id));
  if (visitor.guildId === undefined) {
    const isOpen = rules.allowGuilds.size === 0 && rules.allowChannels.size === 0;
    // A direct message belongs to no server: people are let in by their own id.
    const isLetIn = isOpen || isChannelListed || rules.allowUsers.has(visitor.personId);
    return isLetIn ? undefined : "direct-not-allowed";
  }
  if (rules.allowGuilds.size > 0 && !rules.allowGuilds.has(visitor.guildId)) return "guild-not-allowed";
  return rules.allowChannels.size > 0 && !isChannelListed ? "channel-not-allowed" : undefined;
}

function personRefusalOf(rules: AccessRules, visitor: Visitor): AccessRefusal | undefined {
  if (rules.allowUsers.size === 0 && rules.allowRoles.size === 0) return undefined;
  if (rules.allowUsers.has(visitor.personId)) return undefined;
  if (rules.allowRoles.size === 0) return "person-not-allowed";
  if (visitor.roleIds === undefined) return "roles-unknown";
  return visitor.roleIds.some((id) => rules.allowRoles.has(id)) ? undefined : "person-not-allowed";
}

function channelsOf({ channelId, parentChannelId }: Visitor): readonly string[] {
  return parentChannelId === undefined ? [channelId] : [channelId, parentChannelId];
}
