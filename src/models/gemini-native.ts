import type { ModelCall, ModelEntry, ModelRequest } from "../contracts.ts";
import type { TryResult } from "./attempt.ts";
import type { Clock } from "./backoff.ts";
export function sendToGemini(
  _e: ModelEntry,
  _r: ModelRequest,
  _c: ModelCall,
  _o: { idleMs: number; clock: Clock },
): Promise<TryResult> {
  throw new Error("not here yet");
}
