import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";

import type { Log, OrchestratorResult, Receipt, RunEvent } from "../../src/contracts.ts";
import type { TaskState } from "../../src/contracts/journal.ts";
import { DeliveryError, ModelError, UsageCapError } from "../../src/errors.ts";
import { createSessions } from "../../src/sessions/sessions.ts";
import memoryStorage from "../../src/sessions/stores/memory.ts";
import { createRunner, type AnswerTask, type RunnerParts } from "../../src/tasks/runner.ts";
import { openSqliteJournal } from "../../src/tasks/sqlite-journal.ts";
import { failureSentence } from "../../src/words/failure-sentence.ts";
import english from "../../src/words/languages/en.ts";
import { createMemoryChannel, createSlotDelivery } from "../fakes/slot-channel.ts";
import { NO_LOG, ORIGIN, sampleTask, until } from "./sample-task.ts";

const USAGE = { inputTokens: 10, outputTokens: 5, isEstimated: false };

const ANSWER: OrchestratorResult = {
  response: "Hello.",
  toolCalls: [],
  backend: "openai:test",
  summary: "Hello.",
  rounds: 1,
  usage: USAGE,
  notices: [],
};

const ROUND: readonly RunEvent[] = [
  { type: "round-start", round: 1, at: 1, model: "m" },
  { type: "round-end", round: 1, durationMs: 1, usage: USAGE, calls: 1 },
];

/**
 * A runner that counts into a list, with the state that the task had at that moment.
 *
 * @param uncountable How many times counting fails first.
 */
async function setUp(
  t: TestContext,
  answerTask: AnswerTask,
  change: Partial<RunnerParts> = {},
  uncountable = 0,
) {
  const journal = await openSqliteJournal(":memory:", { log: NO_LOG, backOffMs: () => 1 });
  t.after(() => journal.close());
  const counted: { readonly receipt: Receipt; readonly state: TaskState | undefined }[] = [];
  const logged: string[] = [];
  const log: Log = {
    debug() {},
    info: (event) => void logged.push(`info ${event}`),
    warn() {},
    error: (event) => void logged.push(`error ${event}`),
  };
  journal.work(
    createRunner({
      sessions: createSessions(await memoryStorage.open()),
      delivery: createSlotDelivery(createMemoryChannel()),
      answerTask,
      sentence: (error, errorId) => failureSentence(error, errorId, english.failure),
      log,
      usage: {
        record: async ({ id }, receipt) => {
          counted.push({ receipt, state: (await journal.find(id))?.state });
          return counted.length > uncountable;
        },
      },
      taskTimeoutMs: 10_000,
      ...change,
    }),
  );
  const ended = async (id: string): Promise<TaskState> => {
    let state: TaskState | undefined;
    await until(async () => {
      state = (await journal.find(id))?.state;
      return state === "done" || state === "cancelled";
    });
    return state ?? "accepted";
  };
  return { journal, counted, logged, ended };
}

describe("what a task spent", () => {
  test("is counted once it is frozen and before the task ends", async (t) => {
    const { journal, counted, ended } = await setUp(t, async () => ANSWER);
    await journal.accept(sampleTask("1"), ORIGIN);
    await ended("1");
    assert.equal(counted.length, 1);
    assert.deepEqual(counted[0]?.receipt.usage, USAGE);
    assert.notEqual(counted[0]?.state, "done");
  });

  /** Its first delivery fails, once everything else that it began is done. */
  function offlineOnce(): Partial<RunnerParts> {
    const delivery = createSlotDelivery(createMemoryChannel());
    let failures = 1;
    return {
      delivery: {
        ...delivery,
        deliver: async (held) => {
          await new Promise((resolve) => setImmediate(resolve));
          if ((failures -= 1) >= 0) throw new DeliveryError("offline", { hint: "wait" });
          return await delivery.deliver(held);
        },
      },
    };
  }

  test("is counted once when the delivery is repeated, which may be hours and many tasks later", async (t) => {
    const { journal, counted, ended } = await setUp(t, async () => ANSWER, offlineOnce());
    await journal.accept(sampleTask("1"), ORIGIN);
    await ended("1");
    assert.equal(counted.length, 1);
  });

  test("is counted with the same receipt by the next attempt when it could not be", async (t) => {
    const { journal, counted, ended } = await setUp(t, async () => ANSWER, offlineOnce(), 1);
    await journal.accept(sampleTask("1"), ORIGIN);
    await ended("1");
    assert.equal(counted.length, 2);
    assert.deepEqual(counted[0]?.receipt, counted[1]?.receipt);
  });

  test("is counted when it failed", async (t) => {
    const { journal, counted, logged, ended } = await setUp(t, async (_held, _turns, emit) => {
      for (const event of ROUND) emit(event);
      throw new ModelError("upstream", "no", { hint: "" });
    });
    await journal.accept(sampleTask("1"), ORIGIN);
    await ended("1");
    assert.deepEqual(counted[0]?.receipt.usage, USAGE);
    assert.deepEqual(logged, ["error task-failed"]);
  });

  test("is counted when a person stopped it", async (t) => {
    const { journal, counted, ended } = await setUp(t, async (_held, _turns, emit, { signal }) => {
      for (const event of ROUND) emit(event);
      void journal.cancel("1", "stop");
      return await new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(new ModelError("cancelled", "x", { hint: "" })));
      });
    });
    await journal.accept(sampleTask("1"), ORIGIN);
    assert.equal(await ended("1"), "cancelled");
    assert.deepEqual(
      counted.map(({ receipt }) => receipt.usage),
      [USAGE],
    );
  });

  test("a cap that does its work alarms nobody, and nothing is remembered", async (t) => {
    const { journal, logged, ended } = await setUp(t, async () => {
      throw new UsageCapError("channel", 5 * 60 * 60_000);
    });
    await journal.accept(sampleTask("1"), ORIGIN);
    await ended("1");
    const answer = (await journal.find("1"))?.answer;
    assert.equal(answer?.receipt.errorCode, "usage-cap-reached");
    assert.equal(answer.turn, undefined);
    assert.deepEqual(logged, ["info task-over-cap"]);
  });
});
