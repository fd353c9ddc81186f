/** What people asked to have remembered. */

/** A small fact that somebody asked to have remembered. */
export interface Fact {
  readonly id: string;
  readonly text: string;
  readonly at: number;
  /** Who had it remembered. */
  readonly personId: string;
  /** The server it was told in; absent when it was told in a direct message, and stays there. */
  readonly guildId?: string;
}

/** Whose facts: `person:ID` or `guild:ID`. */
export type FactOwner = `person:${string}` | `guild:${string}`;

/** @throws {StorageError} From every method when the storage fails. */
export interface Facts {
  list(owner: FactOwner): Promise<readonly Fact[]>;
  /** @throws {ToolError} When there are too many. */
  add(owner: FactOwner, fact: Omit<Fact, "id">): Promise<Fact>;
  /** @returns false when there was none. */
  remove(owner: FactOwner, id: string): Promise<boolean>;
  /** @returns how many were forgotten. */
  clear(owner: FactOwner): Promise<number>;
}
