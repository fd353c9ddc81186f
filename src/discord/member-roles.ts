import { type Client, DiscordAPIError, type Guild, RESTJSONErrorCodes } from "discord.js";

import type { Log } from "../contracts.ts";

/** Finds out which of some roles a person has, when the event did not tell. */
export type FindRoles = (
  personId: string,
  guildId: string | undefined,
) => Promise<readonly string[] | undefined>;

/**
 * Asks Discord anew each time: without the members intent nothing tells when roles change. In a direct
 * message, the person's roles are those in every server that one of the given roles belongs to.
 *
 * @param roleIds The roles that the rules name.
 * @returns From the function, `undefined` when it cannot be found out.
 */
export function createFindRoles(client: Client, roleIds: ReadonlySet<string>, log: Log): FindRoles {
  const rolesIn = async (personId: string, guild: Guild): Promise<readonly string[]> => {
    try {
      const member = await guild.members.fetch({ user: personId, force: true });
      return [...member.roles.cache.keys()];
    } catch (error) {
      const isNoMember = error instanceof DiscordAPIError && error.code === RESTJSONErrorCodes.UnknownMember;
      if (isNoMember) return [];
      throw error;
    }
  };
  const guildsOfRoles = (): readonly Guild[] =>
    [...client.guilds.cache.values()].filter((guild) =>
      [...roleIds].some((roleId) => guild.roles.cache.has(roleId)),
    );
  return async (personId, guildId) => {
    try {
      const guild = guildId === undefined ? undefined : client.guilds.cache.get(guildId);
      if (guildId !== undefined && guild === undefined) return undefined;
      const guilds = guild === undefined ? guildsOfRoles() : [guild];
      return (await Promise.all(guilds.map((one) => rolesIn(personId, one)))).flat();
    } catch (error) {
      log.warn("roles-not-found-out", { personId, guildId, error });
      return undefined;
    }
  };
}
