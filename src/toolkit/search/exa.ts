import { z } from "zod";

import type { GuardedFetch, WebSearch } from "../services.ts";
import { askSearchService, toHit } from "./answer.ts";

const ANSWER = z.object({
  results: z.array(z.object({ title: z.string().nullish(), url: z.string(), text: z.string().nullish() })),
});

/** Exa, https://exa.ai/docs/reference/search */
export function createExaSearch(key: string, fetch: GuardedFetch): WebSearch {
  return async ({ text, maxResults, signal }) => {
    const { results } = await askSearchService(
      fetch,
      {
        url: "https://api.exa.ai/search",
        method: "POST",
        headers: { "x-api-key": key, "content-type": "application/json" },
        body: JSON.stringify({
          query: text,
          numResults: maxResults,
          contents: { text: { maxCharacters: 500 } },
        }),
        signal,
      },
      ANSWER,
    );
    return results.slice(0, maxResults).map(({ title, url, text: content }) => toHit(title, url, content));
  };
}
