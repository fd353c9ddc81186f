import { createRedact } from "../text/redact.ts";

const MAX_DETAIL = 2_000;
/** Shorter keys, such as `none`, would mask ordinary words. */
const MIN_SECRET = 4;

/**
 * A provider's text for the operator's log: without the entry's key, without anything that looks like
 * a key or carries one in an address, on one line, at most {@link MAX_DETAIL} characters.
 *
 * @param secrets Values that must not appear, such as the key that was sent.
 */
export function redactDetail(text: string, secrets: readonly (string | undefined)[]): string {
  const known = secrets.flatMap((secret) =>
    secret === undefined || secret.length < MIN_SECRET ? [] : [secret],
  );
  return createRedact(known)(text)
    .replaceAll(/\p{Cc}+/gu, " ")
    .slice(0, MAX_DETAIL);
}
