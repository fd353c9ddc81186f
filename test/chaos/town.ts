import { setTimeout as sleep } from "node:timers/promises";

import type { StandIn } from "../../src/playground/stand-in.ts";

/** A place with many channels and people, in servers of every shard. */
export interface Town {
  readonly channelIds: readonly string[];
  peopleOf(channelId: string): readonly string[];
}

/** Discord allows 500 channels in a server. */
const CHANNELS_PER_SERVER = 125;
const PEOPLE_PER_SERVER = 20;

/** Builds it into a stand-in that nobody is connected to yet. */
export async function buildTown(standIn: StandIn, channels: number, shards: number): Promise<Town> {
  const { world, garden } = standIn;
  const people = new Map<string, readonly string[]>();
  const channelIds: string[] = [];
  for (let server = 0; channelIds.length < channels; server += 1) {
    const guildId = await addServer(standIn, server % shards, shards);
    const residents = Array.from({ length: PEOPLE_PER_SERVER }, (_, index) =>
      world.addUser({ name: `Resident ${server}-${index}` }),
    );
    for (const userId of residents) world.addMember(guildId, userId);
    // At least one server for each shard.
    const size = Math.min(CHANNELS_PER_SERVER, Math.ceil(channels / shards), channels - channelIds.length);
    for (let index = 0; index < size; index += 1) {
      const channelId = world.addChannel(guildId, { name: `street-${server}-${index}` });
      channelIds.push(channelId);
      people.set(channelId, residents);
    }
  }
  return { channelIds, peopleOf: (channelId) => people.get(channelId) ?? [garden.ada] };
}

/** Discord puts a server into a shard by the millisecond of its birth: `(id >> 22) % shards`. */
async function addServer({ world, garden }: StandIn, shard: number, shards: number): Promise<string> {
  for (let attempt = 0; ; attempt += 1) {
    const name = `Server of shard ${shard}, ${attempt}`;
    const guildId = world.addGuild({ name, ownerId: garden.ada, withBot: true });
    if (Number((BigInt(guildId) >> 22n) % BigInt(shards)) === shard) return guildId;
    await sleep(1);
  }
}
