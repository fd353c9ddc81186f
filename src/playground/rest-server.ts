import type { IncomingMessage, ServerResponse } from "node:http";

import { ApiError, invalidForm } from "./api-error.ts";
import type { JsonObject, LoggedRequest, RequestFault } from "./contracts.ts";
import type { FaultTable } from "./faults.ts";
import { toObject } from "./json.ts";
import type { RateLimits, RateLimitVerdict } from "./rate-limits.ts";
import { readBody } from "./request-body.ts";
import type { RequestBody } from "./request-body.ts";
import { checkBody } from "./request-checks.ts";
import { accountRoutes } from "./rest/account.ts";
import { channelRoutes } from "./rest/channels.ts";
import { commandRoutes } from "./rest/commands.ts";
import { guildRoutes } from "./rest/guilds.ts";
import { interactionRoutes } from "./rest/interactions.ts";
import { messageRoutes } from "./rest/messages.ts";
import type { Reply, Services } from "./rest/route.ts";
import { createRouter } from "./rest/router.ts";
import type { Found } from "./rest/router.ts";
import { threadRoutes } from "./rest/threads.ts";
import type { CheckSchema } from "./schemas.ts";

export interface RestOptions {
  readonly services: Services;
  readonly faults: FaultTable;
  readonly rateLimits: RateLimits;
  readonly checkSchema: CheckSchema | undefined;
  readonly isStrict: boolean;
  violate(where: string, what: string): void;
  /** Called when a request begins; its `status` is set when it has ended. */
  log(request: Log): void;
  /** Called when it has ended. */
  logEnd(request: Log): void;
}

type Log = { -readonly [K in keyof LoggedRequest]: LoggedRequest[K] };

/** One request on its way. */
interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly log: Log;
  headers: Record<string, string>;
}

const ROUTES = [
  ...accountRoutes,
  ...guildRoutes,
  ...channelRoutes,
  ...messageRoutes,
  ...threadRoutes,
  ...commandRoutes,
  ...interactionRoutes,
];

/** REST v10: reads, lets faults strike, limits, checks, routes and answers in Discord's form. */
export class RestServer {
  readonly #options: RestOptions;
  readonly #find = createRouter(ROUTES);
  #invalid = 0;

  constructor(options: RestOptions) {
    this.#options = options;
  }

  get invalidRequestCount(): number {
    return this.#invalid;
  }

  async serve(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const method = request.method ?? "GET";
    const path = url.pathname.replace(/^\/api(\/v10)?/, "");
    const at = this.#options.services.kernel.clock();
    const log: Log = { at, method, path, body: undefined, status: 0, isApplied: false, violations: [] };
    const exchange: Exchange = { method, path, query: url.searchParams, request, response, log, headers: {} };
    this.#options.log(log);
    try {
      const body = await readBody(request);
      log.body = body.json;
      await this.#withFaults(exchange, body);
    } catch (error) {
      this.#fail(exchange, error);
    }
    this.#options.logEnd(log);
  }

