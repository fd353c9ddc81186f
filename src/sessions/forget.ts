import type { Forgettable } from "../contracts/storage.ts";
import type { Cells } from "./keyv.ts";

/**
 * Forgets whole entries of a namespace.
 *
 * @param what As people read it.
 * @param isTheirs Told of entries that contain the person's id somewhere.
 */
export function forgetEntries(
  what: string,
  cells: Cells,
  isTheirs: (personId: string, key: string, value: unknown) => boolean,
): Forgettable {
  return {
    what,
    async forgetPerson(personId) {
      const keys = await cells.keysWith(personId);
      const counts = await Promise.allSettled(
        keys.map((key) =>
          cells.inTurn(key, async () => {
            const value = await cells.get(key);
            if (value === undefined || !isTheirs(personId, key, value)) return 0;
            await cells.delete(key);
            return 1;
          }),
        ),
      );
      return sumOrThrow(counts);
    },
  };
}

/** The sum; when one failed, its error, after all the others have had their turn. */
export function sumOrThrow(counts: readonly PromiseSettledResult<number>[]): number {
  let sum = 0;
  for (const count of counts) {
    if (count.status === "rejected") throw count.reason;
    sum += count.value;
  }
  return sum;
}
