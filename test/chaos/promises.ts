import type { Figures } from "./storm.ts";
import type { Verdict } from "./talk.ts";

/** What is promised of every message, as a list of what was broken; empty when all was kept. */
export function brokenByAnswers(verdict: Verdict): readonly string[] {
  const broken: string[] = [];
  const none = (what: string, numbers: readonly number[]): void => {
    if (numbers.length > 0) broken.push(`${numbers.length} ${what}: q${numbers.slice(0, 20).join(", q")}`);
  };
  none("lost", verdict.lost);
  none("doubled", verdict.doubled);
  none("incomplete", verdict.incomplete);
  none("out of order", verdict.outOfOrder);
  return broken;
}

/**
 * The same of a run in which processes are killed, with what a kill may cost.
 *
 * @param tasksAtOnce How many tasks one process may have in hand.
 */
export function brokenPromises(
  figures: Verdict & Omit<Figures, keyof Verdict | "killsAtWork" | "modelCalls" | "durationMs">,
  tasksAtOnce: number,
): readonly string[] {
  const broken = [...brokenByAnswers(figures)];
  // Each process that ends may have had one call under way for each of its tasks.
  const most = (figures.kills + figures.handOvers + figures.zombies) * tasksAtOnce;
  if (figures.repeatedModelCalls > most)
    broken.push(`${figures.repeatedModelCalls} repeated model calls, at most ${most} were due`);
  // Who was killed is not at fault: with three attempts in all it was one question of seventeen.
  const notices = Math.ceil(figures.asked / 100);
  if (figures.notices > notices) broken.push(`${figures.notices} notices, at most ${notices} were due`);
  if (figures.violations > 0) broken.push(`${figures.violations} requests broke Discord's rules`);
  return broken;
}
