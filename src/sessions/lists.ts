import type { Cells } from "./keyv.ts";
import { StorageError } from "../errors.ts";

/** Small lists of plain values, one under each key: what people allowed, had remembered, or planned. */
export interface Lists<T> {
  /** @throws {StorageError} */
  read(key: string): Promise<readonly T[]>;
  /**
   * Reads, changes and writes as one step within this process.
   *
   * @param change The new list and what to give back; the same list again writes nothing.
   * @throws {StorageError} And whatever `change` throws; nothing is written then.
   */
  change<R>(
    key: string,
    change: (list: readonly T[]) => readonly [list: readonly T[], result: R],
  ): Promise<R>;
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
  return {
    read,
    change: (key, change) =>
      cells.inTurn(key, async () => {
        const before = await read(key);
        const [after, result] = change(before);
        if (after.length === 0 && before.length > 0) await cells.delete(key);
        else if (after !== before) await cells.set(key, after);
        return result;
      }),
  };
}
