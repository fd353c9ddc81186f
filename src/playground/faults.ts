import type { EventFault, EventMatcher, Faults, RequestFault, RequestMatcher } from "./contracts.ts";

interface Armed<Matcher, Fault> {
  readonly matcher: Matcher;
  readonly fault: Fault;
  toSkip: number;
  left: number;
  strikes: number;
}

/** Faults on demand: the first armed one that matches strikes, and is used up by that. */
export class FaultTable implements Faults {
  readonly #requests = new Set<Armed<RequestMatcher, RequestFault>>();
  readonly #events = new Set<Armed<EventMatcher, EventFault>>();

  onRequest(matcher: RequestMatcher, fault: RequestFault): () => number {
    return arm(this.#requests, matcher, fault);
  }

  onEvent(matcher: EventMatcher, fault: EventFault): () => number {
    return arm(this.#events, matcher, fault);
  }

  clear(): void {
    this.#requests.clear();
    this.#events.clear();
  }

  strikeRequest(method: string, path: string, body: unknown): RequestFault | undefined {
    if (this.#requests.size === 0) return undefined;
    return strike(this.#requests, ({ method: wanted, path: pattern, when }) => {
      if (wanted !== undefined && wanted.toUpperCase() !== method) return false;
      if (typeof pattern === "string" && pattern !== path) return false;
      if (pattern instanceof RegExp && !pattern.test(path)) return false;
      return when === undefined || when({ method, path, body });
    });
  }

  strikeEvent(event: string, data: () => unknown): EventFault | undefined {
    if (this.#events.size === 0) return undefined;
    return strike(
      this.#events,
      (matcher) =>
        (matcher.event === undefined || matcher.event === event) &&
        (matcher.when === undefined || matcher.when(data())),
    );
  }
}

function arm<Matcher extends { readonly skip?: number; readonly times?: number }, Fault>(
  table: Set<Armed<Matcher, Fault>>,
  matcher: Matcher,
  fault: Fault,
): () => number {
  const armed = { matcher, fault, toSkip: matcher.skip ?? 0, left: matcher.times ?? 1, strikes: 0 };
  table.add(armed);
  return () => {
    table.delete(armed);
    return armed.strikes;
  };
}

function strike<Matcher, Fault>(
  table: Set<Armed<Matcher, Fault>>,
  isMatch: (matcher: Matcher) => boolean,
): Fault | undefined {
  for (const armed of table) {
    if (!isMatch(armed.matcher)) continue;
    if (armed.toSkip > 0) {
      armed.toSkip -= 1;
      continue;
    }
    armed.strikes += 1;
    armed.left -= 1;
    if (armed.left <= 0) table.delete(armed);
    return armed.fault;
  }
  return undefined;
}
