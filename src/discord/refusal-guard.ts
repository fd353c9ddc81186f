import type { RESTOptions } from "discord.js";

import { OrchidError } from "../errors.ts";

/**
 * Discord bans an address for hours that had 10,000 requests refused (401, 403, 429) within ten minutes.
 * Source: https://docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
 */
const WINDOW_MS = 10 * 60_000;
/** The bot falls silent by itself a little before: other programs may share the address. */
const MAX_REFUSED = 8_000;

/** Too many requests were refused: for now, none is sent. */
export class RefusedTooOftenError extends OrchidError {
  readonly code = "discord-refused-too-often";

  constructor(untilAt: number) {
    super(`Too many requests were refused; nothing is sent until ${new Date(untilAt).toISOString()}`, {
      hint: "Look which requests Discord refuses (401, 403, 429) and mend that: a ban would be longer.",
    });
  }
}

type Send = RESTOptions["makeRequest"];

/**
 * Counts what Discord refuses, and stops sending before Discord stops listening. What was to be sent is
 * tried again later, as when Discord is out of reach.
 *
 * @param onSilence Called once per silence.
 * @param maxRefused Default {@link MAX_REFUSED}.
 */
export function guardRefusals(
  send: Send,
  parts: {
    readonly now: () => number;
    readonly onSilence?: (error: RefusedTooOftenError) => void;
    readonly maxRefused?: number;
  },
): Send {
  const { now, onSilence, maxRefused = MAX_REFUSED } = parts;
  let endsAt = 0;
  let refused = 0;
  return async (url, init) => {
    if (now() >= endsAt) refused = 0;
    if (refused >= maxRefused) throw new RefusedTooOftenError(endsAt);
    const response = await send(url, init);
    if (!isRefusal(response)) return response;
    if (now() >= endsAt) {
      endsAt = now() + WINDOW_MS;
      refused = 0;
    }
    refused += 1;
    if (refused === maxRefused) onSilence?.(new RefusedTooOftenError(endsAt));
    return response;
  };
}

/** A limit that others used up does not count. */
function isRefusal({ status, headers }: Awaited<ReturnType<Send>>): boolean {
  return (
    status === 401 || status === 403 || (status === 429 && headers.get("x-ratelimit-scope") !== "shared")
  );
}
