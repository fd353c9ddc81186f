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
  description:
    "Opens a public thread in a channel, on a message when one is named, after the asking person approved it.",
  parameters: z.object({
    channel: channelParameter,
    name: z.string().min(1).max(100).describe("Name of the thread, at most 100 characters."),
    messageId: messageIdParameter.optional().describe("Id of the message that it hangs on. Default: none."),
  }),
  effect: "acts",
  reads: "nothing",
  needs: { approval: true, permissions: ["CreatePublicThreads"] },
  isAvailable: hasWorkspace,
  async execute({ channel, name, messageId }, run) {
    const act = { ...inChannel(channel), name, ...(messageId === undefined ? {} : { messageId }) };
    const { url } = await workspaceOf(run).createThread(askerOf(run), act);
    return `Opened: ${url}`;
  },
});
