import type { ModelEntry } from "../contracts.ts";
import type { Failure } from "./failure.ts";
import { TRIES } from "./failure.ts";

const WRONG_ADDRESS = /ENOTFOUND|ERR_INVALID_URL|Invalid URL|unsupported protocol/i;
const TLS = /CERT|SELF_SIGNED|ERR_TLS|UNABLE_TO_VERIFY|ERR_SSL|wrong version number|DEPTH_ZERO/i;

/** What an error of the connection means, by the codes along its chain of causes. */
export function connectionFailure(error: unknown, entry: ModelEntry): Failure {
  const words = chain(error).join(" · ");
  const text = `${words} (${hostOf(entry.apiUrl)})`;
  if (TLS.test(words)) return { fault: "configuration", tries: 1, text };
  // A name server may be down for a moment, so an unknown name is asked for once more.
  if (WRONG_ADDRESS.test(words)) return { fault: "configuration", tries: 2, text };
  if (/timed? ?out|ETIMEDOUT|TIMEOUT/i.test(words)) return { fault: "timeout", tries: TRIES.timeout, text };
  return { fault: "network", tries: TRIES.network, text };
}

function chain(error: unknown): readonly string[] {
  const words: string[] = [];
  let at: unknown = error;
  for (let depth = 0; depth < 5 && at instanceof Error; depth += 1) {
    const { code } = at as { code?: unknown };
    words.push(typeof code === "string" ? `${code} ${at.message}` : at.message);
    if (at instanceof AggregateError) words.push(...at.errors.flatMap((one) => chain(one)).slice(0, 4));
    at = at.cause;
  }
  return words.length > 0 ? words : [String(error)];
}

/** The address without path, query and credentials. */
function hostOf(apiUrl: string | undefined): string {
  return apiUrl !== undefined && URL.canParse(apiUrl) ? new URL(apiUrl).host : "no address";
}
