import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";

import { ModelError, OrchidError, UsageCapError } from "../../src/errors.ts";
import { FILE_REASONS } from "../../src/orchestrator/attachments.ts";
import { ENGLISH_SENTENCES } from "../../src/orchestrator/digest.ts";
import { failureSentence } from "../../src/words/failure-sentence.ts";
import english from "../../src/words/languages/en.ts";
import { noticeIn } from "../../src/words/notices.ts";
import { engineSentences } from "../../src/words/engine-sentences.ts";
import { checkLanguage, createVocabulary, loadVocabulary } from "../../src/words/vocabulary.ts";
import type { Language } from "../../src/words/words.ts";

const vocabulary = await loadVocabulary();
const languages = [...new Set(vocabulary.byLocale.values())];
const nameOf = (language: Language): string => language.locales[0] ?? "";

class SampleError extends OrchidError {
  readonly code: string;

  constructor(code: string) {
    super("secret detail", { hint: "" });
    this.code = code;
  }
}

type Sentence = (...args: readonly unknown[]) => unknown;

/** Stand for what is put into sentences; no language has them in its words. */
const [A, B, C] = ["‹a›", "‹b›", "‹c›"] as const;

/** Values for the sentences that need certain ones. */
const SAMPLES_BY_PATH: Readonly<Record<string, readonly unknown[]>> = {
  ".later.late": [Date.UTC(2026, 10, 22), "Europe/Berlin", 3],
  ".replies.schedule.entry": ["reminder", A, B, C],
};

/** More values than any sentence takes. Lists and texts differ, so each is tried until one fits. */
const SAMPLES: readonly (readonly unknown[])[] = [
  [A, B, C],
  [3, 3, 3, true],
  [[A, B]],
  ["person", 7_200_000],
  [true],
  [A, [B]],
];

function say(sentence: Sentence, sample: readonly unknown[]): string | undefined {
  try {
    const text = sentence(...sample);
    return typeof text === "string" && !/undefined|NaN/.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Every text of a language, sentences that are functions included, each with sample values. */
function texts(value: unknown, path = ""): readonly (readonly [path: string, text: string])[] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") {
    const certain = SAMPLES_BY_PATH[path];
    for (const sample of certain === undefined ? SAMPLES : [certain]) {
      const text = say(value as Sentence, sample);
      if (text !== undefined) return [[path, text]];
    }
    return assert.fail(`${path} takes none of the samples`);
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => texts(one, `${path}.${key}`));
}

/** The values that a text shows, each once. */
function shown(text: string): readonly string[] {
  return [...new Set(text.match(/‹.›/g) ?? [])].sort();
}

