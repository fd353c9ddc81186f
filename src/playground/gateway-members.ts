import type { JsonObject } from "./contracts.ts";
import type { Session } from "./gateway-session.ts";
import { toObject } from "./json.ts";
import { INTENT } from "./kernel.ts";
import type { Kernel } from "./kernel.ts";
import { memberJson, userJson } from "./wire.ts";

/** All members of one guild may be asked for once in this time. */
const ALL_MEMBERS_PAUSE_MS = 30_000;

/** Answers Request Guild Members (op 8) in one chunk. */
export class MemberRequests {
  readonly #kernel: Kernel;
  readonly #violate: (what: string) => void;
  readonly #lastAllAt = new Map<string, number>();

  constructor(kernel: Kernel, violate: (what: string) => void) {
    this.#kernel = kernel;
    this.#violate = violate;
  }

  answer(session: Session, data: unknown): void {
    const d = toObject(data);
    const { world } = this.#kernel;
    const guild = world.guilds.get(String(d["guild_id"]));
    if (guild === undefined) return;
    const wantedIds = d["user_ids"] === undefined ? undefined : [d["user_ids"]].flat().map(String);
    const query = typeof d["query"] === "string" ? d["query"].toLowerCase() : "";
    if (wantedIds === undefined && query === "" && !this.#takeAll(session, guild.id, d["nonce"])) return;
    const members = [...guild.members.values()].filter(({ userId }) => {
      if (wantedIds !== undefined) return wantedIds.includes(userId);
      return world.users.get(userId)?.name.toLowerCase().startsWith(query) === true;
    });
    const chunk: JsonObject = {
      guild_id: guild.id,
      members: members.map((member) => ({
        ...memberJson(member),
        user: userJson(world.users.get(member.userId)),
      })),
      chunk_index: 0,
      chunk_count: 1,
      not_found: wantedIds?.filter((id) => !guild.members.has(id)) ?? [],
      ...(d["nonce"] === undefined ? {} : { nonce: d["nonce"] }),
    };
    session.send("GUILD_MEMBERS_CHUNK", JSON.stringify(chunk));
  }

  /** All members of a guild want the GUILD_MEMBERS intent, and patience. */
  #takeAll(session: Session, guildId: string, nonce: unknown): boolean {
    if ((session.intents & INTENT.members) === 0) {
      this.#violate("asks for all members without GUILD_MEMBERS");
      return false;
    }
    const now = performance.now();
    const waitMs = (this.#lastAllAt.get(guildId) ?? -Infinity) + ALL_MEMBERS_PAUSE_MS - now;
    if (waitMs <= 0) {
      this.#lastAllAt.set(guildId, now);
      return true;
    }
    const meta = { guild_id: guildId, ...(nonce === undefined ? {} : { nonce }) };
    session.send("RATE_LIMITED", JSON.stringify({ opcode: 8, retry_after: waitMs / 1000, meta }));
    return false;
  }
}
