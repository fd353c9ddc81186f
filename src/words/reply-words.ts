import type { Schedule } from "../contracts/schedules.ts";
import type { TraceMode } from "../contracts/settings.ts";

/** What the commands answer. */
export interface ReplyWords {
  readonly accessibility: {
    /** One line: whose setting, and what it is. */
    person(isPlain: boolean): string;
    channel(isPlain: boolean): string;
    server(isPlain: boolean): string;
    readonly explanation: string;
    readonly saved: string;
    readonly serversOnly: string;
  };
  readonly context: {
    readonly nothing: string;
    heading(turns: number, maxTurns: number, characters: number): string;
    turn(characters: number, isPinned: boolean): string;
    pin(number: number): string;
    unpin(number: number): string;
    drop(number: number): string;
    readonly notYours: string;
  };
  readonly help: {
    ask(mention: string): string;
    readonly memory: string;
    readonly inMenu: string;
    readonly kept: string;
  };
  readonly forget: {
    readonly question: string;
    readonly confirm: string;
    readonly keep: string;
    readonly kept: string;
    readonly done: string;
    readonly nothing: string;
    /** @param what What could not be forgotten. */
    failed(what: readonly string[]): string;
    /** One of them. @param errorId Of the log's entry. */
    withError(what: string, errorId: string): string;
    readonly stays: string;
    /** What is kept, by the English words for it; what is missing is shown in English. */
    readonly kinds: Readonly<Record<string, string>>;
  };
  readonly model: {
    unknown(chosen: string, labels: readonly string[]): string;
    readonly answersHere: string;
    more(count: number): string;
    readonly asking: string;
    silent(errorCode: string, when: string): string;
    readonly can: Readonly<Record<Ability | "manyTools", string>>;
    /** @param what Of `lacking`. */
    cannot(what: readonly string[]): string;
    readonly lacking: Readonly<Record<Ability, string>>;
    asOf(when: string): string;
  };
  readonly persona: {
    unknown(chosen: string, ids: readonly string[]): string;
    readonly answersHere: string;
  };
  readonly reset: { nothing: string; forgotten(turns: number): string };
  readonly schedule: {
    readonly nothing: string;
    /** @param owner A mention; absent when it is the reader's own. @param time Shown by Discord in the reader's form. */
    entry(kind: Schedule["kind"], owner: string | undefined, channel: string, time: string): string;
    again(cron: string, zone: string): string;
    readonly unknown: string;
    readonly cancelled: string;
    readonly alreadyHappened: string;
  };
  readonly status: {
    /** @param since Shown by Discord as "2 hours ago" in the person's language. */
    running(since: string, servers: number): string;
    requests(running: number, waiting: number, here: number): string;
    model(label: string | undefined): string;
    /** How many requests are answered before the person's own in this channel. */
    yours(before: number): string;
  };
  readonly stop: {
    stopped(requests: number): string;
    readonly nothing: string;
    notYours(author: string): string;
    readonly alreadyEnded: string;
  };
  readonly regenerate: { readonly gone: string; notYours(author: string): string };
  readonly tools: {
    readonly none: string;
    readonly reads: string;
    readonly acts: string;
    readonly network: string;
    readonly offHere: string;
    readonly asksFirst: string;
    readonly forEverybody: string;
    needs(permissions: readonly string[]): string;
    readonly waitsForApproval: string;
    readonly unknown: string;
    readonly nameOne: string;
    /** @param channel A mention. */
    alwaysAllowed(tool: string, channel: string): string;
    heldBack(notice: string): string;
    /** A tool of a server that is not what it was. @param entry What the operator may add to accept it. */
    changed(tool: string, entry: string): string;
    unusable(tool: string): string;
    readonly serversOnly: string;
    switched(tool: string, isOn: boolean): string;
    willAsk(tool: string): string;
    neverAlways(tool: string): string;
  };
  readonly trace: {
    readonly modes: Readonly<Record<TraceMode, string>>;
    readonly gone: string;
    opened(thread: string): string;
  };
  readonly why: {
    readonly reasons: Readonly<Record<WhyIgnored, string>>;
    /** @param before How many requests of the channel are answered first. */
    waiting(before: number): string;
    /** Before what became of the other message. */
    readonly together: string;
    readonly running: string;
    readonly runningAgain: string;
    readonly sending: string;
    readonly answered: string;
    failed(errorCode: string): string;
    /** @param errorCode Absent when the answer could not be shown. */
    givenUp(errorCode: string | undefined): string;
    readonly cancelled: string;
    notAccepted(errorId: string): string;
    readonly noLongerKept: string;
    readonly neverSeen: string;
  };
}

/** The gate's reasons, by their names there. */
export type WhyIgnored =
  | "own-message"
  | "bot-author"
  | "webhook"
  | "system-message"
  | "not-addressed"
  | "everyone-mention"
  | "others-addressed"
  | "loop-guard"
  | "too-many-waiting"
  | "channel-full";

/** What a model may be able to do. */
export type Ability = "streaming" | "tools" | "images" | "usage";
