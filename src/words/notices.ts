import type { UsageScope } from "../contracts/usage.ts";
import english from "./languages/en.ts";
import type { NoticeWords } from "./words.ts";

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

/** @returns The notice in the language of `words`; one that is not known stays as it is. */
export function noticeIn(notice: string, words: NoticeWords): string {
  const constant = CONSTANTS.get(notice);
  if (constant !== undefined) return words[constant];
  const rounds = ROUND_LIMIT.exec(notice)?.[1];
  if (rounds !== undefined) return words.roundLimit(Number(rounds));
  const [, from, to] = FELL_BACK.exec(notice) ?? [];
  if (from !== undefined && to !== undefined) return words.fellBack(from, to);
  return capNotice(notice, words) ?? notice;
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
