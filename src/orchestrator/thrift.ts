import type { ModelEntry, ModelRegistry, RunEvent, RunLimits } from "../contracts.ts";
import type { RunBudget } from "../contracts/usage.ts";
import { UsageCapError } from "../errors.ts";
import { limitWords, resetWords } from "../text/cap-words.ts";

/**
 * Lets a run begin, or not. One that an earlier attempt has paid for goes on in any case: it answers
 * from what is there.
 *
 * @throws {UsageCapError} When a cap is reached and nothing was paid for yet.
 */
export function requireBudget(budget: RunBudget | undefined, isBegun: boolean, now: number): void {
  if (budget?.tightest?.isReached !== true || isBegun) return;
  throw new UsageCapError(budget.tightest.scope, budget.resetsAt - now);
}

/** The cheaper entry, when a cap is near and the registry names one that is not used anyway. */
export function economyFor(
  budget: RunBudget | undefined,
  models: ModelRegistry,
  usual: ModelEntry,
): ModelEntry | undefined {
  if (budget?.tightest === undefined) return undefined;
  const economy = models.forRole("economy");
  return economy === undefined || economy.label === usual.label ? undefined : economy;
}

/** Tells the person that, and why, a cheaper model answers. */
export function tellOfEconomy(budget: RunBudget | undefined, emit: (event: RunEvent) => void): void {
  const scope = budget?.tightest?.scope;
  if (scope === undefined) return;
  emit({
    type: "notice",
    text: `${sentence(limitWords(scope))} is nearly reached, so a cheaper model answered.`,
  });
}

/** The registry with the cheaper entry also as the one that words the answer. */
export function thriftyRegistry(models: ModelRegistry, economy: ModelEntry | undefined): ModelRegistry {
  if (economy === undefined) return models;
  return { ...models, forRole: (role) => (role === "responder" ? economy : models.forRole(role)) };
}

/** Ends the tool rounds of a run whose cap is reached meanwhile. */
export function stopAtCap(budget: RunBudget | undefined, now: () => number): Pick<RunLimits, "stopReason"> {
  if (budget === undefined) return {};
  const { resetsAt } = budget;
  return {
    stopReason(usage) {
      const scope = budget.reachedWith(usage);
      if (scope === undefined) return undefined;
      return `${sentence(limitWords(scope))} is reached; it starts afresh ${resetWords(resetsAt - now())}.`;
    },
  };
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
