import { type Client, type Message, SnowflakeUtil } from "discord.js";

import type { Log } from "../contracts.ts";
import { faultOf } from "./api.ts";
import { changedChannels, isUntold, openChannel, readAgain, untoldChannels } from "./channels-to-scan.ts";
import { toFacts } from "./facts.ts";
import type { Intake } from "./intake.ts";

/** What catch-up remembers between starts. */
export interface CatchUpMemory {
  /** `undefined` on the first start ever. */
  read(): Promise<CatchUpState | undefined>;
  write(state: CatchUpState): Promise<void>;
}

export interface CatchUpState {
  /** Everything before this Unix time was seen. */
  readonly seenUntil: number;
  /** Direct-message channels; Discord does not list them at login. */
  readonly directChannelIds: readonly string[];
  /** Channels that were in use lately, the last ones at the end; absent in what an earlier version wrote. */
  readonly activeChannelIds?: readonly string[];
}

/** Finds messages that the gateway never brought: after downtime, after a gap, or because an event was dropped. */
export interface CatchUp {
  /** Scans what happened since the bot was last seen alive. Nothing on the first start ever: old messages are not answered. */
  afterStart(): Promise<void>;
  /** Scans what happened since a connection that could not be resumed. */
  afterGap(since: number): Promise<void>;
  /** Resolves when what is still to be looked for in this channel was, so that newer messages wait for older ones. */
  settled(channelId: string): Promise<void>;
  /** Scans the channels that were in use lately; for reconnects and for once a minute. */
  scan(): Promise<void>;
  /** Notes that a message came the ordinary way. */
  saw(message: Message): void;
  /** Notes that a message came and could not be accepted: it is looked for again. */
  missed(message: Message): void;
  /** Forgets a channel. @returns false when it was not known. */
  forget(channelId: string): Promise<boolean>;
  /** Writes down how far everything was seen. */
  save(): Promise<void>;
}

/** Older messages are not answered: nobody waits for them any more. */
const MAX_AGE_MS = 60 * 60_000;
/** Scans reach back a little before what was seen last, for events still on their way. */
const OVERLAP_MS = 30_000;
const PAGE_SIZE = 100;
const MAX_PAGES = 5;
/** Channels that one periodic scan looks at: with one scan a minute, a fraction of Discord's 50 requests a second. */
const CHANNELS_PER_SCAN = 20;
const MAX_DIRECT_CHANNELS = 500;
const MAX_ACTIVE_CHANNELS = 2_000;
/** Channels in use that are remembered between starts: looked through in some 20 s at Discord's pace. */
const MAX_RECENT_CHANNELS = 500;
/** Channels that are looked through after a gap on the mere chance, because Discord told no last message. */
const MAX_UNKNOWN_CHANNELS = 25;

