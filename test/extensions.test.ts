import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";

import { ExtensionError } from "../src/errors.ts";
import { loadExtensions } from "../src/extensions.ts";

function folderOf(files: Readonly<Record<string, string>>): URL {
  const folder = mkdtempSync(join(tmpdir(), "orchid-extensions-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return pathToFileURL(`${folder}/`);
}

const check = (value: unknown): readonly string[] => (typeof value === "number" ? [] : ["not a number"]);

describe("extensions", () => {
  test("each file is one definition, named by the file", async () => {
    const folder = folderOf({ "b.ts": "export default 2;", "a.ts": "export default 1;", "notes.md": "x" });
    assert.deepEqual(
      [...(await loadExtensions<number>(folder, "thing", check))],
      [
        ["a", 1],
        ["b", 2],
      ],
    );
  });

  test("every broken file is named with what it lacks", async () => {
    const folder = folderOf({
      "good.ts": "export default 1;",
      "syntax.ts": "export default (;",
      "shape.ts": "export default 'x';",
      "none.ts": "export const x = 1;",
    });
    await assert.rejects(loadExtensions(folder, "thing", check), (error) => {
      assert.ok(error instanceof ExtensionError);
      assert.match(error.message, /syntax\.ts: /);
      assert.match(error.message, /shape\.ts: not a number/);
      assert.match(error.message, /none\.ts: a thing needs a default export/);
      assert.doesNotMatch(error.message, /good\.ts/);
      return true;
    });
  });
});
