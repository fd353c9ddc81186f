import { z } from "zod";

import { ToolError } from "../errors.ts";
import { defineTool } from "../toolkit/define-tool.ts";
import { aboutParameter, factsOf, hasFacts, ownerOf, requireOwnership } from "../toolkit/facts.ts";

export default defineTool({
  description:
    "Deletes a fact that was kept with remember, by the id that recall gives, when the asking person wants it.",
  parameters: z.object({
    id: z.string().min(1).max(20).describe("Id of the fact, as recall gives it."),
    about: aboutParameter,
  }),
  effect: "acts",
  reads: "nothing",
  isAvailable: hasFacts,
  async execute({ id, about = "me" }, run) {
    await requireOwnership(run, about);
    const isGone = await factsOf(run).remove(ownerOf(run, about), id);
    if (!isGone) throw new ToolError(`there is no fact ${id}`);
    return "Forgotten.";
  },
});
