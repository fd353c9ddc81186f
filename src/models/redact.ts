const MAX_DETAIL = 2_000;

/**
 * A provider's text for the operator's log: without the entry's key, without anything that looks like
 * a key or carries one in an address, on one line, at most {@link MAX_DETAIL} characters.
 *
 * @param secrets Values that must not appear, such as the key that was sent.
 */
export function redactDetail(text: string, secrets: readonly (string | undefined)[]): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret !== undefined && secret.length >= 4) clean = clean.replaceAll(secret, "[redacted]");
  }
  return clean
    .replaceAll(/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, "$1 [redacted]")
    .replaceAll(/\b(?:sk|pk|gsk|xai|hf|r8|AIza|ya29)[-_.]?[\w-]{12,}/g, "[redacted]")
    .replaceAll(/(:\/\/)[^\s/@:]*:[^\s/@]*@/g, "$1[redacted]@")
    .replaceAll(/([?&](?:api[-_]?key|key|token|access_token|sig|signature)=)[^&\s"']+/gi, "$1[redacted]")
    .replaceAll(/\p{Cc}+/gu, " ")
    .slice(0, MAX_DETAIL);
}
