import { z } from "zod";

import type { GuardedFetch, WebSearch } from "../services.ts";
import { askSearchService, toHit } from "./answer.ts";

const ANSWER = z.object({
  web: z
    .object({
      results: z.array(
        z.object({ title: z.string().nullish(), url: z.string(), description: z.string().nullish() }),
      ),
    })
    .optional(),
});

/** More are refused with 422. */
const MAX_WORDS = 50;

/** Brave Search, https://api-dashboard.search.brave.com/api-reference/web/search/get */
export function createBraveSearch(key: string, fetch: GuardedFetch): WebSearch {
  return async ({ text, maxResults, signal }) => {
    const query = new URLSearchParams({
      q: text.trim().split(/\s+/).slice(0, MAX_WORDS).join(" "),
      count: String(maxResults),
    });
    const url = `https://api.search.brave.com/res/v1/web/search?${query.toString()}`;
    const headers = { accept: "application/json", "x-subscription-token": key };
    const { web } = await askSearchService(fetch, { url, headers, signal }, ANSWER);
    return (web?.results ?? [])
      .slice(0, maxResults)
      .map(({ title, url: found, description }) => toHit(title, found, description));
  };
}
