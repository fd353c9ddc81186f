import { z } from "zod";

import { defineTool } from "../toolkit/define-tool.ts";
import { askerOf, hasWorkspace, workspaceOf } from "../toolkit/rooms/parameters.ts";

export default defineTool({
  description: "Tells who somebody in this server is: names, id, roles and when they joined.",
  parameters: z.object({
    name: z.string().min(1).max(100).describe("Beginning of the name, the id, or a mention."),
  }),
  effect: "reads",
  // Everybody in the server sees it, but names are chosen by people.
  reads: "public",
  isAvailable: hasWorkspace,
  async execute({ name }, run) {
    const people = await workspaceOf(run).findPeople(askerOf(run), name);
    return people.length === 0
      ? "[nobody of that name]"
      : people.map((one) => ({ ...one, joinedAt: dateOf(one.joinedAt) }));
  },
});

function dateOf(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString().slice(0, 10);
}
