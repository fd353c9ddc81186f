import type { Garden, WorldBuilder } from "./contracts.ts";

/** Builds the default world: one guild, three channels, three people, one of them moderator. */
export function buildGarden(world: WorldBuilder): void {
  const ada = world.addUser({ name: "Ada" });
  const grace = world.addUser({ name: "Grace" });
  const linus = world.addUser({ name: "Linus", locale: "de" });
  const guildId = world.addGuild({ name: GARDEN, ownerId: ada });
  const moderator = world.addRole(guildId, {
    name: MODERATOR,
    permissions: ["MANAGE_MESSAGES", "MANAGE_THREADS", "MODERATE_MEMBERS", "MANAGE_GUILD"],
    isMentionable: true,
  });
  world.addMember(guildId, grace, { roleIds: [moderator] });
  world.addMember(guildId, linus);
  world.addChannel(guildId, { name: "general", topic: "Everything that grows" });
  world.addChannel(guildId, { name: "lab", topic: "Try things out" });
  world.addChannel(guildId, { name: "random" });
}

const GARDEN = "Orchid Garden";
const MODERATOR = "Moderator";

/** Finds the ids of the default world again, also after a restart. `undefined` in another world. */
export function findGarden(
  guilds: readonly {
    readonly id: string;
    readonly name: string;
    readonly roles: readonly { readonly id: string; readonly name: string }[];
  }[],
  idOf: (kind: "user" | "channel", name: string) => string,
  botName: string,
): Garden | undefined {
  const guild = guilds.find(({ name }) => name === GARDEN);
  if (guild === undefined) return undefined;
  const role = (wanted: string): string => guild.roles.find(({ name }) => name === wanted)?.id ?? "";
  return {
    guildId: guild.id,
    general: idOf("channel", "general"),
    lab: idOf("channel", "lab"),
    random: idOf("channel", "random"),
    ada: idOf("user", "Ada"),
    grace: idOf("user", "Grace"),
    linus: idOf("user", "Linus"),
    moderatorRoleId: role(MODERATOR),
    botRoleId: role(botName),
  };
}
