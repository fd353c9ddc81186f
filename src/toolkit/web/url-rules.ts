import { ToolError } from "../../errors.ts";
import { isPublicAddress } from "./address-rules.ts";

/** An address of one machine, as `dns.lookup` gives it. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Names to addresses. @throws When the name is not known. */
export type Resolver = (hostname: string) => Promise<readonly ResolvedAddress[]>;

/** Which addresses may be reached. */
export interface UrlRules {
  /** `host:port` that may be reached although they are private, on whatever port they name. */
  readonly allowHosts: ReadonlySet<string>;
  /** Ports that every public host may be reached on. Default 80 and 443. */
  readonly ports?: ReadonlySet<number>;
  /** When given, nothing but these addresses and what lies below them; they may be private. */
  readonly onlyBelow?: readonly string[];
}

const DEFAULT_PORTS: ReadonlySet<number> = new Set([80, 443]);

/**
 * Reads an address once, by the same parser that the request uses, and checks all that can be checked
 * without the network.
 *
 * @param base Address of the page that it was found on, for redirects.
 * @throws {ToolError} When it must not be reached.
 */
export function readUrl(text: string, rules: UrlRules, base?: URL): URL {
  if (!URL.canParse(text, base?.href))
    throw new ToolError("this is not a web address; begin it with https://");
  const url = new URL(text, base?.href);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new ToolError(`${url.protocol} addresses are refused; only http and https are allowed`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new ToolError("addresses with a user name or password are refused");
  }
  if (base?.protocol === "https:" && url.protocol === "http:") {
    throw new ToolError("the server redirects from https to http, which is refused");
  }
  if (rules.onlyBelow !== undefined && !rules.onlyBelow.some((root) => isBelow(url, root))) {
    throw new ToolError("this address is not one that files are downloaded from");
  }
  const ports = rules.ports ?? DEFAULT_PORTS;
  if (!ports.has(portOf(url)) && !isTrusted(url, rules)) {
    throw new ToolError(`port ${portOf(url)} is refused; allowed are ${[...ports].join(" and ")}`);
  }
  return url;
}

/**
 * Finds the addresses of a host, all of which must be public unless the host is named in the rules. Only
 * these may be connected to: asking again later could give others.
 *
 * @throws {ToolError} When one of them is not public, or there is none.
 */
export async function resolveHost(
  url: URL,
  rules: UrlRules,
  resolve: Resolver,
): Promise<readonly ResolvedAddress[]> {
  const addresses = literalAddress(url.hostname) ?? (await resolveName(url.hostname, resolve));
  if (addresses.length === 0) throw new ToolError(`the host ${url.hostname} has no address`);
  if (!isTrusted(url, rules) && !addresses.every(({ address }) => isPublicAddress(address))) {
    throw new ToolError(`the host ${url.hostname} is not on the public internet, so it is refused`);
  }
  return addresses;
}

async function resolveName(hostname: string, resolve: Resolver): Promise<readonly ResolvedAddress[]> {
  try {
    return await resolve(hostname);
  } catch (error) {
    throw new ToolError(`the host ${hostname} was not found`, { cause: error });
  }
}

/** The URL parser has already turned every spelling of an IPv4 address (0177.1, 2130706433) into dots. */
function literalAddress(hostname: string): readonly ResolvedAddress[] | undefined {
  if (hostname.startsWith("[")) return [{ address: hostname.slice(1, -1), family: 6 }];
  return /^\d+\.\d+\.\d+\.\d+$/.test(hostname) ? [{ address: hostname, family: 4 }] : undefined;
}

/** True when the operator named this host and port. */
function isTrusted(url: URL, rules: UrlRules): boolean {
  if (rules.onlyBelow !== undefined) return rules.onlyBelow.some((root) => isBelow(url, root));
  return [...rules.allowHosts].some((entry) => {
    if (!URL.canParse(`http://${entry}`)) return false;
    const allowed = new URL(`http://${entry}`);
    return allowed.hostname === url.hostname && portOf(allowed) === portOf(url);
  });
}

function isBelow(url: URL, root: string): boolean {
  const { origin, pathname } = new URL(root);
  const folder = pathname.endsWith("/") ? pathname : `${pathname}/`;
  return url.origin === origin && url.pathname.startsWith(folder);
}

function portOf(url: URL): number {
  if (url.port !== "") return Number(url.port);
  return url.protocol === "https:" ? 443 : 80;
}
