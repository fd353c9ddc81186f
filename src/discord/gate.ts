import type { MessageFacts } from "./facts.ts";

/** Why a message was not taken. Each is explained by "Why no answer?". */
export type IgnoreReason =
  | "own-message"
  | "bot-author"
  | "webhook"
  | "system-message"
  | "not-addressed"
  | "everyone-mention"
  /** Refused behind the gate: see `flood.ts`. */
  | "too-many-waiting"
  | "channel-full";

export type GateDecision =
  | { readonly kind: "admit"; readonly trigger: Trigger; readonly text: string }
  | { readonly kind: "ignore"; readonly reason: IgnoreReason };

/** What made the message one for the bot. */
export type Trigger = "mention" | "role-mention" | "reply" | "direct";

/** Decides whether a message is for the bot. Pure. */
export function decide(facts: MessageFacts, botUserId: string): GateDecision {
  if (facts.author.id === botUserId) return { kind: "ignore", reason: "own-message" };
  // Webhooks before bots: a webhook's author is marked as a bot too.
  if (facts.isWebhook) return { kind: "ignore", reason: "webhook" };
  if (facts.isBot) return { kind: "ignore", reason: "bot-author" };
  if (facts.isSystem) return { kind: "ignore", reason: "system-message" };
  const trigger = triggerOf(facts, botUserId);
  if (trigger !== undefined) return { kind: "admit", trigger, text: readableText(facts, botUserId) };
  return { kind: "ignore", reason: facts.mentionsEveryone ? "everyone-mention" : "not-addressed" };
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
