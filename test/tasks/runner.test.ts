import assert from "node:assert/strict";
import { after, beforeEach, describe, test } from "node:test";

import type { FrozenAnswer, Log, OrchestratorResult, RunEvent, Sessions, Turn } from "../../src/contracts.ts";
import type { Journal, TaskRecord } from "../../src/contracts/journal.ts";
import { DeliveryError, ModelError, StorageError } from "../../src/errors.ts";
import { createSessions } from "../../src/sessions/sessions.ts";
import memoryStorage from "../../src/sessions/stores/memory.ts";
import { createRunner } from "../../src/tasks/runner.ts";
import type { AnswerTask, RunnerParts } from "../../src/tasks/runner.ts";
import { failureSentence } from "../../src/words/failure-sentence.ts";
import english from "../../src/words/languages/en.ts";
import { openSqliteJournal } from "../../src/tasks/sqlite-journal.ts";
import { createMemoryChannel, createSlotDelivery } from "../fakes/slot-channel.ts";
import type { SlotDeliveryOptions } from "../fakes/slot-channel.ts";
import { NO_LOG, ORIGIN, createGate, sampleTask, until } from "./sample-task.ts";

const USAGE = { inputTokens: 10, outputTokens: 5, isEstimated: false };

function result(response: string, change: Partial<OrchestratorResult> = {}): OrchestratorResult {
  return {
    response,
    toolCalls: [],
    backend: "openai:test",
    summary: `summary of ${response}`,
    rounds: 1,
    usage: USAGE,
    notices: [],
    ...change,
  };
}

const opened: Journal[] = [];
after(async () => {
  for (const one of opened) await one.close();
});

/** A runner on a real journal in memory, real sessions, and a platform in memory. */
async function setUp(
  answerTask: AnswerTask,
  change: Partial<RunnerParts> & { readonly slots?: SlotDeliveryOptions } = {},
) {
  const lines: { readonly event: string; readonly fields: Readonly<Record<string, unknown>> }[] = [];
  const note = (event: string, fields: Readonly<Record<string, unknown>> = {}): void =>
    void lines.push({ event, fields });
  const log: Log = { debug: note, info: note, warn: note, error: note };
  const journal = await openSqliteJournal(":memory:", { log: NO_LOG, backOffMs: () => 1 });
  opened.push(journal);
  const sessions = createSessions(await memoryStorage.open());
  const channel = createMemoryChannel();
  const parts: RunnerParts = {
    sessions,
    delivery: createSlotDelivery(channel, change.slots),
    answerTask,
    log,
    taskTimeoutMs: 10_000,
    createErrorId: () => "abc123",
    sentence: (error, errorId) => failureSentence(error, errorId, english.failure),
    ...change,
  };
  journal.work(createRunner(parts));
  const run = async (task = sampleTask("1")): Promise<TaskRecord> => {
    await journal.accept(task, ORIGIN);
    return ended(task.id);
  };
  const ended = async (id: string): Promise<TaskRecord> => {
    let record: TaskRecord | undefined;
    await until(async () => {
      record = await journal.find(id);
      return record !== undefined && ["done", "dead", "cancelled"].includes(record.state);
    });
    assert.ok(record !== undefined);
    return record;
  };
  return { journal, sessions, channel, lines, run, ended };
}

const answerOf = (record: TaskRecord): FrozenAnswer => {
  assert.ok(record.answer !== undefined);
  return record.answer;
};

