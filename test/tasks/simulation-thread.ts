/**
 * Runs seeds of the simulation beside others, in a thread of its own: there nothing listens to every promise,
 * as the test runner does in its own.
 */
import { parentPort, workerData } from "node:worker_threads";

import { makeSimulatedDisk, simulate } from "./simulated-world.ts";
import type { Switches } from "./simulated-world.ts";
import { brokenPromises } from "./simulation-oracle.ts";

/** Every `step`-th seed from `first`, as often as it says, or until a promise that matches is broken. */
export interface Share {
  readonly first: number;
  readonly step: number;
  readonly runs: number;
  readonly switches: Switches;
}

export interface ShareResult {
  readonly runs: number;
  readonly disturbances: number;
  /** The first run that broke a promise; absent when all were kept. */
  readonly broken?: { readonly seed: number; readonly promises: readonly string[] };
}

async function runShare({ first, step, runs, switches }: Share): Promise<ShareResult> {
  // Errors are part of the game; where each came from is not.
  Error.stackTraceLimit = 0;
  const disk = makeSimulatedDisk();
  let disturbances = 0;
  for (let run = 0; run < runs; run += 1) {
    const seed = first + run * step;
    const outcome = await simulate(seed, switches, disk);
    disturbances += outcome.disturbances;
    const promises = brokenPromises(outcome);
    if (promises.length > 0) return { runs: run + 1, disturbances, broken: { seed, promises } };
  }
  return { runs, disturbances };
}

// Whoever starts this thread gives it a share.
parentPort?.postMessage(await runShare(workerData as Share));
