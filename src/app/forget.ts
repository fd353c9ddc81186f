import { randomBytes } from "node:crypto";

import type { Client } from "discord.js";

import type { Log } from "../contracts.ts";
import type { Journal } from "../contracts/journal.ts";
import type { Settings } from "../contracts/settings.ts";
import type { Forgettable, Forgotten } from "../contracts/storage.ts";
import type { CatchUp } from "../discord/catch-up.ts";
import type { Manners } from "../discord/manners.ts";

/** The journal as one of those that keep something of people. */
export function forgetInJournal(journal: Pick<Journal, "forgetPerson">): Forgettable {
  return {
    what: "requests and their receipts",
    forgetPerson: async (personId) => (await journal.forgetPerson(personId)).tasks,
  };
}

/** What was chosen in a person's direct messages, and that there are any. */
export function forgetDirectChannel(parts: {
  readonly client: Client;
  readonly catchUp: Pick<CatchUp, "forget">;
  readonly settings: Settings;
  readonly manners: Pick<Manners, "read" | "choose">;
}): Forgettable {
  const { client, catchUp, settings, manners } = parts;
  return {
    what: "direct-message channels and what was chosen there",
    async forgetPerson(personId) {
      // Gives the one that there is; Discord tells nobody of it.
      const { id } = await client.users.createDM(personId);
      const chosen = Object.keys(await settings.read(id));
      if (chosen.length > 0) {
        await settings.update(id, Object.fromEntries(chosen.map((key) => [key, undefined])));
      }
      const { answers } = await manners.read(`channel:${id}`);
      if (answers !== undefined) await manners.choose(`channel:${id}`, undefined);
      const isKnown = await catchUp.forget(id);
      return chosen.length + (answers === undefined ? 0 : 1) + (isKnown ? 1 : 0);
    },
  };
}

/**
 * Forgets a person wherever something is kept, one after the other in the order of the list. One that fails
 * keeps no other from its turn, and is named in what is returned.
 */
export function createForget(
  keepers: readonly Forgettable[],
  log: Log,
): (personId: string) => Promise<readonly Forgotten[]> {
  return async (personId) => {
    const forgotten: Forgotten[] = [];
    for (const keeper of keepers) {
      try {
        forgotten.push({ what: keeper.what, count: await keeper.forgetPerson(personId) });
      } catch (error) {
        const errorId = randomBytes(4).toString("hex");
        log.error("person-not-forgotten", { what: keeper.what, errorId, error });
        forgotten.push({ what: keeper.what, errorId });
      }
    }
    // Counts alone: the log is no place to keep who asked to be forgotten.
    log.info("person-forgotten", { forgotten });
    return forgotten;
  };
}
