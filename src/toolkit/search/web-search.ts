import type { GuardedFetch, WebSearch } from "../services.ts";
import { createBraveSearch } from "./brave.ts";
import { createExaSearch } from "./exa.ts";
import { createSearxngSearch } from "./searxng.ts";
import { createTavilySearch } from "./tavily.ts";

/** Web search is on when one of these is set; the first one set, in this order, is used. */
export interface SearchSettings {
  /** Base address of a SearXNG whose JSON format is switched on; may be private. */
  readonly searxngUrl?: string;
  readonly braveApiKey?: string;
  readonly tavilyApiKey?: string;
  readonly exaApiKey?: string;
}

/** Chooses the search service; `undefined` when none is configured. */
export function createWebSearch(settings: SearchSettings, fetch: GuardedFetch): WebSearch | undefined {
  if (settings.searxngUrl) return createSearxngSearch(settings.searxngUrl, fetch);
  if (settings.braveApiKey) return createBraveSearch(settings.braveApiKey, fetch);
  if (settings.tavilyApiKey) return createTavilySearch(settings.tavilyApiKey, fetch);
  if (settings.exaApiKey) return createExaSearch(settings.exaApiKey, fetch);
  return undefined;
}
