/**
 * What the demo model says and which tools it calls: patterns, no language understanding, and it says
 * so. Pure: a request in, a reply out; everything it remembers stands in the request.
 */
import { type DemoQuestion, readQuestion } from "./demo-context.ts";
import { DEMO_FOOTER, greeting, longAnswer } from "./demo-texts.ts";
import { findArithmetic, findZones } from "./demo-patterns.ts";
import { readRequest } from "./demo-requests.ts";
import {
  asCode,
  type DemoCall,
  type FinishedCall,
  shorten,
  tellFiles,
  tellQuote,
  tellResults,
} from "./demo-telling.ts";

export interface DemoRequest {
  readonly messages: readonly DemoMessage[];
  /** Empty when the request allows no calls. */
  readonly tools: readonly DemoTool[];
  /** False: at most one call per round. */
  readonly isParallel: boolean;
}

export interface DemoMessage {
  readonly role: string;
  readonly text: string;
  readonly images: number;
  readonly calls: readonly (DemoCall & { readonly id: string })[];
  /** Of a tool's result: the call that it answers. */
  readonly callId?: string;
}

export interface DemoTool {
  readonly name: string;
  readonly description: string;
  /** Names of its arguments. */
  readonly parameters: readonly string[];
}

export type DemoReply =
  | { readonly kind: "calls"; readonly calls: readonly DemoCall[] }
  | { readonly kind: "text"; readonly text: string };

const MEMORY_QUESTION =
  /\b(what (did|have) (i|we) (just )?(say|said|ask|asked|talk|talked|write|written)|do you remember|what was my (last|previous))\b/i;
const LONG_QUESTION =
  /\b(long (answer|text|message|reply)|markdown|tables?|code (block|example)|show .*code|formatting)\b/i;
