import { z } from "zod";

import { defineTool } from "../toolkit/define-tool.ts";
import { hasSchedules, schedule, whenParameter, zoneParameter } from "../toolkit/scheduling.ts";

export default defineTool({
  description:
    "Has you work on a task at a time, once or again and again, and post the result here; the asking person approves it first. " +
    "For a mere reminder use remind_me.",
  parameters: z.object({
    text: z.string().min(1).max(1_000).describe("What to do then, as the asking person would ask for it."),
    when: whenParameter,
    zone: zoneParameter,
  }),
  effect: "acts",
  reads: "nothing",
  needs: { approval: true },
  isAvailable: hasSchedules,
  execute({ text, when, zone }, run) {
    return schedule(run, "task", { text, when, zone });
  },
});
