import { z } from "zod";

import type { GuardedFetch, WebSearch } from "../services.ts";
import { askSearchService, toHit } from "./answer.ts";

const ANSWER = z.object({
  results: z.array(z.object({ title: z.string().nullish(), url: z.string(), content: z.string().nullish() })),
});

/** Tavily, https://docs.tavily.com/documentation/api-reference/endpoint/search */
export function createTavilySearch(key: string, fetch: GuardedFetch): WebSearch {
  return async ({ text, maxResults, signal }) => {
    const { results } = await askSearchService(
      fetch,
      {
        url: "https://api.tavily.com/search",
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        body: JSON.stringify({ query: text, max_results: maxResults }),
        signal,
      },
      ANSWER,
    );
    return results.slice(0, maxResults).map(({ title, url, content }) => toHit(title, url, content));
  };
}
