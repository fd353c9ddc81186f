import type { UsageScope } from "../contracts/usage.ts";
import english from "./languages/en.ts";
import type { FileReasonWords, NoticeWords } from "./words.ts";

/**
 * Notices are made deep in the program, where nobody knows a language, and kept in the receipt in
 * English, where the operator reads them. Here they are recognised, so that people read them in theirs.
 */
type Constant = { [K in keyof NoticeWords]: NoticeWords[K] extends string ? K : never }[keyof NoticeWords];

/** A notice that is not in the language files is shown in English; a test finds it. */
const CONSTANTS: ReadonlyMap<string, Constant> = new Map(
  (Object.entries(english.notices) as [Constant, unknown][]).flatMap(([name, text]) =>
    typeof text === "string" ? [[text, name] as const] : [],
  ),
);

const SCOPES: Readonly<Record<string, UsageScope>> = {
  Your: "person",
  "This channel's": "channel",
  "This server's": "guild",
  My: "everything",
};

const ROUND_LIMIT = /^The limit of (\d+) tool rounds? was reached\.$/;
const FELL_BACK = /^The model "(.+)" did not answer, so "(.+)" took over\.$/s;
const CAP = /^(Your|This channel's|This server's|My) usage limit for today is (nearly )?reached/;
const RESETS = /in about (\d+) (hour|minute)s?\.$/;
const UNIT_MS = { hour: 3_600_000, minute: 60_000 } as const;

const FILES_NOT_READ = /^Not read: (.+)\)\.$/s;
const FILES_CUT = /^Only the beginning was read: (.+)\.$/s;
const LINK_LIMIT = /^Only the first (\d+) linked messages were read\.$/;

/** @returns The notice in the language of `words`; one that is not known stays as it is. */
export function noticeIn(notice: string, words: NoticeWords): string {
  const constant = CONSTANTS.get(notice);
  if (constant !== undefined) return words[constant];
  const rounds = ROUND_LIMIT.exec(notice)?.[1];
  if (rounds !== undefined) return words.roundLimit(Number(rounds));
  const [, from, to] = FELL_BACK.exec(notice) ?? [];
  if (from !== undefined && to !== undefined) return words.fellBack(from, to);
  return sourceNotice(notice, words) ?? capNotice(notice, words) ?? notice;
}

/** About the files and messages that came along. */
function sourceNotice(notice: string, words: NoticeWords): string | undefined {
  const links = LINK_LIMIT.exec(notice)?.[1];
  if (links !== undefined) return words.linkLimit(Number(links));
  const unread = FILES_NOT_READ.exec(notice)?.[1];
  if (unread !== undefined) return filesNotRead(unread, words);
  const cut = FILES_CUT.exec(notice)?.[1];
  return cut === undefined ? undefined : words.filesCut(cut);
}

type FileReason = keyof FileReasonWords;

/** English with a number that no sentence holds by itself, to know the sentences by. */
const SAMPLE = 7_777;
const REASONS: readonly (readonly [pattern: RegExp, reason: FileReason])[] = (
  Object.keys(english.notices.fileReasons) as FileReason[]
).map((reason) => {
  const text: string | ((value: number) => string) = english.notices.fileReasons[reason];
  const sample = typeof text === "string" ? text : text(SAMPLE);
  return [new RegExp(`^${RegExp.escape(sample).replace(String(SAMPLE), "(\\d+)")}$`), reason];
});

/** Begins what went wrong on the way, such as `the server took too long to answer`. */
const FROM_SERVER = /^(?:the (?:server|address|host)|this address|port) /;

/** @param text `names (reason`; names may hold brackets too, so the reason is what is known as one. */
function filesNotRead(text: string, words: NoticeWords): string {
  const openings = [...text.matchAll(/ \(/g)].map(({ index }) => index);
  for (const at of openings) {
    const said = knownReason(text.slice(at + 2), words.fileReasons);
    if (said !== undefined) return words.filesNotRead(text.slice(0, at), said);
  }
  const at = openings.at(-1) ?? text.length;
  return words.filesNotRead(text.slice(0, at), otherReason(text.slice(at + 2), words.fileReasons));
}

function knownReason(text: string, words: FileReasonWords): string | undefined {
  for (const [pattern, reason] of REASONS) {
    const found = pattern.exec(text);
    const said: string | ((value: number) => string) = words[reason];
    if (found !== null) return typeof said === "string" ? said : said(Number(found[1]));
  }
  return undefined;
}

/** A server's or a reader's own words about one file: the finer differences are told in English alone. */
function otherReason(text: string, words: FileReasonWords): string {
  if (words === english.notices.fileReasons) return text;
  return FROM_SERVER.test(text) ? words.unreachable : words.unreadable;
}

function capNotice(notice: string, words: NoticeWords): string | undefined {
  const [, whose = "", nearly] = CAP.exec(notice) ?? [];
  const scope = SCOPES[whose];
  if (scope === undefined) return undefined;
  if (nearly !== undefined) return words.capNear(scope);
  const [, count, unit] = RESETS.exec(notice) ?? [];
  return count === undefined
    ? undefined
    : words.capReached(scope, Number(count) * UNIT_MS[unit === "hour" ? "hour" : "minute"]);
}
