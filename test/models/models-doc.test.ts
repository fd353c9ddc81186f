import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";

import { loadProviders } from "../../src/models/provider.ts";
import { createRegistry } from "../../src/models/registry.ts";

const text = readFileSync(new URL("../../docs/models.md", import.meta.url), "utf8");
const providers = await loadProviders();

interface Example {
  readonly heading: string;
  readonly value: { readonly label?: string; readonly models?: unknown };
}

/** Each JSON block that stands for a file or an entry, under its heading. */
const examples = text.split(/^#+ /m).flatMap((section): readonly Example[] => {
  const heading = section.split("\n", 1)[0] ?? "";
  return [...section.matchAll(/```json\n([^]*?)```/g)].map(([, json = ""]) => ({
    heading,
    value: JSON.parse(json) as Example["value"],
  }));
});

function fileOf({ value }: Example): unknown {
  return value.models === undefined ? { models: [value], roles: { orchestrator: value.label } } : value;
}

describe("docs/models.md", () => {
  for (const [index, example] of examples.entries()) {
    test(`example ${index + 1}, "${example.heading}", is a registry`, () => {
      const made = createRegistry({ file: fileOf(example), env: {}, keys: () => "key", providers });
      assert.ok("forRole" in made, JSON.stringify(made));
      const entry = made.forRole("orchestrator");
      assert.ok(entry?.modelName !== undefined && entry.modelName !== "");
      assert.ok(entry.apiUrl !== undefined && URL.canParse(entry.apiUrl));
    });
  }

  test("has an entry for every provider, whose key it names", () => {
    for (const [name, { apiKeyEnv }] of providers) {
      const example = examples.find(({ value }) => value.label === name);
      assert.ok(example !== undefined, `no entry for ${name}`);
      assert.ok(apiKeyEnv === undefined || example.heading.includes(apiKeyEnv), example.heading);
    }
  });
});
