/** Understands plain requests for the main tools. Patterns alone; what they miss is not understood. */

/** What a plain request asks for. */
export interface DemoRequestedCall {
  readonly tool: string;
  readonly args: Readonly<Record<string, string | readonly string[]>>;
}

type Reader = (text: string) => DemoRequestedCall | undefined;

const QUOTED = /["“„'‘]([^"”“'’]{2,200})["”“'’]/;
const FILE_NAME = /(?<![\w/:.])((?:[\w-]+\/)*[\w-]+\.(?:md|txt|csv|json|html?|pdf|ya?ml|ts|js))\b/i;
const CHANNEL = /<#\d{15,20}>|#[\p{L}\d_-]+/u;
const TIME_UNITS = "seconds?|minutes?|mins?|hours?|days?|weeks?|months?";
const CLOCK = String.raw`(?:at\s+)?\d{1,2}(?::\d{2})?\s*(?:am|pm|o'clock)?`;
const DAYS = "today|tonight|tomorrow|(?:on\\s+|next\\s+)?(?:mon|tues|wednes|thurs|fri|satur|sun)day";
const WHEN = new RegExp(
  String.raw`\b(?:in\s+(?:an?|one|two|three|five|ten|half an|\d+)\s+(?:${TIME_UNITS})` +
    String.raw`|(?:${DAYS})(?:\s+${CLOCK})?|at\s+\d{1,2}(?::\d{2})?\s*(?:am|pm)?(?:\s+(?:${DAYS}))?)(?!\w)`,
  "i",
);

/** In this order: the first that understands a request has it. */
const READERS: readonly Reader[] = [
  readReminder,
  readRemembering,
  readRecalling,
  readPoll,
  readWebSearch,
  readFileRequest,
  readFileSearch,
  readChannelRequest,
  readMessage,
];

/** The one thing that a sentence asks for; `undefined` when it is none of these. */
export function readRequest(sentence: string): DemoRequestedCall | undefined {
  for (const read of READERS) {
    const found = read(sentence.trim());
    if (found !== undefined) return found;
  }
  return undefined;
}

/** True when a text is to be told in short. */
export function asksForSummary(text: string): boolean {
  return /\b(?:summar\w*|sum up|tl;?dr|in short|key points|what happened|catch me up)/i.test(text);
}

function readReminder(text: string): DemoRequestedCall | undefined {
  const asked = /\bremind me\b\s*(.*)$/is.exec(text)?.[1];
  if (asked === undefined) return undefined;
  const when = WHEN.exec(asked)?.[0];
  const rest = when === undefined ? asked : asked.replace(when, " ");
  const what = withoutEnd(rest.replace(/^[\s,:]*(?:to|about|that|of)\b/i, ""));
  // Without a time the tool itself says how to name one.
  return {
    tool: "remind_me",
    args: { text: what === "" ? "the time" : what, when: when ?? withoutEnd(asked) },
  };
}

function readRemembering(text: string): DemoRequestedCall | undefined {
  const fact =
    /^(?:please\s+|hey,?\s+|can you\s+|could you\s+)?(?:remember|note|keep in mind)(?:\s+that\b|:)?\s+(.+)$/is.exec(
      text,
    )?.[1];
  return fact === undefined ? undefined : { tool: "remember", args: { fact: withoutEnd(fact) } };
}

function readRecalling(text: string): DemoRequestedCall | undefined {
  const isAsked = /\bwhat\b.*\b(?:remember|know)\b.*\babout (?:me|us|this server)\b|\bwhich facts\b/is.test(
    text,
  );
  return isAsked ? { tool: "recall", args: {} } : undefined;
}

function readPoll(text: string): DemoRequestedCall | undefined {
  const asked =
    /\b(?:make|create|start|post|open|begin|set up)\b.{0,20}?\b(?:poll|vote)\b(?:\s+(?:about|on|asking|whether))?[\s:,]*(.+)$/is.exec(
      text,
    )?.[1];
  if (asked === undefined) return undefined;
  const { question, rest } = splitPoll(asked.trim());
  const answers = answersIn(rest === "" ? question : rest);
  return {
    tool: "create_poll",
    args: {
      question: /[?？]$/.test(question) ? question : `${capital(question)}?`,
      answers: answers.length >= 2 ? answers : ["Yes", "No"],
    },
  };
}

/** `"Where?" with a, b` · `Where? a, b` · `lunch: a, b` · `a or b?` */
function splitPoll(text: string): { readonly question: string; readonly rest: string } {
  const parts =
    /^["“„'‘](?<question>[^"”“'’]+)["”“'’](?<rest>.*)$/s.exec(text) ??
    /^(?<question>[^?]+\?)(?<rest>.*)$/s.exec(text) ??
    /^(?<question>[^:]+):(?<rest>.+)$/s.exec(text) ??
    /^(?<question>.+?)\s+(?<rest>with\s+.+)$/s.exec(text);
  const { question = text, rest = "" } = parts?.groups ?? {};
  return {
    question: question.trim(),
    rest: rest.replace(/^\s*(?:[:,]|with\b|the answers?\b|options?\b|\s)+/i, ""),
  };
}

