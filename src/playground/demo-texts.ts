/** The fixed texts of the demo model. */

/** Under every answer: nobody shall take the demo model for a real one. */
export const DEMO_FOOTER =
  "*Built-in demo model without real language understanding. `OPENAI_BASE_URL`, `OPENAI_API_KEY` and `OPENAI_MODEL` connect a real one.*";

/** What it says to anything that it has no pattern for. */
export function greeting(images: number): string {
  return [
    "Hello! I am the **built-in demo model**: I match patterns and have no real language understanding." +
      (images > 0 ? ` I cannot look at ${images === 1 ? "your image" : "your images"} either.` : ""),
    "The tools I call are real, though. Try one of these:",
    "- `What time is it in Tokyo and what is 12 * 34?` (two tools at once)",
    "- `15 * 4 then divide it by 7` (two rounds)",
    "- `Summarise https://example.com`",
    "- `Search the files for rule of two`, `summarise docs/tools.md`",
    "- `Make a poll: tea or coffee?` (asks you first)",
    "- `Remind me in 1 minute to stretch` (also after a restart)",
    "- `Remember that I like tea`, then `what do you remember about me?`",
    "- `Summarise this channel`, `what did I say before?`, `which tools do you have?`",
    "- `Write a long answer` (markdown, split over messages)",
    "",
    "To connect a real model, set `OPENAI_BASE_URL`, `OPENAI_API_KEY` and `OPENAI_MODEL` and start again.",
  ].join("\n");
}

/** About 3,700 characters, so two or three Discord messages: everything that splitting must respect. */
export function longAnswer(): string {
  return `# A long answer
This text has been written beforehand, to show how an answer streams, how it is split and how it looks. It has **bold**, *italic*, __underlined__, ~~struck~~ and ||hidden|| words, and \`code\` between them.

## Lists
1. Lists may be numbered
   - and nested
   - with *emphasis* and **weight**
2. and go on after that
3. until they end

> Quotes keep their bar,
> line after line.

## A table
Discord draws no tables, so the columns of this one stand in a code block:
\`\`\`
Planet    Distance (AU)   Moons   Day (h)
Mercury            0.39       0    4222.6
Venus              0.72       0    2802.0
Earth              1.00       1      24.0
Mars               1.52       2      24.7
Jupiter            5.20      97       9.9
Saturn             9.58     274      10.7
Uranus            19.20      28      17.2
Neptune           30.05      16      16.1
\`\`\`

## Code
\`\`\`ts
${codeSample()}
\`\`\`

## Other scripts
長い答えは二千文字ごとに分けられます。日本語の文章では単語の間に空白がないので、句読点の後で切るのが自然です。中文也是一样，一个长句子里没有空格，所以要在标点之后断开。한국어는 띄어쓰기가 있어서 조금 더 쉽습니다.

Emoji count as well: 👩‍🚀 🧑🏽‍🔬 🏳️‍🌈 🇯🇵 👨‍👩‍👧‍👦 ✨ 🌸. Each of them must stay whole, although some consist of many code points.

## Plain paragraphs
${paragraphs()}

${DEMO_FOOTER}`;
}

function codeSample(): string {
  return `/** Splits a text into pieces of at most \`max\` characters, at spaces where possible. */
export function split(text: string, max: number): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > max) {
    const space = rest.lastIndexOf(" ", max);
    const end = space > 0 ? space : max;
    pieces.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...pieces, rest];
}

/** Joins them again: what was split must not be lost. */
export function join(pieces: readonly string[]): string {
  return pieces.join(" ");
}`;
}

function paragraphs(): string {
  return [
    "An orchestrator takes a question apart, asks tools for what it does not know and puts the results together. The person sees the answer alone; who wants to know more opens the trace and finds each round, each call with its arguments, what came back and how long it took.",
    "Three turns of a channel are remembered. That is enough for a follow-up question and little enough to stay cheap and private: nothing crosses from one channel into another, and `/reset` forgets all of it.",
    "A message is written down before any work on it begins. Whatever fails afterwards, the process, the network or the model, the answer comes once: not never, and not twice.",
    "While an answer grows, the message is edited every so often, not with every word, because the platform limits how often a bot may speak. The last edit always has the whole text.",
    "Commands do what a sentence cannot say exactly. `/trace` chooses how much of the work is shown, `/model` names the model, `/context` lists the remembered turns and lets go of single ones, `/stop` ends what is running. Type a slash to see all of them with what they ask for.",
    "Two questions in two channels run side by side; two questions in one channel run one after the other, in the order in which they were asked. Nobody gets the answer to somebody else's question, and a slow tool in one channel keeps nobody waiting in another.",
    "A tool that fails is no reason to give up. The model reads what went wrong and may try again in another way, and if nothing helps the answer says so. What a tool may do depends on the person who asks, never on the text that a tool brought back.",
    "When an answer is longer than a message may be, it continues in the next one. A code block that is cut is closed and opened again, a list keeps its numbers, and a table's rows stay whole.",
  ].join("\n\n");
}