describe("the languages", () => {
  test("English, German, French, Spanish and Japanese are there", () => {
    for (const locale of ["en-US", "en-GB", "de", "fr", "es-ES", "es-419", "ja"])
      assert.ok(vocabulary.byLocale.has(locale), locale);
  });

  test("a locale gets its language, its nearest one, or English", () => {
    const word = (locale?: string): string => vocabulary.words(locale).buttons.stop;
    assert.equal(word("de"), "Stopp");
    assert.equal(word("de-AT"), "Stopp");
    assert.equal(word("es-MX"), "Detener");
    assert.equal(word("ja"), "停止");
    for (const other of [undefined, "", "xx", "tlh-KX"]) assert.equal(word(other), "Stop");
  });

  test("a language that lacks something is named with what it lacks", () => {
    const { live: _, ...rest } = english;
    assert.deepEqual(checkLanguage(rest), ["live is missing"]);
    assert.deepEqual(checkLanguage({ ...english, buttons: { ...english.buttons, stop: "" } }), [
      "buttons.stop is empty",
    ]);
    assert.deepEqual(checkLanguage(3), ["the default export is not a language"]);
  });

  test("a new file is enough for a new language", () => {
    const pirate: Language = {
      ...english,
      locales: ["pt-BR"],
      buttons: { ...english.buttons, stop: "Belay" },
    };
    const more = createVocabulary(
      new Map([
        ["en", english],
        ["pt-BR", pirate],
      ]),
    );
    assert.equal(more.words("pt-BR").buttons.stop, "Belay");
  });

  for (const language of languages) {
    describe(nameOf(language), () => {
      test("says everything, and nothing by emoji or by colour", () => {
        assert.deepEqual(checkLanguage(language), []);
        for (const [path, text] of texts({ ...language, commands: undefined })) {
          assert.ok(text.trim() !== "", path);
          assert.doesNotMatch(text, /\p{Extended_Pictographic}/u, path);
          assert.ok(!/#|\[object/.test(text.replaceAll("-# ", "")), `${path}: ${text}`);
        }
      });

      test("says of tools that there are what they do, on one line", () => {
        const files = new Set(readdirSync(resolve(import.meta.dirname, "../../src/tools")));
        for (const [name, text] of Object.entries(language.tools)) {
          assert.ok(files.has(`${name}.ts`), `there is no tool ${name}`);
          assert.ok(text.length <= 90, `${name}: ${text.length} characters`);
        }
      });

      test("fits where Discord limits it", () => {
        for (const label of texts(language.buttons)) assert.ok(label[1].length <= 80, label[0]);
        for (const [path, text] of texts(language)) assert.ok(text.length <= 600, path);
      });

      test("tells of a failure what happened, what was kept, what to do, and the id; never the details", () => {
        const errors = [
          ...Object.keys(english.failure.model).map(
            (fault) =>
              new ModelError(fault as keyof typeof english.failure.model, "secret detail", { hint: "" }),
          ),
          new UsageCapError("channel", 7_200_000),
          ...["task-timeout", "task-given-up", "storage-failed", "unknown"].map(
            (code) => new SampleError(code),
          ),
          new Error("secret detail"),
        ];
        const sentences = errors.map((error) => failureSentence(error, "ab12cd34", language.failure));
        for (const sentence of sentences) {
          assert.match(sentence, /ab12cd34\)$/);
          assert.doesNotMatch(sentence, /secret/);
        }
        // Each kind has its own words; the last three are all "something went wrong".
        assert.equal(new Set(sentences).size, sentences.length - 1);
        assert.notEqual(
          failureSentence(errors[0], "ab12cd34", language.failure, "command"),
          sentences[0],
          "a command is no task",
        );
      });

      test("puts into each sentence what English puts there, and names its own commands", () => {
        const expected = new Map(texts({ ...english, locales: [] }));
        for (const [path, text] of texts({
          ...language,
          locales: [],
          commands: undefined,
          tools: undefined,
        })) {
          assert.deepEqual(shown(text), shown(expected.get(path) ?? ""), `${path}: ${text}`);
        }
        const names = new Set(Object.values(language.commands ?? {}).map(({ name }) => name));
        if (language.commands === undefined) return;
        for (const [path, text] of texts({ ...language, locales: [], commands: undefined })) {
          for (const [, name = ""] of text.matchAll(/`\/([^`\s]+)`/g))
            assert.ok(names.has(name), `${path}: /${name}`);
        }
      });

      if (language !== english) {
        test("differs from English", () => {
          const own = new Map(texts({ ...language, locales: [], commands: undefined, tools: undefined }));
          const same = texts({ ...english, locales: [] }).filter(([path, text]) => own.get(path) === text);
          // Numbers, amounts, and words that both languages share.
          assert.ok(same.length <= 14, same.map(([path]) => path).join(" "));
        });
      }
    });
  }
});

describe("notices", () => {
  const german = vocabulary.words("de").notices;

  test("are recognised and translated", () => {
    assert.match(
      noticeIn("The limit of 10 tool rounds was reached.", german),
      /Grenze von 10 Werkzeugrunden/,
    );
    assert.match(noticeIn('The model "a" did not answer, so "b" took over.', german), /„a“.*„b“/);
    assert.match(
      noticeIn("Your usage limit for today is nearly reached, so a cheaper model answered.", german),
      /günstigeres Modell/,
    );
    assert.match(
      noticeIn(
        "This channel's usage limit for today is reached; it starts afresh at 00:00 UTC, in about 5 hours.",
        german,
      ),
      /dieses Kanals ist erreicht.*5 Stunden/,
    );
    assert.equal(noticeIn("Something of a tool's own.", german), "Something of a tool's own.");
  });

  test("of files tell the reason too, whatever the files are called", () => {
    for (const [reason, expected] of [
      [FILE_REASONS.gone, /nicht mehr/],
      [FILE_REASONS.notDownloaded(503), /herunterladen \(Status 503\)/],
      [FILE_REASONS.tooLarge(10), /größer als 10 MB/],
      ["the server took too long to answer", /ließ sich nicht herunterladen/],
      ["the document cannot be read: it is damaged, or protected by a password", /ließ sich nicht lesen/],
    ] as const) {
      const said = noticeIn(`Not read: photo (1).png, b.txt (${reason}).`, german);
      assert.match(said, /^Nicht gelesen: photo \(1\)\.png, b\.txt \(/, reason);
      assert.match(said, expected);
    }
    assert.equal(
      noticeIn("Only the beginning was read: a.txt.", german),
      "Nur der Anfang wurde gelesen: a.txt.",
    );
    const own = "Not read: a (b).txt (the server took too long to answer).";
    assert.equal(noticeIn(own, english.notices), own);
  });

  test("of files name the reasons that the program has", () => {
    for (const [name, said] of Object.entries(FILE_REASONS)) {
      const words = english.notices.fileReasons[name as keyof typeof FILE_REASONS];
      assert.equal(typeof words === "string" ? words : words(7), typeof said === "string" ? said : said(7));
    }
  });

  test("of the program are all known", () => {
    const root = resolve(import.meta.dirname, "../../src");
    const found = ["models", "orchestrator", "tasks", "discord"].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .flatMap((file) => [
          ...readFileSync(join(root, folder, file), "utf8").matchAll(/[A-Z]_NOTICE\s*=\s*["`]([^"`]+)["`]/g),
        ])
        .map((match) => (match[1] ?? "").replace("${MAX_LINKS}", "3")),
    );
    assert.ok(found.length >= 12, `only ${found.length} found: does the pattern still fit?`);
    for (const notice of found) assert.notEqual(noticeIn(notice, german), notice, notice);
  });

  test("stay as they are in English", () => {
    for (const [path, text] of texts({ ...english.notices, fileReasons: undefined }))
      assert.equal(noticeIn(text, english.notices), text, path);
  });
});

test("what an engine says without a language is the English of the bot", () => {
  const sentences = engineSentences(english);
  for (const hasFindings of [true, false]) {
    assert.equal(
      sentences.incomplete("Stopped.", hasFindings),
      ENGLISH_SENTENCES.incomplete("Stopped.", hasFindings),
    );
  }
  assert.equal(sentences.declined, ENGLISH_SENTENCES.declined);
  assert.match(
    engineSentences(vocabulary.words("de")).incomplete("Stopped.", true),
    /^Gestoppt\. Bis dahin .*:$/,
  );
});
