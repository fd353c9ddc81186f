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
  description: "Pins a message in its channel, after the asking person approved it.",
  parameters: z.object({ channel: channelParameter, messageId: messageIdParameter }),
  effect: "acts",
  reads: "nothing",
  needs: { approval: true, permissions: ["PinMessages"] },
  isAvailable: hasWorkspace,
  async execute({ channel, messageId }, run) {
    await workspaceOf(run).pin(askerOf(run), { ...inChannel(channel), messageId });
    return "Pinned.";
  },
});
