import { z } from "zod";

import type { GuardedFetch, WebSearch } from "../services.ts";
import { askSearchService, toHit } from "./answer.ts";

const ANSWER = z.object({
  results: z.array(z.object({ title: z.string().nullish(), url: z.string(), content: z.string().nullish() })),
});

/** SearXNG, https://docs.searxng.org/dev/search_api.html; its settings must allow the format `json`. */
export function createSearxngSearch(baseUrl: string, fetch: GuardedFetch): WebSearch {
  return async ({ text, maxResults, signal }) => {
    const query = new URLSearchParams({ q: text, format: "json" });
    const url = `${baseUrl.replace(/\/+$/, "")}/search?${query.toString()}`;
    const { results } = await askSearchService(fetch, { url, signal }, ANSWER);
    return results.slice(0, maxResults).map(({ title, url: found, content }) => toHit(title, found, content));
  };
}
