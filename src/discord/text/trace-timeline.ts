/** The tools of one round side by side: who ran when, as aligned text. */
import type { ToolCallRecord } from "../../contracts.ts";
import { displayWidth } from "./display-width.ts";

const BAR_COLUMNS = 20;
const MAX_NAME_COLUMNS = 18;

/** One line per call: name, bar, offset from the round's first call, duration, and `failed` where it did. */
export function timeline(calls: readonly ToolCallRecord[], failed = "failed"): string {
  if (calls.length === 0) return "";
  const startedAt = calls.reduce((first, call) => Math.min(first, call.startedAt), Infinity);
  const endedAt = calls.reduce((last, call) => Math.max(last, call.startedAt + call.durationMs), startedAt);
  const scale = BAR_COLUMNS / Math.max(1, endedAt - startedAt);
  const names = calls.map((call) => shortName(call.tool));
  const nameColumns = Math.max(...names.map(displayWidth));
  const offsets = calls.map((call) => `+${Math.round(call.startedAt - startedAt)} ms`);
  const durations = calls.map((call) => `${Math.round(call.durationMs)} ms`);
  const offsetColumns = Math.max(...offsets.map((text) => text.length));
  const durationColumns = Math.max(...durations.map((text) => text.length));
  const lines = calls.map((call, index) => {
    const from = Math.min(BAR_COLUMNS - 1, Math.floor((call.startedAt - startedAt) * scale));
    const length = Math.max(1, Math.min(BAR_COLUMNS - from, Math.round(call.durationMs * scale)));
    const bar = `${" ".repeat(from)}${"█".repeat(length)}`.padEnd(BAR_COLUMNS);
    const name = names[index] ?? "";
    const cells = [
      name + " ".repeat(nameColumns - displayWidth(name)),
      `│${bar}│`,
      (offsets[index] ?? "").padStart(offsetColumns),
      (durations[index] ?? "").padStart(durationColumns),
      call.isError ? failed : "",
    ];
    return cells.join("  ").trimEnd();
  });
  return lines.join("\n");
}

function shortName(name: string): string {
  const flat = name.replace(/\s+/g, " ");
  if (displayWidth(flat) <= MAX_NAME_COLUMNS) return flat;
  let short = "";
  for (const { segment } of new Intl.Segmenter().segment(flat)) {
    if (displayWidth(short + segment) >= MAX_NAME_COLUMNS) break;
    short += segment;
  }
  return `${short}…`;
}
