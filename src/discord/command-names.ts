import type {
  APIApplicationCommandOption,
  LocalizationMap,
  RESTPostAPIApplicationCommandsJSONBody,
} from "discord.js";

import type { CommandText, OptionText } from "../words/command-texts.ts";
import type { Language } from "../words/words.ts";

export type ByLocale = ReadonlyMap<string, Language>;

/**
 * A command as Discord registers it, with its names, descriptions, options and choices in every language
 * that translates it. What a command's own file says of a locale stands.
 *
 * @param name The command's file name, which languages know it by.
 */
export function localised(
  body: RESTPostAPIApplicationCommandsJSONBody,
  name: string,
  byLocale: ByLocale,
): RESTPostAPIApplicationCommandsJSONBody {
  const texts = new Map<string, CommandText>();
  for (const [locale, { commands }] of byLocale) {
    const text = commands?.[name];
    if (text !== undefined) texts.set(locale, text);
  }
  if (texts.size === 0) return body;
  const names = { ...mapOf(texts, (text) => text.name), ...body.name_localizations };
  if (!("description" in body)) return { ...body, name_localizations: names };
  const descriptions = { ...mapOf(texts, (text) => text.description), ...body.description_localizations };
  const options = "options" in body && body.options !== undefined ? optionsIn(body.options, texts) : [];
  return {
    ...body,
    name_localizations: names,
    description_localizations: descriptions,
    options,
  } as RESTPostAPIApplicationCommandsJSONBody;
}

type Texts = ReadonlyMap<string, { readonly options?: Readonly<Record<string, OptionText>> }>;

function optionsIn(
  options: readonly APIApplicationCommandOption[],
  texts: Texts,
): readonly APIApplicationCommandOption[] {
  return options.map((option) => {
    const own = new Map<string, OptionText>();
    for (const [locale, { options: byName }] of texts) {
      const text = byName?.[option.name];
      if (text !== undefined) own.set(locale, text);
    }
    if (own.size === 0) return option;
    // Each kind of option keeps its own fields; what is added, all kinds have.
    return {
      ...option,
      name_localizations: { ...mapOf(own, (text) => text.name), ...option.name_localizations },
      description_localizations: {
        ...mapOf(own, (text) => text.description),
        ...option.description_localizations,
      },
      ...("options" in option && option.options !== undefined
        ? { options: optionsIn(option.options, own) }
        : {}),
      ...("choices" in option && option.choices !== undefined
        ? { choices: option.choices.map((choice) => choiceIn(choice, own)) }
        : {}),
    } as APIApplicationCommandOption;
  });
}

function choiceIn<T extends { readonly value: string | number }>(
  choice: T,
  texts: ReadonlyMap<string, OptionText>,
): T & { readonly name_localizations: LocalizationMap } {
  return { ...choice, name_localizations: mapOf(texts, (text) => text.choices?.[choice.value]) };
}

/** Locales that do not say it are left out: Discord shows English there. */
function mapOf<T>(texts: ReadonlyMap<string, T>, say: (text: T) => string | undefined): LocalizationMap {
  const entries = [...texts].flatMap(([locale, text]) => {
    const said = say(text);
    return said === undefined ? [] : [[locale, said] as const];
  });
  return Object.fromEntries(entries);
}
