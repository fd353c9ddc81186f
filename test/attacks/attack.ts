import assert from "node:assert/strict";
import { after, test, type TestContext } from "node:test";

import { type RunningBot, type RunningBotOptions, startBot } from "../fakes/running-bot.ts";
import { chunk, type FakeCall, type Step, stream, streamCalls } from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";
import type { VisibleMessage } from "../../src/playground/contracts.ts";
import type { StandIn } from "../../src/playground/stand-in.ts";

let tried = 0;
let held = 0;

after(() => console.log(`attacks: ${tried} tried, ${held} held`));

/** One attack on the whole bot; it counts as held when nothing in it throws. */
export function attack(name: string, run: (t: TestContext) => Promise<void>): void {
  void test(name, async (t) => {
    tried += 1;
    await run(t);
    held += 1;
  });
}

/** The same attack where the protection does not apply: it must succeed, or the attack proves nothing. */
export function twin(name: string, run: (t: TestContext) => Promise<void>): void {
  void test(`twin: ${name}`, run);
}

type Environment = Readonly<Record<string, string>>;

type VictimOptions = Omit<RunningBotOptions, "environment"> & {
  readonly environment?: Environment | ((standIn: StandIn) => Environment);
};

/** A bot that may read what people write, and a model that does whatever the attack needs. */
export async function startVictim(t: TestContext, options: VictimOptions = {}): Promise<RunningBot> {
  return await startBot(t, {
    ...options,
    standIn: { privilegedIntents: ["message-content"], ...options.standIn },
    environment: (standIn) => ({
      DISCORD_MESSAGE_CONTENT: "true",
      ...(typeof options.environment === "function" ? options.environment(standIn) : options.environment),
    }),
  });
}

export interface Ask {
  readonly calls: readonly (FakeCall | readonly FakeCall[])[];
  readonly authorId?: string;
  readonly channelId?: string;
  readonly text?: string;
  readonly answer?: string;
  /** What the first message of the answer says when it is whole. Default: the footer. */
  readonly whole?: RegExp;
  /** What the person presses when they are asked, in order. Default: nobody is asked. */
  readonly presses?: readonly ("yes" | "no" | "always")[];
}

/** Asks, has the model make the calls, one round each, and gives back what it was told. */
export async function attempt(
  bot: RunningBot,
  ask: Ask,
): Promise<{
  readonly results: readonly string[];
  readonly answer: VisibleMessage;
  readonly questions: number;
}> {
  const { calls, text = "go on", answer = "Done.", presses = [], whole = /·/ } = ask;
  const authorId = ask.authorId ?? bot.garden.linus;
  const channelId = ask.channelId ?? bot.garden.general;
  const rounds = calls.map((one) => ("name" in one ? [one] : one));
  bot.endpoint.script(...rounds.map((round) => streamCalls(round)), oneChunk(answer));
  const asked = bot.mention(text, { authorId, channelId });
  const seen = new Set<string>();
  const answering = bot.answerTo(asked.id, whole);
  for (const press of presses) {
    const open = await until(() => openQuestion(bot, channelId, seen), "a question for approval");
    seen.add(open.id);
    const id =
      JSON.stringify(open.components).match(new RegExp(`approval-${press}:[0-9a-f]+`))?.[0] ?? "none";
    bot.standIn.people.press(authorId, channelId, open.id, id);
  }
  const shown = await answering;
  const messages = bot.endpoint.requests.at(-1)?.body.messages ?? [];
  const results = messages.filter(({ role }) => role === "tool").map(({ content }) => String(content));
  return { results, answer: shown, questions: seen.size };
}

/** The whole answer at once: a stream of a megabyte in small pieces would test our own endpoint. */
function oneChunk(content: string): Step {
  return stream([
    chunk({ delta: { role: "assistant", content } }),
    chunk({ delta: {}, finish_reason: "stop" }),
  ]);
}

/** The question for approval that stands in a channel, other than those `seen`. */
export function openQuestion(
  bot: RunningBot,
  channelId: string,
  seen: ReadonlySet<string> = new Set(),
): VisibleMessage | undefined {
  return bot
    .said(channelId)
    .find(({ id, components }) => !seen.has(id) && JSON.stringify(components).includes("approval-yes"));
}

/** Refused, all of them. */
export function refused(results: readonly string[], pattern = /^Tool error: /): void {
  assert.ok(results.length > 0);
  for (const result of results) assert.match(result, pattern);
}

/** A channel of the default server, for some of its people alone. */
export function privateChannel(
  bot: RunningBot,
  name: string,
  userIds: readonly string[],
  canary: string,
): string {
  const { world, people, garden, botUserId } = bot.standIn;
  const allow = ["VIEW_CHANNEL", "SEND_MESSAGES", "READ_MESSAGE_HISTORY"];
  const id = world.addChannel(garden.guildId, {
    name,
    overwrites: [
      { deny: ["VIEW_CHANNEL"] },
      { userId: botUserId, allow },
      ...userIds.map((userId) => ({ userId, allow })),
    ],
  });
  people.say({ authorId: garden.ada, channelId: id, content: canary });
  return id;
}
