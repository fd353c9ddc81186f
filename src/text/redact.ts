/** Replaces secrets in a text. */
export type Redact = (text: string) => string;

export const MASK = "[hidden]";

/**
 * Shapes that are secret wherever they come from, known value or not: keys of the usual providers,
 * `Authorization` values, passwords inside addresses, key parameters of addresses.
 */
const SECRET_SHAPES: readonly { readonly find: RegExp; readonly replace: string }[] = [
  // With a digit or a dot inside: "Basic understanding" is no credential.
  { find: /\bBearer\s+(?=[\w~+/=-]*[\d.])[\w.~+/=-]{6,}/g, replace: `Bearer ${MASK}` },
  { find: /\b(Bot|Basic)\s+(?=[\w~+/=-]*[\d.])[\w.~+/=-]{16,}/g, replace: `$1 ${MASK}` },
  {
    find: /\b(sk|pk|rk|gsk|xai|tvly|hf|r8|ya29|ghp|gho|github_pat|glpat|xox[abp])[-_.][\w-]{12,}/g,
    replace: MASK,
  },
  { find: /\bAIza[\w-]{30,}/g, replace: MASK },
  // Discord bot tokens: the id in base64, a time, a signature.
  { find: /\b[MNO][\w-]{23,27}\.[\w-]{6,7}\.[\w-]{27,}/g, replace: MASK },
  { find: /\b([a-z][a-z\d+.-]{1,20}:\/\/)[^\s/@:]{0,200}:[^\s/@]{1,200}@/gi, replace: `$1${MASK}@` },
  {
    find: /([?&](?:api[-_]?key|key|token|access_token|secret|password|sig|signature|hm)=)[^\s&#"')>]+/gi,
    replace: `$1${MASK}`,
  },
];

/**
 * Makes the function that every sink uses: log, trace, answer, error.
 *
 * A secret that was split, reversed or encoded by somebody who already had it is out of reach; what
 * keeps it safe then is that it never entered a model's context.
 *
 * @param secrets Known values, as the configuration found them.
 */
export function createRedact(secrets: readonly string[]): Redact {
  // Longest first, so that a secret that contains another one is masked whole.
  const known = [...new Set(secrets)].filter((secret) => secret !== "").sort((a, b) => b.length - a.length);
  return (text) => {
    let result = text;
    for (const secret of known) {
      if (result.includes(secret)) result = result.replaceAll(secret, MASK);
    }
    for (const { find, replace } of SECRET_SHAPES) result = result.replace(find, replace);
    return result;
  };
}
