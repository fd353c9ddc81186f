import { sumOrThrow } from "./forget.ts";
import type { Cells } from "./keyv.ts";
import { StorageError } from "../errors.ts";

/** Small lists of plain values, one under each key: what people allowed, had remembered, or planned. */
export interface Lists<T> {
  /** @throws {StorageError} */
  read(key: string): Promise<readonly T[]>;
  /**
   * Reads, changes and writes as one step.
   *
   * @param change The new list and what to give back; the same list again writes nothing.
   * @throws {StorageError} And whatever `change` throws; nothing is written then.
   */
  change<R>(
    key: string,
    change: (list: readonly T[]) => readonly [list: readonly T[], result: R],
  ): Promise<R>;
  /**
   * Forgets, in every list, what is one person's.
   *
   * @returns how many that were.
   * @throws {StorageError} When a list could not be read or written; the others are done.
   */
  forget(personId: string, isTheirs: (one: T) => boolean): Promise<number>;
}

/** @param isOne Tells a stored value that another version may have written. */
export function openLists<T>(cells: Cells, isOne: (value: unknown) => value is T): Lists<T> {
  const read = async (key: string): Promise<readonly T[]> => {
    const stored = (await cells.get(key)) ?? [];
    if (Array.isArray(stored) && stored.every(isOne)) return stored;
    throw new StorageError(`What is stored under ${key} has an unknown shape`, {
      hint: "Another version of Orchid may have written it; use that one or delete the entry.",
    });
  };
  const change: Lists<T>["change"] = (key, how) =>
    cells.inTurn(key, async () => {
      const before = await read(key);
      const [after, result] = how(before);
      if (after.length === 0 && before.length > 0) await cells.delete(key);
      else if (after !== before) await cells.set(key, after);
      return result;
    });
  return {
    read,
    change,
    async forget(personId, isTheirs) {
      const keys = await cells.keysWith(personId);
      const counts = keys.map((key) =>
        change(key, (list) => {
          const left = list.filter((one) => !isTheirs(one));
          return left.length === list.length ? [list, 0] : [left, list.length - left.length];
        }),
      );
      return sumOrThrow(await Promise.allSettled(counts));
    },
  };
}
