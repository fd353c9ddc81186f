import assert from "node:assert/strict";
import { describe, test } from "node:test";

import type { ModelRegistry } from "../../src/contracts.ts";
import type { ConfigProblem } from "../../src/errors.ts";
import { loadProviders, missingInProvider, providerOfAddress } from "../../src/models/provider.ts";
import { createRegistry } from "../../src/models/registry.ts";

const providers = await loadProviders();
const KEYS: Record<string, string> = { GROQ_API_KEY: "gsk-1", OWN_KEY: "own" };

function registry(file: unknown, env: Record<string, string> = {}): ModelRegistry {
  const made = createRegistry({ file, env, keys: (variable) => KEYS[variable], providers });
  assert.ok("forRole" in made, JSON.stringify(made));
  return made;
}

function problems(file: unknown): readonly string[] {
  const made = createRegistry({ file, env: {}, keys: (variable) => KEYS[variable], providers });
  assert.ok(!("forRole" in made));
  return (made as readonly ConfigProblem[]).map(({ problem }) => problem);
}

const roles = { orchestrator: "a" };

describe("the registry", () => {
  test("without a file the OPENAI_* variables are all of it", () => {
    const made = registry(undefined, { baseUrl: "http://127.0.0.1:1/v1", apiKey: "k", model: "m" });
    const entry = {
      label: "m",
      type: "openai",
      modelName: "m",
      apiUrl: "http://127.0.0.1:1/v1",
      apiKey: "k",
    };
    assert.deepEqual(made.forRole("orchestrator"), entry);
    assert.deepEqual(made.forRole("responder"), entry);
    assert.deepEqual(made.forRole("background"), entry);
    assert.equal(made.forRole("fallback"), undefined);
    assert.equal(made.forRole("vision"), undefined);
    assert.deepEqual(made.labels(), ["m"]);
    assert.equal(registry(undefined, { model: "m" }).byLabel("m")?.apiUrl, "https://api.openai.com/v1");
  });

  test("a provider gives address, engine and key", () => {
    const made = registry({
      models: [
        { label: "a", provider: "groq", modelName: "x" },
        { label: "b", provider: "gemini-native", modelName: "y" },
        {
          label: "c",
          apiUrl: "http://127.0.0.1:1/v1",
          apiKeyEnv: "OWN_KEY",
          modelName: "z",
          price: { inputPerMillion: 1, outputPerMillion: 2 },
        },
        { label: "d", apiUrl: "https://api.groq.com/openai/v1", modelName: "w" },
      ],
      roles: { orchestrator: "a", responder: "b", fallback: "c" },
    });
    assert.deepEqual(made.forRole("orchestrator"), {
      label: "a",
      type: "openai",
      provider: "groq",
      modelName: "x",
      apiUrl: "https://api.groq.com/openai/v1",
      apiKey: "gsk-1",
    });
    assert.equal(made.forRole("responder")?.type, "gemini");
    assert.equal(made.forRole("fallback")?.apiKey, "own");
    assert.equal(made.byLabel("d")?.apiKey, "gsk-1");
    assert.deepEqual(made.labels(), ["a", "b", "c", "d"]);
  });

  test("every problem is named at once", () => {
    const found = problems({
      models: [
        { label: "a", provider: "nobody", modelName: "x" },
        { label: "a", apiUrl: "http://127.0.0.1:1/v1", apiKeyEnv: "UNSET_KEY", modelName: "y" },
      ],
      roles: { orchestrator: "z" },
    });
    assert.equal(found.length, 4);
    for (const part of ["nobody", "UNSET_KEY", '"a" twice', '"z"']) {
      assert.ok(
        found.some((problem) => problem.includes(part)),
        part,
      );
    }
  });

  test("an unknown key is named, a value never", () => {
    const found = problems({ models: [{ label: "a", apiKey: "sk-secret", temprature: 1 }], roles });
    assert.ok(found.some((problem) => problem.includes("temprature")));
    assert.ok(!found.join().includes("sk-secret"));
    for (const file of [
      null,
      [],
      { models: [] },
      { models: [{ label: "a" }] },
      { models: [{ label: "a", apiUrl: "ftp://x" }], roles },
    ]) {
      assert.ok(problems(file).length > 0);
    }
  });
});

describe("providers", () => {
  test("every endpoint that is promised has its file", () => {
    const names =
      "anthropic deepseek gemini gemini-native groq litellm llama-cpp lm-studio mistral ollama open-webui openai openrouter vllm";
    assert.deepEqual([...providers.keys()], names.split(" "));
  });

  test("each is complete, and found by its address", () => {
    for (const [name, provider] of providers) {
      assert.deepEqual(missingInProvider(provider), [], name);
      if ((provider.type ?? "openai") === "openai")
        assert.equal(providerOfAddress(providers, provider.baseUrl), provider, name);
    }
    assert.equal(providerOfAddress(providers, "http://localhost:11434/v1"), providers.get("ollama"));
    assert.equal(providerOfAddress(providers, "https://api.groq.com.evil.example/v1"), undefined);
    assert.equal(providerOfAddress(providers, "nonsense"), undefined);
  });

  test("a broken one says what is missing", () => {
    assert.equal(missingInProvider(null).length, 1);
    assert.equal(
      missingInProvider({ baseUrl: "x", type: 1, apiKeyEnv: 2, traits: { nope: 1, canStream: "yes" } })
        .length,
      5,
    );
  });
});