describe("an answered task", () => {
  test("is shown, remembered, and has a receipt of what was done", async () => {
    const { run, channel, sessions } = await setUp(async (held, turns, emit) => {
      const events: RunEvent[] = [
        { type: "round-start", round: 1, at: 5, model: "small" },
        { type: "text-delta", round: 1, text: "Let me see" },
        { type: "text-discard", round: 1 },
        {
          type: "tool-start",
          round: 1,
          callId: "a",
          tool: "calculator",
          args: '{"expression":"1+1"}',
          at: 6,
        },
        { type: "tool-start", round: 1, callId: "b", tool: "slow", args: "{}", at: 7 },
        { type: "tool-progress", callId: "b", text: "half way" },
        {
          type: "tool-end",
          round: 1,
          callId: "a",
          tool: "calculator",
          result: "2",
          isError: false,
          durationMs: 3,
        },
        { type: "notice", text: "Something to know." },
        { type: "round-end", round: 1, durationMs: 9, usage: USAGE, calls: 2 },
        { type: "answer", text: "Two." },
      ];
      for (const event of events) emit(event);
      return result(`Two, after ${turns.length}: ${held.task.text}`, {
        notices: ["Something to know.", "Answer cut off."],
      });
    });
    const record = await run();
    assert.equal(record.state, "done");
    assert.deepEqual(
      channel.shown.map((one) => [one.channelId, one.nonce, one.text]),
      [["c1", "1:0", "Two, after 0: question 1"]],
    );
    const [turn] = await sessions.load("c1");
    assert.deepEqual(
      [turn?.taskId, turn?.user, turn?.assistant],
      ["1", "question 1", "Two, after 0: question 1"],
    );
    const { receipt } = answerOf(record);
    assert.deepEqual(receipt.notices, ["Something to know.", "Answer cut off."]);
    assert.equal(receipt.backend, "openai:test");
    assert.deepEqual(receipt.usage, USAGE);
    assert.equal(receipt.rounds.length, 1);
    const [first, second] = receipt.rounds[0]?.toolCalls ?? [];
    assert.deepEqual(first, {
      tool: "calculator",
      args: '{"expression":"1+1"}',
      round: 1,
      startedAt: 6,
      result: "2",
      isError: false,
      durationMs: 3,
    });
    assert.ok(second?.isError === true && second.result.includes("no result"));
  });

  test("gets the channel's turns, and no other channel's", async () => {
    const seen: (readonly Turn[])[] = [];
    const { run } = await setUp(async (held, turns) => {
      seen.push(turns);
      return result(`answer ${held.task.id}`);
    });
    await run(sampleTask("1"));
    await run(sampleTask("2", "c2"));
    await run(sampleTask("3"));
    assert.deepEqual(
      seen.map((turns) => turns.map((turn) => turn.assistant)),
      [[], [], ["answer 1"]],
    );
  });

  test("without a final answer shows the summary", async () => {
    const { run, channel } = await setUp(async () => result(""));
    await run(sampleTask("1", "c1", { respondWithFinal: false }));
    assert.equal(channel.shown[0]?.text, "summary of ");
  });

  test("keeps a receipt's long texts short", async () => {
    const { run } = await setUp(async (_held, _turns, emit) => {
      emit({ type: "round-start", round: 1, at: 1, model: "m" });
      emit({ type: "tool-start", round: 1, callId: "a", tool: "t", args: "x".repeat(90_000), at: 1 });
      emit({
        type: "tool-end",
        round: 1,
        callId: "a",
        tool: "t",
        result: "😀".repeat(90_000),
        isError: false,
        durationMs: 1,
      });
      return result("ok");
    });
    const call = answerOf(await run()).receipt.rounds[0]?.toolCalls[0];
    assert.ok(call !== undefined && call.args.length <= 4_000 && call.result.length <= 4_000);
    assert.ok(call.result.isWellFormed());
    assert.match(call.result, /shortened from 180000 characters/);
  });
});

