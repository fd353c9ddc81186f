import type { MessageFacts } from "./facts.ts";

/** What the gate knows about the bot and the operator's rules. */
export interface GateRules {
  readonly botUserId: string;
  /** Ids of the roles that Discord made for the bot itself (`tags.bot_id`). */
  readonly ownRoleIds: ReadonlySet<string>;
}

/** Why a message was not taken. Each is explained by "Why no answer?". */
export type IgnoreReason =
  | "own-message"
  | "bot-author"
  | "webhook"
  | "system-message"
  | "not-addressed"
  | "everyone-mention";

export type GateDecision =
  | { readonly kind: "admit"; readonly trigger: Trigger; readonly text: string }
  | { readonly kind: "ignore"; readonly reason: IgnoreReason };

/** What made the message one for the bot. */
export type Trigger = "mention" | "role-mention" | "reply" | "direct";

/** Decides whether a message is for the bot. Pure. */
export function decide(facts: MessageFacts, rules: GateRules): GateDecision {
  if (facts.author.id === rules.botUserId) return { kind: "ignore", reason: "own-message" };
  // Webhooks before bots: a webhook's author is marked as a bot too.
  if (facts.isWebhook) return { kind: "ignore", reason: "webhook" };
  if (facts.isBot) return { kind: "ignore", reason: "bot-author" };
  if (facts.isSystem) return { kind: "ignore", reason: "system-message" };
  const trigger = triggerOf(facts, rules);
  if (trigger !== undefined) return { kind: "admit", trigger, text: readableText(facts, rules) };
  return { kind: "ignore", reason: facts.mentionsEveryone ? "everyone-mention" : "not-addressed" };
}

function triggerOf(facts: MessageFacts, rules: GateRules): Trigger | undefined {
  if (facts.place.kind === "direct") return "direct";
  const isReply = facts.quote?.isOwn === true;
  // A reply that pings mentions the bot too; its text names nobody.
  if (isReply) return "reply";
  if (facts.mentionedUserIds.includes(rules.botUserId)) return "mention";
  if (facts.mentionedRoleIds.some((id) => rules.ownRoleIds.has(id))) return "role-mention";
  return undefined;
}

/** The text without the mention that called the bot; other people's mentions become their names. */
function readableText(facts: MessageFacts, rules: GateRules): string {
  const own = [
    `<@${rules.botUserId}>`,
    `<@!${rules.botUserId}>`,
    ...[...rules.ownRoleIds].map((id) => `<@&${id}>`),
  ];
  let text = facts.content.trim();
  for (const mention of own) {
    if (text.startsWith(mention)) text = text.slice(mention.length).replace(/^[\s,:]+/, "");
    if (text.endsWith(mention)) text = text.slice(0, -mention.length).trimEnd();
  }
  return text.replace(/<@!?(\d+)>/g, (mention, id: string) => {
    const name = id === rules.botUserId ? "you" : facts.mentionedNames[id];
    return name === undefined ? mention : `@${name}`;
  });
}
