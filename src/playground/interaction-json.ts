import type { JsonObject } from "./contracts.ts";
import type { Interaction } from "./interactions.ts";
import type { Kernel } from "./kernel.ts";
import { channelPermissions } from "./permissions.ts";
import { MAX_FILE_BYTES } from "./limits.ts";
import { channelJson, interactionMemberJson, userJson } from "./wire.ts";
import type { Channel } from "./world.ts";

/** INTERACTION_CREATE. Source: https://docs.discord.com/developers/interactions/receiving-and-responding */
export function interactionJson(
  kernel: Kernel,
  interaction: Interaction,
  channel: Channel,
  locale: string,
  data: JsonObject,
  message: JsonObject | undefined,
): JsonObject {
  const { world, identity } = kernel;
  const guild = channel.guildId === undefined ? undefined : world.guilds.get(channel.guildId);
  const member = guild?.members.get(interaction.userId);
  const user = userJson(world.users.get(interaction.userId), undefined, interaction.userId);
  const appPermissions = channelPermissions(world, channel, identity.botUserId);
  const personPermissions = channelPermissions(world, channel, interaction.userId);
  return {
    id: interaction.id,
    application_id: identity.applicationId,
    type: interaction.type,
    token: interaction.token,
    version: 1,
    data,
    ...(message === undefined ? {} : { message }),
    channel_id: channel.id,
    channel: { ...channelJson(kernel, channel), permissions: personPermissions.toString() },
    ...(guild === undefined
      ? {}
      : {
          guild_id: guild.id,
          guild: { id: guild.id, locale: "en-US", features: [] },
          guild_locale: "en-US",
        }),
    ...(member === undefined ? { user } : { member: interactionMemberJson(kernel, channel, member) }),
    app_permissions: (interaction.isUserInstall ? USER_INSTALL_PERMISSIONS : appPermissions).toString(),
    locale,
    entitlements: [],
    authorizing_integration_owners: interaction.isUserInstall
      ? { "1": interaction.userId }
      : { "0": guild?.id ?? "0" },
    context: contextOf(kernel, channel),
    attachment_size_limit: MAX_FILE_BYTES,
  };
}

/** What an application may do through its token alone: attach files, embed links, mention everyone, use emojis. */
const USER_INSTALL_PERMISSIONS = (1n << 14n) | (1n << 15n) | (1n << 17n) | (1n << 18n);

/** 0 guild, 1 direct with the bot, 2 any other conversation. */
export function contextOf(kernel: Kernel, channel: Channel): number {
  if (channel.guildId !== undefined) return 0;
  return channel.type === 1 && channel.recipientIds?.includes(kernel.identity.botUserId) === true ? 1 : 2;
}
