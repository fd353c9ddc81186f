import assert from "node:assert/strict";
import { test } from "node:test";

import { checkCommand, type Command } from "../../src/discord/command.ts";
import { createCommandCatalog } from "../../src/discord/command-catalog.ts";
import { loadExtensions } from "../../src/extensions.ts";
import { loadVocabulary } from "../../src/words/vocabulary.ts";

// Limits: https://docs.discord.com/developers/interactions/application-commands

/** A command, option or choice with everything in it that people read. */
interface Shown {
  readonly name: string;
  readonly description?: string;
  readonly value?: string | number;
  readonly name_localizations?: Readonly<Record<string, string>> | null;
  readonly description_localizations?: Readonly<Record<string, string>> | null;
  readonly options?: readonly Shown[];
  readonly choices?: readonly Shown[];
}

const commands = await loadExtensions<Command>(
  new URL("../../commands/", import.meta.url),
  "command",
  checkCommand,
);
const vocabulary = await loadVocabulary();
const catalog = createCommandCatalog(commands, vocabulary.byLocale);
const bodies = catalog.bodies as readonly (Shown & { readonly type: number })[];
const translations = [...vocabulary.byLocale].flatMap(([locale, language]) =>
  language.commands === undefined ? [] : [[locale, language.commands] as const],
);

const nameIn = (locale: string, shown: Shown): string => shown.name_localizations?.[locale] ?? shown.name;

function repeated(names: readonly string[]): readonly string[] {
  return names.filter((name, index) => names.indexOf(name) !== index);
}

/** What is wrong with a command or option in one locale, one phrase each. */
function problemsOf(shown: Shown, locale: string, isSlash: boolean, path: string): readonly string[] {
  const name = shown.name_localizations?.[locale] ?? "";
  const description = shown.description_localizations?.[locale] ?? "";
  const { options = [], choices = [] } = shown;
  const hasName = isSlash
    ? /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u.test(name) && name === name.toLowerCase()
    : name.length >= 1 && name.length <= 32;
  return [
    ...(hasName ? [] : [`${path}: the name “${name}”`]),
    ...(shown.description === undefined || (description.length >= 1 && description.length <= 100)
      ? []
      : [`${path}: the description “${description}”`]),
    ...repeated(options.map((option) => nameIn(locale, option))).map((twice) => `${path}: ${twice} twice`),
    ...options.flatMap((option) => problemsOf(option, locale, true, `${path} ${option.name}`)),
    ...choices.flatMap((choice) => {
      const text = choice.name_localizations?.[locale] ?? "";
      return text.length >= 1 && text.length <= 100 ? [] : [`${path}: the choice ${choice.name}`];
    }),
  ];
}

test("there are translations to check", () => assert.ok(translations.length >= 5));

for (const [locale, texts] of translations) {
  test(`${locale}: every translated command, option and choice is complete and fits`, () => {
    const problems = Object.keys(texts).flatMap((name) => {
      const command = commands.get(name);
      if (command === undefined) return [`${name} is translated, and no command`];
      const shown = bodies.find((one) => one.name === (command.type === "slash" ? name : command.label));
      return shown === undefined ? [name] : problemsOf(shown, locale, command.type === "slash", name);
    });
    assert.deepEqual(problems, []);
  });

  test(`${locale}: no two commands of a kind have the same name`, () => {
    for (const type of [1, 3]) {
      const names = bodies.filter((one) => one.type === type).map((one) => nameIn(locale, one));
      assert.deepEqual(repeated(names), []);
    }
  });
}

test("no command is longer than 8,000 characters, each text in its longest language", () => {
  const longest = (own: string, others: Shown["name_localizations"]): number =>
    Math.max(own.length, ...Object.values(others ?? {}).map((text) => text.length));
  const sizeOf = (shown: Shown): number =>
    longest(shown.name, shown.name_localizations) +
    longest(shown.description ?? "", shown.description_localizations) +
    String(shown.value ?? "").length +
    [...(shown.options ?? []), ...(shown.choices ?? [])].reduce((sum, one) => sum + sizeOf(one), 0);
  for (const body of bodies) assert.ok(sizeOf(body) <= 8_000, body.name);
});

test("sentences name commands as their language shows them", () => {
  for (const [locale, language] of vocabulary.byLocale) {
    const known = new Set(bodies.map((body) => nameIn(locale, body)));
    const source = JSON.stringify(language, (_key, value: unknown) =>
      typeof value === "function" ? String(value) : value,
    );
    const named = [...source.matchAll(/`\/([^`\\\s]+)/g)].map((match) => match[1] ?? "");
    assert.ok(
      named.length >= 5,
      `${locale}: only ${named.length} commands named; does the pattern still fit?`,
    );
    for (const name of named) assert.ok(known.has(name), `${locale}: /${name}`);
  }
});

test("a command's own translation stands", () => {
  const ask = commands.get("ask");
  assert.ok(ask?.type === "slash");
  const own = new Map([["ask", { ...ask, nameLocalizations: { de: "sag" } }]]);
  const [body] = createCommandCatalog(own, vocabulary.byLocale).bodies;
  assert.equal(body?.name_localizations?.de, "sag");
  assert.equal(body?.name_localizations?.fr, "demander");
});
