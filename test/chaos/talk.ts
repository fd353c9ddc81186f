import type { VisibleMessage } from "../../src/playground/contracts.ts";
import type { StandIn } from "../../src/playground/stand-in.ts";
import {
  chunk,
  completion,
  type ScriptedEndpoint,
  type SeenRequest,
  type Step,
  stream,
} from "../fakes/scripted-endpoint.ts";

/** One thing that a person asked. */
export interface Question {
  /** The message's id. */
  readonly id: string;
  readonly channelId: string;
  readonly number: number;
}

/** Every so many questions need a tool, and every so many an answer of several messages. */
const TOOL_EVERY = 4;
const LONG_EVERY = 7;

/** Asks in many channels, and knows what has to come of it. */
export interface Talk {
  readonly questions: readonly Question[];
  ask(channelId: string): Question;
}

/** @param peopleOf Who talks in a channel. Default the people of the default world. */
export function startTalk(
  standIn: StandIn,
  peopleOf = (_channelId: string): readonly string[] => {
    const { ada, grace, linus } = standIn.garden;
    return [ada, grace, linus];
  },
): Talk {
  const questions: Question[] = [];
  return {
    questions,
    ask(channelId) {
      const number = questions.length + 1;
      const people = peopleOf(channelId);
      const { id } = standIn.people.say({
        authorId: people[number % people.length] ?? "",
        channelId,
        content: `<@${standIn.botUserId}> what about q${number}?`,
      });
      const question = { id, channelId, number };
      questions.push(question);
      return question;
    },
  };
}

/** What the model says to a question, and so what a channel must show. */
export function answerText(number: number): string {
  const first = `Answer to q${number}.`;
  if (number % LONG_EVERY !== 0) return first;
  const lines = Array.from(
    { length: 60 },
    (_, index) => `q${number} line ${index + 1} of a long answer, word by word`,
  );
  return [first, ...lines].join("\n\n");
}

/** Whether a message of the bot shows the end of a question's answer. */
export function endsAnswer(content: string, number: number): boolean {
  return content.includes(answerText(number).split("\n\n").at(-1) ?? "");
}

/** What a task that was given up says instead of an answer. */
export function isNotice(content: string): boolean {
  return content.startsWith("I could not answer");
}

/** How many model calls a question needs when nothing goes wrong. */
export function callsNeeded(number: number): number {
  return number % TOOL_EVERY === 0 ? 2 : 1;
}

/** Which question a request is about: the number in its last user message that came last. */
export function questionOf(request: SeenRequest): number {
  const last = request.body.messages.findLast(({ role }) => role === "user");
  return Number(/.*\bq(\d+)\?/s.exec(JSON.stringify(last?.["content"] ?? ""))?.[1] ?? 0);
}

/**
 * A model that takes its time, uses a tool now and then, and writes down what it was asked.
 *
 * @param trouble What happens to a request instead of an answer, if anything. Default nothing.
 * @returns how long each call took, in ms, by the number of the question.
 */
export function playModel(
  endpoint: ScriptedEndpoint,
  random: () => number,
  trouble: () => Step | undefined = () => undefined,
): ReadonlyMap<number, readonly number[]> {
  const calls = new Map<number, number[]>();
  endpoint.otherwise(async (request, response) => {
    const fault = trouble();
    if (fault !== undefined) return fault(request, response);
    const startedAt = performance.now();
    const number = questionOf(request);
    const times = calls.get(number) ?? [];
    calls.set(number, times);
    const call = times.push(0) - 1;
    response.once("close", () => (times[call] = performance.now() - startedAt));
    await new Promise((resolve) => setTimeout(resolve, random() * 150));
    const wantsTool = callsNeeded(number) === 2 && request.body.messages.at(-1)?.["role"] !== "tool";
    if (wantsTool) {
      const call = {
        id: `call_${number}`,
        index: 0,
        type: "function",
        function: { name: "calculator", arguments: `{"expression":"${number}+1"}` },
      };
      const events = [
        chunk({ delta: { role: "assistant", content: null, tool_calls: [call] } }),
        chunk({ delta: {}, finish_reason: "tool_calls" }),
      ];
      await stream(events)(request, response);
      return;
    }
    if (request.body["stream"] !== true) {
      const message = { role: "assistant", content: answerText(number) };
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify(completion({ message, finish_reason: "stop" })));
      return;
    }
    const pieces = answerText(number).match(/[\s\S]{1,400}/g) ?? [];
    await stream([
      ...pieces.map((content) => chunk({ delta: { content } })),
      chunk({ delta: {}, finish_reason: "stop" }),
    ])(request, response);
  });
  return calls;
}