describe("a failed task", () => {
  test("says one honest sentence with an id that the log has, and is not remembered", async () => {
    const secret = "sk-live-hush";
    const { run, channel, sessions, lines } = await setUp(async () => {
      throw new ModelError("billing", `402 for key ${secret}`, { hint: "Top up.", detail: secret });
    });
    const record = await run();
    assert.equal(record.state, "done");
    assert.equal(answerOf(record).kind, "failure");
    assert.equal(answerOf(record).receipt.errorCode, "model-billing");
    const text = channel.shown[0]?.text ?? "";
    assert.match(text, /^I could not answer: .*credit.*not added to what I remember.*\(Error abc123\)$/);
    assert.doesNotMatch(text, /hush/);
    assert.deepEqual(await sessions.load("c1"), []);
    const line = lines.find((one) => one.event === "task-failed");
    assert.equal(line?.fields["errorId"], "abc123");
    assert.ok(line?.fields["error"] instanceof ModelError);
  });

  test("a bug is a sentence too, never its own message", async () => {
    const { run, channel } = await setUp(async () => {
      throw new TypeError("cannot read secrets of undefined");
    });
    const record = await run();
    assert.equal(answerOf(record).receipt.errorCode, "unexpected");
    assert.match(channel.shown[0]?.text ?? "", /something in me went wrong.*\(Error abc123\)/);
  });

  test("what is thrown may be anything", async () => {
    const { run } = await setUp(() => Promise.reject(undefined));
    assert.equal(answerOf(await run()).kind, "failure");
  });

  for (const heeds of [true, false]) {
    test(`its time over: a sentence, also when the engine ${heeds ? "heeds" : "ignores"} its signal`, async () => {
      const { run, channel } = await setUp(
        (_held, _turns, _emit, { signal }) =>
          new Promise((_, reject) => {
            if (heeds)
              signal.addEventListener("abort", () => reject(new ModelError("cancelled", "x", { hint: "" })));
          }),
        { taskTimeoutMs: 5, clock: hurriedClock() },
      );
      const record = await run();
      assert.equal(answerOf(record).receipt.errorCode, "task-timeout");
      assert.match(channel.shown[0]?.text ?? "", /longer than a task may take/);
    });
  }

  test("ten attempts that came to nothing: a notice, then dead, and the channel goes on", async () => {
    const attempts: number[] = [];
    // A handler that dies without freezing anything stands for a process that does.
    const { run, ended, channel, journal } = await setUp(
      async (held) => {
        if (held.task.id === "2") return result("fine");
        attempts.push(held.attempt);
        throw new PoisonError();
      },
      { log: throwingOn("task-failed") },
    );
    await journal.accept(sampleTask("2"), ORIGIN).then(() => ended("2"));
    const record = await run();
    assert.deepEqual(attempts, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    assert.equal(record.state, "dead");
    assert.equal(answerOf(record).receipt.errorCode, "task-given-up");
    assert.equal(channel.shown.length, 2);
    assert.match(channel.shown[1]?.text ?? "", /each time I tried/);
  });
});

class PoisonError extends Error {}

/** Stands for code that dies at the worst place: while a failure is being told. Not for the last notice. */
function throwingOn(event: string): Log {
  return {
    ...NO_LOG,
    error(name, fields) {
      if (name === event && fields?.["error"] instanceof PoisonError) throw fields["error"];
    },
  };
}

/** The machine's time, with every wait a hundred times shorter. */
function hurriedClock() {
  return {
    now: () => Date.now(),
    after(delayMs: number, call: () => void) {
      const timer = setTimeout(call, delayMs / 100);
      return () => clearTimeout(timer);
    },
  };
}

describe("a changed question", () => {
  test("while it runs: the old text is dropped, the new one answered, the attempt not counted", async () => {
    const reached = createGate();
    const asked: (readonly [string, number])[] = [];
    const { journal, ended, channel, sessions } = await setUp((held, _turns, _emit, { signal }) => {
      asked.push([held.task.text, held.attempt]);
      if (held.task.text === "new") return Promise.resolve(result("new answer"));
      reached.open();
      return new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(new ModelError("cancelled", "x", { hint: "" })));
      });
    });
    await journal.accept(sampleTask("1"), ORIGIN);
    await reached.opened;
    assert.equal(await journal.revise("1", sampleTask("1", "c1", { text: "new" })), true);
    assert.equal(answerOf(await ended("1")).text, "new answer");
    assert.deepEqual(asked, [
      ["question 1", 1],
      ["new", 1],
    ]);
    assert.equal(channel.shown.length, 1);
    assert.deepEqual(
      (await sessions.load("c1")).map((turn) => [turn.user, turn.assistant]),
      [["new", "new answer"]],
    );
  });

  test("after its answer: the memory is corrected, and does not see its own earlier turn", async () => {
    const seen: (readonly string[])[] = [];
    const { journal, run, ended, sessions } = await setUp(async (held, turns) => {
      seen.push(turns.map((turn) => turn.taskId));
      return result(`answer to ${held.task.text}`);
    });
    await run(sampleTask("1"));
    await run(sampleTask("2"));
    assert.equal(await journal.revise("1", sampleTask("1", "c1", { text: "corrected" })), true);
    assert.equal(answerOf(await ended("1")).text, "answer to corrected");
    assert.deepEqual(seen, [[], ["1"], ["2"]]);
    assert.deepEqual(
      (await sessions.load("c1")).map((turn) => turn.assistant),
      ["answer to corrected", "answer to question 2"],
    );
  });

  test("whose new answer fails leaves no turn of the old one", async () => {
    const { journal, run, ended, sessions } = await setUp(async (held) => {
      if (held.task.text === "corrected") throw new ModelError("refused", "x", { hint: "" });
      return result("fine");
    });
    await run();
    await journal.revise("1", sampleTask("1", "c1", { text: "corrected" }));
    assert.equal(answerOf(await ended("1")).kind, "failure");
    assert.deepEqual(await sessions.load("c1"), []);
  });
});

