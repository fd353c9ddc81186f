import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";

import { ExtensionError } from "../../src/errors.ts";
import { loadPersonas } from "../../src/orchestrator/personas.ts";

const BUILT_IN = fileURLToPath(new URL("../../src/personas/", import.meta.url));

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "orchid-personas-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

describe("personas", () => {
  test("each built-in one is whole, and the default is among them", async () => {
    const personas = await loadPersonas([BUILT_IN]);
    assert.ok(personas.has("orchid"));
    for (const persona of personas.values()) assert.ok(persona.prompt.length > 50, persona.id);
  });

  test("a file is found with its header; a folder of one's own comes after the built-in ones", async () => {
    const own = folderOf({
      "pirate.md":
        "---\nname: Captain\nmodel: small\ntemperature: 0.9\ntools: [calculator]\n---\nYou are a pirate.\n",
      "plain.md": "You are plain.",
      "orchid.md": "You are another Orchid.",
    });
    const personas = await loadPersonas([BUILT_IN, own]);
    assert.deepEqual(personas.get("pirate"), {
      id: "pirate",
      name: "Captain",
      prompt: "You are a pirate.",
      model: "small",
      temperature: 0.9,
      tools: ["calculator"],
    });
    assert.deepEqual(personas.get("plain"), { id: "plain", name: "plain", prompt: "You are plain." });
    assert.equal(personas.get("orchid")?.prompt, "You are another Orchid.");
  });

  test("every broken file is named with what is wrong", async () => {
    const own = folderOf({
      "empty.md": "---\nname: x\n---\n",
      "unknown.md": "---\nmood: dark\n---\nHello.",
      "warm.md": "---\ntemperature: hot\n---\nHello.",
      "yaml.md": "---\n[: :\n---\nHello.",
      "tools.md": "---\ntools: calculator\n---\nHello.",
    });
    await assert.rejects(loadPersonas([own]), (error) => {
      assert.ok(error instanceof ExtensionError);
      assert.match(error.message, /empty\.md: has no text/);
      assert.match(error.message, /unknown\.md: unknown header field mood/);
      assert.match(error.message, /warm\.md: temperature/);
      assert.match(error.message, /yaml\.md: the header is not valid YAML/);
      assert.match(error.message, /tools\.md: tools is not a list/);
      return true;
    });
  });

  test("a folder that cannot be read stops the start", async () => {
    await assert.rejects(loadPersonas([join(BUILT_IN, "none")]), ExtensionError);
  });
});
