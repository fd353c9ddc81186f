import { z } from "zod";

import { defineTool } from "../toolkit/define-tool.ts";
import { hasSchedules, schedule, whenParameter, zoneParameter } from "../toolkit/scheduling.ts";

export default defineTool({
  description:
    "Reminds the asking person here at a time, once or again and again, by saying a text. Survives restarts. " +
    "For work that has to be done then, use schedule_task.",
  parameters: z.object({
    text: z.string().min(1).max(1_000).describe("What to remind of, as it will be said."),
    when: whenParameter,
    zone: zoneParameter,
  }),
  effect: "acts",
  reads: "nothing",
  isAvailable: hasSchedules,
  execute({ text, when, zone }, run) {
    return schedule(run, "reminder", { text, when, zone });
  },
});
