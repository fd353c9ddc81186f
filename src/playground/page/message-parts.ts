import type { Handlers } from "./handlers.ts";
import type { Names } from "./markdown-view.ts";
import type { State } from "./state.ts";

/** What every part of a message is drawn with. */
export interface MessageParts {
  readonly state: State;
  readonly handlers: Handlers;
  readonly names: Names;
  /** Follows closely on one by the same author: neither face nor name again. */
  readonly isGrouped: boolean;
}
