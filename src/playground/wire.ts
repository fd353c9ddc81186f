import type { JsonObject } from "./contracts.ts";
import type { Kernel } from "./kernel.ts";
import { channelPermissions } from "./permissions.ts";
import type { Channel, Guild, Member, Role, StoredFile, User } from "./world.ts";

/** Discord's JSON of everything but messages. */
export function userJson(user: User | undefined, webhookName?: string, id = ""): JsonObject {
  return {
    id: user?.id ?? id,
    username: webhookName ?? user?.name.toLowerCase() ?? "deleted_user",
    global_name: webhookName !== undefined || user?.isBot === true ? null : (user?.name ?? null),
    discriminator: webhookName !== undefined || user?.isBot === true ? "0000" : "0",
    avatar: null,
    bot: webhookName !== undefined || user?.isBot === true,
    system: false,
    public_flags: 0,
  };
}

export function memberJson(member: Member): JsonObject {
  return {
    roles: member.roleIds,
    nick: member.nick ?? null,
    avatar: null,
    banner: null,
    joined_at: iso(member.joinedAt),
    premium_since: null,
    deaf: false,
    mute: false,
    flags: 0,
    pending: false,
    communication_disabled_until: null,
  };
}

export function roleJson(guild: Guild, role: Role): JsonObject {
  return {
    id: role.id,
    name: role.id === guild.id ? "@everyone" : role.name,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    icon: null,
    unicode_emoji: null,
    position: [...guild.roles.keys()].indexOf(role.id),
    permissions: role.permissions.toString(),
    managed: role.botId !== undefined,
    mentionable: role.isMentionable,
    flags: 0,
    ...(role.botId === undefined ? {} : { tags: { bot_id: role.botId } }),
  };
}

export function channelJson(kernel: Kernel, channel: Channel): JsonObject {
  const common = {
    id: channel.id,
    type: channel.type,
    last_message_id: channel.lastMessageId ?? null,
    flags: 0,
  };
  if (channel.guildId === undefined) {
    const recipients = (channel.recipientIds ?? []).filter((id) => id !== kernel.identity.botUserId);
    return {
      ...common,
      recipients: recipients.map((id) => userJson(kernel.world.users.get(id), undefined, id)),
    };
  }
  if (channel.thread !== undefined) return { ...common, ...threadJson(kernel, channel) };
  return {
    ...common,
    guild_id: channel.guildId,
    name: channel.name,
    topic: channel.topic ?? null,
    position: 0,
    parent_id: channel.parentId ?? null,
    nsfw: false,
    rate_limit_per_user: channel.slowmodeSeconds,
    permission_overwrites: channel.overwrites.map((o) => ({
      id: o.id,
      type: o.type,
      allow: o.allow.toString(),
      deny: o.deny.toString(),
    })),
    ...(channel.type === 15
      ? { available_tags: [], default_reaction_emoji: null, default_sort_order: null }
      : {}),
  };
}

function threadJson(kernel: Kernel, channel: Channel): JsonObject {
  const thread = channel.thread;
  if (thread === undefined) return {};
  const isMember = thread.memberIds.has(kernel.identity.botUserId);
  return {
    guild_id: channel.guildId,
    parent_id: channel.parentId,
    name: channel.name,
    owner_id: thread.ownerId,
    message_count: thread.messageCount,
    total_message_sent: thread.messageCount,
    member_count: thread.memberIds.size,
    rate_limit_per_user: channel.slowmodeSeconds,
    thread_metadata: {
      archived: thread.isArchived,
      auto_archive_duration: thread.autoArchiveMinutes,
      archive_timestamp: iso(thread.archiveChangedAt),
      create_timestamp: iso(thread.createdAt),
      locked: thread.isLocked,
      ...(channel.type === 12 ? { invitable: true } : {}),
    },
    ...(isMember ? { member: threadMemberJson(channel, kernel.identity.botUserId) } : {}),
  };
}

export function threadMemberJson(channel: Channel, userId: string): JsonObject {
  return { id: channel.id, user_id: userId, join_timestamp: iso(channel.thread?.createdAt ?? 0), flags: 0 };
}

/** A guild as REST gives it. */
export function guildJson(guild: Guild): JsonObject {
  return {
    id: guild.id,
    name: guild.name,
    owner_id: guild.ownerId,
    icon: null,
    icon_hash: null,
    splash: null,
    discovery_splash: null,
    banner: null,
    description: null,
    region: null,
    afk_channel_id: null,
    afk_timeout: 300,
    verification_level: 0,
    default_message_notifications: 1,
    explicit_content_filter: 0,
    mfa_level: 0,
    nsfw_level: 0,
    premium_tier: 0,
    premium_subscription_count: 0,
    premium_progress_bar_enabled: false,
    preferred_locale: "en-US",
    system_channel_id: null,
    system_channel_flags: 0,
    rules_channel_id: null,
    public_updates_channel_id: null,
    safety_alerts_channel_id: null,
    application_id: null,
    vanity_url_code: null,
    widget_enabled: false,
    max_members: 500_000,
    features: [],
    emojis: [],
    stickers: [],
    roles: [...guild.roles.values()].map((role) => roleJson(guild, role)),
  };
}

/** A guild as GUILD_CREATE gives it: with its channels, and the bot as the only member. */
export function guildCreateJson(
  kernel: Kernel,
  guild: Guild,
  canView: (channel: Channel) => boolean,
): JsonObject {
  const { world, identity } = kernel;
  const channels = [...guild.channelIds].map((id) => world.channels.get(id)).filter((c) => c !== undefined);
  const threads = channels
    .flatMap((channel) => [...(world.threads.get(channel.id) ?? [])])
    .map((id) => world.channels.get(id))
    .filter((thread) => thread !== undefined && thread.thread?.isArchived !== true && canView(thread));
  const own = guild.members.get(identity.botUserId);
  return {
    ...guildJson(guild),
    joined_at: iso(own?.joinedAt ?? 0),
    large: false,
    unavailable: false,
    member_count: guild.members.size,
    members: own === undefined ? [] : [{ ...memberJson(own), user: userJson(world.users.get(own.userId)) }],
    // Discord names channels that the bot cannot see as well.
    channels: channels.map((channel) => channelJson(kernel, channel)),
    threads: threads.map((thread) => channelJson(kernel, thread as Channel)),
    voice_states: [],
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}

export function fileJson(kernel: Kernel, channelId: string, file: StoredFile): JsonObject {
  const url = kernel.links.urlOf(channelId, file);
  return {
    id: file.id,
    filename: file.name,
    size: file.sizeBytes,
    url,
    proxy_url: url,
    content_type: file.contentType,
    ...(file.description === undefined ? {} : { description: file.description }),
  };
}

/** A member with the permissions in a channel, as interactions carry it. */
export function interactionMemberJson(kernel: Kernel, channel: Channel, member: Member): JsonObject {
  return {
    ...memberJson(member),
    user: userJson(kernel.world.users.get(member.userId)),
    permissions: channelPermissions(kernel.world, channel, member.userId).toString(),
    unusual_dm_activity_until: null,
  };
}

export function iso(at: number): string {
  return new Date(at).toISOString().replace("Z", "000+00:00");
}