const TOOLS_QUESTION = /\b(which|what|list|show)\b.*\btools\b/i;
const TIME_QUESTION = /\b(time|clock|date|day is it|today|o'clock)\b/i;
const FILES_QUESTION =
  /\b(summar\w*|sum up|tl;?dr|read|show|tell|explain|describe|what|see|files?|attach\w*|images?|pictures?|this|these|it|them)\b/i;
const URL_PATTERN = /https?:\/\/[^\s<>"')\]]+/g;

/** Decides on the next round: tool calls while steps are left, then the answer. */
export function decideReply(request: DemoRequest): DemoReply {
  const lastUser = request.messages.findLastIndex((message) => message.role === "user");
  const asked = readQuestion(request.messages[lastUser]?.text ?? "");
  const question = withQuotes(asked);
  const done = finishedCalls(request.messages.slice(lastUser + 1));
  const before = resultBefore(asked, request.messages.slice(0, Math.max(0, lastUser)));
  const next = isAboutFiles(asked) ? [] : nextCalls(question, done, request.tools, before);
  if (next.length > 0) return { kind: "calls", calls: request.isParallel ? next : next.slice(0, 1) };
  const text = done.length > 0 ? tellResults(question, done) : answer(question, asked, lastUser, request);
  return { kind: "text", text };
}

/** What somebody else wrote is asked about; an answer of its own is not to be found out again. */
function withQuotes({ text, quotes }: DemoQuestion): string {
  return [text, ...quotes.filter(({ isOwn }) => !isOwn).map((quote) => quote.text)].join("\n");
}

/** Files that came along are told, unless the question is a whole one without them. */
function isAboutFiles({ text, files }: DemoQuestion): boolean {
  const isWhole = findArithmetic(text).length > 0;
  return files.length > 0 && !isWhole && (FILES_QUESTION.test(text) || text === "");
}

/** The result that "double it" goes on with: of the answer that is replied to, else of the latest one. */
function resultBefore({ quotes }: DemoQuestion, earlier: readonly DemoMessage[]): string | undefined {
  const own = quotes.filter(({ isOwn }) => isOwn).map(({ text }) => text);
  const latest = earlier.findLast(({ role }) => role === "assistant")?.text ?? "";
  const found = [...(own[0] ?? latest).matchAll(/= \*\*(-?[\d,]+(?:\.\d+)?)\*\*/g)].at(-1)?.[1];
  return found?.replaceAll(",", "");
}

function finishedCalls(messages: readonly DemoMessage[]): FinishedCall[] {
  const results = new Map(messages.flatMap((m) => (m.callId === undefined ? [] : [[m.callId, m.text]])));
  return messages.flatMap((message) =>
    message.calls.map((call) => ({ tool: call.tool, args: call.args, result: results.get(call.id) ?? "" })),
  );
}

/**
 * The calls of the first step that still has some. "A then B" are two steps; what a step needs is
 * worked out anew each time, and calls that were already made are left out.
 */
function nextCalls(
  question: string,
  done: readonly FinishedCall[],
  tools: readonly DemoTool[],
  before: string | undefined,
): readonly DemoCall[] {
  if (isAboutMemory(question)) return [];
  let used = 0;
  let previous = before;
  for (const step of splitSteps(question)) {
    const wanted = callsOfStep(step, previous, tools);
    const made = done.slice(used, used + wanted.length);
    if (made.length < wanted.length) return wanted.slice(made.length);
    used += wanted.length;
    previous = lastNumber(made) ?? previous;
  }
  return [];
}

/** What was said before; what is known about somebody is a request of its own. */
function isAboutMemory(question: string): boolean {
  return MEMORY_QUESTION.test(question) && readRequest(question) === undefined;
}

/** `use x with {"a":"then"}` is never cut inside its JSON. */
function splitSteps(question: string): string[] {
  const steps: string[] = [];
  let rest = question;
  for (;;) {
    const cut = /[,;.]?\s+(?:and\s+)?then\b,?\s*/i.exec(maskJson(rest));
    if (cut === null) return [...steps, rest];
    steps.push(rest.slice(0, cut.index));
    rest = rest.slice(cut.index + cut[0].length);
  }
}

function maskJson(text: string): string {
  return text.replace(/\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/g, (json) => "_".repeat(json.length));
}

function callsOfStep(step: string, previous: string | undefined, tools: readonly DemoTool[]): DemoCall[] {
  const explicit = [
    ...step.matchAll(/\buse\s+`?([\w-]+)`?\s+with\s+(\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})/gi),
  ].map(([, tool = "", args = "{}"]) => ({ tool, args }));
  if (explicit.length > 0) return explicit.filter((call) => tools.some((tool) => tool.name === call.tool));
  const request = readRequest(step);
  if (request !== undefined) {
    const isOffered = tools.some(({ name }) => name === request.tool);
    return isOffered ? [{ tool: request.tool, args: JSON.stringify(request.args) }] : [];
  }
  const calls: DemoCall[] = [];
  const offer = (name: string, names: readonly string[], values: readonly string[]) => {
    const tool = tools.find((one) => one.name === name);
    if (tool === undefined) return;
    const key = names.find((one) => tool.parameters.includes(one)) ?? tool.parameters[0];
    for (const value of values) {
      calls.push({
        tool: name,
        args: JSON.stringify(key === undefined || value === "" ? {} : { [key]: value }),
      });
    }
  };
  const withoutUrls = step.replace(URL_PATTERN, " ");
  offer("fetch_url", ["url"], step.match(URL_PATTERN) ?? []);
  offer("calculator", ["expression"], findArithmetic(withoutUrls, previous));
  if (TIME_QUESTION.test(withoutUrls)) {
    const zones = findZones(withoutUrls);
    offer("current_time", ["timezone", "time_zone", "timeZone", "zone"], zones.length > 0 ? zones : [""]);
  }
  return calls;
}

/** The number that a following step continues with. */
function lastNumber(calls: readonly FinishedCall[]): string | undefined {
  const result = calls.findLast((call) => call.tool === "calculator")?.result;
  return result
    ?.match(/-?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?/gi)
    ?.at(-1)
    ?.replaceAll(",", "");
}

function answer(question: string, asked: DemoQuestion, lastUser: number, request: DemoRequest): string {
  if (isAboutFiles(asked)) return tellFiles(asked.files);
  const images = request.messages[lastUser]?.images ?? 0;
  if (isAboutMemory(question)) return tellMemory(request.messages.slice(0, Math.max(0, lastUser)));
  if (TOOLS_QUESTION.test(question)) return tellTools(request.tools);
  if (LONG_QUESTION.test(question)) return longAnswer();
  const unknown = /\buse\s+`?([\w-]+)`?\s+with\s+\{/i.exec(question)?.[1] ?? readRequest(question)?.tool;
  if (unknown !== undefined)
    return `I was offered no tool named \`${unknown}\`.\n${tellTools(request.tools)}`;
  const [quote] = asked.quotes;
  return quote === undefined ? greeting(images) : tellQuote(quote);
}

function tellMemory(earlier: readonly DemoMessage[]): string {
  const said = earlier.filter((message) => message.role === "user" && message.text.trim() !== "");
  if (said.length === 0) return `Nothing yet: this is the first message I was given here.\n${DEMO_FOOTER}`;
  const lines = said.map(
    (message, index) =>
      `${index + 1}. ${asCode(shorten(readQuestion(message.text, (name) => `${name}: `).text, 200))}`,
  );
  return ["This is what you said before, as far as I was given it:", ...lines, DEMO_FOOTER].join("\n");
}

function tellTools(tools: readonly DemoTool[]): string {
  if (tools.length === 0) return `I was offered no tools in this request.\n${DEMO_FOOTER}`;
  const lines = tools.map((tool) => {
    const sentence = /^.*?[.!?](?=\s|$)/s.exec(tool.description)?.[0] ?? tool.description;
    return `- \`${tool.name}\` (${tool.parameters.join(", ") || "no arguments"}): ${shorten(sentence, 160)}`;
  });
  const first = tools[0]?.name ?? "";
  return [
    "These tools are offered to me:",
    ...lines,
    `Any of them can be tried with \`use ${first} with {…}\`.`,
    DEMO_FOOTER,
  ].join("\n");
}
