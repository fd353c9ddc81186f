import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const ROOT = join(import.meta.dirname, "..");

test("every test that the list of faults names exists", () => {
  const list = readFileSync(join(ROOT, "docs/faults.md"), "utf8");
  const named = [...list.matchAll(/^\|.*\| `(?<file>test\/[^`]+)`: (?<title>[^|]+) \|$/gm)];
  assert.ok(named.length > 60, `only ${named.length} lines were understood`);
  const missing = named.flatMap(({ groups }) => {
    const path = join(ROOT, groups?.["file"] ?? "");
    const title = groups?.["title"] ?? "";
    return existsSync(path) && readFileSync(path, "utf8").includes(title) ? [] : [`${path}: ${title}`];
  });
  assert.deepEqual(missing, []);
  const rows = list.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| fault"));
  assert.equal(named.length, rows.length, "a line without a test");
});
