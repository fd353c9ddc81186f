import { z } from "zod";

import { defineTool } from "../toolkit/define-tool.ts";
import {
  askerOf,
  channelParameter,
  hasWorkspace,
  inChannel,
  workspaceOf,
} from "../toolkit/rooms/parameters.ts";

export default defineTool({
  description: "Posts a poll in a channel or thread, after the asking person approved it.",
  parameters: z.object({
    channel: channelParameter,
    question: z.string().min(1).max(300).describe("The question, at most 300 characters."),
    answers: z
      .array(z.string().min(1).max(55).describe("One answer, at most 55 characters."))
      .min(2)
      .max(10)
      .describe("2 to 10 answers of at most 55 characters each."),
    hours: z
      .number()
      .int()
      .min(1)
      .max(768)
      .optional()
      .describe("How long it is open, in hours, 1 to 768. Default 24."),
    multiple: z.boolean().optional().describe("Whether several answers may be chosen. Default false."),
  }),
  effect: "acts",
  reads: "nothing",
  needs: { approval: true, permissions: ["SendMessages", "SendPolls"] },
  isAvailable: hasWorkspace,
  async execute({ channel, question, answers, hours = 24, multiple = false }, run) {
    const poll = { ...inChannel(channel), question, answers, hours, isMultiple: multiple };
    const { url } = await workspaceOf(run).createPoll(askerOf(run), poll, run.effectKey);
    return `Posted: ${url}`;
  },
});
