import type { Overwrite, WorldBuilder } from "./contracts.ts";
import { INTENT } from "./kernel.ts";
import type { Kernel } from "./kernel.ts";
import { BOT_DEFAULT, canView, EVERYONE_DEFAULT, toBits } from "./permissions.ts";
import { deleteChannel } from "./threads.ts";
import { viewChannel } from "./view.ts";
import { channelJson, guildCreateJson, memberJson, roleJson, userJson } from "./wire.ts";
import type { Channel, Guild, PermissionOverwrite } from "./world.ts";

const TYPES = { text: 0, announcement: 5, forum: 15 } as const;

/** Adds to the world and announces what it added. */
export function createBuilder(kernel: Kernel): WorldBuilder {
  const { world, identity, store, ids } = kernel;

  const guildOf = (id: string): Guild => {
    const guild = world.guilds.get(id);
    if (guild === undefined) throw new Error(`There is no guild ${id}`);
    return guild;
  };
  const channelOf = (id: string): Channel => {
    const channel = world.channels.get(id);
    if (channel === undefined) throw new Error(`There is no channel ${id}`);
    return channel;
  };
  const keepChannel = (channel: Channel): void => {
    world.addChannel(channel, identity.botUserId);
    store.put("channel", channel.id, channel);
    if (channel.guildId !== undefined) store.put("guild", channel.guildId, guildOf(channel.guildId));
    kernel.show({ type: "channel-create", channel: viewChannel(channel) });
  };
  const dispatchInGuild = (guild: Guild, event: string, intents: number, render: () => unknown): void => {
    if (guild.members.has(identity.botUserId)) kernel.dispatch({ event, guildId: guild.id, intents, render });
  };

  return {
    addUser({ name, isBot = false, locale = "en-US" }) {
      const id = ids.next();
      world.users.set(id, { id, name, isBot, locale, takesDms: true });
      store.put("user", id, { id, name, isBot, locale, takesDms: true });
      return id;
    },

    addGuild({ name, ownerId, withBot = true, botPermissions = BOT_DEFAULT, everyonePermissions }) {
      const id = ids.next();
      const joinedAt = kernel.clock();
      const guild: Guild = {
        id,
        name,
        ownerId,
        roles: new Map(),
        members: new Map(),
        channelIds: new Set(),
      };
      const permissions = toBits(everyonePermissions ?? EVERYONE_DEFAULT);
      guild.roles.set(id, { id, name: "@everyone", permissions, isMentionable: false });
      guild.members.set(ownerId, { userId: ownerId, roleIds: [], joinedAt });
      if (withBot) {
        const roleId = ids.next();
        const role = { id: roleId, name: identity.name, isMentionable: false, botId: identity.botUserId };
        guild.roles.set(roleId, { ...role, permissions: toBits(botPermissions) });
        guild.members.set(identity.botUserId, { userId: identity.botUserId, roleIds: [roleId], joinedAt });
      }
      world.guilds.set(id, guild);
      store.put("guild", id, guild);
      dispatchInGuild(guild, "GUILD_CREATE", INTENT.guilds, () =>
        guildCreateJson(kernel, guild, (channel) => canView(world, channel, identity.botUserId)),
      );
      return id;
    },

    addRole(guildId, { name, permissions = [], isMentionable = false }) {
      const guild = guildOf(guildId);
      const role = { id: ids.next(), name, permissions: toBits(permissions), isMentionable };
      guild.roles.set(role.id, role);
      store.put("guild", guildId, guild);
      dispatchInGuild(guild, "GUILD_ROLE_CREATE", INTENT.guilds, () => ({
        guild_id: guildId,
        role: roleJson(guild, role),
      }));
      return role.id;
    },

    addMember(guildId, userId, { roleIds = [], nick } = {}) {
      const guild = guildOf(guildId);
      const member = { userId, roleIds: [...roleIds], nick, joinedAt: kernel.clock() };
      guild.members.set(userId, member);
      store.put("guild", guildId, guild);
      dispatchInGuild(guild, "GUILD_MEMBER_ADD", INTENT.members, () => ({
        ...memberJson(member),
        user: userJson(world.users.get(userId)),
        guild_id: guildId,
      }));
    },

    addChannel(guildId, { name, kind = "text", topic, overwrites = [], slowmodeSeconds = 0 }) {
      const guild = guildOf(guildId);
      const channel: Channel = {
        id: ids.next(),
        type: TYPES[kind],
        name,
        guildId,
        topic,
        overwrites: overwrites.map((overwrite) => toOverwrite(guildId, overwrite)),
        slowmodeSeconds,
      };
      keepChannel(channel);
      dispatchInGuild(guild, "CHANNEL_CREATE", INTENT.guilds, () => channelJson(kernel, channel));
      return channel.id;
    },

    addPrivateChannel(userIds) {
      const id = ids.next();
      const type = userIds.length > 2 ? 3 : 1;
      keepChannel({ id, type, name: "", recipientIds: [...userIds], overwrites: [], slowmodeSeconds: 0 });
      return id;
    },

    setOverwrites(channelId, overwrites) {
      const channel = channelOf(channelId);
      const guildId = channel.guildId ?? "";
      channel.overwrites = overwrites.map((overwrite) => toOverwrite(guildId, overwrite));
      store.put("channel", channelId, channel);
      dispatchInGuild(guildOf(guildId), "CHANNEL_UPDATE", INTENT.guilds, () => channelJson(kernel, channel));
    },

    setRolePermissions(guildId, roleId, permissions) {
      const guild = guildOf(guildId);
      const role = guild.roles.get(roleId);
      if (role === undefined) throw new Error(`There is no role ${roleId}`);
      role.permissions = toBits(permissions);
      store.put("guild", guildId, guild);
      dispatchInGuild(guild, "GUILD_ROLE_UPDATE", INTENT.guilds, () => ({
        guild_id: guildId,
        role: roleJson(guild, role),
      }));
    },

    removeChannel(channelId) {
      deleteChannel(kernel, channelOf(channelId));
    },

    removeMember(guildId, userId) {
      const guild = guildOf(guildId);
      const wasBot = userId === identity.botUserId;
      guild.members.delete(userId);
      store.put("guild", guildId, guild);
      if (wasBot) {
        const intents = INTENT.guilds;
        kernel.dispatch({ event: "GUILD_DELETE", guildId, intents, render: () => ({ id: guildId }) });
      } else {
        dispatchInGuild(guild, "GUILD_MEMBER_REMOVE", INTENT.members, () => ({
          guild_id: guildId,
          user: userJson(world.users.get(userId)),
        }));
      }
    },

    blockDms(userId) {
      const user = world.users.get(userId);
      if (user === undefined) throw new Error(`There is no user ${userId}`);
      user.takesDms = false;
      store.put("user", userId, user);
    },
  };
}

function toOverwrite(guildId: string, overwrite: Overwrite): PermissionOverwrite {
  return {
    id: overwrite.userId ?? overwrite.roleId ?? guildId,
    type: overwrite.userId === undefined ? 0 : 1,
    allow: toBits(overwrite.allow ?? []),
    deny: toBits(overwrite.deny ?? []),
  };
}
