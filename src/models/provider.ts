import { loadExtensions } from "../extensions.ts";
import { DEFAULT_DIALECT } from "./dialect.ts";
import type { Dialect } from "./dialect.ts";

/** A kind of endpoint: one file in `src/models/providers`, its file name is its name. */
export interface Provider {
  /** Engine that speaks to it. Default `openai`. */
  readonly type?: string;
  /** Where it usually is; a model entry may say otherwise. */
  readonly baseUrl: string;
  /** Environment variable with the key; absent when none is usual. */
  readonly apiKeyEnv?: string;
  /** What is known of its dialect; everything else is learned. */
  readonly traits?: Partial<Dialect>;
}

export type Providers = ReadonlyMap<string, Provider>;

/** Loads every provider file. @throws {ExtensionError} When one is broken. */
export function loadProviders(): Promise<Providers> {
  return loadExtensions<Provider>(new URL("./providers/", import.meta.url), "provider", missingInProvider);
}

/** What a provider file lacks, one phrase each. */
export function missingInProvider(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return ["a provider is an object"];
  const { type, baseUrl, apiKeyEnv, traits } = value as Record<string, unknown>;
  const missing: string[] = [];
  if (typeof baseUrl !== "string" || !URL.canParse(baseUrl)) missing.push("baseUrl must be an address");
  if (type !== undefined && typeof type !== "string") missing.push("type must be the name of an engine");
  if (apiKeyEnv !== undefined && typeof apiKeyEnv !== "string") {
    missing.push("apiKeyEnv must be the name of a variable");
  }
  for (const [field, trait] of Object.entries(traits ?? {})) {
    if (!(field in DEFAULT_DIALECT)) missing.push(`traits.${field} is not known`);
    else if (typeof trait !== typeof DEFAULT_DIALECT[field as keyof Dialect]) {
      missing.push(`traits.${field} has the wrong type`);
    }
  }
  return missing;
}

/** The provider that an address belongs to, by its host and port; `undefined` for an unknown one. */
export function providerOfAddress(providers: Providers, apiUrl: string): Provider | undefined {
  if (!URL.canParse(apiUrl)) return undefined;
  const host = hostOf(apiUrl);
  for (const provider of providers.values()) {
    if ((provider.type ?? "openai") === "openai" && hostOf(provider.baseUrl) === host) return provider;
  }
  return undefined;
}

function hostOf(address: string): string {
  return new URL(address).host.replace(/^(?:localhost|\[::1\])(?=:|$)/, "127.0.0.1");
}
