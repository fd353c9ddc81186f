import { z } from "zod";

import { MAX_TURNS } from "../contracts.ts";
import type { Sessions, Turn } from "../contracts.ts";
import type { Forgettable, OpenStorage } from "../contracts/storage.ts";
import { StorageError } from "../errors.ts";
import { sumOrThrow } from "./forget.ts";
import { openCells } from "./keyv.ts";

/**
 * Where turns are kept. The version is part of the name: another shape gets another namespace, so
 * that an older Orchid never reads what it does not know.
 */
const NAMESPACE = "orchid-sessions-v1";

/**
 * Most characters (UTF-16 code units) of one remembered message. Three turns of two messages stay
 * below 50,000 characters, about 12,000 tokens.
 */
export const MAX_REMEMBERED_CHARACTERS = 8_000;

export interface SessionsOptions {
  /** Forgets a channel this long after its last turn; absent keeps it. */
  readonly sessionTtlMs?: number;
  /** Longest remembered message; the rest is cut with a mark. Default {@link MAX_REMEMBERED_CHARACTERS}. */
  readonly maxCharacters?: number;
  /** Longest wait for one read or write. Default 5 seconds. */
  readonly timeoutMs?: number;
}

const turnShape = z.looseObject({
  taskId: z.string(),
  at: z.number(),
  author: z.looseObject({ id: z.string(), name: z.string(), locale: z.string().optional() }),
  user: z.string(),
  assistant: z.string(),
  attachments: z
    .array(
      z.looseObject({
        id: z.string(),
        name: z.string(),
        contentType: z.string().optional(),
        sizeBytes: z.number(),
        url: z.string(),
      }),
    )
    .optional(),
  isPinned: z.boolean().optional(),
});
const sessionShape = z.array(turnShape);

/**
 * The last turns of each channel, on Keyv.
 *
 * Writes of one channel follow one another within this process; between processes the channel's lane
 * keeps them apart. A stored value of unknown shape is a StorageError that names the channel, also for
 * `append`: what somebody else wrote is not overwritten in silence. `clear` and `replace` work on it.
 */
export function createSessions(storage: OpenStorage, options: SessionsOptions = {}): Sessions & Forgettable {
  const maxCharacters = options.maxCharacters ?? MAX_REMEMBERED_CHARACTERS;
  const cells = openCells(storage, NAMESPACE, {
    ...(options.sessionTtlMs === undefined ? {} : { ttlMs: options.sessionTtlMs }),
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
  });
  const load = async (channelId: string): Promise<readonly Turn[]> =>
    readTurns(channelId, await cells.get(channelId)).slice(-MAX_TURNS);
  const write = (channelId: string, turns: readonly Turn[]): Promise<void> =>
    cells.set(
      channelId,
      turns.map((turn) => shortened(turn, maxCharacters)),
    );

  /** @returns how many turns were forgotten. */
  const dropWhere = (channelId: string, isGone: (turn: Turn) => boolean): Promise<number> =>
    cells.inTurn(channelId, async () => {
      const turns = await load(channelId);
      const kept = turns.filter((turn) => !isGone(turn));
      if (kept.length === turns.length) return 0;
      await (kept.length === 0 ? cells.delete(channelId) : write(channelId, kept));
      return turns.length - kept.length;
    });

  return {
    what: "remembered turns",
    async forgetPerson(personId) {
      const channelIds = await cells.keysWith(personId);
      // Each by itself: a channel that cannot be read keeps no other from being forgotten.
      const counts = await Promise.allSettled(
        channelIds.map((channelId) => dropWhere(channelId, (turn) => turn.author.id === personId)),
      );
      return sumOrThrow(counts);
    },
    load,
    append: (channelId, turn) =>
      cells.inTurn(channelId, async () => {
        const turns = await load(channelId);
        await write(channelId, withoutOldest(placed(turns, turn)));
      }),
    async drop(channelId, taskId) {
      await dropWhere(channelId, (turn) => turn.taskId === taskId);
    },
    replace: (channelId, turns) =>
      cells.inTurn(channelId, () =>
        turns.length === 0 ? cells.delete(channelId) : write(channelId, withoutOldest(turns)),
      ),
    clear: (channelId) =>
      cells.inTurn(channelId, async () => {
        // What cannot be read can still be forgotten; a storage that is away fails at the delete.
        const value = await cells.get(channelId).catch(() => undefined);
        await cells.delete(channelId);
        return Array.isArray(value) ? value.length : 0;
      }),
  };
}

function readTurns(channelId: string, value: unknown): readonly Turn[] {
  if (value === undefined) return [];
  const read = sessionShape.safeParse(value);
  if (read.success) return read.data as readonly Turn[];
  throw new StorageError(`The remembered turns of channel ${channelId} have an unknown shape`, {
    hint: "/reset in that channel forgets them; everything else goes on.",
    cause: read.error,
  });
}

/** In the place of the task's earlier turn, pin included, or by time. */
function placed(turns: readonly Turn[], turn: Turn): readonly Turn[] {
  const position = turns.findIndex((known) => known.taskId === turn.taskId);
  const known = turns[position];
  if (known === undefined) return inserted(turns, turn);
  const isPinned = turn.isPinned ?? known.isPinned;
  return turns.with(position, isPinned === undefined ? turn : { ...turn, isPinned });
}

/** By time, so that a write that comes late (a process that was stopped for a while) pushes nothing newer out. */
function inserted(turns: readonly Turn[], turn: Turn): readonly Turn[] {
  const position = turns.findLastIndex((known) => known.at <= turn.at) + 1;
  return turns.toSpliced(position, 0, turn);
}

/** Drops the oldest unpinned turns beyond the limit; when all are pinned, the newest pinned beyond it. */
function withoutOldest(turns: readonly Turn[]): readonly Turn[] {
  const kept = [...turns];
  while (kept.length > MAX_TURNS) {
    const oldest = kept.findIndex((turn) => turn.isPinned !== true);
    kept.splice(oldest === -1 ? kept.length - 1 : oldest, 1);
  }
  return kept;
}

function shortened(turn: Turn, maxCharacters: number): Turn {
  return {
    ...turn,
    user: shortenedText(turn.user, maxCharacters),
    assistant: shortenedText(turn.assistant, maxCharacters),
  };
}

function shortenedText(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  const mark = ` […shortened from ${text.length} characters]`;
  // A cut between the halves of a surrogate pair would leave a broken character.
  const head = text.slice(0, Math.max(0, maxCharacters - mark.length)).replace(/[\uD800-\uDBFF]$/, "");
  return head + mark;
}
