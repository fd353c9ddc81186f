/**
 * Serves the playground's page and what it needs to speak with the stand-in: events down as
 * server-sent events, actions up as JSON. Loopback alone: a foreign `Host` or `Origin` is refused, so
 * that no web page elsewhere can read or write here, not even with a rebound name.
 */
import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { ActionError, runAction } from "./page-actions.ts";
import { readAsset } from "./page-assets.ts";
import { openEvents, readEarlier } from "./page-events.ts";
import type { StandIn } from "./stand-in.ts";

/** Largest action: Discord's 10 MB per file for ten files would be more than a trial needs. */
const MAX_ACTION_BYTES = 40_000_000;

export interface PageServerOptions {
  readonly standIn: StandIn;
  /** Wanted TCP port; any free one when it is taken or 0. */
  readonly port: number;
  /** Default, and the only one that makes sense: the page has no login. */
  readonly host?: "127.0.0.1";
  /** A line for the top of the page, such as which model answers. */
  readonly notice?: string;
}

export interface PageServer {
  /** Where the page is, such as `http://127.0.0.1:3000/`. */
  readonly url: string;
  /** Ends open connections too. */
  close(): Promise<void>;
}

/** Everything that the page may load is its own; scripts cannot make HTML out of text. */
const PAGE_HEADERS = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self'; connect-src 'self'; " +
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
} as const;

/** Raster images are shown in place; anything else from a message is a download, never a document. */
const SHOWN_TYPES = /^(?:image\/(?:png|jpeg|gif|webp|avif)|audio\/[\w.+-]+|video\/[\w.+-]+)$/;

/**
 * Starts the page's server.
 *
 * @throws {Error} When not even a free port can be had.
 */
export async function startPageServer(options: PageServerOptions): Promise<PageServer> {
  const { standIn } = options;
  const host = options.host ?? "127.0.0.1";
  const events = openEvents(standIn, options.notice);
  const server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => fail(response, error));
  });
  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(PAGE_HEADERS)) response.setHeader(name, value);
    const problem = foreignness(request, portOf(server));
    if (problem !== undefined) return sendJson(response, 403, { error: problem });
    const url = new URL(request.url ?? "/", "http://localhost");
    if (request.method === "POST" && url.pathname.startsWith("/api/")) {
      const result = runAction(standIn.people, url.pathname.slice(5), await readJson(request));
      return sendJson(response, 200, result ?? {});
    }
    if (request.method !== "GET") return sendJson(response, 405, { error: "Only GET and POST are known." });
    if (url.pathname === "/api/events") return events.connect(response);
    if (url.pathname === "/api/messages")
      return sendJson(response, 200, readEarlier(standIn, url.searchParams));
    if (url.pathname.startsWith("/api/files/")) return sendFile(standIn, url.pathname, response);
    const asset = await readAsset(url.pathname);
    if (asset === undefined) return sendJson(response, 404, { error: `There is no ${url.pathname}.` });
    response.writeHead(200, { "content-type": asset.contentType }).end(asset.body);
  }
  await listen(server, options.port, host);
  return {
    url: `http://${host}:${portOf(server)}/`,
    async close() {
      events.close();
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  try {
    server.listen(port, host);
    await once(server, "listening");
  } catch (error) {
    if (port === 0 || (error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    server.listen(0, host);
    await once(server, "listening");
  }
}

function portOf(server: Server): number {
  const address = server.address();
  return address === null || typeof address === "string" ? 0 : address.port;
}

/** Why a request does not come from our own page; `undefined` when it does. */
function foreignness(request: IncomingMessage, port: number): string | undefined {
  const own = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
  const { host, origin } = request.headers;
  if (host === undefined || !own.includes(host)) return "This page answers to loopback names alone.";
  if (origin !== undefined && !own.some((one) => origin === `http://${one}`)) {
    return "Requests of other sites are refused.";
  }
  const site = request.headers["sec-fetch-site"];
  const isNavigation = request.headers["sec-fetch-mode"] === "navigate" && request.method === "GET";
  // Following a link to the page is fine; reading it from another site's script is not.
  if (site !== undefined && site !== "same-origin" && site !== "none" && !isNavigation) {
    return "Requests of other sites are refused.";
  }
  if (request.method === "POST" && request.headers["content-type"] !== "application/json") {
    return "Actions are JSON.";
  }
  return undefined;
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array);
    sizeBytes += bytes.length;
    if (sizeBytes > MAX_ACTION_BYTES) throw new ActionError("That is too large to send.");
    chunks.push(bytes);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new ActionError("The body is not JSON.");
  }
}

/** Passes a file on from the stand-in's file host, so that its links' expiry never shows. */
async function sendFile(standIn: StandIn, path: string, response: ServerResponse): Promise<void> {
  const [channelId = "", messageId = "", fileId = ""] = path.split("/").slice(3);
  const file = standIn.message(channelId, messageId)?.files.find((one) => one.id === fileId);
  if (file === undefined) return sendJson(response, 404, { error: "There is no such file." });
  const source = await fetch(file.url);
  if (!source.ok) return sendJson(response, 502, { error: `The file host answered ${source.status}.` });
  const isShown = SHOWN_TYPES.test(file.contentType);
  response.writeHead(200, {
    "content-type": isShown ? file.contentType : "application/octet-stream",
    "content-disposition": `${isShown ? "inline" : "attachment"}; filename*=UTF-8''${encodeURIComponent(file.name.toWellFormed())}`,
    "content-security-policy": "default-src 'none'; sandbox",
  });
  response.end(Buffer.from(await source.arrayBuffer()));
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.destroy();
  const message = error instanceof Error ? error.message : String(error);
  sendJson(response, error instanceof ActionError ? 400 : 500, { error: message });
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
