import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

import type { Task } from "../../src/contracts.ts";
import { createMemoryChannel } from "./slot-channel.ts";
import type { ShownMessage } from "./slot-channel.ts";

/** A channel and a model on loopback, for a process that is killed. What they saw outlives it. */
export interface ChannelServer {
  readonly address: string;
  readonly shown: readonly ShownMessage[];
  /** Task ids, once per model call. */
  readonly modelCalls: readonly string[];
  send(task: Task): void;
  /** Called when a request asks for its sender's death after it took effect, instead of an answer. */
  onCrash: () => void;
  close(): void;
}

interface Body {
  readonly channelId: string;
  readonly nonce: string;
  readonly text: string;
  readonly taskId: string;
  readonly crashAt?: string;
  readonly wait: number;
}

export async function startChannelServer(
  options: { readonly knowsNonces?: boolean } = {},
): Promise<ChannelServer> {
  const channel = createMemoryChannel(options.knowsNonces);
  const inbox: Task[] = [];
  const modelCalls: string[] = [];
  let wakeUps: (() => void)[] = [];
  const crashed = new Set<string>();

  async function reply(route: string, body: Body): Promise<unknown> {
    switch (route) {
      case "/create":
        return channel.create(body.channelId, body.nonce, body.text);
      case "/model":
        modelCalls.push(body.taskId);
        return `answer ${body.taskId}`;
      case "/inbox":
        if (body.wait >= inbox.length) await new Promise<void>((resolve) => wakeUps.push(resolve));
        return inbox;
      default:
        throw new Error(`No such route ${route}`);
    }
  }

  const server = createServer((request, response) => {
    void (async () => {
      const body = await readBody(request);
      const value = await reply(request.url ?? "", body);
      if (body.crashAt !== undefined && body.crashAt !== "" && !crashed.has(body.crashAt)) {
        crashed.add(body.crashAt);
        one.onCrash();
        return;
      }
      response.end(JSON.stringify(value));
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const one: ChannelServer = {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    shown: channel.shown,
    modelCalls,
    send(task) {
      inbox.push(task);
      const waiting = wakeUps;
      wakeUps = [];
      for (const wake of waiting) wake();
    },
    onCrash: () => {},
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return one;
}

async function readBody(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()) as Body;
}
