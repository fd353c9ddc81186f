import type { ApprovalReason } from "../contracts/approvals.ts";
import type { UsageScope } from "../contracts/usage.ts";
import type { ModelFault } from "../errors.ts";
import type { CommandTranslations } from "./command-texts.ts";
import type { ReplyWords } from "./reply-words.ts";
import type { ToolTexts } from "./tool-texts.ts";

/**
 * Everything that the bot itself says in one language: a file in `languages/`. Sentences are plain text
 * with Discord's markdown; none relies on an emoji or a colour to be understood. Counts are formatted by
 * the language itself.
 */
export interface Words {
  /** Discord's names of the locales that this language serves: https://docs.discord.com/developers/reference#locales */
  readonly locales: readonly string[];
  readonly failure: FailureWords;
  readonly notices: NoticeWords;
  readonly usage: UsageWords;
  readonly footer: FooterWords;
  readonly layOut: LayOutWords;
  readonly trace: TraceWords;
  readonly live: LiveWords;
  readonly buttons: ButtonWords;
  readonly answers: AnswerWords;
  readonly interactions: InteractionWords;
  readonly access: Readonly<Record<WhyRefused, string>>;
  readonly flood: FloodWords;
  readonly approval: ApprovalWords;
  readonly later: LaterWords;
  readonly replies: ReplyWords;
}

/** A language as its file holds it. English has no `commands`: those texts stand in the commands' files. */
export interface Language extends Words {
  readonly commands?: CommandTranslations;
  readonly tools: ToolTexts;
}

/** A language besides English: its commands are translated too. */
export interface TranslatedLanguage extends Words {
  readonly commands: CommandTranslations;
  readonly tools: ToolTexts;
}

/** Why a task failed, as `failureSentence` puts it together: what happened, what was kept, what to do. */
export interface FailureWords {
  /** @param what One of the phrases below, which end without a full stop. */
  task(what: string, errorId: string): string;
  /** For a command or a button that did not work. */
  command(what: string, errorId: string): string;
  readonly model: Readonly<Record<ModelFault, string>>;
  readonly timeout: string;
  readonly givenUp: string;
  readonly storage: string;
  readonly unexpected: string;
  cap(scope: UsageScope, resetsInMs: number): string;
}

/** What a person should know about an answer. The receipt keeps them in English, see `notices.ts`. */
export interface NoticeWords {
  readonly cutOff: string;
  readonly cutAtLimit: string;
  readonly filtered: string;
  readonly callAsText: string;
  readonly noTools: string;
  readonly noImages: string;
  readonly promptCut: string;
  readonly unvoiced: string;
  readonly shrunk: string;
  readonly withoutTurns: string;
  readonly stopped: string;
  readonly hiddenText: string;
  readonly linkGone: string;
  readonly linkElsewhere: string;
  linkLimit(max: number): string;
  /** @param names Of files, with commas between them. @param reason One of the phrases of `fileReasons`. */
  filesNotRead(names: string, reason: string): string;
  filesCut(names: string): string;
  readonly fileReasons: FileReasonWords;
  roundLimit(rounds: number): string;
  fellBack(from: string, to: string): string;
  capNear(scope: UsageScope): string;
  capReached(scope: UsageScope, resetsInMs: number): string;
}

/** Why a file was not read: phrases in brackets, which end without a full stop. */
export interface FileReasonWords {
  readonly kind: string;
  readonly tookTooLong: string;
  readonly blindModel: string;
  readonly damagedImage: string;
  readonly noRoom: string;
  readonly gone: string;
  tooManyFiles(max: number): string;
  tooManyImages(max: number): string;
  tooLarge(maxMegabytes: number): string;
  notDownloaded(status: number): string;
  /** What else kept it from being downloaded, and from being read. */
  readonly unreachable: string;
  readonly unreadable: string;
}

/** For `/usage`. */
export interface UsageWords {
  heading(relative: string, clock: string): string;
  readonly scopes: Readonly<Record<UsageScope, string>>;
  readonly unreadable: string;
  readonly unreadableNote: string;
  readonly nothing: string;
  spent(tokens: number, costUsd: number | undefined, requests: number, isEstimated: boolean): string;
  limit(parts: readonly string[]): string;
  /** @param usedPercent Absent when what was used cannot be read. */
  limitTokens(tokens: number, usedPercent: number | undefined): string;
  limitCost(usd: number, usedPercent: number | undefined): string;
}