test("an answer that cannot be laid out ends in one visible sentence", async () => {
  const channel = createMemoryChannel();
  const delivery = createSlotDelivery(channel);
  const { run, sessions } = await setUp(async () => result("poison"), {
    delivery: {
      ...delivery,
      prepare(task, origin, answer) {
        if (answer.text === "poison") throw new TypeError("cannot read properties of undefined");
        return delivery.prepare(task, origin, answer);
      },
    },
  });
  const record = await run();
  assert.deepEqual([record.state, record.attempts, answerOf(record).kind], ["done", 1, "failure"]);
  assert.match(channel.shown[0]?.text ?? "", /something in me went wrong.*Error abc123/);
  assert.deepEqual(await sessions.load("c1"), []);
});

describe("a stopped task", () => {
  test("has no answer and no turn; the live view says so and is closed", async () => {
    const reached = createGate();
    const shown: RunEvent[] = [];
    let isClosed = false;
    const { journal, ended, channel, sessions } = await setUp(
      (_held, _turns, _emit, { signal }) => {
        reached.open();
        return new Promise((_, reject) => {
          signal.addEventListener("abort", () => reject(new ModelError("cancelled", "x", { hint: "" })));
        });
      },
      {
        slots: {
          watch: () => ({
            show: (event) => void shown.push(event),
            close: async () => {
              isClosed = true;
            },
          }),
        },
      },
    );
    await journal.accept(sampleTask("1"), ORIGIN);
    await reached.opened;
    assert.equal(await journal.cancel("1", "stop"), true);
    assert.equal((await ended("1")).state, "cancelled");
    assert.deepEqual(channel.shown, []);
    assert.deepEqual(await sessions.load("c1"), []);
    assert.deepEqual(shown, [{ type: "stopped" }]);
    assert.ok(isClosed);
  });

  test("the answer of an engine that did not notice is thrown away", async () => {
    const reached = createGate();
    const gate = createGate();
    const { journal, ended, channel } = await setUp(async () => {
      reached.open();
      await gate.opened;
      return result("too late");
    });
    await journal.accept(sampleTask("1"), ORIGIN);
    await reached.opened;
    await journal.cancel("1", "stop");
    gate.open();
    assert.equal((await ended("1")).state, "cancelled");
    assert.deepEqual(channel.shown, []);
  });
});

