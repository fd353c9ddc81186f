import { z } from "zod";

import type { Schedule } from "../contracts/schedules.ts";
import type { Forgettable, OpenStorage } from "../contracts/storage.ts";
import { openCells } from "./keyv.ts";
import { openLists } from "./lists.ts";

const shape = z.looseObject({
  id: z.string(),
  kind: z.enum(["reminder", "task"]),
  text: z.string(),
  asker: z.object({
    person: z.looseObject({ id: z.string() }),
    place: z.looseObject({ channelId: z.string() }),
  }),
  cron: z.string().optional(),
  zone: z.string(),
  nextAt: z.number(),
});

/** All schedules under one key: they are few, and looked through together. */
const KEY = "all";

/** Schedules on Keyv. */
export function createScheduleStore(storage: OpenStorage) {
  const lists = openLists(
    openCells(storage, "orchid-schedules-v1", { acrossProcesses: true }),
    (value): value is Schedule => shape.safeParse(value).success,
  );
  const forgettable: Forgettable = {
    what: "reminders and schedules",
    forgetPerson: (id) => lists.forget(id, ({ asker }) => asker.person.id === id),
  };
  return {
    ...forgettable,
    read: () => lists.read(KEY),
    change: <R>(change: (list: readonly Schedule[]) => readonly [readonly Schedule[], R]): Promise<R> =>
      lists.change(KEY, change),
  };
}
