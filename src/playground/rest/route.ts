import type { Commands } from "../commands.ts";
import type { JsonObject } from "../contracts.ts";
import type { Interactions } from "../interactions.ts";
import type { Kernel } from "../kernel.ts";
import type { NewFile } from "../messages.ts";

/** One request, read and checked. */
export interface Call {
  readonly method: string;
  /** Without `/api/v10` and query. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The JSON body, or `payload_json`; `{}` when there was none. */
  readonly body: JsonObject;
  /** The same when it is a list, as for commands. */
  readonly list: readonly JsonObject[];
  /** Uploaded files, by the index in `files[n]`. */
  readonly files: readonly NewFile[];
  readonly services: Services;
}

export interface Services {
  readonly kernel: Kernel;
  readonly interactions: Interactions;
  readonly commands: Commands;
  readonly gatewayUrl: () => string;
  readonly remainingIdentifies: () => number;
  readonly maxConcurrency: number;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

/** How a body is checked before its route sees it. */
export type BodyRule = "message" | "post" | "callback" | "commands" | "command";

export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Such as `/channels/:channel/messages/:message`. */
  readonly pattern: string;
  /** Discord's schema of the body, by name, or chosen by the body. */
  readonly schema?: string | ((body: JsonObject) => string);
  readonly rule?: BodyRule;
  /** True where the address itself holds the secret: interactions and their webhooks. */
  readonly isOpen?: boolean;
  /** @throws {ApiError} For every refusal. */
  handle(call: Call): Reply;
}

export const NO_CONTENT: Reply = { status: 204 };

export function ok(body: unknown): Reply {
  return { status: 200, body };
}

/** A part of the address. Routes only name parts that their pattern has. */
export function param(call: Call, name: string): string {
  return call.params[name] ?? "";
}
