import { z } from "zod";

import type { FactOwner, Facts } from "../contracts/facts.ts";
import { ToolError } from "../errors.ts";
import type { ToolRun } from "./define-tool.ts";
import type { ToolServices } from "./services.ts";

/** Whose facts a tool is about; the words are the same in every tool. */
export const aboutParameter = z
  .enum(["me", "server"])
  .optional()
  .describe(
    "`me`: the asking person's own, for them alone. `server`: everybody's in this server. Default me.",
  );

export function hasFacts({ facts }: ToolServices): boolean {
  return facts !== undefined;
}

/** @throws {ToolError} When nothing can be kept. */
export function factsOf({ services }: ToolRun): Facts {
  if (services.facts === undefined) throw new ToolError("nothing can be remembered here");
  return services.facts;
}

/**
 * From the task, never from arguments.
 *
 * @throws {ToolError} When a server is meant and there is none.
 */
export function ownerOf({ author, place }: ToolRun, about: "me" | "server" = "me"): FactOwner {
  if (about === "me") return `person:${author.id}`;
  if (place.guildId === undefined) throw new ToolError("this is no server");
  return `guild:${place.guildId}`;
}

/**
 * What a whole server is told later is for those to change who look after it.
 *
 * @throws {ToolError} When the person may not.
 */
export async function requireOwnership(
  { author, place, services }: ToolRun,
  about: "me" | "server",
): Promise<void> {
  if (about === "me") return;
  const asker = { person: author, place };
  const missing = (await services.workspace?.missing(asker, ["ManageMessages"])) ?? ["ManageMessages"];
  if (missing.length > 0)
    throw new ToolError("only people who may manage messages can change the server's facts");
}
