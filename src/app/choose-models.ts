import type { Config } from "../config.ts";
import type { ModelRegistry } from "../contracts.ts";
import { ConfigError, type ConfigProblem } from "../errors.ts";
import { createRegistry } from "../models/registry.ts";
import type { Catalog } from "./catalog.ts";

/** @throws {ConfigError} With every name in the settings that nothing answers to. */
export function chooseModels(config: Config, catalog: Catalog): ModelRegistry {
  const registry = createRegistry({ ...config.models, keys: config.setting, providers: catalog.providers });
  const problems: ConfigProblem[] = Array.isArray(registry) ? [...registry] : [];
  if (!catalog.personas.has(config.persona)) {
    problems.push({
      variable: "PERSONA",
      problem: "names no persona.",
      hint: `Use one of: ${[...catalog.personas.keys()].join(", ")}.`,
    });
  }
  if (!Array.isArray(registry)) problems.push(...unkeepableCaps(config, registry as ModelRegistry));
  const scheme = config.sessionStoreUrl.split(":", 1)[0] ?? "";
  const schemes = [...catalog.storages.values()].flatMap((storage) => storage.schemes);
  if (!schemes.includes(scheme)) {
    problems.push({
      variable: "SESSION_STORE_URL",
      problem: "has an unknown scheme.",
      hint: `Use one of: ${schemes.join(", ")}.`,
    });
  }
  if (problems.length > 0 || Array.isArray(registry)) throw new ConfigError(problems);
  return registry as ModelRegistry;
}

/** A cap in dollars that no entry's price can ever count against. */
function unkeepableCaps(config: Config, registry: ModelRegistry): readonly ConfigProblem[] {
  const hasDollarCap = Object.values(config.usageCaps).some(({ usdPerDay }) => usdPerDay !== undefined);
  const hasPrice = registry.labels().some((label) => registry.byLabel(label)?.price !== undefined);
  if (!hasDollarCap || hasPrice) return [];
  return [
    {
      variable: "USAGE_CAP_…_USD_PER_DAY",
      problem: "cannot be kept: no model entry names a price.",
      hint: "Give entries in MODELS_FILE a price, or cap tokens instead.",
    },
  ];
}
