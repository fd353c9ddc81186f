import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";

import type { Task } from "../../src/contracts.ts";
import type { HeldTask, Journal } from "../../src/contracts/journal.ts";
import { DeliveryError, LeaseLostError, StorageError } from "../../src/errors.ts";
import { TaskAborted } from "../../src/tasks/task-aborted.ts";
import { ORIGIN, createGate, sampleAnswer, sampleTask, until } from "./sample-task.ts";

/** Makes journals on one place that outlives them, for one test. */
export interface JournalBench {
  open(options: JournalBenchOptions): Promise<OpenedJournal>;
  remove(): Promise<void>;
}

export interface JournalBenchOptions {
  readonly maxConcurrent?: number;
  readonly maxAttempts?: number;
  readonly deliverWithinMs?: number;
}

export interface OpenedJournal {
  readonly journal: Journal;
  /** Ends it as a killed process ends: nothing is written any more, nothing is tidied up. */
  crash(): Promise<void>;
}

const offline = (): DeliveryError => new DeliveryError("offline", { hint: "wait" });

/** What every journal has to do, whatever it is made of. Retries wait 1 ms in a bench. */
export function journalContract(name: string, createBench: () => Promise<JournalBench>): void {
  describe(`journal contract: ${name}`, () => {
    let bench: JournalBench;
    let opened: OpenedJournal[] = [];
    beforeEach(async () => {
      bench = await createBench();
    });
    afterEach(async () => {
      for (const one of opened.splice(0)) await one.journal.close().catch(() => {});
      await bench.remove();
    });
    const open = async (options: JournalBenchOptions = {}): Promise<OpenedJournal> => {
      const one = await bench.open(options);
      opened.push(one);
      return one;
    };
    const crash = async (one: OpenedJournal): Promise<void> => {
      opened = opened.filter((other) => other !== one);
      await one.crash();
    };
    const stateOf = async (journal: Journal, id: string): Promise<string | undefined> =>
      (await journal.find(id))?.state;
    const finish = (held: HeldTask): Promise<void> => held.finish("done");

    test("accepts an id once, and finds what was accepted", async () => {
      const { journal } = await open();
      const task = sampleTask("1", "c1", { text: "odd \u2028 \ud83d\ude00 ' \" \\ __proto__" });
      const origin = { platform: "test", token: "t", nested: { list: [1, null] } };
      assert.deepEqual(await Promise.all([journal.accept(task, origin), journal.accept(task, origin)]), [
        true,
        false,
      ]);
      assert.equal(await journal.accept(sampleTask("1", "elsewhere"), ORIGIN), false);
      const found = await journal.find("1");
      assert.deepEqual(
        [found?.task, found?.origin, found?.state, found?.attempts],
        [task, origin, "accepted", 0],
      );
      assert.equal(await journal.find("none"), undefined);
    });

    test("runs a channel one at a time and in order, channels side by side", async () => {
      const { journal } = await open();
      const order: string[] = [];
      const busy = new Set<string>();
      let most = 0;
      journal.work(async (held) => {
        const { channelId } = held.task.place;
        assert.ok(!busy.has(channelId), "two tasks of one channel at once");
        busy.add(channelId);
        most = Math.max(most, busy.size);
        order.push(held.task.id);
        await new Promise((resolve) => setTimeout(resolve, 20));
        busy.delete(channelId);
        await held.finish("done");
      });
      const ids = ["a1", "b1", "a2", "c1", "b2", "a3", "c2"];
      await Promise.all(ids.map((id) => journal.accept(sampleTask(id, id.slice(0, 1)), ORIGIN)));
      await until(() => order.length === ids.length && busy.size === 0);
      for (const channel of ["a", "b", "c"]) {
        const mine = (id: string): boolean => id.startsWith(channel);
        assert.deepEqual(order.filter(mine), ids.filter(mine));
      }
      assert.ok(most >= 2, "channels run side by side");
    });

    test("runs no more at once than it may", async () => {
      const { journal } = await open({ maxConcurrent: 3 });
      let running = 0;
      let most = 0;
      let done = 0;
      journal.work(async (held) => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 20));
        running -= 1;
        await held.finish("done");
        done += 1;
      });
      await Promise.all(
        Array.from({ length: 12 }, (_, index) =>
          journal.accept(sampleTask(`t${index}`, `c${index}`), ORIGIN),
        ),
      );
      await until(() => done === 12);
      assert.equal(most, 3);
    });

    test("after a crash what is unfinished goes on in order, and what is finished stays so", async () => {
      const first = await open();
      const reached = createGate();
      first.journal.work(async (held) => {
        if (held.task.id === "1") return held.finish("done");
        reached.open();
        await new Promise(() => {});
      });
      for (const id of ["1", "2", "3", "4"]) await first.journal.accept(sampleTask(id), ORIGIN);
      await reached.opened;
      await crash(first);

      const second = await open();
      const seen: [string, number][] = [];
      assert.equal(await second.journal.accept(sampleTask("3"), ORIGIN), false);
      second.journal.work(async (held) => {
        seen.push([held.task.id, held.attempt]);
        await held.finish("done");
      });
      await second.journal.accept(sampleTask("5"), ORIGIN);
      await until(async () => (await stateOf(second.journal, "5")) === "done");
      assert.deepEqual(seen, [
        ["2", 2],
        ["3", 1],
        ["4", 1],
        ["5", 1],
      ]);
    });

    test("a frozen answer, its slots and its first times survive a crash", async () => {
      const first = await open();
      const reached = createGate();
      first.journal.work(async (held) => {
        await held.freeze(sampleAnswer("1", 3));
        await held.beginSlot(0);
        await held.fillSlot(0, "m0");
        await held.beginSlot(1);
        reached.open();
        await new Promise(() => {});
      });
      await first.journal.accept(sampleTask("1"), ORIGIN);
      await reached.opened;
      const before = await first.journal.find("1");
      assert.equal(before?.state, "sending");
      await crash(first);

      const second = await open();
      const done = createGate();
      second.journal.work(async (held) => {
        assert.deepEqual(held.answer, sampleAnswer("1", 3));
        assert.deepEqual(held.slots, before?.slots);
        await held.beginSlot(1);
        assert.deepEqual(held.slots[1], before?.slots[1], "the time of the first try is kept");
        await held.fillSlot(1, "m1");
        await held.finish("done");
        done.open();
      });
      await done.opened;
      const after = await second.journal.find("1");
      assert.deepEqual(
        [after?.state, after?.slots[1]?.messageId, after?.answer?.text],
        ["done", "m1", "answer 1"],
      );
    });

    test("a slot may be begun before the answer is there", async () => {
      const { journal } = await open();
      journal.work(async (held) => {
        await held.beginSlot(0);
        assert.equal((await journal.find("1"))?.state, "running");
        await held.freeze(sampleAnswer("1"));
        assert.equal((await journal.find("1"))?.state, "answer-ready");
        await held.fillSlot(0, "m0");
        await held.finish("done");
      });
      await journal.accept(sampleTask("1"), ORIGIN);
      await until(async () => (await stateOf(journal, "1")) === "done");
    });

    test("steps that were paid for survive a crash", async () => {
      const first = await open();
      const reached = createGate();
      first.journal.work(async (held) => {
        await held.steps.intend("model:1", "h1");
        await held.steps.complete("model:1", "h1", { text: "paid for" });
        await held.steps.intend("tool:1:a", "h2");
        assert.deepEqual(held.steps.recorded("tool:1:a"), { status: "intent", requestHash: "h2" });
        reached.open();
        await new Promise(() => {});
      });
      await first.journal.accept(sampleTask("1"), ORIGIN);
      await reached.opened;
      await crash(first);

      const second = await open();
      const seen: unknown[] = [];
      second.journal.work(async (held) => {
        seen.push(...["model:1", "tool:1:a", "model:2"].map((key) => held.steps.recorded(key)));
        await held.finish("done");
      });
      await until(() => seen.length === 3);
      assert.deepEqual(seen, [
        { status: "done", requestHash: "h1", result: { text: "paid for" } },
        { status: "intent", requestHash: "h2" },
        undefined,
      ]);
    });

    test("what is only noted is on disk before what is waited for", async () => {
      const first = await open();
      const reached = createGate();
      first.journal.work(async (held) => {
        held.steps.note("model:1", "h1", { text: "paid for" }, false);
        held.steps.note("tool:1:a", "h2", { text: "read" }, true);
        assert.equal(held.steps.recorded("tool:1:a")?.status, "done", "known at once");
        await held.steps.intend("tool:2:b", "h3");
        reached.open();
        await new Promise(() => {});
      });
      await first.journal.accept(sampleTask("1"), ORIGIN);
      await reached.opened;
      await crash(first);

      const second = await open();
      const seen: unknown[] = [];
      second.journal.work(async (held) => {
        seen.push(...["model:1", "tool:1:a", "tool:2:b"].map((key) => held.steps.recorded(key)?.status));
        await held.finish("done");
      });
      await until(() => seen.length === 3);
      assert.deepEqual(seen, ["done", "done", "intent"]);
    });

    test("a note of a task in other hands changes nothing, and throws nothing", async () => {
      const { journal } = await open();
      const seen: unknown[] = [];
      journal.work(async (held) => {
        if (held.attempt === 1 && seen.length === 0) {
          await held.finish("done");
          held.steps.note("model:1", "h", "late", false);
          seen.push("noted");
        }
      });
      await journal.accept(sampleTask("1"), ORIGIN);
      await until(async () => seen.length === 1 && (await stateOf(journal, "1")) === "done");
    });

    test("a handler that rejects, or forgets to finish, is tried again", async () => {
      const { journal } = await open();
      const attempts: number[] = [];
      journal.work(async (held) => {
        attempts.push(held.attempt);
        if (held.attempt === 1) throw new Error("first");
        if (held.attempt === 3) await held.finish("done");
      });
      await journal.accept(sampleTask("1"), ORIGIN);
      await until(async () => (await stateOf(journal, "1")) === "done");
      assert.deepEqual(attempts, [1, 2, 3]);
    });

    test("a task that fails too often is given up, and its channel goes on", async () => {
      const { journal } = await open({ maxAttempts: 4 });
      let calls = 0;
      journal.work(async (held) => {
        if (held.task.id === "2") return held.finish("done");
        calls += 1;
        throw new Error("poison");
      });
      await journal.accept(sampleTask("1"), ORIGIN);
      await journal.accept(sampleTask("2"), ORIGIN);
      await until(async () => (await stateOf(journal, "2")) === "done");
      assert.equal(await stateOf(journal, "1"), "dead");
      assert.equal(calls, 4);
    });

    test("a message that met many deaths still comes to its notice", async () => {
      const { journal } = await open();
      let calls = 0;
      journal.work(async (held) => {
        calls += 1;
        if (calls <= 12) throw new Error("killed while the notice was being brought");
        await held.finish("done");
      });
      await journal.accept(sampleTask("1"), ORIGIN);
      await until(async () => (await stateOf(journal, "1")) === "done");
    });

    test("only deaths since a task last got further count", async () => {
      const seen: number[] = [];
      for (const progress of ["none", "none", "intent", "step", "none", "answer", "none"]) {
        const one = await open();
        const reached = createGate();
        one.journal.work(async (held) => {
          seen.push(held.attempt);
          if (progress === "intent") await held.steps.intend("model:1", "h");
          if (progress === "step") await held.steps.complete("model:1", "h", "paid for");
          if (progress === "answer") await held.freeze(sampleAnswer("1"));
          reached.open();
          await new Promise(() => {});
        });
        if (seen.length === 0) await one.journal.accept(sampleTask("1"), ORIGIN);
        await reached.opened;
        await crash(one);
      }
      assert.deepEqual(seen, [1, 2, 3, 4, 2, 3, 2]);
    });

    test("what ends the process is found out alone: it ends bounded, and drags no other along", async () => {
      const BEGUN_AT_MOST = 5;
      const begun = new Map<string, number>();
      const ended = new Map<string, string>();
      let mostAtOnce = 0;
      for (let start = 0; ended.size < 3; start += 1) {
        assert.ok(start <= BEGUN_AT_MOST, `still not over at start ${start}: ${[...ended.keys()].join()}`);
        const one = await open();
        let isDying = false;
        let running = 0;
        one.journal.work(async (held) => {
          const { id } = held.task;
          begun.set(id, held.attempt);
          running += 1;
          if (start >= 3) mostAtOnce = Math.max(mostAtOnce, running);
          if (id === "poison" && held.attempt <= BEGUN_AT_MOST) {
            isDying = true;
            await new Promise(() => {});
          }
          // The others are slower than the one that kills.
          await new Promise((resolve) => setTimeout(resolve, 100));
          if (isDying) await new Promise(() => {});
          running -= 1;
          await held.finish(id === "poison" ? "dead" : "done");
          ended.set(id, id === "poison" ? "dead" : "done");
        });
        if (start === 0) {
          for (const id of ["poison", "b", "c"]) await one.journal.accept(sampleTask(id, id), ORIGIN);
        }
        await until(() => ended.size === 3 || isDying);
        // Until the others that could be begun beside it were.
        await new Promise((resolve) => setTimeout(resolve, 50));
        if (ended.size < 3) await crash(one);
      }
      assert.equal(ended.get("poison"), "dead");
      assert.equal(begun.get("poison"), BEGUN_AT_MOST + 1);
      // Three times beside it, and once alone.
      for (const id of ["b", "c"])
        assert.ok((begun.get(id) ?? 0) <= 4, `${id} was begun ${begun.get(id)} times`);
      assert.equal(mostAtOnce, 1, "suspects at once");
    });

    test("a platform out of reach counts against no task, and its order holds", async () => {
      const { journal } = await open({ maxAttempts: 2 });
      const seen: string[] = [];
      let failures = 0;
      journal.work(async (held) => {
        assert.equal(held.attempt, 1);
        if (held.task.id === "1" && failures < 8) {
          failures += 1;
          throw offline();
        }
        seen.push(held.task.id);
        await held.finish("done");
      });
      await journal.accept(sampleTask("1"), ORIGIN);
      await journal.accept(sampleTask("2"), ORIGIN);
      await until(() => seen.length === 2);
      assert.deepEqual(seen, ["1", "2"]);
    });

    test("an answer that cannot be delivered for too long is given up", async () => {
      const { journal } = await open({ deliverWithinMs: -1 });
      journal.work(async () => {
        throw offline();
      });
      await journal.accept(sampleTask("1"), ORIGIN);
      await until(async () => (await stateOf(journal, "1")) === "dead");
    });

    test("a waiting task that is cancelled never starts", async () => {
      const { journal } = await open();
      const gate = createGate();
      const seen: string[] = [];
      journal.work(async (held) => {
        seen.push(held.task.id);
        await gate.opened;
        await held.finish("done");
      });
      for (const id of ["1", "2", "3"]) await journal.accept(sampleTask(id), ORIGIN);
      await until(() => seen.length === 1);
      assert.equal(await journal.cancel("2", "never mind"), true);
      assert.equal(await journal.cancel("2", "again"), false);
      assert.equal(await journal.cancel("none", "?"), false);
      assert.deepEqual(
        (await journal.queue("c1")).map((one) => one.task.id),
        ["1", "3"],
      );
      gate.open();
      await until(async () => (await stateOf(journal, "3")) === "done");
      assert.deepEqual(seen, ["1", "3"]);
      assert.equal(await stateOf(journal, "2"), "cancelled");
      assert.equal(await journal.cancel("3", "too late"), false);
    });

    test("a running task that is cancelled is told, and can freeze no answer", async () => {
      const { journal } = await open();
      const reached = createGate();
      const errors: unknown[] = [];
      journal.work(async (held) => {
        reached.open();
        await new Promise((resolve) => held.signal.addEventListener("abort", resolve));
        errors.push(held.signal.reason);
        await held.freeze(sampleAnswer("1")).catch((error: unknown) => errors.push(error));
        await held.beginSlot(0).catch((error: unknown) => errors.push(error));
        await held.finish("cancelled", "stop");
      });
      await journal.accept(sampleTask("1"), ORIGIN);
      await reached.opened;
      assert.equal(await journal.cancel("1", "stop"), true);
      await until(async () => (await stateOf(journal, "1")) === "cancelled");
      assert.equal(errors.length, 3);
      for (const error of errors) assert.ok(error instanceof TaskAborted && error.why === "cancelled");
    });

    test("a cancellation is kept when the process dies right after it", async () => {
      const first = await open();
      const reached = createGate();
      first.journal.work(async () => {
        reached.open();
        await new Promise(() => {});
      });
      await first.journal.accept(sampleTask("1"), ORIGIN);
      await reached.opened;
      assert.equal(await first.journal.cancel("1", "stop"), true);
      await crash(first);
      const second = await open();
      let calls = 0;
      second.journal.work(async (held) => {
        calls += 1;
        await held.finish("done");
      });
      await until(async () => (await stateOf(second.journal, "1")) === "cancelled");
      assert.equal(calls, 0);
    });

    test("an answer that may be visible is not cancelled", async () => {
      const { journal } = await open();
      const reached = createGate();
      const gate = createGate();
      journal.work(async (held) => {
        await held.freeze(sampleAnswer("1"));
        await held.beginSlot(0);
        reached.open();
        await gate.opened;
        await held.finish("done");
      });
      await journal.accept(sampleTask("1"), ORIGIN);
      await reached.opened;
      assert.equal(await journal.cancel("1", "too late"), false);
      gate.open();
      await until(async () => (await stateOf(journal, "1")) === "done");
    });

    const changed = (id: string, text = "changed"): Task => sampleTask(id, "c1", { text });

    test("a waiting task that is revised keeps its place and asks the new thing", async () => {
      const { journal } = await open();
      const gate = createGate();
      const seen: string[] = [];
      journal.work(async (held) => {
        seen.push(held.task.text);
        await gate.opened;
        await held.finish("done");
      });
      for (const id of ["1", "2", "3"]) await journal.accept(sampleTask(id), ORIGIN);
      await until(() => seen.length === 1);
      const origin = { platform: "test", token: "new" };
      assert.equal(await journal.revise("2", changed("2"), origin), true);
      assert.equal(await journal.revise("none", changed("none")), false);
      assert.deepEqual((await journal.find("2"))?.origin, origin);
      gate.open();
      await until(async () => (await stateOf(journal, "3")) === "done");
      assert.deepEqual(seen, ["question 1", "changed", "question 3"]);
    });

    test("a running task that is revised is begun anew: no steps, no attempt counted, its slots kept", async () => {
      const { journal } = await open();
      const reached = createGate();
      const seen: unknown[] = [];
      journal.work(async (held) => {
        if (held.task.id === "2") return held.finish("done");
        seen.push([held.task.text, held.attempt, held.steps.recorded("k")?.status, held.slots[0]?.messageId]);
        if (seen.length === 3) return held.finish("done");
        if (seen.length === 1) {
          await held.steps.complete("k", "h", 1);
          await held.beginSlot(0);
          await held.fillSlot(0, "m0");
        }
        reached.open();
        await new Promise((resolve) => held.signal.addEventListener("abort", resolve));
        const { reason } = held.signal as { reason: unknown };
        assert.ok(reason instanceof TaskAborted && reason.why === "revised");
        await assert.rejects(held.freeze(sampleAnswer("1")), TaskAborted);
        await assert.rejects(held.finish("done"), (error) => error instanceof LeaseLostError);
        throw reason;
      });
      await journal.accept(sampleTask("1"), ORIGIN);
      await journal.accept(sampleTask("2"), ORIGIN);
      await reached.opened;
      assert.equal(await journal.revise("1", changed("1", "once")), true);
      await until(() => seen.length === 2);
      assert.equal(await journal.revise("1", changed("1", "twice")), true);
      await until(async () => (await stateOf(journal, "2")) === "done");
      assert.deepEqual(seen, [
        ["question 1", 1, undefined, undefined],
        ["once", 1, undefined, "m0"],
        ["twice", 1, undefined, "m0"],
      ]);
      assert.equal((await journal.find("1"))?.answer, undefined);
    });

    test("two revisions in a row begin it anew once more, not never", async () => {
      const { journal } = await open();
      const reached = createGate();
      const seen: string[] = [];
      journal.work(async (held) => {
        seen.push(held.task.text);
        if (held.task.text === "last") return held.finish("done");
        reached.open();
        await new Promise((resolve) => held.signal.addEventListener("abort", resolve));
        // Longer than it takes to write the second revision.
        await new Promise((resolve) => setTimeout(resolve, 50));
      });
      await journal.accept(sampleTask("1"), ORIGIN);
      await reached.opened;
      await Promise.all([
        journal.revise("1", changed("1", "between")),
        journal.revise("1", changed("1", "last")),
      ]);
      await until(async () => (await stateOf(journal, "1")) === "done");
      assert.equal(seen.at(-1), "last");
    });

    test("a task that is revised while its answer is sent is answered first, then anew", async () => {
      const { journal } = await open();
      const reached = createGate();
      const gate = createGate();
      const seen: unknown[] = [];
      journal.work(async (held) => {
        seen.push([held.task.text, held.attempt, held.answer, held.slots[0]?.messageId]);
        await held.freeze(sampleAnswer("1"));
        await held.beginSlot(0);
        await held.fillSlot(0, "m0");
        reached.open();
        await gate.opened;
        assert.equal(held.signal.aborted, false);
        await held.finish("done");
      });
      await journal.accept(sampleTask("1"), ORIGIN);
      await reached.opened;
      assert.equal(await journal.revise("1", changed("1")), true);
      const meanwhile = await journal.find("1");
      assert.deepEqual([meanwhile?.task.text, meanwhile?.next?.text], ["question 1", "changed"]);
      gate.open();
      await until(async () => seen.length === 2 && (await stateOf(journal, "1")) === "done");
      assert.deepEqual(seen, [
        ["question 1", 1, undefined, undefined],
        ["changed", 1, undefined, "m0"],
      ]);
    });

    test("a revision that waits for the answer before it survives a crash, and can be stopped", async () => {
      for (const isStopped of [false, true]) {
        const id = isStopped ? "2" : "1";
        const first = await open();
        const reached = createGate();
        first.journal.work(async (held) => {
          await held.freeze(sampleAnswer(id));
          await held.beginSlot(0);
          reached.open();
          await new Promise(() => {});
        });
        await first.journal.accept(sampleTask(id), ORIGIN);
        await reached.opened;
        assert.equal(await first.journal.revise(id, changed(id)), true);
        if (isStopped) assert.equal(await first.journal.cancel(id, "never mind"), true);
        await crash(first);
        const second = await open();
        const seen: string[] = [];
        second.journal.work(async (held) => {
          seen.push(held.task.text);
          await held.finish("done");
        });
        await until(async () => (await stateOf(second.journal, id)) === "done");
        assert.deepEqual(seen, isStopped ? [`question ${id}`] : [`question ${id}`, "changed"]);
        await crash(second);
      }
    });

    test("a task that has ended and is revised waits in its lane again, with its slots", async () => {
      const { journal } = await open();
      const seen: unknown[] = [];
      journal.work(async (held) => {
        seen.push([held.task.text, held.attempt, held.slots.map((slot) => slot?.messageId)]);
        if (held.task.text === "changed") return held.finish("dead", "no place for it");
        await held.steps.complete("k", "h", 1);
        await held.freeze(sampleAnswer(held.task.id, 2));
        for (const index of [0, 1]) {
          await held.beginSlot(index);
          await held.fillSlot(index, `m${index}`);
        }
        await held.removeSlot(1);
        await held.finish("done");
      });
      await journal.accept(sampleTask("1"), ORIGIN);
      await until(async () => (await stateOf(journal, "1")) === "done");
      assert.equal((await journal.find("1"))?.slots[1]?.isRemoved, true);
      assert.equal(await journal.revise("1", changed("1")), true);
      await until(async () => (await stateOf(journal, "1")) === "dead");
      const dead = await journal.find("1");
      assert.deepEqual([dead?.endedReason, dead?.answer, dead?.attempts], ["no place for it", undefined, 1]);
      assert.equal(await journal.revise("1", changed("1", "again")), true);
      await until(async () => (await stateOf(journal, "1")) === "done");
      assert.deepEqual(seen, [
        ["question 1", 1, []],
        ["changed", 1, ["m0", "m1"]],
        ["again", 1, ["m0", "m1"]],
      ]);
    });

    test("a revised task that ended before a crash is begun again after it, in the order of revision", async () => {
      const first = await open();
      first.journal.work(finish);
      for (const id of ["1", "2"]) await first.journal.accept(sampleTask(id), ORIGIN);
      await until(async () => (await stateOf(first.journal, "2")) === "done");
      await first.journal.drain(1_000);
      await first.journal.accept(sampleTask("3"), ORIGIN);
      assert.equal(await first.journal.revise("1", changed("1")), true);
      await first.journal.accept(sampleTask("4"), ORIGIN);
      await crash(first);
      const second = await open();
      const seen: string[] = [];
      second.journal.work(async (held) => {
        seen.push(held.task.id);
        await held.finish("done");
      });
      await until(() => seen.length === 3);
      assert.deepEqual(seen, ["3", "1", "4"]);
    });

    test("a further message is absorbed while there is no answer, and is never accepted again", async () => {
      const { journal } = await open();
      const reached = createGate();
      const gate = createGate();
      const seen: string[] = [];
      journal.work(async (held) => {
        seen.push(held.task.text);
        if (seen.length === 1) {
          reached.open();
          await new Promise((resolve) => held.signal.addEventListener("abort", resolve));
          return;
        }
        await held.freeze(sampleAnswer("1"));
        await gate.opened;
        await held.finish("done");
      });
      await journal.accept(sampleTask("1"), ORIGIN);
      await reached.opened;
      assert.equal(await journal.absorb("2", "none", changed("none")), false);
      assert.equal(await journal.absorb("2", "1", changed("1", "both")), true);
      assert.equal(await journal.absorb("2", "1", changed("1", "twice")), false, "a repetition");
      assert.equal(await journal.accept(sampleTask("2"), ORIGIN), false);
      assert.equal(await journal.find("2"), undefined);
      assert.equal(await journal.revise("2", changed("2")), false);
      await until(async () => (await journal.find("1"))?.answer !== undefined);
      assert.equal(await journal.absorb("3", "1", changed("1", "too late")), false);
      assert.equal(await journal.accept(sampleTask("3"), ORIGIN), true);
      gate.open();
      await until(async () => (await stateOf(journal, "1")) === "done");
      assert.deepEqual(seen.slice(0, 2), ["question 1", "both"]);
    });

    test("a cancelled task says why, and absorbs nothing", async () => {
      const { journal } = await open();
      await journal.accept(sampleTask("1"), ORIGIN);
      assert.equal(await journal.cancel("1", "the question was deleted"), true);
      assert.equal((await journal.find("1"))?.endedReason, "the question was deleted");
      assert.equal(await journal.absorb("2", "1", changed("1")), false);
      assert.equal(await journal.accept(sampleTask("2"), ORIGIN), true);
    });

    test("says which task a message became part of", async () => {
      const { journal } = await open();
      await journal.accept(sampleTask("1"), ORIGIN);
      await journal.absorb("2", "1", changed("1", "both"));
      assert.equal(await journal.absorbedInto("2"), "1");
      assert.equal(await journal.absorbedInto("1"), undefined);
      assert.equal(await journal.absorbedInto("none"), undefined);
    });

    test("forgets a person: tasks that wait, run and have ended are blank, and their ids stay known", async () => {
      const { journal } = await open();
      const other = { id: "8", name: "Linus" };
      const quote = {
        messageId: "9",
        author: { id: "7", name: "Ada" },
        isOwn: false,
        text: "",
        attachments: [],
      };
      const running = createGate();
      const told = createGate();
      const seen: string[] = [];
      journal.work(async (held) => {
        const { id } = held.task;
        seen.push(id);
        if (id !== "2") {
          await held.freeze(sampleAnswer(id));
          return held.finish("done");
        }
        await held.steps.complete("model:1", "h", "paid");
        await held.beginSlot(0);
        held.signal.addEventListener("abort", () => told.open());
        running.open();
        await told.opened;
        const isForgotten = (error: unknown): boolean =>
          error instanceof TaskAborted && error.why === "forgotten";
        assert.ok(isForgotten(held.signal.reason));
        await assert.rejects(
          held.freeze(sampleAnswer(id)),
          (error) => isForgotten(error) || error instanceof LeaseLostError,
        );
        await assert.rejects(
          held.finish("done"),
          (error) => isForgotten(error) || error instanceof LeaseLostError,
        );
        seen.push("released");
      });
      await journal.accept(sampleTask("1", "c1"), ORIGIN);
      await until(async () => (await stateOf(journal, "1")) === "done");
      await journal.accept(sampleTask("2", "c2"), ORIGIN);
      await running.opened;
      await journal.accept(sampleTask("3", "c2"), ORIGIN);
      await journal.accept(sampleTask("4", "c2", { author: other, quotes: [quote] }), ORIGIN);
      await journal.accept(sampleTask("5", "c2", { author: other }), ORIGIN);
      await journal.cancel("5", "stopped by 7");

      assert.deepEqual(await journal.forgetPerson("7"), { tasks: 3 });
      assert.ok(seen.includes("released"), "it waits for what runs");
      for (const id of ["1", "2", "3"]) {
        assert.equal(await journal.find(id), undefined, id);
        assert.equal(await journal.accept(sampleTask(id), ORIGIN), false, `${id} again`);
        assert.equal(await journal.revise(id, changed(id)), false);
        assert.equal(await journal.cancel(id, "stop"), false);
      }
      assert.equal((await journal.backlog("c2", "7")).ofPerson, 0);
      assert.deepEqual((await journal.find("4"))?.task.quotes, []);
      assert.equal((await journal.find("5"))?.endedReason, "stopped by somebody");
      await until(async () => (await stateOf(journal, "4")) === "done");
      assert.deepEqual(seen, ["1", "2", "released", "4"]);
      assert.deepEqual(await journal.forgetPerson("7"), { tasks: 0 });
    });

    test("a forgotten task that an earlier process had begun is not begun again", async () => {
      const first = await open();
      const reached = createGate();
      first.journal.work(async () => {
        reached.open();
        await new Promise(() => {});
      });
      await first.journal.accept(sampleTask("1"), ORIGIN);
      await reached.opened;
      await crash(first);
      const second = await open();
      assert.deepEqual(await second.journal.forgetPerson("7"), { tasks: 1 });
      const seen: string[] = [];
      second.journal.work(async (held) => {
        seen.push(held.task.id);
        await held.finish("done");
      });
      await second.journal.accept(sampleTask("2"), ORIGIN);
      await until(async () => (await stateOf(second.journal, "2")) === "done");
      assert.deepEqual(seen, ["2"]);
    });

    test("forgets one task once it has ended: it is blank, and its id stays known", async () => {
      const { journal } = await open();
      const running = createGate();
      const isThrough = createGate();
      journal.work(async (held) => {
        if (held.task.id === "2") {
          running.open();
          await isThrough.opened;
        }
        await held.freeze(sampleAnswer(held.task.id));
        await held.beginSlot(0);
        await held.fillSlot(0, `message of ${held.task.id}`);
        await held.finish("done");
      });
      for (const id of ["1", "2", "3", "4"]) await journal.accept(sampleTask(id), ORIGIN);
      await running.opened;
      await journal.cancel("3", "stop");
      assert.equal(await journal.forgetTask("2"), false, "it runs");
      assert.equal(await journal.forgetTask("4"), false, "it waits");
      assert.equal(await journal.forgetTask("none"), false);
      for (const id of ["1", "3"]) {
        assert.equal(await journal.forgetTask(id), true, id);
        assert.equal(await journal.forgetTask(id), false, `${id} once more`);
        assert.equal(await journal.find(id), undefined, id);
        assert.equal(await journal.accept(sampleTask(id), ORIGIN), false, `${id} again`);
        assert.equal(await journal.revise(id, changed(id)), false);
        assert.equal(await journal.cancel(id, "stop"), false);
        assert.equal(await journal.absorbedInto(id), undefined);
      }
      isThrough.open();
      await until(async () => (await stateOf(journal, "4")) === "done");
      const kept = await journal.find("2");
      assert.equal(kept?.slots[0]?.messageId, "message of 2", "those of others stay whole");
      assert.equal(kept?.answer?.text, "answer 2");
    });

    test("counts what is unfinished, of a channel and of a person", async () => {
      const { journal } = await open();
      const author = { id: "8", name: "Linus" };
      await journal.accept(sampleTask("1", "c1"), ORIGIN);
      await journal.accept(sampleTask("2", "c2"), ORIGIN);
      await journal.accept(sampleTask("3", "c1", { author }), ORIGIN);
      assert.deepEqual(await journal.backlog("c1", "7"), { ofChannel: 2, ofPerson: 2 });
      assert.deepEqual(await journal.backlog("c3", "8"), { ofChannel: 0, ofPerson: 1 });
      await journal.cancel("3", "stop");
      assert.deepEqual(await journal.backlog("c1", "8"), { ofChannel: 1, ofPerson: 0 });
    });

    test("drain lets what runs finish, starts nothing, and still accepts for the next process", async () => {
      const first = await open();
      const gate = createGate();
      const reached = createGate();
      const seen: string[] = [];
      first.journal.work(async (held) => {
        seen.push(held.task.id);
        reached.open();
        await gate.opened;
        await held.finish("done");
      });
      await first.journal.accept(sampleTask("1"), ORIGIN);
      await first.journal.accept(sampleTask("2"), ORIGIN);
      await reached.opened;
      const drained = first.journal.drain(5_000);
      assert.equal(await first.journal.accept(sampleTask("3"), ORIGIN), true);
      gate.open();
      await drained;
      await first.journal.close();
      assert.deepEqual(seen, ["1"]);
      await assert.rejects(first.journal.accept(sampleTask("4"), ORIGIN), StorageError);

      const second = await open();
      second.journal.work(async (held) => {
        seen.push(held.task.id);
        await held.finish("done");
      });
      await until(() => seen.length === 3);
      assert.deepEqual(seen, ["1", "2", "3"]);
    });

    test("drain releases what does not finish in time, without counting an attempt", async () => {
      const first = await open();
      const reached = createGate();
      let late: Promise<void> | undefined;
      const gate = createGate();
      let reason: unknown;
      first.journal.work(async (held) => {
        held.signal.addEventListener("abort", () => {
          reason = held.signal.reason;
        });
        reached.open();
        await gate.opened;
        late = held.freeze(sampleAnswer("1"));
        await late;
      });
      await first.journal.accept(sampleTask("1"), ORIGIN);
      await reached.opened;
      await first.journal.drain(1);
      assert.ok(reason instanceof TaskAborted && reason.why === "ending");
      gate.open();
      await until(() => late !== undefined);
      await assert.rejects(late ?? Promise.resolve(), LeaseLostError);
      await first.journal.close();

      const second = await open();
      const attempts: number[] = [];
      second.journal.work(async (held) => {
        attempts.push(held.attempt);
        assert.equal(held.answer, undefined);
        await held.finish("done");
      });
      await until(() => attempts.length === 1);
      assert.deepEqual(attempts, [1]);
    });

    test("queue lists a channel's unfinished tasks in their order", async () => {
      const { journal } = await open();
      const gate = createGate();
      journal.work(async (held) => {
        await gate.opened;
        await finish(held);
      });
      for (const id of ["1", "2", "3"]) await journal.accept(sampleTask(id), ORIGIN);
      await journal.accept(sampleTask("other", "c2"), ORIGIN);
      await until(async () => (await journal.queue("c1"))[0]?.state === "running");
      assert.deepEqual(
        (await journal.queue("c1")).map((one) => [one.task.id, one.state]),
        [
          ["1", "running"],
          ["2", "accepted"],
          ["3", "accepted"],
        ],
      );
      gate.open();
      await until(async () => (await journal.queue("c1")).length === 0);
    });
  });
}
