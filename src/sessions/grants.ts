import { z } from "zod";

import type { Grant, Grants } from "../contracts/approvals.ts";
import type { Forgettable, OpenStorage } from "../contracts/storage.ts";
import { openCells } from "./keyv.ts";
import { openLists } from "./lists.ts";

const shape = z.object({ channelId: z.string(), tool: z.string(), personId: z.string(), at: z.number() });

/** Every "Always here", by person, on Keyv; it does not expire. */
export function createGrants(storage: OpenStorage): Grants & Forgettable {
  const lists = openLists(
    openCells(storage, "orchid-grants-v1", { acrossProcesses: true }),
    (value): value is Grant => shape.safeParse(value).success,
  );
  const isSame = (one: Grant, other: Pick<Grant, "channelId" | "tool">): boolean =>
    one.channelId === other.channelId && one.tool === other.tool;
  return {
    what: "standing approvals",
    forgetPerson: (id) => lists.forget(id, ({ personId }) => personId === id),
    list: (personId) => lists.read(personId),
    add: (grant) =>
      lists.change(grant.personId, (list) => [
        [...list.filter((one) => !isSame(one, grant)), grant],
        undefined,
      ]),
    revoke: (grant) =>
      lists.change(grant.personId, (list) => {
        const left = list.filter((one) => !isSame(one, grant));
        return left.length === list.length ? [list, false] : [left, true];
      }),
  };
}
