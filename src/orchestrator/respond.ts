import type { ModelEntry } from "../contracts.ts";
import { OrchidError } from "../errors.ts";
import { cancelled } from "./abort.ts";
import { callByType, modelRound } from "./model-round.ts";
import type { Run } from "./run.ts";

const TASK =
  "The work on the last message is done; its findings follow. Write the answer to the person from them, in your own voice. Add nothing that is not in them, and do not mention that there were findings.";
const UNVOICED_NOTICE = "The answer is the plain summary: the model that words it did not answer.";

/**
 * Has the responder write the answer for the person from the loop's summary. When it fails, the summary
 * is the answer: the work was done and paid for.
 *
 * @throws {OrchidError} When the run is stopped.
 */
export async function respond(run: Run, responder: ModelEntry, summary: string): Promise<string> {
  const callModel = callByType(run.context.wire);
  const asked = run.items.slice(0, run.historyLength + 2);
  run.entry = responder;
  run.hasFallenBack = false;
  run.items = asked.map((item) =>
    item.role === "system" ? { ...item, text: `${item.text}\n\n${TASK}\n\nFindings:\n${summary}` } : item,
  );
  try {
    const outcome = await modelRound(
      run,
      (entry, { items }, call) => callModel(entry, { items, tools: [], isLast: true }, call),
      { isLast: true, isSilent: false },
    );
    return outcome.text === "" ? summary : outcome.text;
  } catch (error) {
    cancelled.check(run);
    if (!(error instanceof OrchidError)) throw error;
    run.notice(UNVOICED_NOTICE);
    return summary;
  }
}
