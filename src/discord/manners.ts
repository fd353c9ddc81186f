import type { Log, Place, Task } from "../contracts.ts";
import type { Forgettable } from "../contracts/storage.ts";

/** How somebody wants to be answered. */
export interface Manner {
  /** Of the person's client, as last seen with a command or a button: messages do not carry it. */
  readonly locale?: string;
  /** `plain`: sent once, never edited, in plain words. Absent: nothing was chosen. */
  readonly answers?: AnswerStyle;
}

export type AnswerStyle = "plain" | "usual";

/** Whose manner: of a person everywhere, or of those in a channel or server who chose nothing. */
export type MannerOf = `${"person" | "channel" | "server"}:${string}`;

/** Keeps manners. @throws {StorageError} From both. */
export interface MannerMemory {
  read(of: MannerOf): Promise<Manner | undefined>;
  /** `undefined` forgets it. */
  write(of: MannerOf, manner: Manner | undefined): Promise<void>;
}

/** Knows how people want to be answered, and marks their tasks with it. */
export interface Manners extends Forgettable {
  /** @throws {StorageError} */
  read(of: MannerOf): Promise<Manner>;
  /** @param answers Absent: back to what holds for everybody. @throws {StorageError} */
  choose(of: MannerOf, answers: AnswerStyle | undefined): Promise<void>;
  /** Remembers a person's locale. Never rejects. */
  noteLocale(personId: string, locale: string): Promise<void>;
  /** What holds for a person at a place: the own choice, else the channel's, else the server's. Never rejects. */
  isPlain(personId: string, place: Place): Promise<boolean>;
  /**
   * The task with its author's locale and wish. Never rejects, and resolves in the order of the calls for
   * each channel, since tasks are answered in the order in which they are accepted.
   */
  dress(task: Task): Promise<Task>;
}

/** How many are remembered in memory: some 1 MB. */
const CACHE_SIZE = 10_000;
/** Another process may have changed it meanwhile. */
const CACHE_MS = 60_000;

export function createManners(parts: {
  readonly memory: MannerMemory;
  readonly log: Log;
  readonly now: () => number;
}): Manners {
  const { memory, log, now } = parts;
  const cache = new Map<MannerOf, { readonly at: number; readonly manner: Manner }>();
  const tails = new Map<string, Promise<unknown>>();

  const keep = (of: MannerOf, manner: Manner): void => {
    cache.delete(of);
    cache.set(of, { at: now(), manner });
    const oldest = cache.size > CACHE_SIZE ? cache.keys().next().value : undefined;
    if (oldest !== undefined) cache.delete(oldest);
  };

  const read = async (of: MannerOf): Promise<Manner> => {
    const known = cache.get(of);
    if (known !== undefined && now() - known.at < CACHE_MS) return known.manner;
    const manner = (await memory.read(of)) ?? {};
    keep(of, manner);
    return manner;
  };

  const write = async (of: MannerOf, manner: Manner): Promise<void> => {
    await memory.write(of, Object.keys(manner).length === 0 ? undefined : manner);
    keep(of, manner);
  };

  /** A storage that fails costs the wish, not the answer. */
  const readSafely = async (of: MannerOf): Promise<Manner> => {
    try {
      return await read(of);
    } catch (error) {
      log.warn("manner-unreadable", { of, error });
      return {};
    }
  };

  const isPlain = async (personId: string, place: Place): Promise<boolean> => {
    for (const of of ladder(personId, place)) {
      const { answers } = await readSafely(of);
      if (answers !== undefined) return answers === "plain";
    }
    return false;
  };

  const lookUp = async (task: Task): Promise<Task> => {
    const { author, place } = task;
    const { locale } = await readSafely(`person:${author.id}`);
    const dressed = locale === undefined ? task : { ...task, author: { ...author, locale } };
    return (await isPlain(author.id, place)) ? { ...dressed, isPlain: true } : dressed;
  };

  return {
    read,
    isPlain,
    async choose(of, answers) {
      const { answers: _, ...rest } = await read(of);
      await write(of, answers === undefined ? rest : { ...rest, answers });
    },
    async noteLocale(personId, locale) {
      try {
        const manner = await read(`person:${personId}`);
        if (manner.locale !== locale) await write(`person:${personId}`, { ...manner, locale });
      } catch (error) {
        log.warn("locale-not-remembered", { personId, error });
      }
    },
    async dress(task) {
      const { channelId } = task.place;
      const earlier = tails.get(channelId);
      const mine = Promise.all([lookUp(task), earlier]).then(([dressed]) => dressed);
      tails.set(channelId, mine);
      try {
        return await mine;
      } finally {
        if (tails.get(channelId) === mine) tails.delete(channelId);
      }
    },
    what: "choices of language and accessibility",
    async forgetPerson(personId) {
      const known = Object.keys((await memory.read(`person:${personId}`)) ?? {});
      await write(`person:${personId}`, {});
      return known.length;
    },
  };
}

function ladder(personId: string, place: Place): readonly MannerOf[] {
  const { channelId, parentChannelId, guildId } = place;
  return [
    `person:${personId}`,
    `channel:${channelId}`,
    ...(parentChannelId === undefined ? [] : [`channel:${parentChannelId}` as const]),
    ...(guildId === undefined ? [] : [`server:${guildId}` as const]),
  ];
}
