import type { Figures } from "./storm.ts";

/** What is promised, as a list of what was broken; empty when all was kept. */
export function brokenPromises(figures: Figures, channels: number): readonly string[] {
  const broken: string[] = [];
  const none = (what: string, numbers: readonly number[]): void => {
    if (numbers.length > 0) broken.push(`${numbers.length} ${what}: q${numbers.slice(0, 20).join(", q")}`);
  };
  none("lost", figures.lost);
  none("doubled", figures.doubled);
  none("incomplete", figures.incomplete);
  none("out of order", figures.outOfOrder);
  // Each process that ends may have had one call under way in each channel.
  const most = (figures.kills + figures.handOvers + figures.zombies) * channels;
  if (figures.repeatedModelCalls > most)
    broken.push(`${figures.repeatedModelCalls} repeated model calls, at most ${most} were due`);
  // Who was killed is not at fault: with three attempts in all it was one question of seventeen.
  const notices = Math.ceil(figures.asked / 100);
  if (figures.notices > notices) broken.push(`${figures.notices} notices, at most ${notices} were due`);
  if (figures.violations > 0) broken.push(`${figures.violations} requests broke Discord's rules`);
  return broken;
}