/** The quiet line under an answer. */
export interface FooterWords {
  rounds(count: number): string;
  tools(count: number): string;
  seconds(seconds: number): string;
  cost(usd: number): string;
}

export interface LayOutWords {
  /** Tells that the whole answer is in the file. */
  whole(fileName: string): string;
  /** Ends a file that was cut at the limit. */
  cut(bytes: number): string;
}

/** A receipt in a trace thread. */
export interface TraceWords {
  readonly untitled: string;
  readonly round: string;
  readonly total: string;
  rounds(count: number): string;
  tools(count: number): string;
  tokensIn(count: number): string;
  tokensOut(count: number): string;
  seconds(seconds: number): string;
  milliseconds(ms: number): string;
  cost(usd: number): string;
  readonly about: string;
  readonly noTools: string;
  readonly failed: string;
  readonly succeeded: string;
  readonly arguments: string;
  readonly result: string;
  readonly wholeIn: string;
  readonly endedWith: string;
  /** When a tool began and how long it ran, in words instead of a bar. */
  began(afterMs: number, durationMs: number): string;
}

/** What is shown while an answer is being made. */
export interface LiveWords {
  readonly thinking: string;
  /** The model's service gave no answer at the first try. */
  readonly retrying: string;
  using(tools: readonly string[]): string;
  readonly stopped: string;
  more(characters: number): string;
}

/** Labels of buttons, at most 80 characters. */
export interface ButtonWords {
  readonly stop: string;
  readonly trace: string;
  readonly regenerate: string;
  readonly approve: string;
  readonly always: string;
  readonly deny: string;
}

/** Said in the place of an answer. */
export interface AnswerWords {
  readonly howToAsk: string;
  readonly nothingToShow: string;
  /** The server's own filter refused the answer. */
  blocked(errorId: string): string;
  /** Discord refused the answer as malformed. */
  refused(errorId: string): string;
  /**
   * The model came to no answer within a limit; what its tools found follows when there is something.
   *
   * @param limit Which limit, as a sentence.
   */
  incomplete(limit: string, hasFindings: boolean): string;
  /** The model's provider stopped the whole answer. */
  readonly declined: string;
  /** What "Ask about this" asks the model. */
  readonly askAboutThis: string;
}

export interface InteractionWords {
  readonly oldCommand: string;
  readonly notPermitted: string;
  readonly moderatorsOnly: string;
}

/** Requests that were not taken because too many wait. */
export interface FloodWords {
  tooManyWaiting(limit: number): string;
  channelFull(limit: number): string;
}

/** A question for approval, and how it ended. `mention` is the person who is asked. */
export interface ApprovalWords {
  question(mention: string, tool: string): string;
  /** Why a tool asks that would not need to. */
  readonly reasons: Readonly<Record<ApprovalReason, string>>;
  /** In the place of arguments that are too long for a message. */
  readonly inFile: string;
  /** @param time Shown by Discord in the form of whoever reads it. */
  until(time: string): string;
  readonly ends: Readonly<Record<ApprovalEnd, string>>;
  readonly unknown: string;
  onlyFor(mention: string, areModeratorsToo: boolean): string;
  alwaysOnlyFor(mention: string): string;
}

/** `always`: approved, and for ever. `ended`: the request was over before anybody decided. */
export type ApprovalEnd = "approved" | "always" | "denied" | "expired" | "ended";

/** What comes at a time that somebody chose. */
export interface LaterWords {
  reminder(name: string, text: string): string;
  /**
   * Before work that could not begin in time.
   *
   * @param at Unix ms. @param zone IANA zone that it was meant in. @param missed Earlier times that nothing came of.
   */
  late(at: number, zone: string, missed: number): string;
}

/** Why somebody may not talk to the bot, by the names in `may-use.ts`. */
export type WhyRefused =
  | "person-denied"
  | "guild-denied"
  | "channel-denied"
  | "role-denied"
  | "roles-unknown"
  | "guild-not-allowed"
  | "channel-not-allowed"
  | "direct-not-allowed"
  | "person-not-allowed";
