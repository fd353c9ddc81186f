import type { LoggedRequest, StandInEvent, VisibleMessage } from "../../src/playground/contracts.ts";
import type { StandIn } from "../../src/playground/stand-in.ts";
import { endsAnswer, isNotice, type Question, type Talk } from "./talk.ts";

/** Watches a stand-in as a person with a stopwatch would, without looking through channels. */
export interface Stopwatch {
  /** As `talk.ask`, with the time noted. */
  ask(channelId: string): Question;
  /** Questions that show neither a whole answer nor a notice yet. */
  openQuestions(): number;
  /** Time from a question to the last words of its answer, in ms; absent while it is open. */
  waitedMs(question: Question): number | undefined;
  /** Time from the first question to the last answer, in ms. */
  spanMs(): number;
  /** Most requests that came within one second, of those that Discord counts. */
  peakPerSecond(): number;
  /** Requests that were answered with 429. */
  refused(): number;
  stop(): void;
}

const SECOND_MS = 1_000;

export function startStopwatch(standIn: StandIn, talk: Talk): Stopwatch {
  const open = new Map<string, Question>();
  const askedAt = new Map<string, number>();
  const answeredAt = new Map<string, number>();
  const requestTimes: number[] = [];
  let refused = 0;

  const read = ({ author, nonce, replyToId, content }: VisibleMessage): void => {
    if (author.id !== standIn.botUserId) return;
    const question = open.get(nonce?.split(":")[0] ?? "") ?? open.get(replyToId ?? "");
    if (question === undefined || !(endsAnswer(content, question.number) || isNotice(content))) return;
    open.delete(question.id);
    answeredAt.set(question.id, performance.now());
  };
  const count = ({ path, status, at }: LoggedRequest): void => {
    // Interactions do not count against the bot's limit.
    if (path.startsWith("/webhooks/") || path.startsWith("/interactions/")) return;
    requestTimes.push(at);
    if (status === 429) refused += 1;
  };
  const stop = standIn.subscribe((event: StandInEvent) => {
    if (event.type === "message-create" || event.type === "message-update") read(event.message);
    else if (event.type === "request") count(event.request);
  });

  return {
    ask(channelId) {
      const at = performance.now();
      const question = talk.ask(channelId);
      askedAt.set(question.id, at);
      open.set(question.id, question);
      return question;
    },
    openQuestions: () => open.size,
    waitedMs({ id }) {
      const [asked, answered] = [askedAt.get(id), answeredAt.get(id)];
      return asked === undefined || answered === undefined ? undefined : answered - asked;
    },
    spanMs: () => Math.max(...answeredAt.values()) - Math.min(...askedAt.values()),
    peakPerSecond: () => mostWithin(SECOND_MS, requestTimes),
    refused: () => refused,
    stop,
  };
}

/** The largest number of times that lie within a window of this length. */
function mostWithin(windowMs: number, times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  let most = 0;
  let first = 0;
  for (const [last, time] of sorted.entries()) {
    while ((sorted[first] ?? time) <= time - windowMs) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
