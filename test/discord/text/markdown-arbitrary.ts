/** Random markdown of the kinds that break message splitters, and the settings of the property tests. */
import fc from "fast-check";

/**
 * The same texts every time, so that a red run is the change's doing; `PROPERTY_SEED=random` looks for new
 * ones, with `PROPERTY_RUNS` for as long as you like.
 */
const DEFAULT_SEED = 20_261_122;
const wanted = process.env["PROPERTY_SEED"] ?? String(DEFAULT_SEED);
const seed = wanted === "random" ? Math.trunc(Math.random() * 0x7fffffff) : Number(wanted);
console.log(`PROPERTY_SEED=${seed}`);

/** Runs of one property; `PROPERTY_RUNS` replaces the default of each. */
export function propertySettings(defaultRuns: number) {
  const numRuns = Number(process.env["PROPERTY_RUNS"] ?? defaultRuns);
  // Shrinking a long text may take minutes; what was found by then is reported.
  return { seed, numRuns, interruptAfterTimeLimit: 60_000 + numRuns * 20, markInterruptAsFailure: true };
}

/** Pieces that must stay whole wherever a cut falls. */
export const ATOMS = [
  "[the manual](https://example.org/a_(b)/c?d=e*f*)",
  '[**bold** label with words](<https://example.org/x> "title here")',
  "![a picture](https://example.org/p.png)",
  "https://example.org/a/very/long/path?with=query&and=more#fragment_of_it",
  "<https://example.org/quiet/link/without/preview>",
  "<@80351110224678912>",
  "<@&165511591545143296>",
  "<#103735883630395392>",
  "</airhorn sub:816437322781949972>",
  "<:mmLol:216154654256398347>",
  "<a:b1nzy:392938283556143104>",
  "<t:1618953630:R>",
  "`inline code with spaces`",
  "``code with ` inside``",
];

const WORDS = [
  "a",
  "the",
  "orchid",
  "answers",
  "every",
  "message",
  "once.",
  "Really?",
  "Yes!",
  "e.g.",
  "1.",
  "-",
  "#",
  ">",
  "漢字仮名交じり文です。",
  "日本語、テスト",
  "한국어 문장",
  "ภาษาไทย",
  "العربية",
  "עברית",
  "می‌خواهم",
  "क्ष",
  "👨‍👩‍👧‍👦",
  "🇩🇪🇫🇷",
  "👍🏽",
  "e\u0301\u0323",
  "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
  "❤️‍🔥",
  "*",
  "**",
  "_",
  "||",
  "~~",
  "`",
  "[",
  "](",
  "\\*",
  "\\",
  ..."snake_case 2*3*4 a||b C:\\dir http:// <@ <t: ``` ~~~ \ud83d \udc00 \u200b \u00a0".split(" "),
];

const word = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 4, arbitrary: fc.constantFrom(...ATOMS) },
  { weight: 3, arbitrary: fc.string({ minLength: 1, maxLength: 12 }) },
  { weight: 1, arbitrary: fc.integer({ min: 100, max: 2600 }).map((length) => "x".repeat(length)) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom("👨‍👩‍👧‍👦", "🇩🇪", "👍🏽", "e\u0301\u0323", "x👩🏽‍🚀"), fc.integer({ min: 50, max: 300 }))
      .map(([character, count]) => character.repeat(count)),
  },
);

/** Words that neither open nor close anything, with pieces that must stay whole among them. */
const tameWord = fc.oneof(
  fc.constantFrom("plain", "words", "of", "a", "sentence.", "Stop!", "文章です。", "👨‍👩‍👧‍👦", "naïve"),
  fc.constantFrom(...ATOMS),
);

function joined(pieces: fc.Arbitrary<string>, separator: string, maxLength: number): fc.Arbitrary<string> {
  return fc.array(pieces, { minLength: 1, maxLength }).map((list) => list.join(separator));
}

function emphasised(inner: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom("**", "*", "_", "__", "~~", "||", "***"), inner)
    .map(([marker, text]) => marker + text + marker);
}

function blocksOf(line: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const paragraph = joined(line, "\n", 4);
  const list = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.constantFrom("- ", "* ", "1. ", "10) "), line), {
      minLength: 1,
      maxLength: 8,
    })
    .map((items) => items.map(([depth, marker, text]) => "  ".repeat(depth) + marker + text).join("\n"));
  const quote = fc.tuple(fc.constantFrom("> ", ">> ", ">>> ", "> > "), paragraph).map(([marker, text]) =>
    text
      .split("\n")
      .map((l) => marker + l)
      .join("\n"),
  );
  const heading = fc
    .tuple(fc.constantFrom("# ", "## ", "### ", "-# "), line)
    .map(([marker, text]) => marker + text);
  const table = fc
    .array(fc.array(line, { minLength: 2, maxLength: 3 }), { minLength: 1, maxLength: 5 })
    .map((rows) => ["| a | b |", "|---|:-:|", ...rows.map((cells) => `| ${cells.join(" | ")} |`)].join("\n"));
  return fc.oneof(paragraph, list, quote, heading, table);
}

const code = fc
  .array(fc.oneof(fc.constantFrom("", "  ", "  if (x) {", "}", "\t// 文字 👨‍👩‍👧‍👦", "- not a list"), word), {
    maxLength: 40,
  })
  .map((lines) => lines.join("\n"));
const fence = fc
  .tuple(
    fc.constantFrom("", "   ", "      ", "- ", "> ", "> - "),
    fc.constantFrom("```", "~~~", "````", "`````"),
    fc.oneof(fc.constantFrom("", "js", "c++", 'python title="x"'), fc.constant("long ".repeat(60))),
    code,
    fc.boolean(),
  )
  .map(([lead, marker, info, body, isClosed]) => {
    const rest = lead.startsWith(">") ? "> " : lead.replace("-", " ");
    const lines = [lead + marker + info, ...body.split("\n").map((line) => rest + line)];
    return [...lines, ...(isClosed ? [rest + marker] : [])].join("\n");
  });

const wildLine = fc.oneof(joined(word, " ", 40), emphasised(joined(word, " ", 12)));
const tameLine = fc.oneof(joined(tameWord, " ", 40), emphasised(joined(tameWord, " ", 12)));
const breaks = fc.constantFrom("\n", "\n\n", "\n\n\n", "\r\n", "\n> \n", "\n \t\n");

function documentOf(block: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<string> {
  return fc
    .array(fc.tuple(block, breaks), { maxLength })
    .map((list) => list.map(([text, end]) => text + end).join(""));
}

/** Text of at most some 20,000 characters with everything in it, well formed or not. */
export const wildMarkdown = fc
  .tuple(documentOf(fc.oneof(blocksOf(wildLine), fence), 10), fc.array(fc.nat(), { maxLength: 4 }))
  .map(([text, splices]) => {
    // Random splices: pieces cut out of the text and set in elsewhere, through anything.
    let result = text;
    for (const splice of splices) {
      const from = splice % (result.length + 1);
      const to = (splice >> 7) % (result.length + 1);
      result = result.slice(0, to) + result.slice(from, from + 60) + result.slice(to);
    }
    return result;
  });

/** Well-formed text without code blocks, in which every one of {@link ATOMS} means what it says. */
export const tameMarkdown = documentOf(blocksOf(tameLine), 10);
