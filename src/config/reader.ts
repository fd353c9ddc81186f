import { readFileSync } from "node:fs";

import type { ConfigProblem } from "../errors.ts";

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Values as they arrive from `docker --env-file` and hand-edited files: quoted, padded, with CR. */
export function unquote(raw: string): string {
  const value = raw.trim();
  const isQuoted = value.length >= 2 && /^(["']).*\1$/s.test(value);
  return isQuoted ? value.slice(1, -1).trim() : value;
}

/** Reads variables one by one and collects what is wrong. Problems never contain a value. */
export class Reader {
  readonly problems: ConfigProblem[] = [];
  readonly #env: Environment;

  constructor(env: Environment) {
    this.#env = env;
  }

  report(variable: string, problem: string, hint: string): void {
    this.problems.push({ variable, problem, hint });
  }

  /** @returns `undefined` for an absent and for an empty value alike. */
  text(name: string): string | undefined {
    const value = unquote(this.#env[name] ?? "");
    return value === "" ? undefined : value;
  }

  number(name: string, fallback: number, range: { readonly min: number; readonly max: number }): number {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const value = Number(text);
    if (Number.isFinite(value) && value >= range.min && value <= range.max) return value;
    this.report(
      name,
      "is not a number in range.",
      `Use ${range.min} to ${range.max}; the default is ${fallback}.`,
    );
    return fallback;
  }

  integer(name: string, fallback: number, range: { readonly min: number; readonly max: number }): number {
    const value = this.number(name, fallback, range);
    if (Number.isInteger(value)) return value;
    this.report(
      name,
      "is not a whole number.",
      `Use ${range.min} to ${range.max}; the default is ${fallback}.`,
    );
    return fallback;
  }

  /** @returns `undefined` for an absent value, which means no limit. */
  positive(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (Number.isFinite(value) && value > 0) return value;
    this.report(
      name,
      "is not a number above zero.",
      "Use such as 200000 or 2.50, or leave it out for no cap.",
    );
    return undefined;
  }

  flag(name: string, fallback: boolean): boolean {
    const text = this.text(name)?.toLowerCase();
    if (text === undefined) return fallback;
    if (["1", "true", "yes", "on"].includes(text)) return true;
    if (["0", "false", "no", "off"].includes(text)) return false;
    this.report(name, "is neither true nor false.", "Use true or false.");
    return fallback;
  }

  oneOf<T extends string>(name: string, values: readonly T[], fallback: T): T {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const found = values.find((value) => value === text.toLowerCase());
    if (found !== undefined) return found;
    this.report(
      name,
      "is none of the known values.",
      `Use ${values.join(", ")}; the default is ${fallback}.`,
    );
    return fallback;
  }

  list(name: string, fallback: string): readonly string[] {
    return (this.text(name) ?? fallback)
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== "");
  }

  /** Ids of Discord, separated by commas. Names are refused: people choose and change them. */
  ids(name: string): ReadonlySet<string> {
    const items = this.list(name, "");
    // Source: https://docs.discord.com/developers/reference#snowflakes
    if (!items.every((item) => /^\d{15,20}$/.test(item))) {
      this.report(
        name,
        "has an entry that is not an id.",
        "Use ids, not names: switch Developer Mode on in Discord (Advanced), then right-click and Copy ID.",
      );
    }
    return new Set(items);
  }

  /** @returns The address without a trailing slash. */
  url(name: string, protocols: readonly string[]): string | undefined {
    const text = this.text(name);
    if (text === undefined || !this.isUrl(name, text, protocols)) return undefined;
    return text.replace(/\/+$/, "");
  }

  isUrl(name: string, text: string, protocols: readonly string[]): boolean {
    if (URL.canParse(text) && protocols.includes(new URL(text).protocol)) return true;
    this.report(
      name,
      "is not an address.",
      `Begin it with ${protocols.map((protocol) => `${protocol}//`).join(" or ")}.`,
    );
    return false;
  }

  isHostPort(text: string): boolean {
    if (/^(\[[0-9a-f:.]+\]|[^\s:/@]+):\d{1,5}$/i.test(text)) return true;
    this.report(
      "FETCH_ALLOW_HOSTS",
      "has an entry that is not host:port.",
      "Write each as host:port, such as nas.local:8080.",
    );
    return false;
  }

  json(name: string, path: string): unknown {
    try {
      return JSON.parse(readFileSync(path, "utf8")) as unknown;
    } catch (error) {
      const isSyntax = error instanceof SyntaxError;
      this.report(
        name,
        isSyntax
          ? `names a file that is not valid JSON (${path}).`
          : `names a file that cannot be read (${path}).`,
        isSyntax ? "Correct the file." : "Check the path and who may read it.",
      );
      return undefined;
    }
  }
}
