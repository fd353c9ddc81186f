import type { Facts } from "../contracts/facts.ts";
import type { Schedules } from "../contracts/schedules.ts";
import type { Workspace } from "../contracts/workspace.ts";
import type { ReadJob, ReadText } from "./reading/reader.ts";

/**
 * What tools work with; made once, by `createToolServices`. A tool takes what it needs from here and never
 * from a global, so that tests give it their own.
 */
export interface ToolServices {
  /** Turns HTML and PDF into text, in a thread with capped time and memory. */
  readonly readDocument: (job: ReadJob, signal: AbortSignal) => Promise<ReadText>;
  /** The only way to addresses that people or models name. */
  readonly fetch: GuardedFetch;
  /** The same for attachments: reaches the platform's file servers and nothing else. */
  readonly fetchAttachment: GuardedFetch;
  /** Searches the web; absent when nothing is configured for it. */
  readonly search?: WebSearch;
  /** Absolute paths of the folders that file tools may read. Empty switches those tools off. */
  readonly folders: readonly string[];
  /** The platform, as far as the asking person may use it; absent switches its tools off. */
  readonly workspace?: Workspace;
  /** Small facts to keep; absent switches `remember`, `recall` and `forget` off. */
  readonly facts?: Facts;
  /** What is to happen later; absent switches `remind_me` and `schedule_task` off. */
  readonly schedules?: Schedules;
  /** The value of an environment variable, for a tool with a setting of its own; `undefined` when not set. */
  setting(variable: string): string | undefined;
  /** Unix milliseconds. */
  now(): number;
}

/**
 * Downloads one address.
 *
 * @throws {ToolError} When the address is refused, cannot be reached, answers too slowly or with a type
 * that was not asked for. A status that means failure is no error here.
 */
export type GuardedFetch = (request: FetchRequest) => Promise<FetchedBody>;

export interface FetchRequest {
  readonly url: string;
  readonly signal: AbortSignal;
  /** Default `GET`. */
  readonly method?: "GET" | "POST";
  /** Sent to the first host alone; dropped on a redirect to another origin. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Text of a `POST`. */
  readonly body?: string;
  /** Media types that are taken, such as `text/*` or `application/pdf`. Default: all. */
  readonly types?: readonly string[];
  /** Bytes after decoding; what is longer is cut there. Default 5 MB. */
  readonly maxBytes?: number;
}

export interface FetchedBody {
  /** Address of the last hop, without user name and password. */
  readonly url: string;
  readonly status: number;
  /** Media type in lower case without parameters; empty when the server named none. */
  readonly type: string;
  /** Character set that the server named, in lower case; empty when none. */
  readonly charset: string;
  /** Seconds that the server asks to wait before the next request; absent when it names none. */
  readonly retryAfterSeconds?: number;
  readonly bytes: Uint8Array;
  /** True when the body was longer than `maxBytes`. */
  readonly isCut: boolean;
}

/** @throws {ToolError} When the search service cannot be reached or refuses. */
export type WebSearch = (query: SearchQuery) => Promise<readonly SearchHit[]>;

export interface SearchQuery {
  readonly text: string;
  readonly maxResults: number;
  readonly signal: AbortSignal;
}

export interface SearchHit {
  readonly title: string;
  readonly url: string;
  readonly excerpt: string;
}