export function createCatchUp(parts: {
  readonly client: Client;
  readonly intake: Intake;
  readonly memory: CatchUpMemory;
  readonly log: Log;
  readonly now: () => number;
}): CatchUp {
  const { client, intake, memory, log, now } = parts;
  /** Channels in use, with when everything in them was seen last; the longest unseen first. */
  const active = new Map<string, number>();
  const directs = new Set<string>();
  /** Channels in use, also before this start; the last ones at the end. */
  const recent = new Set<string>();

  const remember = (channelId: string, isDirect: boolean): void => {
    active.delete(channelId);
    active.set(channelId, now());
    forgetOldest(active, MAX_ACTIVE_CHANNELS);
    recent.delete(channelId);
    recent.add(channelId);
    forgetOldest(recent, MAX_RECENT_CHANNELS);
    if (!isDirect) return;
    directs.delete(channelId);
    directs.add(channelId);
    forgetOldest(directs, MAX_DIRECT_CHANNELS);
  };

  const scanChannel = async (channelId: string, since: number): Promise<void> => {
    const channel = await readAgain(() => openChannel(client, channelId));
    if (channel === undefined) return;
    let after = SnowflakeUtil.generate({ timestamp: since }).toString();
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const from = after;
      const fetched = await readAgain(() => channel.messages.fetch({ after: from, limit: PAGE_SIZE }));
      const messages = [...fetched.values()].sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
      for (const message of messages) {
        const outcome = await intake.admit(toFacts(message, client.user?.id ?? "", "history"));
        // The next ones must not overtake it.
        if (outcome === "failed") throw new Error("A message that was found could not be accepted");
      }
      const newest = messages.at(-1);
      if (newest === undefined || messages.length < PAGE_SIZE) return;
      after = newest.id;
    }
    log.warn("catch-up-bounded", { channelId, hint: "More messages than catch-up reads were left out." });
  };

  /** Channels in which something was missed, with since when; they are looked through again. */
  const missed = new Map<string, number>();
  const noteMissed = (channelId: string, since: number): void => {
    missed.set(channelId, Math.min(since, missed.get(channelId) ?? since));
    forgetOldest(missed, MAX_ACTIVE_CHANNELS);
  };

  const tryScan = async (channelId: string, since: number): Promise<void> => {
    missed.delete(channelId);
    try {
      await scanChannel(channelId, Math.max(since - OVERLAP_MS, now() - MAX_AGE_MS));
    } catch (error) {
      if (faultOf(error) === "gone") {
        // Nobody can ask there any more; should it come back, its first message is told like any other.
        for (const known of [active, directs, recent]) known.delete(channelId);
        log.info("catch-up-channel-gone", { channelId });
      } else {
        noteMissed(channelId, since);
        log.warn("catch-up-failed", { channelId, error });
      }
    }
  };

  /** Whether it was read how far an earlier process had seen. */
  let isKnown = false;
  /** Resolved once the scans of the start are under way. */
  const begun = Promise.withResolvers<void>();
  /** Scans under way, by channel. */
  const scans = new Map<string, Promise<void>>();
  /** Scans a channel after `previous`, and after the scans of it that were asked for before. */
  const inTurn = (channelId: string, previous: Promise<void>, since: number): Promise<void> => {
    const earlier = scans.get(channelId);
    const mine = previous
      .then(() => earlier)
      .then(() => tryScan(channelId, since))
      // Another one may have been asked for meanwhile.
      .finally(() => scans.get(channelId) === mine && scans.delete(channelId));
    scans.set(channelId, mine);
    return mine;
  };
  /** Times that are being looked through. */
  const gaps = new Set<{ readonly since: number }>();
  const afterGap = async (since: number): Promise<void> => {
    const channelIds = new Set([
      ...changedChannels(client, since - OVERLAP_MS),
      ...directs,
      ...[...recent].reverse().filter((channelId) => isUntold(client.channels.cache.get(channelId))),
      ...untoldChannels(client).slice(0, MAX_UNKNOWN_CHANNELS),
    ]);
    if (channelIds.size > 0) log.info("catching-up", { channels: channelIds.size });
    const gap = { since };
    gaps.add(gap);
    let previous = Promise.resolve();
    for (const channelId of channelIds) {
      // One after the other: a start must not spend the bot's whole request budget.
      previous = inTurn(channelId, previous, since);
    }
    await previous;
    gaps.delete(gap);
  };

  /** Whoever is killed before everything was looked through has to look again. */
  const seenUntil = (): number => Math.min(now(), ...[...gaps].map(({ since }) => since), ...missed.values());
  const save = async (): Promise<void> => {
    // Before it is known how far was seen, now would be a lie.
    if (!isKnown) return;
    await memory.write({
      seenUntil: seenUntil(),
      directChannelIds: [...directs],
      activeChannelIds: [...recent],
    });
  };

  /** Again through a channel in which something was missed; whoever asks meanwhile waits for the same. */
  const scanMissed = async (channelId: string): Promise<void> => {
    const since = missed.get(channelId);
    if (since === undefined) return;
    // What fails for so long is no passing trouble.
    if (since < now() - MAX_AGE_MS) {
      missed.delete(channelId);
      return;
    }
    await inTurn(channelId, Promise.resolve(), since);
  };

  const recall = async (): Promise<void> => {
    let scanning: Promise<void> | undefined;
    try {
      const state = await memory.read();
      isKnown = true;
      for (const id of state?.directChannelIds ?? []) directs.add(id);
      for (const id of state?.activeChannelIds ?? []) recent.add(id);
      if (state !== undefined) scanning = afterGap(state.seenUntil);
    } finally {
      begun.resolve();
    }
    await scanning;
  };

  return {
    afterStart: recall,
    afterGap,
    async settled(channelId) {
      // An event that comes before it is known what has to be looked through waits too; otherwise it would
      // overtake what was asked while the bot was away.
      await begun.promise;
      // Begun here and awaited below: whoever comes later waits in the same way, and so stays behind.
      void scanMissed(channelId);
      await scans.get(channelId);
    },
    async scan() {
      // A storage that failed at the start may be there again.
      if (!isKnown) await recall();
      for (const channelId of [...missed.keys()].slice(0, CHANNELS_PER_SCAN)) await scanMissed(channelId);
      const oldest = [...active].slice(0, CHANNELS_PER_SCAN);
      for (const [channelId, seenAt] of oldest) {
        const startedAt = now();
        await inTurn(channelId, Promise.resolve(), seenAt);
        // Moved to the end of the line, unless a message did that meanwhile.
        if (active.get(channelId) === seenAt) {
          active.delete(channelId);
          active.set(channelId, startedAt);
        }
      }
    },
    saw: (message) => remember(message.channelId, message.guildId === null),
    missed: (message) => noteMissed(message.channelId, message.createdTimestamp),
    async forget(channelId) {
      const wasKnown = [recent.delete(channelId), directs.delete(channelId), active.delete(channelId)];
      if (!wasKnown.includes(true)) return false;
      await save();
      return true;
    },
    save,
  };
}

function forgetOldest(kept: Map<string, unknown> | Set<string>, capacity: number): void {
  if (kept.size <= capacity) return;
  const oldest = kept.keys().next();
  if (oldest.done !== true) kept.delete(oldest.value);
}
