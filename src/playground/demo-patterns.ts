/** Finds arithmetic and time zones in a sentence. Patterns alone; what they miss is not understood. */

const WORDS: readonly (readonly [RegExp, string])[] = [
  [/(\d+(?:\.\d+)?)\s*(?:%|percent)\s+of\s+/gi, "$1 / 100 * "],
  [/\b(?:the\s+)?square root of\s+(\d+(?:\.\d+)?)/gi, "sqrt($1)"],
  [/\bmultiplied by\b|\btimes\b|×|(?<=\d)\s*x\s*(?=\d)/gi, "*"],
  [/\bdivided by\b|÷/gi, "/"],
  [/\bplus\b/gi, "+"],
  [/\bminus\b|−/gi, "-"],
  [/\bto the power of\b|\*\*/gi, "^"],
  [/\bsquared\b/gi, "^2"],
];

/** Said of the result of the step before: "double it", "add 5", "divide that by 3". */
const CONTINUATIONS: readonly (readonly [RegExp, (previous: string, value: string) => string])[] = [
  [/\b(?:add|plus)\s+(-?\d+(?:\.\d+)?)/i, (previous, value) => `${previous} + ${value}`],
  [/\b(?:subtract|minus|take away)\s+(-?\d+(?:\.\d+)?)/i, (previous, value) => `${previous} - ${value}`],
  [
    /\b(?:multiply|times|multiplied)\b(?:\s+(?:it|that|the result))?(?:\s+(?:by|with))?\s+(-?\d+(?:\.\d+)?)/i,
    (previous, value) => `${previous} * ${value}`,
  ],
  [
    /\b(?:divide|divided)\b(?:\s+(?:it|that|the result))?(?:\s+by)?\s+(-?\d+(?:\.\d+)?)/i,
    (previous, value) => `${previous} / ${value}`,
  ],
  [/\b(double)\b/i, (previous) => `${previous} * 2`],
  [/\b(halve)\b/i, (previous) => `${previous} / 2`],
  [/\b(square root)\b/i, (previous) => `sqrt(${previous})`],
  [/\b(square)\b/i, (previous) => `${previous} ^ 2`],
];

const OPERAND = String.raw`(?:sqrt\s*\([^()]*\)|\d+(?:[.,]\d+)*|\((?:[^()]|\([^()]*\))*\))`;
const EXPRESSION = new RegExp(String.raw`-?${OPERAND}(?:\s*[-+*/^%]\s*-?${OPERAND})+|sqrt\s*\([^()]*\)`, "g");
const DATE = /\b\d{4}-\d{2}-\d{2}\b|<[@#t]?[!&:]?\d+(?::\w)?>|\b\d{1,2}:\d{2}\b/g;

/**
 * The arithmetic in a sentence, ready for a calculator.
 *
 * @param previous - The result that "it" and "the result" stand for.
 */
export function findArithmetic(sentence: string, previous?: string): string[] {
  let text = sentence.replace(DATE, " ");
  if (previous !== undefined) text = text.replace(/\b(?:it|that|the result)\b(?=\s*[-+*/^×÷])/gi, previous);
  for (const [pattern, symbol] of WORDS) text = text.replace(pattern, symbol);
  const found = (text.match(EXPRESSION) ?? [])
    .map((expression) =>
      expression
        .replaceAll(/\s*([*/])\s*/g, " $1 ")
        .replaceAll(/\s+/g, " ")
        .replaceAll(/(?<=\d),(?=\d{3}\b)/g, "")
        .trim(),
    )
    .filter((expression) => /\d/.test(expression));
  if (found.length > 0 || previous === undefined) return found;
  for (const [pattern, write] of CONTINUATIONS) {
    const match = pattern.exec(sentence);
    if (match !== null) return [write(previous, match[1] ?? "")];
  }
  return [];
}

/** Cities that no time zone is named after. */
const OTHER_CITIES: Readonly<Record<string, string>> = {
  barcelona: "Europe/Madrid",
  beijing: "Asia/Shanghai",
  boston: "America/New_York",
  cologne: "Europe/Berlin",
  delhi: "Asia/Kolkata",
  frankfurt: "Europe/Berlin",
  hamburg: "Europe/Berlin",
  "hong kong": "Asia/Hong_Kong",
  mumbai: "Asia/Kolkata",
  munich: "Europe/Berlin",
  osaka: "Asia/Tokyo",
  "san francisco": "America/Los_Angeles",
  seattle: "America/Los_Angeles",
  utc: "UTC",
  washington: "America/New_York",
};

/** The time zones that a sentence names, by zone or by city, in its order and each once. */
export function findZones(sentence: string): string[] {
  const text = sentence.toLowerCase();
  const found = new Map<string, number>();
  const note = (zone: string, name: string) => {
    const at = text.search(new RegExp(String.raw`(?<![\w/])${name}(?![\w/])`));
    if (at >= 0 && !found.has(zone)) found.set(zone, at);
  };
  for (const [city, zone] of Object.entries(OTHER_CITIES)) note(zone, city);
  for (const zone of Intl.supportedValuesOf("timeZone")) {
    const name = zone.toLowerCase();
    note(zone, name);
    if (name.includes("/")) note(zone, (name.split("/").at(-1) ?? name).replaceAll("_", "[ _]"));
  }
  return [...found].sort((a, b) => a[1] - b[1]).map(([zone]) => zone);
}
