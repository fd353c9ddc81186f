/** Close codes. Source: https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway */
export const CLOSE = {
  unknownOpcode: 4001,
  decodeError: 4002,
  notAuthenticated: 4003,
  authenticationFailed: 4004,
  alreadyAuthenticated: 4005,
  invalidSequence: 4007,
  rateLimited: 4008,
  sessionTimedOut: 4009,
  invalidShard: 4010,
  invalidVersion: 4012,
  invalidIntents: 4013,
  disallowedIntents: 4014,
} as const;

/** Opcodes, as numbered by Discord. */
export const OP = {
  heartbeat: 1,
  identify: 2,
  presenceUpdate: 3,
  voiceStateUpdate: 4,
  resume: 6,
  reconnect: 7,
  requestGuildMembers: 8,
  invalidSession: 9,
  hello: 10,
  heartbeatAck: 11,
} as const;

export const MAX_PAYLOAD_BYTES = 4096;
export const MAX_SENDS = 120;
export const SEND_WINDOW_MS = 60_000;
/** Identifies per key and window. */
export const IDENTIFY_WINDOW_MS = 5_000;
export const MAX_IDENTIFIES_PER_DAY = 1_000;

/** Bits 0–16, 20, 21, 24 and 25 are Discord's intents. */
const KNOWN_INTENTS = 0x1ffff | (1 << 20) | (1 << 21) | (1 << 24) | (1 << 25);

const PRIVILEGED = { members: 1 << 1, presences: 1 << 8, "message-content": 1 << 15 } as const;
export type PrivilegedIntent = keyof typeof PRIVILEGED;

export function privilegedBits(names: readonly PrivilegedIntent[]): number {
  return names.reduce((bits, name) => bits | PRIVILEGED[name], 0);
}

/** Source: https://docs.discord.com/developers/resources/application#application-object-application-flags */
const LIMITED_FLAGS = { presences: 1 << 13, members: 1 << 15, "message-content": 1 << 19 } as const;

/** What an application of less than 100 guilds shows of its privileged intents. */
export function applicationFlags(names: readonly PrivilegedIntent[]): number {
  return names.reduce((bits, name) => bits | LIMITED_FLAGS[name], 0);
}

export interface Refusal {
  readonly code: number;
  readonly why: string;
}

export interface Identify {
  readonly token: string;
  readonly intents: number;
  readonly shard: readonly [id: number, count: number];
  readonly presence: unknown;
}

/** Reads an IDENTIFY and says why it is refused, if it is. */
export function readIdentify(data: unknown, botToken: string, enabledPrivileged: number): Identify | Refusal {
  const d = (typeof data === "object" && data !== null ? data : {}) as Record<string, unknown>;
  if (d["token"] !== botToken) return { code: CLOSE.authenticationFailed, why: "the token is wrong" };
  if (typeof d["properties"] !== "object")
    return { code: CLOSE.decodeError, why: "IDENTIFY has no properties" };
  const intents = d["intents"];
  if (typeof intents !== "number" || (intents & ~KNOWN_INTENTS) !== 0)
    return { code: CLOSE.invalidIntents, why: `intents ${String(intents)} are no known bits` };
  const wanted = intents & privilegedBits(["members", "presences", "message-content"]);
  if ((wanted & ~enabledPrivileged) !== 0) {
    const names = (Object.keys(PRIVILEGED) as PrivilegedIntent[]).filter(
      (name) => (wanted & ~enabledPrivileged & PRIVILEGED[name]) !== 0,
    );
    return { code: CLOSE.disallowedIntents, why: `privileged intents not enabled: ${names.join(", ")}` };
  }
  const [id, count] = Array.isArray(d["shard"]) ? (d["shard"] as unknown[]) : [0, 1];
  if (typeof id !== "number" || typeof count !== "number" || id < 0 || id >= count)
    return { code: CLOSE.invalidShard, why: `shard ${String(id)} of ${String(count)} cannot be` };
  return { token: botToken, intents, shard: [id, count], presence: d["presence"] };
}
