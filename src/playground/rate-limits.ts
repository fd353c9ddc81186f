import { createHash } from "node:crypto";

/** How fast a client may be. */
export interface RateLimitRules {
  readonly globalPerSecond: number;
  /** The allowance of one route. */
  bucket(method: string, pattern: string): { readonly limit: number; readonly windowMs: number };
}

export const FAST_LIMITS: RateLimitRules = {
  globalPerSecond: 100_000,
  bucket: () => ({ limit: 10_000, windowMs: 1_000 }),
};

/** Near what Discord answers today; it publishes no table, so these are observations. */
export const REAL_LIMITS: RateLimitRules = {
  globalPerSecond: 50,
  bucket(method, pattern) {
    if (pattern.includes("/reactions/")) return { limit: 1, windowMs: 250 };
    if (pattern.endsWith("/typing")) return { limit: 5, windowMs: 5_000 };
    if (pattern.startsWith("/channels/:channel/messages") && method !== "GET")
      return { limit: 5, windowMs: 5_000 };
    if (pattern.startsWith("/webhooks/")) return { limit: 5, windowMs: 2_000 };
    return { limit: 50, windowMs: 1_000 };
  },
};

export interface RateLimitVerdict {
  readonly headers: Readonly<Record<string, string>>;
  /** Set when the request is refused with 429. */
  readonly retryAfterMs?: number;
  readonly isGlobal?: boolean;
}

interface Window {
  startedAt: number;
  used: number;
}

/** Counts in fixed windows of real time, because the client that waits for them runs on real time. */
export class RateLimits {
  readonly #rules: RateLimitRules;
  readonly #windows = new Map<string, Window>();
  readonly #names = new Map<string, string>();
  #global: Window = { startedAt: -Infinity, used: 0 };

  constructor(rules: RateLimitRules) {
    this.#rules = rules;
  }

  /** @param major Channel, guild or webhook (with its token) that the route is about; its bucket is its own. */
  take(method: string, pattern: string, major: string, countsGlobally: boolean): RateLimitVerdict {
    const now = performance.now();
    if (countsGlobally) {
      if (now - this.#global.startedAt >= 1_000) this.#global = { startedAt: now, used: 0 };
      this.#global.used += 1;
      if (this.#global.used > this.#rules.globalPerSecond) {
        const retryAfterMs = Math.max(1, this.#global.startedAt + 1_000 - now);
        return { headers: { "X-RateLimit-Global": "true" }, retryAfterMs, isGlobal: true };
      }
    }
    const { limit, windowMs } = this.#rules.bucket(method, pattern);
    const route = `${method} ${pattern}`;
    const key = `${route} ${major}`;
    let window = this.#windows.get(key);
    if (window === undefined || now - window.startedAt >= windowMs)
      this.#windows.set(key, (window = { startedAt: now, used: 0 }));
    window.used += 1;
    const resetAfterMs = Math.max(1, window.startedAt + windowMs - now);
    const headers = {
      "X-RateLimit-Limit": String(limit),
      "X-RateLimit-Remaining": String(Math.max(0, limit - window.used)),
      "X-RateLimit-Reset": ((Date.now() + resetAfterMs) / 1000).toFixed(3),
      "X-RateLimit-Reset-After": (resetAfterMs / 1000).toFixed(3),
      "X-RateLimit-Bucket": this.#nameOf(route),
    };
    return window.used > limit ? { headers, retryAfterMs: resetAfterMs, isGlobal: false } : { headers };
  }

  #nameOf(route: string): string {
    let name = this.#names.get(route);
    if (name === undefined)
      this.#names.set(route, (name = createHash("sha256").update(route).digest("hex").slice(0, 32)));
    return name;
  }
}
