import type { Route } from "./route.ts";

export interface Found {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

interface Compiled {
  readonly route: Route;
  readonly parts: readonly string[];
}

/** Finds routes by method and number of parts; fixed words win over `:names`, being listed first. */
export function createRouter(routes: readonly Route[]): (method: string, path: string) => Found | undefined {
  const table = new Map<string, Compiled[]>();
  for (const route of routes) {
    const parts = route.pattern.split("/").slice(1);
    const key = `${route.method} ${parts.length}`;
    const list = table.get(key) ?? [];
    table.set(
      key,
      [...list, { route, parts }].toSorted((a, b) => names(a) - names(b)),
    );
  }
  return (method, path) => {
    const given = path.split("/").slice(1);
    for (const { route, parts } of table.get(`${method} ${given.length}`) ?? []) {
      const params = match(parts, given);
      if (params !== undefined) return { route, params };
    }
    return undefined;
  };
}

function names({ parts }: Compiled): number {
  return parts.filter((part) => part.startsWith(":")).length;
}

function match(parts: readonly string[], given: readonly string[]): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const value = given[index] ?? "";
    if (part.startsWith(":")) params[part.slice(1)] = decodeURIComponent(value);
    else if (part !== value) return undefined;
  }
  return params;
}
