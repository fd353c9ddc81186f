import { z } from "zod";

import type { Workspace } from "../../contracts/workspace.ts";
import { ToolError } from "../../errors.ts";
import type { ToolRun } from "../define-tool.ts";
import type { ToolServices } from "../services.ts";

/** Which channel a tool is about; the words are the same in every tool. */
export const channelParameter = z
  .string()
  .max(200)
  .optional()
  .describe("Name, id or link of the channel or thread. Default: where this conversation is.");

export const messageIdParameter = z
  .string()
  .regex(/^\d{15,20}$/, "must be the id of a message")
  .describe("Id of the message, as read_channel gives it.");

/** For `isAvailable`: tools about the platform are off where there is none. */
export function hasWorkspace({ workspace }: ToolServices): boolean {
  return workspace !== undefined;
}

/** @throws {ToolError} When there is no platform. */
export function workspaceOf({ services }: ToolRun): Workspace {
  if (services.workspace === undefined) throw new ToolError("there is no platform to do this on");
  return services.workspace;
}

/** On whose behalf: from the task, never from arguments. */
export function askerOf({ author, place }: ToolRun): Parameters<Workspace["listRooms"]>[0] {
  return { person: author, place };
}

/** Leaves out what is `undefined`: an absent channel means "here". */
export function inChannel(channel: string | undefined): { readonly channel?: string } {
  return channel === undefined ? {} : { channel };
}
