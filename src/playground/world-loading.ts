import type { Kernel } from "./kernel.ts";
import type { Channel, Guild, Message, User } from "./world.ts";

/** Reads a kept world, and adds the bot's own user. @returns false when nothing was kept. */
export function loadWorld(kernel: Kernel): boolean {
  const { world, store, identity } = kernel;
  world.users.set(identity.botUserId, {
    id: identity.botUserId,
    name: identity.name,
    isBot: true,
    locale: "en-US",
    takesDms: false,
  });
  // What the store gives back is what was put in.
  for (const user of store.read("user") as User[]) world.users.set(user.id, user);
  for (const guild of store.read("guild") as Guild[]) world.guilds.set(guild.id, guild);
  for (const channel of store.read("channel") as Channel[]) world.addChannel(channel, identity.botUserId);
  for (const message of store.read("message") as Message[]) {
    world.log(message.channelId).add(message);
    kernel.nonces.remember(message);
    kernel.ids.passBy(message.id);
  }
  for (const channel of world.channels.values())
    channel.lastMessageId = world.log(channel.id).last() ?? channel.lastMessageId;
  for (const { id, bytes } of store.readFiles()) {
    world.files.set(id, bytes);
    kernel.ids.passBy(id);
  }
  for (const id of [...world.channels.keys(), ...world.users.keys(), ...world.guilds.keys()])
    kernel.ids.passBy(id);
  for (const { id } of store.read("interaction") as { readonly id: string }[]) kernel.ids.passBy(id);
  return world.guilds.size > 0;
}
