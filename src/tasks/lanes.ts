import type { Clock } from "../clock.ts";

/**
 * How one run of a task ended for its lane: it leaves, or it stays at the head and is tried again. `lost`:
 * another process has it, and its end is that process's business.
 */
export type LaneOutcome = "ended" | "lost" | { readonly retryInMs: number };

/** One task at a time per channel, in the order they were added; many channels side by side. */
export interface Lanes {
  add(channelId: string, taskId: string): void;
  /** Ends a task's wait for its next try. */
  hurry(channelId: string, taskId: string): void;
  /** Takes a task out that does not run. */
  remove(channelId: string, taskId: string): void;
  /**
   * Begins to run tasks, and those that are added later.
   *
   * @param moved Told when a task has left its channel's lane.
   */
  start(run: (taskId: string) => Promise<LaneOutcome>, moved: (channelId: string) => void): void;
  /** Starts nothing more. */
  stop(): void;
  /** Resolves when nothing runs; call after {@link Lanes.stop}. */
  idle(): Promise<void>;
  /** Tasks of a channel, running or waiting. */
  depth(channelId: string): number;
  counts(): { readonly running: number; readonly waiting: number };
}

interface Lane {
  readonly taskIds: string[];
  isRunning: boolean;
  /** Takes the timer of the head's next try back. */
  stopTimer: (() => void) | undefined;
}

/** @param maxConcurrent How many lanes may run at once. Lanes take turns, so a long one starves nobody. */
export function createLanes(maxConcurrent: number, clock: Clock): Lanes {
  const lanes = new Map<string, Lane>();
  /** Lanes whose head may run, in the order of their turns. */
  const ready = new Set<string>();
  const idleCalls: (() => void)[] = [];
  let run: ((taskId: string) => Promise<LaneOutcome>) | undefined;
  let moved: (channelId: string) => void = () => {};
  let running = 0;

  function pump(): void {
    for (const channelId of ready) {
      if (run === undefined || running >= maxConcurrent) return;
      ready.delete(channelId);
      const lane = lanes.get(channelId);
      const [head] = lane?.taskIds ?? [];
      if (lane === undefined || head === undefined) continue;
      lane.isRunning = true;
      running += 1;
      void runHead(channelId, lane, head, run);
    }
  }

  async function runHead(
    channelId: string,
    lane: Lane,
    head: string,
    runTask: (taskId: string) => Promise<LaneOutcome>,
  ): Promise<void> {
    const outcome = await runTask(head);
    lane.isRunning = false;
    running -= 1;
    if (typeof outcome === "string") {
      lane.taskIds.shift();
      makeReady(channelId, lane);
      moved(channelId);
    } else if (run !== undefined) {
      lane.stopTimer = clock.after(outcome.retryInMs, () => makeReady(channelId, lane));
    }
    if (running === 0) for (const call of idleCalls.splice(0)) call();
    pump();
  }

  function makeReady(channelId: string, lane: Lane): void {
    lane.stopTimer?.();
    lane.stopTimer = undefined;
    if (lane.taskIds.length === 0) {
      lanes.delete(channelId);
      ready.delete(channelId);
      return;
    }
    ready.add(channelId);
    pump();
  }

  return {
    add(channelId, taskId) {
      const lane = lanes.get(channelId) ?? { taskIds: [], isRunning: false, stopTimer: undefined };
      lanes.set(channelId, lane);
      lane.taskIds.push(taskId);
      if (lane.taskIds.length === 1) makeReady(channelId, lane);
    },
    hurry(channelId, taskId) {
      const lane = lanes.get(channelId);
      if (lane !== undefined && !lane.isRunning && lane.taskIds[0] === taskId) makeReady(channelId, lane);
    },
    remove(channelId, taskId) {
      const lane = lanes.get(channelId);
      const index = lane?.taskIds.indexOf(taskId) ?? -1;
      if (lane === undefined || index === -1 || (index === 0 && lane.isRunning)) return;
      lane.taskIds.splice(index, 1);
      if (index === 0) makeReady(channelId, lane);
    },
    start(runTask, whenMoved) {
      moved = whenMoved;
      run = runTask;
      pump();
    },
    stop() {
      run = undefined;
      for (const lane of lanes.values()) lane.stopTimer?.();
    },
    idle: () => (running === 0 ? Promise.resolve() : new Promise((resolve) => idleCalls.push(resolve))),
    depth: (channelId) => lanes.get(channelId)?.taskIds.length ?? 0,
    counts() {
      let known = 0;
      for (const lane of lanes.values()) known += lane.taskIds.length;
      return { running, waiting: known - running };
    },
  };
}
