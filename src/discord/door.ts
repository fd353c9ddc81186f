import type { AccessRules } from "../contracts/access.ts";
import { GuildMember, type Interaction } from "discord.js";

import { type AccessRefusal, refusalOf, type Visitor } from "./may-use.ts";
import type { CalledThreads } from "./called-threads.ts";
import type { MessageFacts } from "./facts.ts";
import { decide, type GateDecision } from "./gate.ts";
import type { FindRoles } from "./member-roles.ts";

/**
 * The gate with what it needs to know: one rule for every way in, be it a new, found or edited message, a
 * command, a button or a completion.
 */
export interface Door {
  /** Whether a message is for the bot, and from somebody who may. Never rejects. */
  decide(facts: MessageFacts): Promise<GateDecision>;
  /** Why somebody may not use commands and buttons here; `undefined` when they may. Never rejects. */
  refusalOf(interaction: Interaction): Promise<AccessRefusal | undefined>;
}

export function createDoor(parts: {
  readonly rules: AccessRules;
  readonly findRoles: FindRoles;
  readonly threads: Pick<CalledThreads, "isCalled">;
  /** False: Discord withholds what nobody addressed to the bot, so nothing can be answered without a mention. */
  readonly hasMessageContent: boolean;
  readonly botUserId: () => string;
}): Door {
  const { rules, findRoles, threads, hasMessageContent, botUserId } = parts;
  return {
    async decide(facts) {
      const isInCalledThread =
        hasMessageContent &&
        facts.place.kind === "thread" &&
        isUndecided(decide(facts, botUserId())) &&
        (await threads.isCalled(facts.place, facts.createdAt));
      const first = decide(facts, botUserId(), { rules, isInCalledThread });
      if (first.kind === "admit" || first.reason !== "roles-unknown") return first;
      const roleIds = await findRoles(facts.author.id, facts.place.guildId);
      return roleIds === undefined
        ? first
        : decide({ ...facts, roleIds }, botUserId(), { rules, isInCalledThread });
    },
    async refusalOf(interaction) {
      const visitor = visitorOf(interaction);
      const first = refusalOf(rules, visitor);
      if (first !== "roles-unknown") return first;
      const roleIds = await findRoles(visitor.personId, visitor.guildId);
      return roleIds === undefined ? first : refusalOf(rules, { ...visitor, roleIds });
    },
  };
}

function isUndecided(decision: GateDecision): boolean {
  return decision.kind === "ignore" && decision.reason === "not-addressed";
}

/** Interactions tell the person's roles, also those from servers that the bot is not in. */
function visitorOf(interaction: Interaction): Visitor {
  const { channel, guildId, member } = interaction;
  const parentId = channel !== null && "parentId" in channel && channel.isThread() ? channel.parentId : null;
  const roleIds = member instanceof GuildMember ? [...member.roles.cache.keys()] : member?.roles;
  return {
    personId: interaction.user.id,
    channelId: interaction.channelId ?? "",
    isChannelKnown: guildId === null || channel !== null,
    ...(parentId === null ? {} : { parentChannelId: parentId }),
    ...(guildId === null ? {} : { guildId }),
    ...(roleIds === undefined ? {} : { roleIds }),
  };
}
