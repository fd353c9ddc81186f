import { z } from "zod";

import { ToolError } from "../../errors.ts";
import type { GuardedFetch, WebSearch } from "../services.ts";
import { askSearchService, toHit } from "./answer.ts";

const ANSWER = z.object({
  results: z.array(z.object({ title: z.string().nullish(), url: z.string(), content: z.string().nullish() })),
  unresponsive_engines: z.array(z.unknown()).nullish(),
});

/** SearXNG, https://docs.searxng.org/dev/search_api; its settings must allow the format `json`, or it answers 403. */
export function createSearxngSearch(baseUrl: string, fetch: GuardedFetch): WebSearch {
  return async ({ text, maxResults, signal }) => {
    const query = new URLSearchParams({ q: text, format: "json" });
    const url = `${baseUrl.replace(/\/+$/, "")}/search?${query.toString()}`;
    const answer = await askSearchService(fetch, { url, signal }, ANSWER);
    const { results, unresponsive_engines: silent } = answer;
    if (results.length === 0 && (silent ?? []).length > 0) {
      throw new ToolError("none of the search engines behind the search service answered");
    }
    return results.slice(0, maxResults).map(({ title, url: found, content }) => toHit(title, found, content));
  };
}