function answersIn(text: string): readonly string[] {
  const parts = text.split(/\s*[,;/]\s*(?:or\s+|and\s+)?|\s+\b(?:or|and|vs\.?|versus)\s+/i);
  const answers = parts
    .map((part) => capital(part.replace(/[?.!"”]+$/, "").trim()))
    .filter((part) => part !== "");
  return [...new Set(answers)].filter((answer) => answer.length <= 55).slice(0, 10);
}

function readWebSearch(text: string): DemoRequestedCall | undefined {
  const query =
    /\b(?:search|look up|google)\b.{0,12}\b(?:web|internet|online)\b(?:\s+for)?[\s:]+(.+)$/is.exec(text)?.[1];
  return query === undefined ? undefined : { tool: "web_search", args: { query: withoutEnd(query) } };
}

/** A file that is named: to be read, whether it is to be told whole or in short. */
function readFileRequest(text: string): DemoRequestedCall | undefined {
  const path = FILE_NAME.exec(text)?.[1];
  const isAsked = /\b(?:read|open|show|what(?:'s| is| does)|summar\w*|sum up)\b/i.test(text);
  return path !== undefined && isAsked ? { tool: "read_file", args: { path } } : undefined;
}

const FILES = String.raw`\b(?:files?|folders?|notes|docs|documents?|documentation)\b`;

function readFileSearch(text: string): DemoRequestedCall | undefined {
  if (!new RegExp(FILES, "i").test(text)) return undefined;
  const isSearch = /\b(?:search|find|look|grep|where|which|what)\b/i.test(text);
  const wanted =
    QUOTED.exec(text)?.[1] ??
    new RegExp(
      String.raw`${FILES}.*?\b(?:for|about|mentions?|mentioning|contains?|containing|says?)\s+(?:anything\s+|something\s+)?(?:about\s+)?(.+)$`,
      "is",
    ).exec(text)?.[1] ??
    new RegExp(
      String.raw`\b(?:find|search(?: for)?|look for|grep)\s+(.+?)\s+(?:in|within)\b.*${FILES}`,
      "is",
    ).exec(text)?.[1];
  if (isSearch && wanted !== undefined) return { tool: "search_files", args: { text: withoutEnd(wanted) } };
  const isListed = /\b(?:which|what|list|show)\b/i.test(text);
  return isListed ? { tool: "list_files", args: {} } : undefined;
}

function readChannelRequest(text: string): DemoRequestedCall | undefined {
  const channel = CHANNEL.exec(text)?.[0];
  if (channel === undefined && !/\b(?:this|the) (?:channel|conversation|chat|discussion)\b/i.test(text)) {
    return undefined;
  }
  const isAsked =
    asksForSummary(text) || /\b(?:read|what (?:was|is|has been) (?:said|going on))\b/i.test(text);
  return isAsked ? { tool: "read_channel", args: channel === undefined ? {} : { channel } } : undefined;
}

function readMessage(text: string): DemoRequestedCall | undefined {
  const found =
    /\b(?:send|post|write|say)\s+(?<words>.+?)\s+(?:to|in|into)\s+(?<channel><#\d{15,20}>|#[\p{L}\d_-]+)/isu.exec(
      text,
    );
  const { words = "", channel = "" } = found?.groups ?? {};
  const said = words.replace(/^["“„'‘]|["”“'’]$/g, "");
  return found === null ? undefined : { tool: "send_message", args: { channel, text: said } };
}

function withoutEnd(text: string): string {
  return text
    .replace(/[\s.!?]+$/, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Sentences of a summary. */
const MAX_SENTENCES = 4;

/**
 * The sentences with the words that a text uses most, in their order: no more than counting, and often not
 * bad.
 */
export function summarise(text: string): readonly string[] {
  const sentences = text
    .split(/\n+/)
    .flatMap((line) => line.match(/[^.!?。！？]+[.!?。！？]+(?=\s|$)|[^.!?。！？]{40,}$/g) ?? [])
    .map((sentence) =>
      sentence
        .replace(/^[\s#>*-]+/, "")
        .replaceAll(/\*\*|`/g, "")
        .replaceAll(/\s+/g, " ")
        .trim(),
    )
    .filter((sentence) => sentence.length >= 25 && sentence.length <= 300);
  const wordsOf = (sentence: string): readonly string[] => sentence.toLowerCase().match(/\p{L}{4,}/gu) ?? [];
  const counts = new Map<string, number>();
  for (const word of sentences.flatMap(wordsOf)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const weigh = (sentence: string): number => {
    const words = new Set(wordsOf(sentence));
    let sum = 0;
    for (const word of words) sum += counts.get(word) ?? 0;
    return words.size === 0 ? 0 : sum / Math.sqrt(words.size);
  };
  const unique = [...new Set(sentences)];
  const best = new Set(unique.toSorted((a, b) => weigh(b) - weigh(a)).slice(0, MAX_SENTENCES));
  return unique.filter((sentence) => best.has(sentence));
}
