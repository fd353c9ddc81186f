import { ApiError } from "../api-error.ts";
import { joinedGuild } from "./access.ts";
import { NO_CONTENT, ok, param } from "./route.ts";
import type { Call, Reply, Route } from "./route.ts";

const GLOBAL = "/applications/:application/commands";
const GUILD = "/applications/:application/guilds/:guild/commands";

/** Registering commands, everywhere and in one guild. */
export const commandRoutes: readonly Route[] = [GLOBAL, GUILD].flatMap((pattern): readonly Route[] => [
  { method: "GET", pattern, handle: (call) => ok(call.services.commands.list(guildOf(call))) },
  {
    method: "PUT",
    pattern,
    rule: "commands",
    handle: (call) => ok(call.services.commands.replaceAll(call.list, guildOf(call))),
  },
  {
    method: "POST",
    pattern,
    schema: "ApplicationCommandCreateRequest",
    rule: "command",
    handle: (call) => {
      const { command, isNew } = call.services.commands.add(call.body, guildOf(call));
      return { status: isNew ? 201 : 200, body: command };
    },
  },
  { method: "GET", pattern: `${pattern}/:command`, handle: getOne },
  {
    method: "PATCH",
    pattern: `${pattern}/:command`,
    schema: "ApplicationCommandPatchRequestPartial",
    handle: (call) => ok(call.services.commands.change(param(call, "command"), call.body, guildOf(call))),
  },
  {
    method: "DELETE",
    pattern: `${pattern}/:command`,
    handle: (call) => {
      call.services.commands.delete(param(call, "command"), guildOf(call));
      return NO_CONTENT;
    },
  },
]);

function getOne(call: Call): Reply {
  const command = call.services.commands.get(param(call, "command"), guildOf(call));
  if (command === undefined) throw new ApiError("unknownCommand");
  return ok(command);
}

/** @throws {ApiError} 50001 for another application's commands or a guild that the bot is not in. */
function guildOf(call: Call): string | undefined {
  const { kernel } = call.services;
  if (param(call, "application") !== kernel.identity.applicationId) throw new ApiError("missingAccess");
  const guildId = call.params["guild"];
  if (guildId !== undefined) joinedGuild(kernel, guildId);
  return guildId;
}
