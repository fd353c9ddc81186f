import { Worker } from "node:worker_threads";

import { ToolError } from "../../errors.ts";

/** What the thread is given. */
export interface ReadJob {
  readonly kind: "html" | "pdf";
  readonly bytes: Uint8Array;
  readonly charset: string;
  /** Where it came from; links are written out against it. */
  readonly url: string;
  readonly maxCharacters: number;
}

/** What it says; more than once when a first reading may still become a better one. The last counts. */
export type ReadOutcome = ReadText | { readonly problem: string };

export interface ReadText {
  readonly title: string;
  readonly text: string;
  /** True when there is more than was read. */
  readonly isCut: boolean;
}

/** Caps of one document. */
export interface ReaderLimits {
  /** From the start of the thread. Default 10000. */
  readonly timeoutMs: number;
  /** JavaScript heap of the thread, in megabytes. Default 192. */
  readonly heapMb: number;
  /** Buffers outside of that heap, where unpacked PDF streams lie, in megabytes. Default 128. */
  readonly buffersMb: number;
}

const DEFAULT_LIMITS: ReaderLimits = { timeoutMs: 10_000, heapMb: 192, buffersMb: 128 };

/** How often the memory outside of the heap is looked at; V8 caps the heap by itself. */
const WATCH_INTERVAL_MS = 20;

const BYTES_PER_MB = 1_048_576;

/** How many documents are read at the same time; each thread may fill a core and its share of memory. */
const MAX_THREADS = 2;

/**
 * Reads HTML and PDF in threads that are stopped when they take too much time or memory.
 *
 * @throws {ToolError} From the returned function, with what is wrong with the document.
 */
export function createReader(
  limits: Partial<ReaderLimits> = {},
): (job: ReadJob, signal: AbortSignal) => Promise<ReadText> {
  const all = { ...DEFAULT_LIMITS, ...limits };
  const slots = new Slots(MAX_THREADS);
  return async (job, signal) => {
    await slots.take(signal);
    try {
      const outcome = await runThread(job, all, signal);
      if ("problem" in outcome) throw new ToolError(`the document cannot be read: ${outcome.problem}`);
      return outcome;
    } finally {
      slots.give();
    }
  };
}

async function runThread(job: ReadJob, limits: ReaderLimits, signal: AbortSignal): Promise<ReadOutcome> {
  // The place may have come free only after the task was stopped.
  signal.throwIfAborted();
  const worker = new Worker(new URL("./reader-worker.ts", import.meta.url), {
    workerData: job,
    env: {},
    // What a parser prints belongs to nobody; the streams are never read.
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: limits.heapMb, maxYoungGenerationSizeMb: 16 },
  });
  const watch = setInterval(() => void stopWhenTooLarge(worker, limits), WATCH_INTERVAL_MS);
  const timer = setTimeout(
    () => worker.emit("error", new ToolError("the document takes too long to read")),
    limits.timeoutMs,
  );
  try {
    return await lastOutcome(worker, signal);
  } finally {
    clearInterval(watch);
    clearTimeout(timer);
    await worker.terminate();
  }
}

/** What the thread said last before it ended, of itself or by force. */
function lastOutcome(worker: Worker, signal: AbortSignal): Promise<ReadOutcome> {
  return new Promise((resolve, reject) => {
    let last: ReadOutcome | undefined;
    const end = (error?: unknown): void => (last === undefined ? reject(toReadError(error)) : resolve(last));
    worker.on("message", (outcome: ReadOutcome) => (last = outcome));
    worker.on("error", end);
    worker.once("exit", () => end());
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

async function stopWhenTooLarge(worker: Worker, limits: ReaderLimits): Promise<void> {
  try {
    const { external_memory: bytes } = await worker.getHeapStatistics();
    if (bytes > limits.buffersMb * BYTES_PER_MB) worker.emit("error", tooLarge());
  } catch {
    // The thread has just ended.
  }
}

function toReadError(error: unknown): ToolError {
  if (error instanceof ToolError) return error;
  const isMemory = error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
  return isMemory ? tooLarge() : new ToolError("the document cannot be read", { cause: error });
}

function tooLarge(): ToolError {
  return new ToolError("the document needs too much memory to read");
}

/** Lets so many in at a time, the others in the order in which they came. */
class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  async take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const enter = (): void => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(enter), 1);
        reject(signal.reason);
      };
      this.#waiting.push(enter);
      signal.addEventListener("abort", leave, { once: true });
    });
  }

  give(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }
}
