import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { checkCommand, type Command } from "../../src/discord/command.ts";
import { createCommandCatalog } from "../../src/discord/command-catalog.ts";
import { loadExtensions } from "../../src/extensions.ts";
import { loadVocabulary } from "../../src/words/vocabulary.ts";

const commands = await loadExtensions<Command>(
  new URL("../../commands/", import.meta.url),
  "command",
  checkCommand,
);
const catalog = createCommandCatalog(commands, (await loadVocabulary()).byLocale);

/** Names that are promised; more may come. */
const PROMISED = [
  "accessibility",
  "ask",
  "reset",
  "help",
  "trace",
  "context",
  "model",
  "persona",
  "tools",
  "stop",
  "status",
  "usage",
  "forget",
];

describe("commands", () => {
  test("the promised ones are there", () => {
    for (const name of PROMISED) assert.ok(commands.has(name), `/${name}`);
    assert.ok(catalog.find("Ask about this") !== undefined);
    assert.ok(catalog.find("Why no answer?") !== undefined);
  });

  test("there are no more than Discord takes", () => {
    const types = catalog.bodies.map(({ type }) => type);
    assert.ok(types.filter((type) => type === 1).length <= 100);
    assert.ok(types.filter((type) => type === 3).length <= 15);
  });

  test("no two answer the same button", () => {
    const prefixes = [...commands.values()].flatMap((command) => Object.keys(command.components ?? {}));
    assert.equal(new Set(prefixes).size, prefixes.length);
  });

  // Limits: https://docs.discord.com/developers/interactions/application-commands
  for (const [name, command] of commands) {
    describe(name, () => {
      const body = catalog.bodies.find(
        (one) => one.name === (command.type === "slash" ? name : command.label),
      );

      test("has a name that Discord takes", () => {
        assert.match(body?.name ?? "", command.type === "slash" ? /^[-_'\p{Ll}\p{N}]{1,32}$/u : /^.{1,32}$/u);
      });

      test("fits into Discord's sizes", () => {
        assert.ok(body !== undefined);
        if (command.type !== "slash") return;
        assert.ok(command.description.length <= 100);
        assert.ok((command.options ?? []).length <= 25);
        for (const option of command.options ?? []) {
          assert.match(option.name, /^[-_'\p{Ll}\p{N}]{1,32}$/u);
          assert.ok(option.description.length >= 1 && option.description.length <= 100);
        }
      });

      test("is answered in one way", () => {
        assert.notEqual(command.execute === undefined, command.toRequest === undefined);
      });
    });
  }

  test("a definition that lacks something is named with what it lacks", () => {
    assert.deepEqual(checkCommand({ type: "slash", execute() {} }), ["description is missing"]);
    assert.deepEqual(checkCommand({ type: "slash", description: "x" }), [
      "exactly one of execute and toRequest is needed",
    ]);
    assert.deepEqual(checkCommand(undefined), ["the default export is not a command"]);
  });
});
