/** How a language writes numbers, lists and times: what every language file needs and Intl knows. */
export interface Formats {
  number(value: number): string;
  /** `forms` by Intl's plural category, each with `#` where the number goes: `{ one: "# tool", other: "# tools" }`. */
  count(value: number, forms: CountForms): string;
  /** `a, b and c` */
  list(items: readonly string[]): string;
  /** `in 5 hours`: rounded to hours, below one hour to minutes. */
  inTime(durationMs: number): string;
  /** `Nov 22, 2026, 6:00 PM`. @param zone IANA time zone. */
  dateTime(at: number, zone: string): string;
  /** `2.4`: below ten with one digit, else none. */
  short(value: number): string;
  fixed(value: number, digits: number): string;
  /** US dollars, as the language writes amounts: `$0.0312`. Below ten cents with four digits. */
  dollars(usd: number): string;
}

export type CountForms = Partial<Readonly<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string };

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export function formatsFor(locale: string): Formats {
  const numbers = onDemand(() => new Intl.NumberFormat(locale));
  const rules = onDemand(() => new Intl.PluralRules(locale));
  const lists = onDemand(() => new Intl.ListFormat(locale));
  const times = onDemand(() => new Intl.RelativeTimeFormat(locale));
  // Made once for each number of digits: making one takes longer than all that it will format.
  const fixedNumbers = new Map<number, Intl.NumberFormat>();
  const fixed = (value: number, digits: number): string => {
    let format = fixedNumbers.get(digits);
    if (format === undefined) {
      format = new Intl.NumberFormat(locale, {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      });
      fixedNumbers.set(digits, format);
    }
    return format.format(value);
  };
  return {
    number: (value) => numbers().format(value),
    count(value, forms) {
      const form = forms[rules().select(value)] ?? forms.other;
      return form.replace("#", () => numbers().format(value));
    },
    list: (items) => lists().format(items),
    inTime: (durationMs) =>
      durationMs >= HOUR_MS
        ? times().format(Math.round(durationMs / HOUR_MS), "hour")
        : times().format(Math.max(1, Math.round(durationMs / MINUTE_MS)), "minute"),
    dateTime: (at, zone) =>
      new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone: zone }).format(at),
    short: (value) => fixed(value, value < 10 ? 1 : 0),
    fixed,
    dollars(usd) {
      const digits = usd > 0 && usd < 0.1 ? 4 : 2;
      const shown = usd > 0 && usd < 0.0001 ? 0.0001 : usd;
      const text = new Intl.NumberFormat(locale, {
        style: "currency",
        currency: "USD",
        currencyDisplay: "narrowSymbol",
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }).format(shown);
      return shown === usd ? text : `< ${text}`;
    },
  };
}

/** Most languages are never spoken in a process, and each of these takes milliseconds to make. */
function onDemand<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
