import { INTENT } from "./kernel.ts";
import type { Kernel } from "./kernel.ts";
import { canView } from "./permissions.ts";
import { viewChannel } from "./view.ts";
import { channelJson } from "./wire.ts";
import type { Channel } from "./world.ts";

/** Discord's default for threads, in minutes. */
const DEFAULT_AUTO_ARCHIVE_MINUTES = 4320;

export interface NewThread {
  readonly parent: Channel;
  readonly ownerId: string;
  readonly name: string;
  /** The message's id when it hangs on one: the thread takes that id. */
  readonly id?: string;
  readonly isPrivate?: boolean;
  readonly autoArchiveMinutes?: number;
  readonly slowmodeSeconds?: number;
}

/** Creates a thread and announces it. Whether it may be made was checked before. */
export function createThread(kernel: Kernel, options: NewThread): Channel {
  const { parent } = options;
  const now = kernel.clock();
  const thread: Channel = {
    id: options.id ?? kernel.ids.next(),
    type: options.isPrivate === true ? 12 : parent.type === 5 ? 10 : 11,
    name: options.name,
    guildId: parent.guildId,
    parentId: parent.id,
    overwrites: [],
    slowmodeSeconds: options.slowmodeSeconds ?? 0,
    thread: {
      ownerId: options.ownerId,
      createdAt: now,
      memberIds: new Set([options.ownerId]),
      isArchived: false,
      isLocked: false,
      archiveChangedAt: now,
      autoArchiveMinutes: options.autoArchiveMinutes ?? DEFAULT_AUTO_ARCHIVE_MINUTES,
      messageCount: 0,
    },
  };
  kernel.world.addChannel(thread, kernel.identity.botUserId);
  kernel.store.put("channel", thread.id, thread);
  dispatchThread(kernel, thread, "THREAD_CREATE", { newly_created: true });
  kernel.show({ type: "channel-create", channel: viewChannel(thread) });
  return thread;
}

/** After a thread was renamed, archived, locked or opened again. */
export function announceThreadUpdate(kernel: Kernel, thread: Channel): void {
  kernel.store.put("channel", thread.id, thread);
  dispatchThread(kernel, thread, "THREAD_UPDATE", {});
  kernel.show({ type: "channel-update", channel: viewChannel(thread) });
}

/** Takes a channel or thread out of the world and tells everybody. */
export function deleteChannel(kernel: Kernel, channel: Channel): void {
  const { world } = kernel;
  const wasSeen = canView(world, channel, kernel.identity.botUserId);
  for (const id of world.threads.get(channel.id) ?? []) {
    const thread = world.channels.get(id);
    if (thread !== undefined) deleteChannel(kernel, thread);
  }
  for (const message of world.log(channel.id).all()) kernel.store.remove("message", message.id);
  world.removeChannel(channel);
  kernel.store.remove("channel", channel.id);
  if (wasSeen) {
    kernel.dispatch({
      event: channel.thread === undefined ? "CHANNEL_DELETE" : "THREAD_DELETE",
      guildId: channel.guildId,
      intents: INTENT.guilds,
      render: () => channelJson(kernel, channel),
    });
  }
  kernel.show({ type: "channel-delete", channelId: channel.id });
}

function dispatchThread(kernel: Kernel, thread: Channel, event: string, extra: object): void {
  if (!canView(kernel.world, thread, kernel.identity.botUserId)) return;
  kernel.dispatch({
    event,
    guildId: thread.guildId,
    intents: INTENT.guilds,
    render: () => ({ ...channelJson(kernel, thread), ...extra }),
  });
}
