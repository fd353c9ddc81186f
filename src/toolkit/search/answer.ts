import { z } from "zod";

import { ToolError } from "../../errors.ts";
import type { FetchRequest, GuardedFetch, SearchHit } from "../services.ts";

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
  if (answer.status === 429) throw new ToolError("the search service asks to wait; try again later");
  if (answer.status !== 200) throw new ToolError(`the search service refused (status ${answer.status})`);
  const checked = shape.safeParse(parseJson(answer.bytes));
  if (!checked.success) throw new ToolError("the search service gave an answer that is not understood");
  return checked.data;
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
