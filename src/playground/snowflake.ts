/** Source: https://docs.discord.com/developers/reference#snowflakes */
const DISCORD_EPOCH_MS = 1_420_070_400_000n;
const TIME_SHIFT = 22n;

/** Gives out ids that grow for ever, also when the clock stands still or goes back. */
export interface IdSource {
  next(): string;
  /** Makes every later id greater than this one; used after loading a world. */
  passBy(id: string): void;
}

export function createIdSource(clock: () => number): IdSource {
  let last = 0n;
  return {
    next() {
      const fromClock = (BigInt(Math.floor(clock())) - DISCORD_EPOCH_MS) << TIME_SHIFT;
      last = fromClock > last ? fromClock : last + 1n;
      return last.toString();
    },
    passBy(id) {
      const value = BigInt(id);
      if (value > last) last = value;
    },
  };
}

/** Orders ids by age. Ids are plain decimal numbers, so the shorter one is the smaller one. */
export function compareIds(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `shard_id = (guild_id >> 22) % num_shards`; direct messages belong to shard 0. */
export function shardOf(guildId: string | undefined, shardCount: number): number {
  return guildId === undefined ? 0 : Number((BigInt(guildId) >> TIME_SHIFT) % BigInt(shardCount));
}
