/** Where small things are kept, and what forgetting a person asks of whatever keeps something. */

/**
 * A storage for sessions and settings: one file in `src/sessions/stores`, opened by the scheme of
 * its address (`sqlite:PATH`, `redis://…`). The adapter is what Keyv expects of one.
 */
export interface Storage {
  /** URL schemes without the colon, such as `["redis", "rediss"]`. */
  readonly schemes: readonly string[];
  /** @throws {StorageError} When it cannot be opened; the message names the address without its password. */
  open(address: string): Promise<OpenStorage>;
}

/**
 * An open storage. `adapter` goes into `new Keyv({ store })`, one Keyv per namespace. An adapter that is no
 * `Map` needs Keyv's `iterator(namespace)` too, which yields keys and values as they are stored.
 */
export interface OpenStorage {
  /** A fresh adapter for one namespace; adapters of one storage share its connection. */
  adapter(namespace: string): unknown;
  /**
   * Does the work while no other process does work under the same name: what is read, changed and written in
   * it loses nothing. Absent where one process alone uses the storage.
   *
   * @throws Whatever the work throws, and when the name is not free in time.
   */
  exclusively?<T>(name: string, work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Whatever keeps something of single people implements it, and `/forget` reaches it. */
export interface Forgettable {
  /** What it keeps, in the plural and as people read it: `remembered turns`. */
  readonly what: string;
  /**
   * Removes what it keeps of one person, everywhere; calling it again is harmless.
   *
   * @returns how many entries there were.
   * @throws {StorageError} When something could not be removed; what could be is gone.
   */
  forgetPerson(personId: string): Promise<number>;
}

/** What became of one kind of what is kept; `errorId` is in the log. */
export type Forgotten =
  | { readonly what: string; readonly count: number }
  | { readonly what: string; readonly errorId: string };
