/** Takes secrets out of tool arguments before people see them: by the name of their key and by their value. */

const SECRET_KEY =
  /(?:pass(?:word|wd|phrase|code)?|secret|token|authori[sz]ation|api[-_]?key|apikey|access[-_]?key|private[-_]?key|credentials?|cookie|session[-_]?id|signature|bearer|jwt|pin|otp)$/i;
/** Counts of tokens are no tokens. */
const HARMLESS_KEY =
  /^(?:max|min|input|output|prompt|completion|total)[-_]?tokens?$|^(?:page|next_?page|continuation)[-_]?token$/i;
export const MASK = "[hidden]";
/** Deeper than any tool's arguments; keeps hostile nesting off the stack. */
const MAX_DEPTH = 40;

/** `value` with what stands under a telling key replaced, and every string passed through `redact`. */
export function maskSecrets(value: unknown, redact: (text: string) => string, depth = 0): unknown {
  if (typeof value === "string") return redact(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth >= MAX_DEPTH) return "[too deep]";
  if (Array.isArray(value)) return value.map((item) => maskSecrets(item, redact, depth + 1));
  const entries = Object.entries(value).map(([key, item]) => [
    redact(key),
    isSecretKey(key) && item !== null && item !== "" ? MASK : maskSecrets(item, redact, depth + 1),
  ]);
  return Object.fromEntries(entries);
}

/** Arguments as people read them: JSON set out over lines, or the raw text when it is none, masked either way. */
export function maskedArguments(args: string, redact: (text: string) => string): string {
  try {
    return JSON.stringify(maskSecrets(JSON.parse(args), redact), undefined, 2);
  } catch {
    return redact(maskPairs(args));
  }
}

function isSecretKey(key: string): boolean {
  return SECRET_KEY.test(key) && !HARMLESS_KEY.test(key);
}

/** `"token": "…"` and `token=…` in text that is no JSON. */
function maskPairs(text: string): string {
  return text.replace(
    /(["']?)([\w-]{1,60})\1(\s{0,5}[:=]\s{0,5})("(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s,;&}]+)/g,
    (found, quote: string, key: string, between: string) =>
      isSecretKey(key) ? `${quote}${key}${quote}${between}${MASK}` : found,
  );
}
