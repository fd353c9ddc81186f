import { ApiError } from "../api-error.ts";
import type { Kernel } from "../kernel.ts";
import { canView, channelPermissions, has } from "../permissions.ts";
import type { Permission } from "../permissions.ts";
import type { Channel, Guild, Message } from "../world.ts";

/** A channel that the bot may look into. @throws {ApiError} 10003 or 50001. */
export function readableChannel(kernel: Kernel, id: string): Channel {
  const channel = kernel.world.channels.get(id);
  if (channel === undefined) throw new ApiError("unknownChannel");
  if (!canView(kernel.world, channel, kernel.identity.botUserId)) throw new ApiError("missingAccess");
  return channel;
}

/** A guild that the bot is in. @throws {ApiError} 10004. */
export function joinedGuild(kernel: Kernel, id: string): Guild {
  const guild = kernel.world.guilds.get(id);
  if (guild?.members.has(kernel.identity.botUserId) !== true) throw new ApiError("unknownGuild");
  return guild;
}

export function botMay(kernel: Kernel, channel: Channel, permission: Permission): boolean {
  return has(channelPermissions(kernel.world, channel, kernel.identity.botUserId), permission);
}

/** @throws {ApiError} 50013. */
export function demand(kernel: Kernel, channel: Channel, permission: Permission): void {
  if (!botMay(kernel, channel, permission)) throw new ApiError("missingPermissions");
}

/** A message that everybody sees. @throws {ApiError} 10008. */
export function publicMessage(kernel: Kernel, channel: Channel, id: string): Message {
  const message = kernel.world.message(channel.id, id);
  if (message === undefined || message.ephemeralTo !== undefined) throw new ApiError("unknownMessage");
  return message;
}
