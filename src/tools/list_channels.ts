import { z } from "zod";

import { defineTool } from "../toolkit/define-tool.ts";
import { askerOf, hasWorkspace, workspaceOf } from "../toolkit/rooms/parameters.ts";
import { roomLine } from "../toolkit/rooms/transcript.ts";

export default defineTool({
  description:
    "Lists the channels, forums and active threads of this server that the asking person and the bot may both see.",
  parameters: z.object({
    contains: z
      .string()
      .max(100)
      .optional()
      .describe("Only those whose name or topic contains this. Default: all."),
  }),
  effect: "reads",
  reads: "private",
  isAvailable: hasWorkspace,
  async execute({ contains }, run) {
    const rooms = await workspaceOf(run).listRooms(askerOf(run));
    const wanted = contains?.toLowerCase() ?? "";
    const lines = rooms.map(roomLine).filter((line) => line.toLowerCase().includes(wanted));
    return lines.join("\n") || "[none]";
  },
});
