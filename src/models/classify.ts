import type { Failure } from "./failure.ts";
import { TRIES } from "./failure.ts";
import { readProviderWords, retryAfterOf } from "./provider-words.ts";
import type { ProviderWords } from "./provider-words.ts";

/**
 * How servers say that the conversation does not fit.
 * Source: the list of badlogic/pi-mono, `packages/ai/src/utils/overflow.ts`, as facts.
 */
const OVERFLOW =
  /prompt is too long|exceeds the context window|input token count.*exceeds the maximum|maximum prompt length is \d+|reduce the length of (the|your) (messages|prompt|input)|maximum context length|exceeds the available context size|greater than the context length|context window exceeds limit|exceeded model token limit|context[_ ]length[_ ]exceeded|context size has been exceeded|too many (input )?tokens|exceeds? (the )?(model'?s )?(maximum )?context|input is too long|request too large|context overflow|larger than the (maximum )?context|prompt contains \d+ tokens/i;
const BILLING =
  /insufficient[_ ](quota|balance|credits?|funds)|exceeded your current quota|credit balance is too low|payment required|out of credits|billing[_ ](hard[_ ])?limit|never purchased credits/i;
const AUTHENTICATION =
  /invalid[_ ]api[_ ]key|incorrect api key|api key not valid|unauthori[sz]ed|invalid x-api-key/i;
const CONTENT_POLICY =
  /content_filter|content_policy_violation|responsibleaipolicyviolation|content management policy|prompt_blocked|prohibited_content/i;
const WRONG_MODEL =
  /model.{0,80}(not found|does not exist|not exist|is not available|unknown)|unknown model|no such model|invalid model|not a valid model/i;
const RATE = /rate.?limit|too many requests|resource_exhausted|tokens per (min|day)|requests per (min|day)/i;
const BUSY =
  /overloaded|server_error|internal_error|unavailable|timed? ?out|provider returned error|try again/i;

/** What a status and an error body mean. `body` may be a text or anything that JSON can hold. */
export function failureOf(
  status: number | undefined,
  body: unknown,
  headers: Headers | undefined,
  now: number,
): Failure {
  const words = readProviderWords(body);
  const known = status !== undefined && status >= 400 ? status : (words.status ?? status);
  const retryAfterMs = retryAfterOf(headers, now) ?? words.retryAfterMs;
  const verdict = judge(known, words);
  return {
    ...verdict,
    ...(headers?.get("x-should-retry") === "false" ? { tries: 1 } : {}),
    text: words.text,
    ...(known === undefined ? {} : { status: known }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(words.failedGeneration === undefined ? {} : { failedGeneration: words.failedGeneration }),
  };
}

type Verdict = Pick<Failure, "fault" | "tries" | "opensCircuit" | "isContentPolicy">;

function judge(status: number | undefined, words: ProviderWords): Verdict {
  const all = `${words.text} ${words.codes.join(" ")}`;
  const isClientFault = status === undefined || (status >= 400 && status < 500) || status === 500;
  if (status === 402 || BILLING.test(all)) return { fault: "billing", tries: 1, opensCircuit: true };
  if (status === 401 || (status !== 429 && isClientFault && AUTHENTICATION.test(all))) {
    return { fault: "authentication", tries: 1, opensCircuit: true };
  }
  if (isClientFault && status !== 429 && OVERFLOW.test(all)) return { fault: "overflow", tries: 1 };
  if (CONTENT_POLICY.test(all)) return { fault: "refused", tries: 1, isContentPolicy: true };
  if (status === 403) return { fault: "authentication", tries: 1, opensCircuit: true };
  if (all.includes("tool_use_failed")) return { fault: "upstream", tries: TRIES.toolUse };
  if (status === 429) return { fault: "rate-limit", tries: TRIES.rateLimit };
  if (status === 413 || (status === 400 && words.text === "")) return { fault: "overflow", tries: 1 };
  if (status === 404 || (status !== undefined && status >= 300 && status < 400)) {
    return { fault: "configuration", tries: 1 };
  }
  if (status !== undefined && status < 500 && WRONG_MODEL.test(all))
    return { fault: "configuration", tries: 1 };
  if (status === 408 || status === 409 || status === 425) return { fault: "upstream", tries: TRIES.upstream };
  if (status !== undefined && status >= 400 && status < 500) return { fault: "refused", tries: 1 };
  if (status === undefined && RATE.test(all)) return { fault: "rate-limit", tries: TRIES.rateLimit };
  if (status === undefined && !BUSY.test(all)) return { fault: "upstream", tries: TRIES.garbage };
  return { fault: "upstream", tries: TRIES.upstream };
}
