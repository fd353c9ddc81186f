/** Preloaded into a bot: tells its CPU time and memory when the parent asks. */
export interface ProcessState {
  readonly cpuMs: number;
  readonly rssMb: number;
  readonly heapMb: number;
}

const MB = 1024 * 1024;

process.on("message", (message) => {
  if (message !== "state") return;
  // With --expose-gc, what is measured is what is kept.
  (globalThis as { gc?: () => void }).gc?.();
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  const state: ProcessState = { cpuMs: (user + system) / 1_000, rssMb: rss / MB, heapMb: heapUsed / MB };
  process.send?.(state);
});
