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
  description:
    "Sends a message in a channel or thread on the asking person's behalf, after they approved it. " +
    "Not for answering in this conversation: the answer is shown here anyway.",
  parameters: z.object({
    channel: channelParameter,
    text: z
      .string()
      .min(1)
      .max(2_000)
      .describe("The message, at most 2,000 characters. Mentions in it notify nobody."),
  }),
  effect: "acts",
  reads: "nothing",
  needs: { approval: true, permissions: ["SendMessages"] },
  isAvailable: hasWorkspace,
  async execute({ channel, text }, run) {
    const { url } = await workspaceOf(run).send(askerOf(run), { ...inChannel(channel), text }, run.effectKey);
    return `Sent: ${url}`;
  },
});
