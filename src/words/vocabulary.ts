import { loadExtensions } from "../extensions.ts";
import english from "./languages/en.ts";
import type { Language } from "./words.ts";

/** The languages that the bot speaks. */
export interface Vocabulary {
  /**
   * The language of a locale: the one that names it, else one of the same language (`de` for `de-AT`),
   * else English.
   */
  words(locale: string | undefined): Language;
  /** Each language under every locale of Discord that it serves; English, the default, among them. */
  readonly byLocale: ReadonlyMap<string, Language>;
}

/**
 * Loads every language in `languages/`.
 *
 * @throws {ExtensionError} When a file is broken; every one is named at once.
 */
export async function loadVocabulary(): Promise<Vocabulary> {
  const folder = new URL("./languages/", import.meta.url);
  return createVocabulary(await loadExtensions<Language>(folder, "language", checkLanguage));
}

export function createVocabulary(languages: ReadonlyMap<string, Language>): Vocabulary {
  const byLocale = new Map<string, Language>();
  const byLanguage = new Map<string, Language>();
  for (const language of languages.values()) {
    for (const locale of language.locales) {
      byLocale.set(locale, language);
      const primary = primaryOf(locale);
      if (!byLanguage.has(primary)) byLanguage.set(primary, language);
    }
  }
  return {
    byLocale,
    words: (locale) =>
      locale === undefined ? english : (byLocale.get(locale) ?? byLanguage.get(primaryOf(locale)) ?? english),
  };
}

function primaryOf(locale: string): string {
  return locale.split("-", 1)[0]?.toLowerCase() ?? locale;
}

/**
 * What a language file lacks against English: the type tells it too, but a file may be written without
 * a checker at hand.
 */
export function checkLanguage(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return ["the default export is not a language"];
  return missing(english, value, "");
}

function missing(expected: object, actual: object, path: string): readonly string[] {
  return Object.entries(expected).flatMap(([key, one]: [string, unknown]) => {
    const other: unknown = (actual as Readonly<Record<string, unknown>>)[key];
    const name = `${path}${key}`;
    if (typeof other !== typeof one || other === null) return [`${name} is missing`];
    if (Array.isArray(one)) return Array.isArray(other) && other.length > 0 ? [] : [`${name} is empty`];
    if (typeof one === "string") return other === "" ? [`${name} is empty`] : [];
    return typeof one === "object" && one !== null ? missing(one, other as object, `${name}.`) : [];
  });
}
