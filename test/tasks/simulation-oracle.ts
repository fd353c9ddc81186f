import type { Outcome } from "./simulated-world.ts";

/** What is promised, as one list of broken promises; empty when all were kept. */
export function brokenPromises(outcome: Outcome): readonly string[] {
  const broken: string[] = [];
  const expect = (isKept: boolean, promise: string): void => {
    if (!isKept) broken.push(promise);
  };
  expect(!outcome.isStuck, "work was left that nothing takes up");
  expect(outcome.conflicts.length === 0, `other texts under known nonces: ${outcome.conflicts.join(", ")}`);
  // Under a repeated id of its own, a second answer to the same question counts as one too many.
  const questions = outcome.taskIds.map((id) => id.split("#")[0]);
  expect(new Set(questions).size === questions.length, "a question was accepted twice");

  for (const id of outcome.taskIds) {
    const state = outcome.stateOf.get(id);
    const texts = outcome.shown.filter((one) => one.nonce.startsWith(`${id}:`)).map((one) => one.text);
    const answer = outcome.answerOf.get(id);
    expect(state === "done" || state === "dead" || state === "cancelled", `${id} ended as ${state}`);
    expect(
      !outcome.cancelled.has(id) || state === "cancelled",
      `${id} was cancelled and yet ended as ${state}`,
    );
    const expected = state === "cancelled" ? [] : (answer?.texts ?? ["(an answer)"]);
    expect(
      JSON.stringify(texts) === JSON.stringify(expected),
      `${id} (${state}) shows ${JSON.stringify(texts)} for ${JSON.stringify(expected)}`,
    );
  }

  for (const [channelId, turns] of outcome.turns) {
    const ids = outcome.taskIds.filter((id) => outcome.channelOf.get(id) === channelId);
    const inOrder = ids.flatMap((id) => outcome.shown.filter((one) => one.nonce.startsWith(`${id}:`)));
    const seen = outcome.shown.filter((one) => one.channelId === channelId);
    expect(
      inOrder.every((one, index) => one === seen[index]),
      `channel ${channelId} shows ${seen.map((one) => one.nonce).join(" ")}`,
    );
    const answered = ids.filter(
      (id) => outcome.answerOf.get(id)?.kind === "answer" && outcome.stateOf.get(id) === "done",
    );
    expect(
      turns.map((turn) => turn.taskId).join() === answered.slice(-3).join(),
      `channel ${channelId} remembers ${turns.map((turn) => turn.taskId).join(" ")} of ${answered.join(" ")}`,
    );
    for (const [index, id] of answered.entries()) {
      const history = answered.slice(Math.max(0, index - 3), index).join(" ");
      expect(outcome.answerOf.get(id)?.texts[0]?.endsWith(`[${history}]`) === true, `${id} saw other turns`);
    }
  }
  expect(outcome.boughtAgain.length === 0, `bought again: ${outcome.boughtAgain.join(", ")}`);
  const mostCalls = 2 * outcome.taskIds.length + outcome.disturbances * outcome.turns.size;
  expect(outcome.modelCalls <= mostCalls, `${outcome.modelCalls} model calls, at most ${mostCalls} were due`);
  return broken;
}