/** What the channels' logs say, read as a person would. */
export interface Verdict {
  readonly asked: number;
  readonly answered: number;
  /** Ended in a visible notice of failure, as a task that was killed again and again does. */
  readonly notices: number;
  /** Numbers of questions with nothing under them. */
  readonly lost: readonly number[];
  /** Whose answer, or a part of it, is there twice. */
  readonly doubled: readonly number[];
  /** Whose answer is only begun, or lacks a part. */
  readonly incomplete: readonly number[];
  /** Answered before a question that was asked earlier in the same channel. */
  readonly outOfOrder: readonly number[];
}

export function readChannels(standIn: StandIn, questions: readonly Question[]): Verdict {
  // Read once: the stand-in lives in this process too, and must not wait for its judge.
  const read = readOwn(standIn, questions);
  const kinds = questions.map((question) => ({ question, kind: judge(read, question) }));
  const numbersOf = (kind: Kind): readonly number[] =>
    kinds.filter((one) => one.kind === kind).map(({ question }) => question.number);
  return {
    asked: questions.length,
    answered: numbersOf("answered").length,
    notices: numbersOf("notice").length,
    lost: numbersOf("lost"),
    doubled: numbersOf("doubled"),
    incomplete: numbersOf("incomplete"),
    outOfOrder: findDisorder(read, questions),
  };
}

type Kind = "answered" | "notice" | "lost" | "doubled" | "incomplete";

/** The bot's messages, found by what they reply to and by the question in their nonce. */
interface Read {
  readonly replies: ReadonlyMap<string, readonly VisibleMessage[]>;
  readonly parts: ReadonlyMap<string, readonly VisibleMessage[]>;
  /** Ids of the questions that a channel's messages reply to, in their order, with their position. */
  readonly positions: ReadonlyMap<string, number>;
}

function readOwn(standIn: StandIn, questions: readonly Question[]): Read {
  const channelIds = [...new Set(questions.map(({ channelId }) => channelId))];
  const own = channelIds.flatMap((channelId) =>
    standIn.messages(channelId).filter(({ author }) => author.id === standIn.botUserId),
  );
  const positions = new Map<string, number>();
  for (const [position, { replyToId }] of own.entries()) {
    if (replyToId !== undefined && !positions.has(replyToId)) positions.set(replyToId, position);
  }
  return {
    replies: Map.groupBy(own, ({ replyToId }) => replyToId ?? ""),
    parts: Map.groupBy(own, ({ nonce }) => nonce?.split(":")[0] ?? ""),
    positions,
  };
}

function judge(read: Read, { id, number }: Question): Kind {
  const replies = read.replies.get(id) ?? [];
  const parts = read.parts.get(id) ?? [];
  const [first] = replies;
  if (first === undefined) return "lost";
  if (replies.length > 1 || new Set(parts.map(({ nonce }) => nonce)).size < parts.length) return "doubled";
  if (isNotice(first.content)) return "notice";
  const shown = parts.map(({ content }) => content).join("\n");
  return answerText(number)
    .split("\n\n")
    .every((line) => shown.split(line).length === 2)
    ? "answered"
    : "incomplete";
}

function findDisorder(read: Read, questions: readonly Question[]): readonly number[] {
  const disordered: number[] = [];
  const reached = new Map<string, number>();
  for (const { id, channelId, number } of questions) {
    const position = read.positions.get(id);
    if (position === undefined) continue;
    const furthest = reached.get(channelId) ?? -1;
    if (position < furthest) disordered.push(number);
    reached.set(channelId, Math.max(furthest, position));
  }
  return disordered;
}
