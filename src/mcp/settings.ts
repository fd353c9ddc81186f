import { z } from "zod";

/** One server of `mcp.json`, in the usual form, with what Orchid adds. */
export interface McpServer {
  readonly name: string;
  /** Started as a process that speaks over its standard input and output. */
  readonly stdio?: {
    readonly command: string;
    readonly args: readonly string[];
    /** Added to PATH, HOME and the like; nothing else of ours is handed on. */
    readonly env: Readonly<Record<string, string>>;
    readonly cwd?: string;
  };
  /** Reached at an address that speaks streamable HTTP. */
  readonly http?: { readonly url: string; readonly headers: Readonly<Record<string, string>> };
  /** Tools that are taken; absent: all. */
  readonly allow?: readonly string[];
  readonly deny: readonly string[];
  /** Tools that ask nobody: the operator vouches for them. */
  readonly alwaysAllow: readonly string[];
  /** What results hold; see docs/tools.md, "Rule of two". */
  readonly reads: "public" | "private";
  /** Pins of changed tools that the operator has looked at. */
  readonly accepted: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

const DEFAULT_TIMEOUT_SECONDS = 60;
const texts = z.array(z.string());
const textMap = z.record(z.string(), z.string());

const entry = z.looseObject({
  command: z.string().min(1).optional(),
  args: texts.optional(),
  env: textMap.optional(),
  cwd: z.string().optional(),
  url: z.url({ protocol: /^https?$/ }).optional(),
  headers: textMap.optional(),
  disabled: z.boolean().optional(),
  allow: texts.optional(),
  deny: texts.optional(),
  alwaysAllow: texts.optional(),
  reads: z.enum(["public", "private"]).optional(),
  accepted: textMap.optional(),
  timeout: z.number().min(1).max(120).optional(),
});

const file = z.looseObject({ mcpServers: z.record(z.string(), z.unknown()) });

/**
 * Reads the text of `mcp.json`. A server that is wrong costs itself alone.
 *
 * @param setting The environment, for `${NAME}` in commands, environments and headers.
 */
export function readMcpFile(
  text: string,
  setting: (variable: string) => string | undefined,
): { readonly servers: readonly McpServer[]; readonly problems: readonly string[] } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { servers: [], problems: ["the file is not valid JSON"] };
  }
  const whole = file.safeParse(parsed);
  if (!whole.success) return { servers: [], problems: ["the file has no `mcpServers` object"] };
  const servers: McpServer[] = [];
  const problems: string[] = [];
  for (const [name, value] of Object.entries(whole.data.mcpServers)) {
    const result = readServer(name, value, setting);
    if (typeof result === "string") problems.push(`${name}: ${result}`);
    else if (result !== undefined) servers.push(result);
  }
  return { servers, problems };
}

/** @returns the server, what is wrong with it, or `undefined` when it is switched off. */
function readServer(
  name: string,
  value: unknown,
  setting: (variable: string) => string | undefined,
): McpServer | string | undefined {
  if (!/^[\w-]{1,32}$/.test(name)) return "its name needs 1 to 32 letters, digits, - or _";
  const read = entry.safeParse(value);
  if (!read.success)
    return read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
  const { data } = read;
  if (data.disabled === true) return undefined;
  if ((data.command === undefined) === (data.url === undefined)) return "it needs either command or url";
  const missing = new Set<string>();
  const fill = (one: string): string =>
    one.replaceAll(/\$\{(\w+)\}/g, (_, variable: string) => {
      const found = setting(variable);
      if (found === undefined) missing.add(variable);
      return found ?? "";
    });
  const fillAll = (map: Readonly<Record<string, string>> = {}): Record<string, string> =>
    Object.fromEntries(Object.entries(map).map(([key, one]) => [key, fill(one)]));
  const server: McpServer = {
    name,
    ...(data.command === undefined
      ? {}
      : {
          stdio: {
            command: fill(data.command),
            args: (data.args ?? []).map(fill),
            env: fillAll(data.env),
            ...(data.cwd === undefined ? {} : { cwd: data.cwd }),
          },
        }),
    ...(data.url === undefined ? {} : { http: { url: data.url, headers: fillAll(data.headers) } }),
    ...(data.allow === undefined ? {} : { allow: data.allow }),
    deny: data.deny ?? [],
    alwaysAllow: data.alwaysAllow ?? [],
    reads: data.reads ?? "private",
    accepted: data.accepted ?? {},
    timeoutMs: (data.timeout ?? DEFAULT_TIMEOUT_SECONDS) * 1_000,
  };
  return missing.size > 0 ? `the environment has no ${[...missing].join(", ")}` : server;
}
