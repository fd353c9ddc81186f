import { compareIds } from "./snowflake.ts";
import type { Message } from "./world.ts";

/** The messages of one channel: found by id at once, listed around an id by binary search. */
export class MessageLog {
  readonly #byId = new Map<string, Message>();
  /** Ids of what everybody sees, oldest first; new ids only grow, so adding is appending. */
  readonly #ids: string[] = [];
  readonly #pinned = new Set<string>();

  add(message: Message): void {
    this.#byId.set(message.id, message);
    if (message.ephemeralTo === undefined) this.#ids.push(message.id);
    if (message.isPinned) this.#pinned.add(message.id);
  }

  get(id: string): Message | undefined {
    return this.#byId.get(id);
  }

  delete(id: string): void {
    if (!this.#byId.delete(id)) return;
    this.#pinned.delete(id);
    const index = this.#firstAtLeast(id);
    if (this.#ids[index] === id) this.#ids.splice(index, 1);
  }

  /** Everything, also ephemeral messages, in the order of creation. */
  all(): readonly Message[] {
    return [...this.#byId.values()];
  }

  setPinned(id: string, isPinned: boolean): void {
    if (isPinned) this.#pinned.add(id);
    else this.#pinned.delete(id);
  }

  pinned(): readonly Message[] {
    return this.#read([...this.#pinned]).toReversed();
  }

  last(): string | undefined {
    return this.#ids.at(-1);
  }

  /** Newest first, as Discord lists them. */
  list(range: {
    before?: string | undefined;
    after?: string | undefined;
    around?: string | undefined;
    limit: number;
  }): readonly Message[] {
    const { limit } = range;
    let start = Math.max(0, this.#ids.length - limit);
    let end = this.#ids.length;
    if (range.around !== undefined) {
      start = Math.max(0, this.#firstAtLeast(range.around) - Math.floor(limit / 2));
      end = start + limit;
    } else if (range.before !== undefined) {
      end = this.#firstAtLeast(range.before);
      start = Math.max(0, end - limit);
    } else if (range.after !== undefined) {
      start = this.#firstAtLeast(range.after);
      if (this.#ids[start] === range.after) start += 1;
      end = start + limit;
    }
    return this.#read(this.#ids.slice(start, end)).toReversed();
  }

  #read(ids: readonly string[]): Message[] {
    return ids.map((id) => this.#byId.get(id)).filter((message) => message !== undefined);
  }

  #firstAtLeast(id: string): number {
    let low = 0;
    let high = this.#ids.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareIds(this.#ids[middle] ?? "", id) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