  async #withFaults(exchange: Exchange, body: RequestBody): Promise<void> {
    const fault = this.#options.faults.strikeRequest(exchange.method, exchange.path, body.json);
    if (fault === undefined) {
      this.#send(exchange, this.#work(exchange, body));
      return;
    }
    if (fault.kind === "latency") {
      await new Promise((resolve) => setTimeout(resolve, fault.latencyMs));
      this.#send(exchange, this.#work(exchange, body));
      return;
    }
    if (fault.kind !== "rate-limit" && fault.applied === true) this.#work(exchange, body);
    this.#letDown(exchange, fault);
  }

  #letDown(exchange: Exchange, fault: Exclude<RequestFault, { kind: "latency" }>): void {
    switch (fault.kind) {
      case "status":
        this.#send(exchange, {
          status: fault.status,
          body: fault.body ?? { message: `${fault.status}: a fault on demand`, code: 0 },
        });
        return;
      case "disconnect":
        exchange.request.socket.destroy();
        return;
      case "hang":
        return;
      case "rate-limit":
        this.#limit(exchange, fault.retryAfterMs, fault.scope ?? "user");
        return;
    }
  }

  /** @throws {ApiError} */
  #work(exchange: Exchange, body: RequestBody): Reply {
    const { method, path } = exchange;
    const found = this.#find(method, path);
    if (found === undefined) {
      this.#violate(exchange, "is no route that the stand-in knows");
      throw new ApiError("generalError");
    }
    this.#authenticate(exchange, found);
    const verdict = this.#takeAllowance(exchange, found);
    exchange.headers = { ...verdict.headers };
    if (verdict.retryAfterMs !== undefined)
      return this.#limitReply(exchange, verdict.retryAfterMs, verdict.isGlobal === true ? "global" : "user");
    this.#check(exchange, found, body);
    const reply = found.route.handle({
      method,
      path,
      params: found.params,
      query: exchange.query,
      body: toObject(body.json),
      list: Array.isArray(body.json) ? (body.json as JsonObject[]) : [],
      files: body.files,
      services: this.#options.services,
    });
    exchange.log.isApplied = true;
    return reply;
  }

  #authenticate(exchange: Exchange, { route }: Found): void {
    if (route.isOpen === true) return;
    const { botToken } = this.#options.services.kernel.identity;
    if (exchange.request.headers.authorization !== `Bot ${botToken}`) throw new ApiError("unauthorized");
    const agent = exchange.request.headers["user-agent"] ?? "";
    if (!agent.startsWith("DiscordBot ("))
      this.#violate(exchange, "has a User-Agent that does not start with `DiscordBot (`");
  }

  #takeAllowance({ method }: Exchange, { route, params }: Found): RateLimitVerdict {
    const major = params["channel"] ?? params["guild"] ?? params["token"] ?? "";
    return this.#options.rateLimits.take(method, route.pattern, major, route.isOpen !== true);
  }

  /** @throws {ApiError} 50035 for what Discord refuses; in strict mode also for what it would let pass. */
  #check(exchange: Exchange, { route }: Found, { json }: RequestBody): void {
    const problems = checkBody(route, json, this.#options.checkSchema);
    for (const { path, message } of problems) this.#violate(exchange, `\`${path}\` ${message}`);
    const refused =
      problems.find(({ isTolerated }) => !isTolerated) ?? (this.#options.isStrict ? problems[0] : undefined);
    if (refused === undefined) return;
    const code = refused.isTolerated ? "STAND_IN_STRICT" : "BASE_TYPE_INVALID";
    throw invalidForm(refused.path, code, refused.message);
  }

  #violate(exchange: Exchange, what: string): void {
    exchange.log.violations = [...exchange.log.violations, what];
    this.#options.violate(`${exchange.method} ${exchange.path}`, what);
  }

  #limit(exchange: Exchange, retryAfterMs: number, scope: "user" | "global" | "shared"): void {
    this.#send(exchange, this.#limitReply(exchange, retryAfterMs, scope));
  }

  #limitReply(exchange: Exchange, retryAfterMs: number, scope: "user" | "global" | "shared"): Reply {
    const seconds = retryAfterMs / 1000;
    exchange.headers["Retry-After"] = String(seconds);
    exchange.headers["X-RateLimit-Scope"] = scope;
    if (scope === "global") exchange.headers["X-RateLimit-Global"] = "true";
    const body = { message: "You are being rate limited.", retry_after: seconds, global: scope === "global" };
    return { status: 429, body };
  }

  #fail(exchange: Exchange, error: unknown): void {
    if (error instanceof ApiError) {
      this.#send(exchange, { status: error.status, body: error.body() });
      return;
    }
    this.#violate(exchange, `broke the stand-in: ${error instanceof Error ? error.stack : String(error)}`);
    this.#send(exchange, { status: 500, body: { message: "500: the stand-in broke", code: 0 } });
  }

  #send({ response, headers, log }: Exchange, { status, body }: Reply): void {
    log.status = status;
    if (status === 401 || status === 403 || (status === 429 && headers["X-RateLimit-Scope"] !== "shared"))
      this.#invalid += 1;
    if (response.destroyed || response.headersSent) return;
    if (body === undefined) {
      response.writeHead(status, headers).end();
      return;
    }
    const text = JSON.stringify(body);
    response
      .writeHead(status, {
        ...headers,
        "Content-Type": "application/json",
        "Content-Length": Buffer.byteLength(text),
      })
      .end(text);
  }
}
