import type { Client } from "@modelcontextprotocol/client";

import type { Log } from "../contracts.ts";
import { ToolError } from "../errors.ts";
import type { McpServer } from "./settings.ts";

/** A tool as its server describes it. */
export interface McpToolInfo {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: unknown;
  /** What the server says of itself: true when the tool changes nothing. */
  readonly isReadOnly: boolean;
}

/** One server: connected, or waiting to be again. */
export interface Connection {
  readonly server: McpServer;
  /** Empty while the server is away. */
  tools(): readonly McpToolInfo[];
  /** @throws {ToolError} When the server is away, refuses, or dies meanwhile. */
  call(tool: string, args: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<unknown>;
  close(): Promise<void>;
}

export interface ConnectionParts {
  readonly log: Log;
  /** Called when the list of tools changed. */
  readonly onTools: () => void;
  /** First wait before a new start, doubled up to {@link MAX_DELAY_MS}. Default 1 s. */
  readonly minDelayMs?: number;
}

const MIN_DELAY_MS = 1_000;
const MAX_DELAY_MS = 60_000;
/** Who stayed so long counts as well again. */
const STEADY_MS = 60_000;
const PING_MS = 3_000;
const CONNECT_TIMEOUT_MS = 20_000;
/**
 * Bytes of one message over standard output. The SDK copies what it has with every piece that comes, so a
 * message costs the square of its length; screenshots fit.
 */
const MAX_MESSAGE_BYTES = 4 * 1_048_576;
/** Tools of one server; more would crowd out everything else in the model's context. */
const MAX_TOOLS = 64;

/** Connects, and connects again with growing waits whenever the server goes away. */
export function openConnection(server: McpServer, parts: ConnectionParts): Connection {
  const { log, onTools, minDelayMs = MIN_DELAY_MS } = parts;
  let client: Client | undefined;
  let tools: readonly McpToolInfo[] = [];
  let delayMs = minDelayMs;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  const lose = (lost: Client | undefined, why: unknown): void => {
    if (lost !== client || isClosed) return;
    client = undefined;
    tools = [];
    onTools();
    log.warn("mcp-server-away", { server: server.name, error: why, retryMs: delayMs });
    clearTimeout(timer);
    timer = setTimeout(() => void connect(), delayMs * (0.75 + Math.random() / 2));
    delayMs = Math.min(delayMs * 2, MAX_DELAY_MS);
    void lost?.close().catch(() => undefined);
  };

  const list = async (from: Client): Promise<void> => {
    const { tools: found } = await from.listTools();
    if (from !== client) return;
    tools = found.slice(0, MAX_TOOLS).map(({ name, description, inputSchema, annotations }) => ({
      name,
      description: description ?? "",
      inputSchema,
      isReadOnly: annotations?.readOnlyHint === true,
    }));
    onTools();
  };

  const connect = async (): Promise<void> => {
    let fresh: Client | undefined;
    try {
      fresh = await createClient(server);
      const own = fresh;
      if (isClosed) return;
      client = own;
      own.onclose = () => lose(own, "the connection was closed");
      own.onerror = (error) => {
        log.debug("mcp-server-error", { server: server.name, error });
        // A broken HTTP stream ends no call by itself: whoever does not answer a ping has gone.
        if (server.http !== undefined) own.ping({ timeout: PING_MS }).catch((why: unknown) => lose(own, why));
      };
      own.setNotificationHandler("notifications/tools/list_changed", () => {
        list(own).catch((error: unknown) => log.warn("mcp-tools-not-listed", { server: server.name, error }));
      });
      await own.connect(await createTransport(server), { timeout: CONNECT_TIMEOUT_MS });
      await list(own);
      log.info("mcp-server-ready", { server: server.name, tools: tools.length });
      const steady = setTimeout(() => {
        if (client === own) delayMs = minDelayMs;
      }, STEADY_MS);
      steady.unref();
    } catch (error) {
      // Whoever could not even be made is lost all the same.
      client = fresh;
      lose(fresh, error);
    }
  };

  void connect();
  return {
    server,
    tools: () => tools,
    async call(tool, args, signal) {
      const used = client;
      if (used === undefined) throw new ToolError(`the server ${server.name} is away for now`);
      try {
        return await used.callTool({ name: tool, arguments: args }, { signal, timeout: server.timeoutMs });
      } catch (error) {
        signal.throwIfAborted();
        throw await explain(error, server, (why) => lose(used, why));
      }
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      const last = client;
      client = undefined;
      tools = [];
      await last?.close().catch(() => undefined);
    },
  };
}

/** The SDK is loaded with the first server, not with the bot. */
async function createClient({ name }: McpServer): Promise<Client> {
  const { Client: McpClient } = await import("@modelcontextprotocol/client");
  // No capabilities are offered: a server may not ask us for files, models or answers.
  return new McpClient({ name: `orchid-${name}`, version: "1" });
}

async function createTransport({ stdio, http }: McpServer) {
  if (http !== undefined) {
    const { StreamableHTTPClientTransport } = await import("@modelcontextprotocol/client");
    return new StreamableHTTPClientTransport(new URL(http.url), {
      requestInit: { headers: { ...http.headers } },
      // A broken answer is an error at once: waiting for its rest would hold up the task.
      reconnectionOptions: {
        maxRetries: 0,
        initialReconnectionDelay: 100,
        maxReconnectionDelay: 100,
        reconnectionDelayGrowFactor: 1,
      },
    });
  }
  if (stdio === undefined) throw new TypeError("The settings give each server a command or an address");
  const { StdioClientTransport, getDefaultEnvironment } = await import("@modelcontextprotocol/client/stdio");
  return new StdioClientTransport({
    command: stdio.command,
    args: [...stdio.args],
    env: { ...getDefaultEnvironment(), ...stdio.env },
    stderr: "ignore",
    maxBufferSize: MAX_MESSAGE_BYTES,
    ...(stdio.cwd === undefined ? {} : { cwd: stdio.cwd }),
  });
}

/** It answered, only not as the protocol says: the server is there, and its other tools may work. */
const MISUNDERSTOOD: ReadonlySet<string> = new Set(["INVALID_RESULT", "UNSUPPORTED_RESULT_TYPE"]);

async function explain(
  error: unknown,
  { name }: McpServer,
  onLost: (why: unknown) => void,
): Promise<ToolError> {
  const { ProtocolError, SdkError, SdkErrorCode } = await import("@modelcontextprotocol/client");
  if (error instanceof ProtocolError) return new ToolError(`the server ${name} refused: ${error.message}`);
  if (error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout) {
    return new ToolError(`the server ${name} did not answer in time`, { cause: error });
  }
  if (error instanceof SdkError && MISUNDERSTOOD.has(error.code)) {
    return new ToolError(`the server ${name} gave an answer that is not understood`, { cause: error });
  }
  onLost(error);
  return new ToolError(`the server ${name} went away during the call; whether it took effect is unknown`, {
    cause: error,
  });
}
