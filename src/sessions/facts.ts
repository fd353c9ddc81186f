import { randomBytes } from "node:crypto";

import { z } from "zod";

import type { Fact, Facts } from "../contracts/facts.ts";
import type { Forgettable, OpenStorage } from "../contracts/storage.ts";
import { ToolError } from "../errors.ts";
import { openCells } from "./keyv.ts";
import { openLists } from "./lists.ts";

/** Facts of one owner: a list that a person can still look through. */
const MAX_FACTS = 50;

const shape = z.object({
  id: z.string(),
  text: z.string(),
  at: z.number(),
  personId: z.string(),
  guildId: z.string().optional(),
});

/** Small facts that people had remembered, by owner, on Keyv. They stay until somebody deletes them. */
export function createFacts(storage: OpenStorage): Facts & Forgettable {
  const lists = openLists(
    openCells(storage, "orchid-facts-v1", { acrossProcesses: true }),
    (value): value is Fact => shape.safeParse(value).success,
  );
  return {
    what: "remembered facts",
    forgetPerson: (id) => lists.forget(id, ({ personId }) => personId === id),
    list: (owner) => lists.read(owner),
    add: (owner, fact) =>
      lists.change(owner, (list) => {
        const known = list.find(({ text }) => text === fact.text);
        if (known !== undefined) return [list, known];
        if (list.length >= MAX_FACTS) {
          throw new ToolError(`there are ${MAX_FACTS} facts already; forget one first`);
        }
        const added: Fact = { ...fact, id: randomBytes(3).toString("hex") };
        return [[...list, added], added];
      }),
    remove: (owner, id) =>
      lists.change(owner, (list) => {
        const left = list.filter((fact) => fact.id !== id);
        return left.length === list.length ? [list, false] : [left, true];
      }),
    clear: (owner) => lists.change(owner, (list) => [[], list.length]),
  };
}
