import { z } from "zod";

import { ToolError } from "../../errors.ts";
import type { FetchedBody, FetchRequest, GuardedFetch, SearchHit } from "../services.ts";

const MAX_BYTES = 2_000_000;
const EXCERPT_CHARACTERS = 500;

/**
 * Asks a search service and checks the shape of its answer.
 *
 * @throws {ToolError} When it refuses or answers something else. Names neither key nor address.
 */
export async function askSearchService<Shape extends z.ZodType>(
  fetch: GuardedFetch,
  request: FetchRequest,
  shape: Shape,
): Promise<z.output<Shape>> {
  const answer = await fetch({ ...request, maxBytes: MAX_BYTES });
  if (answer.status !== 200) throw new ToolError(refusalOf(answer));
  const checked = shape.safeParse(parseJson(answer.bytes));
  if (!checked.success) throw new ToolError("the search service gave an answer that is not understood");
  return checked.data;
}

/** Out of credits: the usual 402, and the two of Tavily for a plan's and a budget's limit. */
const NO_CREDIT: ReadonlySet<number> = new Set([402, 432, 433]);

/** What an operator can act on, without a word of what the service wrote. */
function refusalOf({ status, retryAfterSeconds }: FetchedBody): string {
  if (status === 429) {
    const wait = retryAfterSeconds === undefined ? "" : ` for ${retryAfterSeconds} seconds`;
    return `the search service asks to wait${wait}; do not try again now`;
  }
  if (status >= 500) return `the search service has a problem of its own (status ${status})`;
  if (NO_CREDIT.has(status))
    return `the search service has no credit left (status ${status}); the operator can add some`;
  return `the search service refused (status ${status}); the operator should look at its key and settings`;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

/** One result, shortened, without the marks that services put around the words that matched. */
export function toHit(
  title: string | null | undefined,
  url: string,
  excerpt: string | null | undefined,
): SearchHit {
  return {
    title: plain(title ?? "") || url,
    url,
    excerpt: plain(excerpt ?? "").slice(0, EXCERPT_CHARACTERS),
  };
}

function plain(text: string): string {
  return text
    .slice(0, EXCERPT_CHARACTERS * 4)
    .replaceAll(/<\/?(?:strong|b|em|mark)>/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}
