import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { createServer as createTcpServer } from "node:net";
import type { AddressInfo, Server } from "node:net";
import type { TestContext } from "node:test";

import type { ToolContext } from "../../src/contracts.ts";
import { createReader } from "../../src/toolkit/reading/reader.ts";
import type { ToolServices } from "../../src/toolkit/services.ts";

/** What a call is told about its task; the asker and the place are invented. */
export function toolContext(given: Partial<ToolContext> = {}): ToolContext {
  return {
    taskId: "1",
    place: { kind: "channel", channelId: "2" },
    author: { id: "3", name: "Ada" },
    attachments: [],
    signal: new AbortController().signal,
    progress: () => undefined,
    ...given,
  };
}

/** Services that reach nothing; a test replaces what it is about. */
export function toolServices(given: Partial<ToolServices> = {}): ToolServices {
  const refuse = (): never => {
    throw new Error("this test reaches no network");
  };
  return {
    fetch: refuse,
    fetchAttachment: refuse,
    readDocument: createReader(),
    folders: [],
    setting: () => undefined,
    now: () => Date.UTC(2026, 10, 22, 17, 56, 50),
    ...given,
  };
}

/** A web server on loopback that ends with the test. @returns Its port and the requests it saw. */
export async function webServer(
  test: TestContext,
  answer: RequestListener,
  host = "127.0.0.1",
  port = 0,
): Promise<{ readonly port: number; readonly url: string; readonly requests: readonly IncomingMessage[] }> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  const bound = await listen(test, server, host, port);
  test.after(() => server.closeAllConnections());
  return { port: bound, url: `http://${host}:${bound}`, requests };
}

/** A listener that nobody may connect to. */
export async function canary(
  test: TestContext,
  host = "127.0.0.1",
  port = 0,
): Promise<{ readonly port: number; connections(): number }> {
  let connections = 0;
  const server = createTcpServer((socket) => {
    connections += 1;
    socket.on("error", () => undefined);
    socket.destroy();
  });
  return { port: await listen(test, server, host, port), connections: () => connections };
}

async function listen(test: TestContext, server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  test.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** A PDF of one page with the given drawing commands, packed as `filter` says. */
export function pdfOf(commands: Uint8Array | string, filter = ""): Buffer {
  const content = Buffer.from(commands);
  const page =
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>";
  return Buffer.concat([
    Buffer.from("%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"),
    Buffer.from(`2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n${page}\nendobj\n`),
    Buffer.from(`4 0 obj\n<< /Length ${content.length} ${filter} >>\nstream\n`),
    content,
    Buffer.from(
      "\nendstream\nendobj\n5 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\n",
    ),
    Buffer.from("trailer\n<< /Root 1 0 R >>\n"),
  ]);
}
