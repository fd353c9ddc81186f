import { hash } from "node:crypto";

import type {
  ConversationItem,
  EngineContext,
  EngineInput,
  ModelEntry,
  StepRecord,
  ToolCallRecord,
  Usage,
} from "../contracts.ts";
import { NO_USAGE, addUsage } from "../models/usage.ts";

/** How many messages of the session a model is given. */
const MAX_HISTORY = 6;

/** One task's way through an engine: what was said, found out and used so far. */
export class Run {
  readonly input: EngineInput;
  readonly context: EngineContext;
  readonly records: ToolCallRecord[] = [];
  readonly notices: string[] = [];
  /** Session messages that are still part of `items`. */
  historyLength: number;
  items: readonly ConversationItem[];
  entry: ModelEntry;
  /** The entry in the role `fallback` has taken over; having failed once, the first is not gone back to. */
  hasFallenBack = false;
  usage: Usage = NO_USAGE;
  round = 0;
  #hash: string;

  constructor(input: EngineInput, context: EngineContext) {
    this.input = input;
    this.context = context;
    this.entry = input.model;
    const history = input.history.slice(-MAX_HISTORY).map(toItem);
    const task: ConversationItem = { role: "user", text: input.text, images: input.images };
    this.historyLength = history.length;
    this.items = [{ role: "system", text: input.systemPrompt }, ...history, task];
    // Persona and session may differ after a restart; what was asked does not.
    this.#hash = hash("sha256", input.identity ?? input.text);
  }

  /** Identifies the run up to here; the same again when it is repeated after a crash. */
  get hash(): string {
    return this.#hash;
  }

  append(...items: readonly ConversationItem[]): void {
    this.items = [...this.items, ...items];
    this.#hash = hash("sha256", this.#hash + JSON.stringify(items));
  }

  count(usage: Usage): void {
    this.usage = addUsage(this.usage, usage);
  }

  /** Tells the person once, however often it comes up. */
  notice(text: string): void {
    if (this.notices.includes(text)) return;
    this.notices.push(text);
    this.context.emit({ type: "notice", text });
  }

  /** A step that was finished before, if it was the same one. */
  recorded(key: string, requestHash: string): StepRecord | undefined {
    const record = this.context.steps.recorded(key);
    return record?.status === "done" && record.requestHash !== requestHash ? undefined : record;
  }
}

function toItem({ role, text }: EngineInput["history"][number]): ConversationItem {
  return role === "user" ? { role, text } : { role, text, calls: [] };
}
