import { z } from "zod";

import { defineTool } from "../toolkit/define-tool.ts";
import {
  askerOf,
  channelParameter,
  hasWorkspace,
  inChannel,
  messageIdParameter,
  workspaceOf,
} from "../toolkit/rooms/parameters.ts";

export default defineTool({
  description: "Adds a reaction of the bot to a message, after the asking person approved it.",
  parameters: z.object({
    channel: channelParameter,
    messageId: messageIdParameter,
    emoji: z
      .string()
      .min(1)
      .max(100)
      .describe("A standard emoji such as 👍, or name:id of one of the server's own."),
  }),
  effect: "acts",
  reads: "nothing",
  needs: { approval: true, permissions: ["AddReactions"] },
  isAvailable: hasWorkspace,
  async execute({ channel, messageId, emoji }, run) {
    await workspaceOf(run).addReaction(askerOf(run), { ...inChannel(channel), messageId, emoji });
    return "Done.";
  },
});