describe("a storage for sessions that is away", () => {
  const away = (): Promise<never> => Promise.reject(new StorageError("away", { hint: "wait" }));
  let calls: string[] = [];
  beforeEach(() => {
    calls = [];
  });
  const broken = (method: "load" | "append"): Sessions => ({
    load: async () => (calls.push("load"), method === "load" ? away() : []),
    append: async () => (calls.push("append"), method === "append" ? away() : undefined),
    drop: away,
    replace: away,
    clear: away,
  });

  test("at reading: the answer comes without history, and says so", async () => {
    const { run, lines } = await setUp(async () => result("ok"), { sessions: broken("load") });
    const record = await run();
    assert.equal(record.state, "done");
    assert.match(answerOf(record).receipt.notices[0] ?? "", /without this channel's earlier turns/);
    assert.equal(lines.filter((one) => one.event === "session-not-read").length, 1);
  });

  test("at writing: the answer stands, one log line, nothing is sent again", async () => {
    const { run, channel, lines } = await setUp(async () => result("ok"), { sessions: broken("append") });
    assert.equal((await run()).state, "done");
    assert.equal(channel.shown.length, 1);
    assert.deepEqual(calls, ["load", "append"]);
    assert.equal(lines.filter((one) => one.event === "turn-not-remembered").length, 1);
  });
});

describe("delivery", () => {
  test("the platform away for a while: the engine is asked once, the answer comes later", async () => {
    let failures = 0;
    let asked = 0;
    const { run, channel } = await setUp(async () => result(`answer ${(asked += 1)}`), {
      slots: {
        outcome: () => {
          if (failures++ < 5) throw new DeliveryError("offline", { hint: "wait" });
          return undefined;
        },
      },
    });
    const record = await run();
    assert.deepEqual([record.state, record.attempts, asked], ["done", 1, 1]);
    assert.deepEqual(
      channel.shown.map((one) => one.text),
      ["answer 1"],
    );
  });

  test("undeliverable: dead, and not remembered", async () => {
    const { run, sessions } = await setUp(async () => result("ok"), {
      slots: { outcome: () => ({ kind: "undeliverable", reason: "channel deleted" }) },
    });
    assert.equal((await run()).state, "dead");
    assert.deepEqual(await sessions.load("c1"), []);
  });

  test("uncertain: done, remembered, logged", async () => {
    const { run, sessions, lines } = await setUp(async () => result("ok"), {
      slots: { outcome: () => ({ kind: "uncertain", reason: "no history" }) },
    });
    assert.equal((await run()).state, "done");
    assert.equal((await sessions.load("c1")).length, 1);
    assert.ok(lines.some((one) => one.event === "answer-uncertain"));
  });

  test("a live view that throws everywhere hurts nobody", async () => {
    const boom = (): never => {
      throw new Error("view");
    };
    for (const watch of [boom, () => ({ show: boom, close: () => Promise.reject(new Error("close")) })]) {
      const { run } = await setUp(
        async (_held, _turns, emit) => {
          emit({ type: "notice", text: "n" });
          return result("ok");
        },
        { slots: { watch } },
      );
      assert.equal((await run()).state, "done");
    }
  });
});

describe("a task whose person is forgotten", () => {
  const inHand = createGate;

  test("while the model works: it ends, is never delivered and leaves no turn", async () => {
    const reached = inHand();
    const counted: unknown[] = [];
    const { journal, sessions, channel } = await setUp(
      async (_held, _turns, emit, { signal }) => {
        emit({ type: "round-start", round: 1, at: 1, model: "m" });
        emit({ type: "round-end", round: 1, durationMs: 1, usage: USAGE, calls: 0 });
        reached.open();
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        throw signal.reason;
      },
      {
        usage: { record: async (_task, { usage }, options) => counted.push([usage, options]) > 0 },
      },
    );
    await journal.accept(sampleTask("1"), ORIGIN);
    await reached.opened;
    assert.deepEqual(await journal.forgetPerson("7"), { tasks: 1 });
    assert.equal(await journal.find("1"), undefined);
    assert.deepEqual(await sessions.load("c1"), []);
    assert.deepEqual(channel.shown, []);
    assert.deepEqual(counted, [[USAGE, { isAnonymous: true }]]);
  });

  test("in the moment in which its turn is being remembered: the turn is gone when the task ends", async () => {
    const storage = await memoryStorage.open();
    const real = createSessions(storage);
    const remembering = inHand();
    const goOn = inHand();
    const sessions: Sessions = {
      ...real,
      async append(channelId, turn) {
        remembering.open();
        await goOn.opened;
        await real.append(channelId, turn);
      },
    };
    const { journal } = await setUp(async () => result("secret"), { sessions });
    await journal.accept(sampleTask("1"), ORIGIN);
    await remembering.opened;
    const forgotten = journal.forgetPerson("7");
    await until(async () => (await journal.find("1")) === undefined);
    goOn.open();
    await forgotten;
    assert.deepEqual(await real.load("c1"), []);
  });
});
