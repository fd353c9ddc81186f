import type { AccessRules } from "../contracts/access.ts";
import { type AccessRefusal, refusalOf, type Visitor } from "./may-use.ts";
import type { MessageFacts } from "./facts.ts";

/** Why a message was not taken. Each is explained by "Why no answer?". */
export type IgnoreReason =
  | AccessRefusal
  | "own-message"
  | "bot-author"
  | "webhook"
  | "system-message"
  | "not-addressed"
  | "everyone-mention"
  /** In a thread that the bot was called in: spoken to somebody else. */
  | "others-addressed"
  /** Refused behind the gate: see `loop-guard.ts`. */
  | "loop-guard"
  /** Refused behind the gate: see `flood.ts`. */
  | "too-many-waiting"
  | "channel-full";

export type GateDecision =
  | { readonly kind: "admit"; readonly trigger: Trigger; readonly text: string }
  | { readonly kind: "ignore"; readonly reason: IgnoreReason };

/** What made the message one for the bot. */
export type Trigger = "mention" | "role-mention" | "reply" | "direct" | "thread";

/** What the gate knows besides the message. */
export interface GateKnowledge {
  /** Who may; absent: everybody. */
  readonly rules?: AccessRules;
  /** The message is in a thread that the bot was called in, and its text can be read. */
  readonly isInCalledThread?: boolean;
}

/** Decides whether a message is for the bot, and from somebody who may. Pure. */
export function decide(
  facts: MessageFacts,
  botUserId: string,
  { rules, isInCalledThread = false }: GateKnowledge = {},
): GateDecision {
  if (facts.author.id === botUserId) return { kind: "ignore", reason: "own-message" };
  // Webhooks before bots: a webhook's author is marked as a bot too.
  if (facts.isWebhook) return { kind: "ignore", reason: "webhook" };
  if (facts.isBot) return { kind: "ignore", reason: "bot-author" };
  if (facts.isSystem) return { kind: "ignore", reason: "system-message" };
  const trigger = triggerOf(facts, botUserId) ?? (isInCalledThread ? threadTrigger(facts) : undefined);
  if (trigger === "others-addressed") return { kind: "ignore", reason: trigger };
  if (trigger === undefined) {
    return { kind: "ignore", reason: facts.mentionsEveryone ? "everyone-mention" : "not-addressed" };
  }
  const refusal = rules === undefined ? undefined : refusalOf(rules, visitorOf(facts));
  if (refusal !== undefined) return { kind: "ignore", reason: refusal };
  return { kind: "admit", trigger, text: readableText(facts, botUserId) };
}

/** Everything in the thread is for the bot, unless it is for somebody else or says nothing. */
function threadTrigger(facts: MessageFacts): "thread" | "others-addressed" | undefined {
  if (facts.mentionsEveryone || (facts.content.trim() === "" && facts.attachments.length === 0))
    return undefined;
  const isForOthers =
    facts.mentionedUserIds.length > 0 || facts.mentionsOtherRoles === true || facts.quote?.isOwn === false;
  return isForOthers ? "others-addressed" : "thread";
}

function visitorOf({ author, place, roleIds }: MessageFacts): Visitor {
  return {
    personId: author.id,
    channelId: place.channelId,
    ...(place.parentChannelId === undefined ? {} : { parentChannelId: place.parentChannelId }),
    ...(place.guildId === undefined ? {} : { guildId: place.guildId }),
    ...(roleIds === undefined ? {} : { roleIds }),
  };
}

function triggerOf(facts: MessageFacts, botUserId: string): Trigger | undefined {
  if (facts.place.kind === "direct") return "direct";
  const isReply = facts.quote?.isOwn === true;
  // A reply that pings mentions the bot too; its text names nobody.
  if (isReply) return "reply";
  if (facts.mentionedUserIds.includes(botUserId)) return "mention";
  if (facts.mentionsOwnRole) return "role-mention";
  return undefined;
}

/** The text without the mention that called the bot; other people's mentions become their names. */
function readableText(facts: MessageFacts, botUserId: string): string {
  const own = [
    `<@${botUserId}>`,
    `<@!${botUserId}>`,
    ...(facts.ownRoleId === undefined ? [] : [`<@&${facts.ownRoleId}>`]),
  ];
  let text = facts.content.trim();
  for (const mention of own) {
    if (text.startsWith(mention)) text = text.slice(mention.length).replace(/^[\s,:]+/, "");
    if (text.endsWith(mention)) text = text.slice(0, -mention.length).trimEnd();
  }
  return text.replace(/<@!?(\d+)>/g, (mention, id: string) => {
    const name = id === botUserId ? "you" : facts.mentionedNames[id];
    return name === undefined ? mention : `@${name}`;
  });
}
