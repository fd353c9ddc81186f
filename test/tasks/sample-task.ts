import type { FrozenAnswer, Log, Origin, Receipt, Task } from "../../src/contracts.ts";

export const ORIGIN: Origin = { platform: "test" };

export const NO_LOG: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** A task with an id, in a channel. */
export function sampleTask(id: string, channelId = "c1", change: Partial<Task> = {}): Task {
  return {
    id,
    createdAt: 1,
    place: { kind: "channel", channelId },
    author: { id: "7", name: "Ada" },
    text: `question ${id}`,
    attachments: [],
    quotes: [],
    respondWithFinal: true,
    ...change,
  };
}

export function sampleReceipt(taskId: string): Receipt {
  return {
    taskId,
    startedAt: 1,
    durationMs: 2,
    backend: "test",
    rounds: [],
    usage: { inputTokens: 0, outputTokens: 0, isEstimated: false },
    notices: [],
  };
}

export function sampleAnswer(taskId: string, parts = 1): FrozenAnswer {
  const text = `answer ${taskId}`;
  return {
    kind: "answer",
    text,
    receipt: sampleReceipt(taskId),
    parts: Array.from({ length: parts }, (_, index) => ({ content: `${text} part ${index}` })),
    turn: { taskId, at: 1, author: { id: "7", name: "Ada" }, user: `question ${taskId}`, assistant: text },
  };
}

/** Waits for something that happens by itself; fails when it does not in time. */
export async function until(isTrue: () => boolean | Promise<boolean>, timeoutMs = 20_000): Promise<void> {
  const giveUpAt = Date.now() + timeoutMs;
  while (!(await isTrue())) {
    if (Date.now() > giveUpAt) throw new Error(`Never came true: ${isTrue.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** A promise that is settled from outside. */
export interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}

export function createGate(): Gate {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}
