import type { ModelEntry } from "../contracts.ts";
import { DEFAULT_DIALECT } from "./dialect.ts";
import type { Dialect, DialectField } from "./dialect.ts";
import { providerOfAddress } from "./provider.ts";
import type { Providers } from "./provider.ts";

/** Models whose template may open the reasoning itself, so that only its end is seen. */
const MAY_OPEN_REASONING = /\br1\b|deepseek-r1|qwq|thinking|magistral|reasoner|glm-4\.[1-9]|minimax-m/i;

/** What is known of one model at one address. */
export interface Known {
  dialect: Dialect;
  changed: Set<DialectField>;
  /** It ends reasoning that it never opened: nothing is shown before that end. */
  opensReasoning: boolean;
  isPromptCutTold: boolean;
}

/** What is taken for granted of a model before its first call. */
export function meetModel(entry: ModelEntry, providers: Providers): Known {
  return {
    dialect: startingDialect(entry, providers),
    changed: new Set(),
    opensReasoning: MAY_OPEN_REASONING.test(entry.modelName ?? ""),
    isPromptCutTold: false,
  };
}

function startingDialect(entry: ModelEntry, providers: Providers): Dialect {
  const provider =
    entry.provider === undefined
      ? providerOfAddress(providers, entry.apiUrl ?? "")
      : providers.get(entry.provider);
  const { tools, images, streaming } = entry.capabilities ?? {};
  return {
    ...DEFAULT_DIALECT,
    ...provider?.traits,
    ...(tools === false ? { tools: "none" as const } : {}),
    ...(images === false ? { images: "none" as const } : {}),
    ...(streaming === false ? { canStream: false } : {}),
  };
}
