import { readFile, stat } from "node:fs/promises";

import type { Log } from "../contracts.ts";
import type { ToolNotice } from "../contracts/tool-notices.ts";
import type { Tool } from "../toolkit/define-tool.ts";
import { type Connection, type McpToolInfo, openConnection } from "./connection.ts";
import { pinOf, toolNameOf, toTool } from "./mcp-tool.ts";
import { type McpServer, readMcpFile } from "./settings.ts";

/** The tools of the servers in `mcp.json`. */
export interface McpServers {
  /** Reads the file and connects; resolves when the file was read, not when the servers are there. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** By name; those of servers that are away are missing. */
  tools(): ReadonlyMap<string, Tool>;
  /** What the operator should look at: tools that changed, servers that are wrong. */
  notices(): readonly ToolNotice[];
}

/** Where the pins of each server's tools are kept. @throws {StorageError} */
export interface PinStore {
  read(server: string): Promise<Readonly<Record<string, string>> | undefined>;
  write(server: string, pins: Readonly<Record<string, string>>): Promise<void>;
}

export interface McpParts {
  readonly path: string;
  readonly pins: PinStore;
  readonly setting: (variable: string) => string | undefined;
  readonly log: Log;
  /** How often the file is looked at. Default 2 s. */
  readonly watchMs?: number;
  /** First wait before a server is started again. Default 1 s. */
  readonly minDelayMs?: number;
}

interface Running {
  readonly connection: Connection;
  readonly fingerprint: string;
  usable: readonly (readonly [name: string, tool: Tool])[];
  held: readonly ToolNotice[];
}

/** Opens the servers of a file, and follows its changes. A server that fails costs its own tools alone. */
export function createMcpServers(parts: McpParts): McpServers {
  const { path, pins, setting, log, watchMs = 2_000 } = parts;
  const running = new Map<string, Running>();
  let problems: readonly string[] = [];
  let changes: Promise<void> = Promise.resolve();

  const admit = async (one: Running): Promise<void> => {
    const { connection } = one;
    const offered = connection.tools().filter(({ name }) => isAllowed(connection.server, name));
    const known = { ...(await pins.read(connection.server.name)) };
    const { usable, held, news } = sort(connection, offered, known);
    if (Object.keys(news).length > 0) await pins.write(connection.server.name, { ...known, ...news });
    for (const notice of held) log.warn("mcp-tool-held-back", { ...notice });
    one.usable = usable;
    one.held = held;
  };

  const open = (server: McpServer): void => {
    const one: Running = {
      connection: openConnection(server, {
        log,
        ...(parts.minDelayMs === undefined ? {} : { minDelayMs: parts.minDelayMs }),
        onTools: () => {
          if (running.get(server.name) !== one) return;
          // One after the other: two lists at once must not both count as the first.
          changes = changes
            .then(() => admit(one))
            .catch((error: unknown) => {
              one.usable = [];
              log.error("mcp-tools-not-checked", { server: server.name, error });
            });
        },
      }),
      fingerprint: JSON.stringify(server),
      usable: [],
      held: [],
    };
    running.set(server.name, one);
  };

  const load = async (): Promise<void> => {
    const text = await readFile(path, "utf8").catch(() => '{"mcpServers":{}}');
    const read = readMcpFile(text, setting);
    problems = read.problems;
    for (const problem of problems) log.error("mcp-file-wrong", { path, problem });
    // A file that is being written must not end servers that work.
    if (problems.length > 0 && read.servers.length === 0) return;
    const wanted = new Map(read.servers.map((server) => [server.name, server]));
    for (const [name, one] of running) {
      const server = wanted.get(name);
      if (server !== undefined && JSON.stringify(server) === one.fingerprint) continue;
      running.delete(name);
      await one.connection.close();
    }
    for (const [name, server] of wanted) if (!running.has(name)) open(server);
  };

  let seen: string | undefined;
  let watching: NodeJS.Timeout | undefined;
  /** Looks at the file before it is read: what is written meanwhile is another one the next time. */
  const look = async (): Promise<void> => {
    const version = await versionOf(path);
    if (version === seen) return;
    seen = version;
    await load();
  };

  return {
    async start() {
      await look();
      watching = setInterval(() => {
        changes = changes
          .then(look)
          .catch((error: unknown) => log.error("mcp-file-not-read", { path, error }));
      }, watchMs).unref();
    },
    async stop() {
      clearInterval(watching);
      const all = [...running.values()];
      running.clear();
      await Promise.all(all.map(({ connection }) => connection.close()));
      await changes;
    },
    tools: () =>
      new Map(
        [...running.values()].flatMap(({ connection, usable }) =>
          connection.tools().length === 0 ? [] : usable,
        ),
      ),
    notices: () => [
      ...problems.map((text) => ({ kind: "problem", text }) as const),
      ...[...running.values()].flatMap(({ held }) => held),
    ],
  };
}

/** The same as long as nobody writes the file. */
async function versionOf(path: string): Promise<string> {
  try {
    const { mtimeNs, size, ino } = await stat(path, { bigint: true });
    return [mtimeNs, size, ino].join(" ");
  } catch {
    return "none";
  }
}

function isAllowed({ allow, deny }: McpServer, tool: string): boolean {
  return (allow?.includes(tool) ?? true) && !deny.includes(tool);
}

/** Tells tools that are as they were, or new, from those that changed since they were first seen. */
function sort(
  connection: Connection,
  offered: readonly McpToolInfo[],
  known: Readonly<Record<string, string>>,
): {
  readonly usable: readonly (readonly [string, Tool])[];
  readonly held: readonly ToolNotice[];
  readonly news: Readonly<Record<string, string>>;
} {
  const { server } = connection;
  const usable: (readonly [string, Tool])[] = [];
  const held: ToolNotice[] = [];
  const news: Record<string, string> = {};
  for (const info of offered) {
    const pin = pinOf(info);
    const before = Object.hasOwn(known, info.name) ? known[info.name] : undefined;
    const isAccepted = server.accepted[info.name] === pin;
    if (before !== undefined && before !== pin && !isAccepted) {
      const entry = `"accepted": {"${info.name}": "${pin}"}`;
      held.push({ kind: "changed", tool: toolNameOf(server.name, info.name), entry });
      continue;
    }
    if (before !== pin) news[info.name] = pin;
    const tool = toTool(connection, info);
    if (tool === undefined) held.push({ kind: "unusable", tool: toolNameOf(server.name, info.name) });
    else usable.push([toolNameOf(server.name, info.name), tool]);
  }
  return { usable, held, news };
}
